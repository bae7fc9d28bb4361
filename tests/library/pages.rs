//! Made photos of handwriting on ruled, squared and holed paper, from MNIST's digits and a seed.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use nullcline::image::InputImage;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What is printed on a sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Print {
    /// Nothing.
    Plain,
    /// Horizontal rules.
    Ruled,
    /// Rules, and a margin line of another colour.
    Margin,
    /// Rules, a margin line and punch holes.
    Notebook,
    /// Rules both ways.
    Squared,
}

/// How a sheet is lit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Light {
    /// Evenly.
    Even,
    /// Brighter on one side.
    Gradient,
    /// With the soft shadow of something beside the sheet.
    Shadow,
}

/// A photo of one digit on a sheet.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) print: Print,
    pub(crate) light: Light,
    /// Pixels across and down.
    pub(crate) size: [u32; 2],
    /// Radians by which the sheet is turned.
    pub(crate) angle: f64,
    /// Pixels from rule to rule, and how wide one is.
    pub(crate) spacing: f64,
    pub(crate) line: f64,
    pub(crate) rule_colour: [f64; 3],
    pub(crate) ink: [f64; 3],
    pub(crate) paper: [f64; 3],
    /// Pixels of the page to one of MNIST.
    pub(crate) scale: f64,
    /// The middle of the digit, as parts of the page.
    pub(crate) middle: [f64; 2],
    /// Where the first rule is, as a part of the spacing.
    pub(crate) phase: [f64; 2],
    /// Where the shadow's edge crosses, its direction and its softness in pixels, and how dark it is.
    pub(crate) shade: [f64; 4],
    pub(crate) noise: f64,
    /// How much of the digit's soft edge is ink: 0.3 leaves strokes as they are, more makes them thinner.
    pub(crate) pen: f64,
    pub(crate) quality: u8,
    pub(crate) seed: u64,
}

const PAPERS: [[f64; 3]; 4] =
    [[250.0, 248.0, 240.0], [244.0, 244.0, 246.0], [236.0, 230.0, 214.0], [206.0, 204.0, 200.0]];
const INKS: [[f64; 3]; 4] = [[30.0, 36.0, 76.0], [24.0, 24.0, 28.0], [20.0, 50.0, 140.0], [74.0, 74.0, 78.0]];
const RULES: [[f64; 3]; 6] = [
    [70.0, 72.0, 82.0],
    [146.0, 150.0, 158.0],
    [160.0, 184.0, 222.0],
    [110.0, 112.0, 122.0],
    [196.0, 206.0, 220.0],
    [150.0, 200.0, 176.0],
];
const MARGIN: [f64; 3] = [214.0, 82.0, 92.0];
const HOLE: [f64; 3] = [60.0, 58.0, 58.0];

impl Page {
    /// The page of that number: all five kinds of print but plain, all three of light, by turns.
    pub(crate) fn numbered(number: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(0x9A6E + number);
        let prints = [Print::Ruled, Print::Margin, Print::Notebook, Print::Squared];
        let lights = [Light::Even, Light::Gradient, Light::Shadow];
        let mut part = |least: f64, most: f64| least + (most - least) * random.random::<f64>();
        let longest = part(420.0, 1000.0);
        let aspect = part(0.72, 1.0);
        let print = prints[(number % 4) as usize];
        let spacing = longest * if print == Print::Squared { part(0.04, 0.11) } else { part(0.09, 0.16) };
        let line = (spacing * part(0.025, 0.06)).max(1.1);
        let digit = spacing * if print == Print::Squared { part(2.0, 4.5) } else { part(1.2, 2.6) };
        let scale = digit.clamp(0.12 * longest, 0.42 * longest) / 20.0;
        let mut pick = |count: usize| (part(0.0, count as f64) as usize).min(count - 1);
        let [ink, rule, paper] = [pick(INKS.len()), pick(RULES.len()), pick(PAPERS.len())];
        let upright = pick(2) == 0;
        let size = [longest, longest * aspect].map(|length| length as u32);
        Self {
            print,
            light: lights[(number / 4 % 3) as usize],
            size: if upright { [size[1], size[0]] } else { size },
            angle: part(-3.0, 3.0).to_radians(),
            spacing,
            line,
            rule_colour: RULES[rule],
            ink: INKS[ink],
            paper: PAPERS[paper],
            scale,
            middle: [part(0.45, 0.68), part(0.36, 0.64)],
            phase: [part(0.0, 1.0), part(0.0, 1.0)],
            shade: [part(0.2, 0.8), part(0.0, std::f64::consts::TAU), part(0.04, 0.2) * longest, part(0.55, 0.85)],
            noise: part(0.5, 4.0),
            pen: part(0.25, 0.45),
            quality: part(70.0, 95.0) as u8,
            seed: number,
        }
    }

