//! SVG as pixels, and text as outlines: resvg does both, with the embedded font.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Size, Tree, WriteOptions};

use super::figure::Figure;
use super::{drawing, font};

/// Points in an inch.
const POINTS_PER_INCH: f64 = 72.0;
const MILLIMETRES_PER_INCH: f64 = 25.4;
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

    /// The figure as SVG, its size in millimetres, with all text as outlines: it looks the same everywhere, whatever fonts
    /// there are.
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
            Some(end) => format!("{}\n    {title}{}", in_millimetres(&svg[..=end], tree.size()), &svg[end + 1..]),
            None => svg,
        })
    }

    /// The figure as PNG on white, at so many dots per inch, which the file says; [`Figure::PRINT`] is what journals ask for.
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
        Ok(with_resolution(png(&pixmap)?, dpi))
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

/// A square SVG without text as `side` x `side` pixels: red, green, blue and alpha of each, row by row from the top left, with
/// colours not multiplied by alpha. This is the form in which a window takes its icon.
///
/// # Errors
/// [`FigureError::Drawing`] if the SVG can't be parsed, or `side` is 0.
pub fn svg_to_rgba(svg: &str, side: u32) -> Result<Vec<u8>, FigureError> {
    let tree = Tree::from_str(svg, &Options::default()).map_err(|error| FigureError::Drawing(error.to_string()))?;
    let empty = || FigureError::Drawing("it would have no pixels".to_owned());
    let mut pixmap = Pixmap::new(side, side).ok_or_else(empty)?;
    let scale = side as f32 / tree.size().width().max(tree.size().height());
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Ok(pixmap.take_demultiplied())
}

/// The first tag of an SVG drawn in points, with its size in millimetres. Without a unit a point would be taken for a pixel,
/// a quarter smaller.
fn in_millimetres(tag: &str, points: Size) -> String {
    let size = format!("viewBox=\"0 0 {} {}\"", points.width(), points.height());
    let millimetres = |points: f32| format!("{:.3}mm", f64::from(points) / POINTS_PER_INCH * MILLIMETRES_PER_INCH);
    let tag = with_value(tag, "width", &millimetres(points.width()));
    let tag = with_value(&tag, "height", &millimetres(points.height()));
    if tag.contains("viewBox=") { tag } else { tag.replacen("<svg", &format!("<svg {size}"), 1) }
}

/// The tag with another value of an attribute.
fn with_value(tag: &str, name: &str, value: &str) -> String {
    let start = tag.find(&format!(" {name}=\"")).map(|at| at + name.len() + 3);
    match start.and_then(|start| Some((start, start + tag[start..].find('"')?))) {
        Some((start, end)) => format!("{}{value}{}", &tag[..start], &tag[end..]),
        None => tag.to_owned(),
    }
}

/// A PNG file that says how many of its pixels make an inch.
pub fn with_resolution(png: Vec<u8>, dpi: f64) -> Vec<u8> {
    /// Signature and header, which comes first in every file.
    const HEADER: usize = 8 + 25;
    if png.len() < HEADER {
        return png;
    }
    let per_metre = (dpi / MILLIMETRES_PER_INCH * 1000.0).round() as u32;
    // Across, down, and that the unit is the metre.
    let chunk = [b"pHYs".as_slice(), &per_metre.to_be_bytes(), &per_metre.to_be_bytes(), &[1]].concat();
    let mut sum = flate2::Crc::new();
    sum.update(&chunk);
    let length = (chunk.len() as u32 - 4).to_be_bytes();
    [&png[..HEADER], &length, &chunk, &sum.sum().to_be_bytes(), &png[HEADER..]].concat()
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
