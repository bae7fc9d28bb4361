//! Pictures from files and from the clipboard.

use std::path::Path;

use eframe::egui::{Color32, ColorImage};

use crate::image::{ink_from_bytes, open_ink};
use crate::ui::shared::prepared::Prepared;

/// A picture from the clipboard, taken the way of a file: ink may be dark on light, light on dark, or on nothing.
pub(crate) fn pasted(picture: &ColorImage) -> Result<(String, Prepared), String> {
    let name = "pasted picture";
    let bytes = picture.pixels.iter().flat_map(Color32::to_srgba_unmultiplied).collect();
    let whole = image::RgbaImage::from_raw(picture.width() as u32, picture.height() as u32, bytes);
    let whole = whole.ok_or("the clipboard's picture is broken")?;
    let mut file = std::io::Cursor::new(Vec::new());
    whole.write_to(&mut file, image::ImageFormat::Png).map_err(|error| error.to_string())?;
    let ink = ink_from_bytes(file.get_ref(), name).map_err(|error| error.to_string())?;
    Ok((name.to_owned(), Prepared::of(&ink)))
}

pub(crate) fn read_picture(path: &Path) -> Result<(String, Prepared), String> {
    let ink = open_ink(path).map_err(|error| error.to_string())?;
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok((name, Prepared::of(&ink)))
}
