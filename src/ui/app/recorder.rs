//! An animation of the Run tab: as a GIF, or as numbered PNG pictures in a folder.
//!
//! Every frame shows the same stretch of the neurons' time, however long the machine takes to write it. Nothing is written
//! before all frames are there, so an animation that is cancelled leaves what was there before.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use eframe::egui::{ColorImage, Context};
use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, ImageFormat, RgbaImage, imageops};

use crate::file;
use crate::job::{Event, Worker};
use crate::ui::shared::notify::Notify;

/// Frames of an animation, if not chosen otherwise.
pub(crate) const USUAL_FRAMES: usize = 60;
/// The most frames: a minute.
pub(crate) const MOST_FRAMES: usize = 600;
/// Seconds that a frame is shown, and for which the neurons go on from one to the next.
pub(crate) const FRAME_SECONDS: f64 = 0.1;
/// The widest a frame of a GIF is, in pixels; wider ones are made smaller.
const MOST_WIDE: u32 = 1280;
/// What is said where not all frames came.
const CANCELLED: &str = "The animation was cancelled.";

/// An animation on its way.
pub(crate) struct Recorder {
    frames: Sender<RgbaImage>,
    worker: Worker<(), Result<PathBuf, String>>,
    frame_count: usize,
    asked: usize,
    written: usize,
}

/// Where the frames of an animation go.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// One file, that moves.
    Gif(PathBuf),
    /// Numbered PNG files in a folder.
    Folder(PathBuf),
}

impl Target {
    fn path(self) -> PathBuf {
        match self {
            Self::Gif(path) | Self::Folder(path) => path,
        }
    }
}

/// What came of it.
pub(crate) enum Recorded {
    /// It is there.
    Saved(PathBuf),
    /// A sentence about why not.
    Failed(String),
}

impl Recorder {
    /// Begins an animation of so many frames.
    pub(crate) fn start(target: Target, frame_count: usize, notify: Notify) -> Self {
        let (frames, received) = channel();
        let worker = Worker::start(
            "animation",
            move || notify(),
            move |reporter, stop| {
                let written = || reporter.report(());
                let frames = Frames { received, count: frame_count };
                let result = match &target {
                    Target::Gif(path) => write_gif(path, &frames, &written),
                    Target::Folder(path) => write_pictures(path, &frames, &written),
                };
                if stop.is_stopped() { Err(CANCELLED.to_owned()) } else { result.map(|()| target.path()) }
            },
        );
        Self { frames, worker, frame_count, asked: 0, written: 0 }
    }

    /// Whether a frame is wanted now: the one before is written.
    pub(crate) fn wants_frame(&self) -> bool {
        self.asked == self.written && self.asked < self.frame_count
    }

    /// Asks for what is drawn now, without the `top` points of the window.
    pub(crate) fn take(&mut self, ctx: &Context, top: f32) {
        self.asked += 1;
        let (frames, wake) = (self.frames.clone(), ctx.clone());
        let cut = (top * ctx.pixels_per_point()).round() as u32;
        ctx.request_screenshot(move |picture: Arc<ColorImage>| {
            if let Some(frame) = cropped(&picture, cut) {
                let _sent = frames.send(frame);
            }
            wake.request_repaint();
        });
    }

    /// How much is written, 0 to 1.
    pub(crate) fn done(&self) -> f32 {
        self.written as f32 / self.frame_count as f32
    }

    /// Takes in what was written; what came of it, at the end.
    pub(crate) fn drain(&mut self) -> Option<Recorded> {
        let mut end = None;
        for event in self.worker.drain() {
            match event {
                Event::Report(()) => self.written += 1,
                Event::Finished(Ok(path)) => end = Some(Recorded::Saved(path)),
                Event::Finished(Err(message)) | Event::Failed(message) => end = Some(Recorded::Failed(message)),
            }
        }
        end
    }
}

/// The picture without its uppermost rows.
fn cropped(picture: &ColorImage, top: u32) -> Option<RgbaImage> {
    let bytes = picture.pixels.iter().flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b(), 255]).collect();
    let whole = RgbaImage::from_raw(picture.width() as u32, picture.height() as u32, bytes)?;
    let height = whole.height().checked_sub(top).filter(|height| *height > 0)?;
    Some(imageops::crop_imm(&whole, 0, top, whole.width(), height).to_image())
}

/// Frames as they come, and how many there are to be.
struct Frames {
    received: Receiver<RgbaImage>,
    count: usize,
}

impl Frames {
    fn iter(&self) -> impl Iterator<Item = RgbaImage> + '_ {
        self.received.iter().take(self.count)
    }

    /// Whether every frame came: who cancels sends no more.
    fn all_there(&self, count: usize) -> Result<(), String> {
        if count == self.count { Ok(()) } else { Err(CANCELLED.to_owned()) }
    }
}

fn write_gif(target: &Path, frames: &Frames, written: &dyn Fn()) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", target.display());
    // Now rather than after all frames.
    file::check(target).map_err(|error| failed(&error))?;
    let mut bytes = Vec::new();
    let mut count = 0;
    {
        // 10 is the middle between the best colours and the fastest search for them.
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, 10);
        encoder.set_repeat(Repeat::Infinite).map_err(|error| failed(&error))?;
        let delay = Delay::from_saturating_duration(Duration::from_secs_f64(FRAME_SECONDS));
        for frame in frames.iter() {
            encoder.encode_frame(Frame::from_parts(shrunk(frame), 0, 0, delay)).map_err(|error| failed(&error))?;
            count += 1;
            written();
        }
    }
    frames.all_there(count)?;
    file::replace_by(target, &bytes).map_err(|error| failed(&error))
}

fn shrunk(frame: RgbaImage) -> RgbaImage {
    if frame.width() <= MOST_WIDE {
        return frame;
    }
    let height = (u64::from(frame.height()) * u64::from(MOST_WIDE) / u64::from(frame.width())).max(1) as u32;
    imageops::resize(&frame, MOST_WIDE, height, imageops::FilterType::Triangle)
}

fn write_pictures(folder: &Path, frames: &Frames, written: &dyn Fn()) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", folder.display());
    if folder.exists() {
        file::check(&folder.join("frame-000.png")).map_err(|error| failed(&error))?;
    } else {
        file::check(folder).map_err(|error| failed(&error))?;
    }
    let mut files = Vec::with_capacity(frames.count);
    for (number, frame) in frames.iter().enumerate() {
        let mut png = Cursor::new(Vec::new());
        frame.write_to(&mut png, ImageFormat::Png).map_err(|error| failed(&error))?;
        files.push((folder.join(format!("frame-{number:03}.png")), png.into_inner()));
        written();
    }
    frames.all_there(files.len())?;
    std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    file::replace_all(&files).map_err(|error| error.to_string())
}
