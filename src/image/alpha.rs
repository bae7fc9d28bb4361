//! Uniform alpha, as screenshots and copied pictures have it, carries no information.

use image::{DynamicImage, GenericImageView};

/// Alpha that varies by no more than this is uniform.
const EVEN: u8 = 4;

/// The picture without its alpha channel, if that is uniform.
pub(super) fn without_even_alpha(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() || !has_even_alpha(&picture) {
        return picture;
    }
    match picture {
        DynamicImage::ImageLumaA8(_) => DynamicImage::ImageLuma8(picture.into_luma8()),
        DynamicImage::ImageLumaA16(_) => DynamicImage::ImageLuma16(picture.into_luma16()),
        DynamicImage::ImageRgba16(_) => DynamicImage::ImageRgb16(picture.into_rgb16()),
        DynamicImage::ImageRgba32F(_) => DynamicImage::ImageRgb32F(picture.into_rgb32f()),
        picture => DynamicImage::ImageRgb8(picture.into_rgb8()),
    }
}

fn has_even_alpha(picture: &DynamicImage) -> bool {
    let (mut least, mut most) = (u8::MAX, 0);
    for (_, _, pixel) in picture.pixels() {
        (least, most) = (least.min(pixel.0[3]), most.max(pixel.0[3]));
        if most - least > EVEN {
            return false;
        }
    }
    // Opaque pictures need no conversion.
    least < u8::MAX
}
