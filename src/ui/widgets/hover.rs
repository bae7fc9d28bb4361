//! What a plot says of the point under the pointer, and at its ticks.

use egui_plot::HoverPosition;

/// The curve's name and both values, with what they are: `across` and its digits after the point, and the unit upwards.
pub(crate) fn values(
    hover: &HoverPosition<'_>,
    (across, decimals): (&str, usize),
    (up, unit): (usize, &str),
) -> Option<String> {
    match hover {
        HoverPosition::NearDataPoint { plot_name, position, .. } => {
            let text = format!("{plot_name}\n{across} {:.decimals$}: {:.up$}{unit}", position.x, position.y);
            Some(text.replace('-', "−"))
        }
        HoverPosition::Elsewhere { .. } => None,
    }
}

/// A number at a tick, without what multiplying left behind: 0.7, not 0.7000000000000001, and 0, not −0.
pub(crate) fn tick(value: f64) -> String {
    format!("{}", (value * 1e9).round() / 1e9 + 0.0).replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::tick;

    #[test]
    fn ticks_are_short_and_zero_has_no_sign() {
        assert_eq!([0.1 * 7.0, -0.5, 1e-12, -1e-12, -0.0].map(tick), ["0.7", "−0.5", "0", "0", "0"]);
    }
}