    /// The page with a digit written on it.
    pub(crate) fn draw(&self, digit: &InputImage) -> RgbImage {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed ^ 0x5EED);
        let [width, height] = self.size;
        RgbImage::from_fn(width, height, |column, row| {
            let grain = self.noise * gaussian(&mut random);
            let (x, y) = (f64::from(column) + 0.5, f64::from(row) + 0.5);
            let light = self.light_at(x, y);
            let colour = self.colour_at(x, y, digit);
            Rgb(colour.map(|value| (value * light + grain).round().clamp(0.0, 255.0) as u8))
        })
    }

    /// The page as a JPEG.
    pub(crate) fn photo(&self, digit: &InputImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.draw(digit).write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, self.quality)).unwrap();
        bytes
    }

    fn middle_in_pixels(&self) -> [f64; 2] {
        [self.middle[0] * f64::from(self.size[0]), self.middle[1] * f64::from(self.size[1])]
    }

    fn light_at(&self, x: f64, y: f64) -> f64 {
        let [width, height] = self.size.map(f64::from);
        let [place, direction, softness, dark] = self.shade;
        let (sine, cosine) = direction.sin_cos();
        match self.light {
            Light::Even => 1.0,
            Light::Gradient => {
                let along = ((x / width - 0.5) * cosine + (y / height - 0.5) * sine + 0.7) / 1.4;
                dark + (1.0 - dark) * along.clamp(0.0, 1.0)
            }
            Light::Shadow => {
                // The edge runs through or near the digit.
                let [mid_x, mid_y] = self.middle_in_pixels();
                let offset = (place - 0.5) * 0.5 * width.min(height);
                let beyond = ((x - mid_x) * cosine + (y - mid_y) * sine - offset) / softness;
                let lit = (beyond + 0.5).clamp(0.0, 1.0);
                dark + (1.0 - dark) * lit * lit * (3.0 - 2.0 * lit)
            }
        }
    }

    fn colour_at(&self, x: f64, y: f64, digit: &InputImage) -> [f64; 3] {
        let [width, height] = self.size.map(f64::from);
        let (sine, cosine) = self.angle.sin_cos();
        let (right, down) = (x - width / 2.0, y - height / 2.0);
        // Places on the sheet, which is turned.
        let (u, v) = (right * cosine + down * sine, down * cosine - right * sine);
        let mut colour = self.paper;
        let rule = |at: f64, phase: f64| {
            let from_line = (at / self.spacing - phase).rem_euclid(1.0);
            covered(from_line.min(1.0 - from_line) * self.spacing, self.line / 2.0)
        };
        if self.print != Print::Plain {
            colour = mix(colour, self.rule_colour, rule(v, self.phase[0]));
        }
        if self.print == Print::Squared {
            colour = mix(colour, self.rule_colour, rule(u, self.phase[1]));
        }
        let margin = -0.5 * width + 0.15 * width;
        if matches!(self.print, Print::Margin | Print::Notebook) {
            colour = mix(colour, MARGIN, covered((u - margin).abs(), 0.6 * self.line + 0.4));
        }
        if self.print == Print::Notebook {
            for place in [-0.27, 0.27] {
                let distance = (u + 0.43 * width).hypot(v - place * height);
                colour = mix(colour, HOLE, covered(distance, 0.03 * width));
            }
        }
        let [mid_x, mid_y] = self.middle_in_pixels();
        let (ink_x, ink_y) = (x - mid_x, y - mid_y);
        let (ink_u, ink_v) = (ink_x * cosine + ink_y * sine, ink_y * cosine - ink_x * sine);
        mix(colour, self.ink, self.ink_at(digit, ink_u / self.scale + 13.5, ink_v / self.scale + 13.5))
    }

    /// The digit enlarged: between its pixels linearly, and made as steep as a pen's edge.
    fn ink_at(&self, digit: &InputImage, x: f64, y: f64) -> f64 {
        let at = |column: f64, row: f64| {
            let inside = (0.0..28.0).contains(&column) && (0.0..28.0).contains(&row);
            if inside { f64::from(digit.pixels()[row as usize * 28 + column as usize]) / 255.0 } else { 0.0 }
        };
        let (left, top) = (x.floor(), y.floor());
        let (part_x, part_y) = (x - left, y - top);
        let line = |row: f64| at(left, row) * (1.0 - part_x) + at(left + 1.0, row) * part_x;
        let value = line(top) * (1.0 - part_y) + line(top + 1.0) * part_y;
        ((value - self.pen) / 0.35).clamp(0.0, 1.0)
    }
}

/// How much of a pixel is covered by what reaches to `half` from its middle.
fn covered(distance: f64, half: f64) -> f64 {
    (half + 0.5 - distance).clamp(0.0, 1.0).min(2.0 * half)
}

fn mix(under: [f64; 3], over: [f64; 3], share: f64) -> [f64; 3] {
    std::array::from_fn(|channel| under[channel] + share * (over[channel] - under[channel]))
}

fn gaussian(random: &mut ChaCha8Rng) -> f64 {
    (0..4).map(|_| random.random::<f64>() - 0.5).sum::<f64>() * 1.732
}
