//! The colours that the window and figures share, on a white background.

use serde::{Deserialize, Serialize};

use crate::dataset::CLASSES;

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

/// One colour a digit on a light ground. Ten that stay apart for every common kind of colour blindness: found by a search
/// that made the smallest of all pairs' OKLab distances, under simulated protanopia, deuteranopia and tritanopia, as large
/// as it could.
pub const DIGITS: [Rgb; CLASSES] = [
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
