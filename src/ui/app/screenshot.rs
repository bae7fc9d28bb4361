//! A picture of the window, as a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use eframe::egui::{ColorImage, Context};
use web_time::Instant;

use crate::file;
use crate::report::with_resolution;

/// Dots to the inch where a point of the window is a pixel.
const DPI: f64 = 96.0;

/// How long a picture of the window is waited for.
const PICTURE_PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks whether it has come.
pub(super) const PICTURE_INTERVAL: Duration = Duration::from_millis(30);

/// A picture of the window that is wanted.
pub(super) enum DuePicture {
    /// It is to be taken in so many frames.
    In(u8, PathBuf),
    /// It is on its way.
    Asked(AskedPicture),
}

/// A picture of the window on its way.
pub(super) struct AskedPicture {
    received: Receiver<Arc<ColorImage>>,
    pub(super) path: PathBuf,
    since: Instant,
}

impl DuePicture {
    pub(super) fn ask(ctx: &Context, path: PathBuf) -> Self {
        let (sender, received) = channel();
        let wake = ctx.clone();
        ctx.request_screenshot(move |picture: Arc<ColorImage>| {
            let _sent = sender.send(picture);
            wake.request_repaint();
        });
        ctx.request_repaint();
        Self::Asked(AskedPicture { received, path, since: Instant::now() })
    }
}

/// Whether a picture has come.
pub(super) enum Come {
    Here(Arc<ColorImage>),
    NotYet,
    Never,
}

impl AskedPicture {
    /// Whether it has come by now.
    pub(super) fn come(&self) -> Come {
        match self.received.try_recv() {
            Ok(picture) => Come::Here(picture),
            Err(_) if self.since.elapsed() > PICTURE_PATIENCE => Come::Never,
            Err(_) => Come::NotYet,
        }
    }
}

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
