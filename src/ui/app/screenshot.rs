//! A picture of the window, as a file.

use std::path::{Path, PathBuf};

use eframe::egui::ColorImage;

use crate::file;
use crate::report::with_resolution;

/// Dots to the inch where a point of the window is a pixel.
const DPI: f64 = 96.0;

/// Writes a picture of the window, `scale` pixels to a point.
pub(crate) fn write_picture(picture: &ColorImage, scale: f32, path: &Path) -> Result<PathBuf, String> {
    let bytes = picture.pixels.iter().flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b(), 255]).collect();
    let whole = image::RgbaImage::from_raw(picture.width() as u32, picture.height() as u32, bytes)
        .ok_or("the window's picture is broken")?;
    let mut picture_file = std::io::Cursor::new(Vec::new());
    whole.write_to(&mut picture_file, image::ImageFormat::Png).map_err(|error| error.to_string())?;
    let bytes = with_resolution(picture_file.into_inner(), DPI * f64::from(scale));
    file::replace_by(path, &bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path.to_owned())
}
