//! The colours that the window and figures share, on a white background.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::dataset::{Class, ClassCount, DIGITS};

/// A colour: red, green, blue, 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// The colour `0xRRGGBB`.
    pub const fn hex(hex: u32) -> Self {
        Self((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
    }

    /// The colour `share` of the way to `other`.
    pub fn towards(self, other: Self, share: f64) -> Self {
        let mix = |from: u8, to: u8| (f64::from(from) + share * (f64::from(to) - f64::from(from))).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }
}

/// As in SVG: `#rrggbb`.
impl std::fmt::Display for Rgb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// The colours of the first ten classes on a light ground, of MNIST the digits. Ten that stay apart for every common kind of colour blindness: found by a search
/// that made the smallest of all pairs' OKLab distances, under simulated protanopia, deuteranopia and tritanopia, as large
/// as it could.
pub const FIRST_CLASSES: [Rgb; DIGITS.get()] = [
    Rgb::hex(0x0048_8ED3),
    Rgb::hex(0x0062_3002),
    Rgb::hex(0x003E_006E),
    Rgb::hex(0x0035_743B),
    Rgb::hex(0x00C5_6D85),
    Rgb::hex(0x0086_8E00),
    Rgb::hex(0x0005_4852),
    Rgb::hex(0x0099_3796),
    Rgb::hex(0x00DD_A557),
    Rgb::hex(0x00A7_AEC1),
];

/// Those on a dark ground, found in the same way.
pub const FIRST_CLASSES_ON_DARK: [Rgb; DIGITS.get()] = [
    Rgb::hex(0x004D_A1FA),
    Rgb::hex(0x00B0_6A1E),
    Rgb::hex(0x0086_6CD0),
    Rgb::hex(0x00CA_FDAB),
    Rgb::hex(0x00EF_5D6C),
    Rgb::hex(0x00FF_D213),
    Rgb::hex(0x0077_EFF6),
    Rgb::hex(0x00B4_85B2),
    Rgb::hex(0x00ED_9D31),
    Rgb::hex(0x00B1_B8BF),
];

/// What colours stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// White or nearly.
    Light,
    /// Black or nearly.
    Dark,
}

static ON_LIGHT: LazyLock<Vec<Rgb>> = LazyLock::new(|| further(&FIRST_CLASSES, 0.30..=0.74));
static ON_DARK: LazyLock<Vec<Rgb>> = LazyLock::new(|| further(&FIRST_CLASSES_ON_DARK, 0.58..=0.94));

/// The colour of a class: one of the first ten, or one as far from all before it as can be.
pub fn class_colour(class: Class, ground: Ground) -> Rgb {
    let (first, all) = match ground {
        Ground::Light => (&FIRST_CLASSES, &ON_LIGHT),
        Ground::Dark => (&FIRST_CLASSES_ON_DARK, &ON_DARK),
    };
    // The table of all is made only where there are more than ten classes.
    first.get(class.index()).copied().unwrap_or_else(|| all[class.index()])
}

/// Colours for the most classes there can be: after the first, each time the one of a grid that is farthest in OKLab from
/// all before it, among those of such a lightness.
fn further(first: &[Rgb], lightness: RangeInclusive<f64>) -> Vec<Rgb> {
    let steps = || (0..=255).step_by(15).map(|value| value as u8);
    let grid = steps().flat_map(|red| steps().flat_map(move |green| steps().map(move |blue| Rgb(red, green, blue))));
    let grid: Vec<(Rgb, [f64; 3])> = grid.map(|colour| (colour, oklab(colour))).collect();
    let mut candidates: Vec<(Rgb, [f64; 3], f64)> = grid
        .into_iter()
        .filter(|(_, lab)| lightness.contains(&lab[0]))
        .map(|(colour, lab)| (colour, lab, f64::INFINITY))
        .collect();
    let mut colours = Vec::with_capacity(ClassCount::MAX);
    let mut next = first.iter().copied();
    while colours.len() < ClassCount::MAX {
        let farthest = || candidates.iter().max_by(|a, b| a.2.total_cmp(&b.2)).map(|(colour, ..)| *colour);
        let Some(colour) = next.next().or_else(farthest) else { break };
        let own = oklab(colour);
        for (_, lab, nearest) in &mut candidates {
            *nearest = nearest.min(distance(own, *lab));
        }
        colours.push(colour);
    }
    colours
}

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// Lightness 0 to 1 and the two axes of colour (Ottosson 2020).
fn oklab(Rgb(red, green, blue): Rgb) -> [f64; 3] {
    let linear = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let [r, g, b] = [red, green, blue].map(linear);
    let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
    let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
    let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

/// The activator nullcline on a light ground: orange, as in the paper's Fig. 2.
pub const ACTIVATOR: Rgb = Rgb::hex(0x00D9_6B00);
/// The inhibitor nullcline on a light ground: green, as in the paper's Fig. 2.
pub const INHIBITOR: Rgb = Rgb::hex(0x001F_8A2E);

/// Viridis (van der Walt and Smith 2015) at nine places: rises evenly in lightness for every kind of colour blindness and in
/// grey print.
const VIRIDIS: [Rgb; 9] = [
    Rgb::hex(0x0044_0154),
    Rgb::hex(0x0047_2D7B),
    Rgb::hex(0x003B_528B),
    Rgb::hex(0x002C_728E),
    Rgb::hex(0x0021_918C),
    Rgb::hex(0x0028_AE80),
    Rgb::hex(0x005E_C962),
    Rgb::hex(0x00AD_DC30),
    Rgb::hex(0x00FD_E725),
];

/// The colour of heat maps for `share`, from 0 (dark) to 1 (bright).
pub fn shade(share: f64) -> Rgb {
    let place = share.clamp(0.0, 1.0) * (VIRIDIS.len() - 1) as f64;
    let left = (place as usize).min(VIRIDIS.len() - 2);
    VIRIDIS[left].towards(VIRIDIS[left + 1], place - left as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_seven_classes_have_colours_that_stay_apart() {
        for ground in [Ground::Light, Ground::Dark] {
            let colours: Vec<_> = (0..47).map(|class| oklab(class_colour(Class::new(class), ground))).collect();
            for (index, colour) in colours.iter().enumerate() {
                let nearest =
                    colours[..index].iter().map(|other| distance(*colour, *other)).fold(f64::INFINITY, f64::min);
                // A step of 0.02 is about what is just seen side by side.
                assert!(nearest > 0.06, "{ground:?} {index}: {nearest}");
            }
        }
        assert_eq!(class_colour(Class::new(255), Ground::Light), ON_LIGHT[255]);
    }
}
