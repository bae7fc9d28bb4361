//! Pictures of several frames or pages, for those whose first one is blank.

use std::io::Cursor;

use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{AnimationDecoder, DynamicImage, Frames, ImageDecoder, ImageFormat, Limits};

/// The most frames or pages that are decoded.
pub(super) const MOST: usize = 64;

/// The frames of an animation after the picture that is shown of it, as far as they can be read; none for other pictures.
pub(super) fn later(bytes: &[u8], format: ImageFormat, limits: Limits) -> impl Iterator<Item = DynamicImage> {
    let frames = animation(bytes, format, limits).into_iter().flatten();
    let first = usize::from(format != ImageFormat::Png || !has_picture_of_its_own(bytes));
    frames.map_while(Result::ok).skip(first).take(MOST).map(|frame| DynamicImage::ImageRgba8(frame.into_buffer()))
}

/// Whether a PNG's animation lacks the picture that programs without animations show.
fn has_picture_of_its_own(png: &[u8]) -> bool {
    let place = |chunk: &[u8]| png.windows(4).position(|bytes| bytes == chunk);
    place(b"IDAT") < place(b"fcTL")
}

fn animation(bytes: &[u8], format: ImageFormat, limits: Limits) -> Option<Frames<'_>> {
    match format {
        ImageFormat::Gif => {
            let mut decoder = GifDecoder::new(Cursor::new(bytes)).ok()?;
            decoder.set_limits(limits).ok()?;
            Some(decoder.into_frames())
        }
        ImageFormat::WebP => {
            let mut decoder = WebPDecoder::new(Cursor::new(bytes)).ok()?;
            decoder.set_limits(limits).ok()?;
            decoder.has_animation().then(|| decoder.into_frames())
        }
        ImageFormat::Png => {
            let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits).ok()?;
            decoder.is_apng().ok()?.then(|| decoder.apng().ok().map(AnimationDecoder::into_frames)).flatten()
        }
        _ => None,
    }
}
