//! Pictures from files and from the clipboard.

use std::path::Path;

use eframe::egui::{Color32, ColorImage};

use crate::image::{Scan, open_scan, scan_from_bytes};
use crate::ui::shared::prepared::OpenedPicture;

/// A picture from the clipboard, taken the way of a file: ink may be dark on light, light on dark, or on nothing.
pub(crate) fn pasted(picture: &ColorImage) -> Result<OpenedPicture, String> {
    let name = "pasted picture";
    let bytes = picture.pixels.iter().flat_map(Color32::to_srgba_unmultiplied).collect();
    let whole = image::RgbaImage::from_raw(picture.width() as u32, picture.height() as u32, bytes);
    let whole = whole.ok_or("the clipboard's picture is broken")?;
    let mut file = std::io::Cursor::new(Vec::new());
    whole.write_to(&mut file, image::ImageFormat::Png).map_err(|error| error.to_string())?;
    let scan = scan_from_bytes(file.get_ref(), name).map_err(|error| error.to_string())?;
    Ok(opened(name.to_owned(), &scan))
}

pub(crate) fn read_picture(path: &Path) -> Result<OpenedPicture, String> {
    let scan = open_scan(path).map_err(|error| error.to_string())?;
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok(opened(name, &scan))
}

fn opened(name: String, scan: &Scan) -> OpenedPicture {
    OpenedPicture::of(name, &scan.ink, scan.remark)
}
