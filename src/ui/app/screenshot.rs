//! A picture of the window, as a file.

use std::path::{Path, PathBuf};

use eframe::egui::ColorImage;

use crate::file;

/// Writes a picture of the window.
pub(crate) fn write_picture(picture: &ColorImage, path: &Path) -> Result<PathBuf, String> {
    let bytes = picture.pixels.iter().flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b(), 255]).collect();
    let whole = image::RgbaImage::from_raw(picture.width() as u32, picture.height() as u32, bytes)
        .ok_or("the window's picture is broken")?;
    let mut picture_file = std::io::Cursor::new(Vec::new());
    whole.write_to(&mut picture_file, image::ImageFormat::Png).map_err(|error| error.to_string())?;
    file::replace_by(path, picture_file.get_ref()).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path.to_owned())
}
