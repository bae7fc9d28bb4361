//! SVG as PNG, and text as outlines: resvg does both, with the embedded font.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, WriteOptions};

use super::figure::Figure;
use super::{drawing, font};

/// Points in an inch.
const POINTS_PER_INCH: f64 = 72.0;
/// The finest resolution, dots per inch.
const FINEST: f64 = 1200.0;

/// Why a figure could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// Its size is not one.
    #[error(
        "a figure must be 10 to 1000 mm wide and high, at 10 to {FINEST} dots per inch, not {width} x {height} mm at {dpi}"
    )]
    Size {
        /// In millimetres.
        width: f64,
        /// In millimetres.
        height: f64,
        /// Dots per inch.
        dpi: f64,
    },
    /// The SVG can't be rendered.
    #[error("the figure can't be drawn: {0}")]
    Drawing(String),
}

impl Figure {
    /// Resolution of a PNG for print, dots per inch.
    pub const PRINT: f64 = 300.0;

    /// The figure as SVG, with all text as outlines: it looks the same everywhere, whatever fonts there are.
    ///
    /// # Errors
    /// [`FigureError`].
    pub fn svg(&self) -> Result<String, FigureError> {
        let tree = self.tree(Self::PRINT)?;
        let options = WriteOptions { coordinates_precision: 4, transforms_precision: 4, ..WriteOptions::default() };
        let svg = tree.to_string(&options);
        // Screen readers can't read outlines.
        let title = format!("<title>{}</title>", drawing::escaped(&self.title));
        Ok(match svg.find('>') {
            Some(end) => format!("{}\n    {title}{}", &svg[..=end], &svg[end + 1..]),
            None => svg,
        })
    }

    /// The figure as PNG on white, at so many dots per inch; [`Figure::PRINT`] is what journals ask for.
    ///
    /// # Errors
    /// [`FigureError`].
    pub fn png(&self, dpi: f64) -> Result<Vec<u8>, FigureError> {
        let tree = self.tree(dpi)?;
        // Units of the drawing are points.
        let scale = dpi / POINTS_PER_INCH;
        let pixels = |points: f32| (f64::from(points) * scale).round().max(1.0) as u32;
        let (width, height) = (pixels(tree.size().width()), pixels(tree.size().height()));
        let mut pixmap = Pixmap::new(width, height).ok_or_else(|| self.wrong_size(dpi))?;
        pixmap.fill(Color::WHITE);
        resvg::render(&tree, Transform::from_scale(scale as f32, scale as f32), &mut pixmap.as_mut());
        png(&pixmap)
    }

    fn tree(&self, dpi: f64) -> Result<Tree, FigureError> {
        let fits = |millimetres: f64| (10.0..=1000.0).contains(&millimetres);
        if !(fits(self.width) && fits(self.height) && (10.0..=FINEST).contains(&dpi)) {
            return Err(self.wrong_size(dpi));
        }
        let options = Options { fontdb: font::database(), font_family: font::FAMILY.to_owned(), ..Options::default() };
        Tree::from_str(&drawing::draw(self), &options).map_err(|error| FigureError::Drawing(error.to_string()))
    }

    fn wrong_size(&self, dpi: f64) -> FigureError {
        FigureError::Size { width: self.width, height: self.height, dpi }
    }
}

/// The pixels as a PNG file.
fn png(pixmap: &Pixmap) -> Result<Vec<u8>, FigureError> {
    // White below everything: all pixels are opaque.
    let rgb: Vec<u8> = pixmap.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_raw(pixmap.width(), pixmap.height(), rgb)
        .ok_or_else(|| FigureError::Drawing("its pixels are not as many as they should be".to_owned()))?
        .write_to(&mut bytes, image::ImageFormat::Png)
        .map_err(|error| FigureError::Drawing(error.to_string()))?;
    Ok(bytes.into_inner())
}
