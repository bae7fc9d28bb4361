//! Stroke variants that are common in Europe and rare in MNIST, which was written in the USA: a one with a flag and a
//! foot, a seven with a bar, a nine with a hook. They are added to training images with the width of the existing
//! strokes.

use super::random::Random;
use crate::dataset::Class;
use crate::image::centring::stroke_width;
use crate::image::{Ink, PIXELS, SIDE};

/// Pixels from this value on belong to a stroke.
const STROKE: f32 = 0.4;
/// The share of ones with a flag that get a foot too.
const FEET: f32 = 0.35;

/// The geometry of a digit that strokes are added to, in pixels.
struct Strokes {
    top: f32,
    height: f32,
    width: f32,
    stroke: f32,
}

/// Adds the stroke variant of a one, seven or nine; other digits are unchanged.
pub(super) fn add(label: Class, picture: &mut [f32; PIXELS], random: &mut Random) {
    let Some(strokes) = Strokes::of(picture) else { return };
    match label.value() {
        1 => strokes.flag(picture, random),
        7 => strokes.bar(picture, random),
        9 => strokes.hook(picture, random),
        _ => (),
    }
}

/// Stroke dropout: removes the ink around a random place on a stroke.
pub(super) fn drop_stroke(picture: &mut [f32; PIXELS], random: &mut Random) {
    let inked: Vec<usize> = (0..PIXELS).filter(|pixel| picture[*pixel] >= STROKE).collect();
    if inked.is_empty() {
        return;
    }
    let at = inked[(random.uniform(0.0, 0.999) * inked.len() as f32) as usize];
    let radius = random.uniform(1.2, 2.4);
    for (pixel, value) in picture.iter_mut().enumerate() {
        let apart = [pixel % SIDE, pixel / SIDE].map(|place| place as f32);
        let distance = (apart[0] - (at % SIDE) as f32).hypot(apart[1] - (at / SIDE) as f32);
        *value *= (distance - radius + 0.5).clamp(0.0, 1.0);
    }
}

impl Strokes {
    fn of(picture: &[f32; PIXELS]) -> Option<Self> {
        let inked = || (0..PIXELS).filter(|pixel| picture[*pixel] >= STROKE);
        let (top, bottom) = (inked().next()? / SIDE, inked().next_back()? / SIDE);
        let columns = || inked().map(|pixel| pixel % SIDE);
        let width = columns().max()? - columns().min()?;
        let ink = Ink::new(SIDE, SIDE, picture.to_vec())?;
        let height = (bottom - top) as f32;
        (height >= 8.0).then(|| Self {
            top: top as f32,
            height,
            width: width as f32,
            stroke: stroke_width(&ink).clamp(1.0, 4.0),
        })
    }

    /// The middle, the left and the right end of the ink in rows near a part of the height, 0 the top to 1.
    fn ink_near(&self, picture: &[f32; PIXELS], part: f32) -> Option<[f32; 3]> {
        let row = ((self.top + part * self.height).round() as usize).min(SIDE - 1);
        let columns: Vec<f32> =
            (0..SIDE).filter(|column| picture[row * SIDE + column] >= STROKE).map(|column| column as f32).collect();
        let (first, last) = (*columns.first()?, *columns.last()?);
        Some([columns.iter().sum::<f32>() / columns.len() as f32, first, last])
    }

    fn flag(&self, picture: &mut [f32; PIXELS], random: &mut Random) {
        // A wide one already has a flag or is nearly horizontal.
        if self.width > 0.6 * self.height {
            return;
        }
        let Some([top, ..]) = self.ink_near(picture, 0.06) else { return };
        let bottom = self.ink_near(picture, 0.96);
        let (long, deep) = (random.uniform(0.12, 0.42) * self.height, random.uniform(0.1, 0.38) * self.height);
        let from = [top, self.top + 0.06 * self.height];
        self.line(picture, &[from, [from[0] - long, from[1] + deep]]);
        if let (true, Some([foot, ..])) = (random.bernoulli(FEET), bottom) {
            let down = self.top + 0.96 * self.height;
            let (left, right) = (random.uniform(0.1, 0.38) * self.height, random.uniform(0.1, 0.38) * self.height);
            self.line(picture, &[[foot - left, down], [foot + right, down]]);
        }
    }

    fn bar(&self, picture: &mut [f32; PIXELS], random: &mut Random) {
        let part = random.uniform(0.4, 0.6);
        let Some([middle, ..]) = self.ink_near(picture, part) else { return };
        let down = self.top + part * self.height;
        let (left, right) = (random.uniform(0.12, 0.3) * self.height, random.uniform(0.12, 0.3) * self.height);
        let tilt = random.symmetric(0.06) * self.height;
        self.line(picture, &[[middle - left, down + tilt], [middle + right, down - tilt]]);
    }

    fn hook(&self, picture: &mut [f32; PIXELS], random: &mut Random) {
        let Some([_, _, end]) = self.ink_near(picture, 0.95) else { return };
        let long = random.uniform(0.2, 0.5) * self.height;
        let (deep, back) = (random.uniform(0.0, 0.1) * self.height, random.uniform(-0.02, 0.14) * self.height);
        let bottom = self.top + 0.95 * self.height;
        let line: Vec<[f32; 2]> = (0..=8)
            .map(|step| {
                let part = step as f32 / 8.0;
                [end - part * long, bottom + deep * 4.0 * part * (1.0 - part) - back * part * part]
            })
            .collect();
        self.line(picture, &line);
    }

    /// Draws a line as wide as the digit's strokes.
    fn line(&self, picture: &mut [f32; PIXELS], points: &[[f32; 2]]) {
        let radius = self.stroke / 2.0;
        for (pixel, value) in picture.iter_mut().enumerate() {
            let place = [(pixel % SIDE) as f32, (pixel / SIDE) as f32];
            let nearest = points
                .windows(2)
                .map(|pair| crate::image::stroke::distance_to_line(place, pair[0], pair[1]))
                .fold(f32::INFINITY, f32::min);
            *value = value.max((radius + 0.5 - nearest).clamp(0.0, 1.0));
        }
    }
}
