//! How the drives of the neurons are spread, against the Hopf bifurcations at c = -1 and 1.

use eframe::egui::{Align2, FontId, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::neuron::{Bifurcation, ModelDescription};
use crate::ui::run::model::live::{Live, Motion};
use crate::ui::shared::other_neurons::drive_label;
use crate::ui::theme::{Palette, RADIUS, SMALL};

/// Bars of the histogram.
const BARS: usize = 61;
/// What is shown of c to each side, at least.
const LEAST_REACH: f32 = 1.5;
/// Height of the numbers under the bars.
const NUMBERS: f32 = 13.0;

/// The drives c = a + I of the neurons.
pub(crate) struct Histogram<'a> {
    /// One for each neuron.
    pub(crate) drives: &'a [f32],
    /// The neurons whose places are marked.
    pub(crate) selection: &'a [usize],
}

impl Histogram<'_> {
    /// Draws it into that size.
    pub(crate) fn show(&self, ui: &mut Ui, size: Vec2) -> Response {
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let inside = self.drives.iter().filter(|drive| drive.abs() < 1.0).count();
        response.widget_info(|| {
            let name = format!("histogram of c: {inside} of {} between the Hopf lines", self.drives.len());
            WidgetInfo::labeled(Role::Image, true, name)
        });
        let plot = rect.with_max_y(rect.bottom() - NUMBERS);
        self.paint(ui, plot);
        response.on_hover_text(format!(
            "How the drives c = a + I of the neurons are spread; the green ticks are the selected ones. Between the \
             dashed lines, |c| < 1, a neuron oscillates ({inside} do); beyond the Andronov-Hopf bifurcations at c = −1 and 1 \
             it rests."
        ))
    }

    /// How much of c is shown to each side.
    fn reach(&self) -> f32 {
        let largest = self.drives.iter().fold(0.0_f32, |most, drive| most.max(drive.abs()));
        // In steps, so that the picture does not swim while a slider is dragged.
        if largest < 0.96 * LEAST_REACH { LEAST_REACH } else { (1.1 * largest).ceil() }
    }

    fn counts(&self, reach: f32) -> [u32; BARS] {
        let mut counts = [0; BARS];
        for drive in self.drives {
            let share = 0.5 + 0.5 * drive / reach;
            counts[((share * BARS as f32) as usize).min(BARS - 1)] += 1;
        }
        counts
    }

    fn paint(&self, ui: &Ui, plot: Rect) {
        let palette = Palette::of(ui);
        let reach = self.reach();
        let across = |c: f32| plot.left() + plot.width() * (c / reach + 1.0) / 2.0;
        let painter = ui.painter();
        painter.rect_filled(plot, RADIUS, palette.well);
        let counts = self.counts(reach);
        let most = counts.iter().max().copied().unwrap_or(1).max(10) as f32;
        let width = plot.width() / BARS as f32;
        for (bar, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let middle = (2.0 * (bar as f32 + 0.5) / BARS as f32 - 1.0) * reach;
            let color = if middle.abs() < 1.0 { palette.oscillating } else { palette.resting };
            let left = plot.left() + bar as f32 * width;
            let top = plot.bottom() - (plot.height() - 3.0) * (count as f32 / most).sqrt();
            painter.rect_filled(Rect::from_min_max(pos2(left, top), pos2(left + width - 1.0, plot.bottom())), 0, color);
        }
        for hopf in [-1.0, 1.0] {
            let ends = [pos2(across(hopf), plot.top()), pos2(across(hopf), plot.bottom())];
            painter.extend(Shape::dashed_line(&ends, Stroke::new(1.2, palette.text), 3.0, 3.0));
        }
        for &neuron in self.selection {
            let at = across(self.drives[neuron].clamp(-reach, reach));
            painter.vline(at, plot.bottom() - 5.0..=plot.bottom() + 4.0, Stroke::new(2.0, palette.inhibitor));
        }
        let font = || FontId::proportional(SMALL);
        for (c, text) in [(-1.0, "Hopf −1"), (0.0, "0"), (1.0, "Hopf 1")] {
            painter.text(pos2(across(c), plot.bottom() + 1.0), Align2::CENTER_TOP, text, font(), palette.dim);
        }
        painter.text(plot.left_bottom() + vec2(0.0, 1.0), Align2::LEFT_TOP, "c = a + I", font(), palette.dim);
    }
}

/// The drives of neurons of another model, against the bifurcations of that model.
pub(crate) struct OtherHistogram<'a> {
    /// The neurons.
    pub(crate) live: &'a Live,
    /// The neurons whose places are marked.
    pub(crate) selection: &'a [usize],
    /// Names and units.
    pub(crate) description: ModelDescription,
    /// The drives that are shown at least.
    pub(crate) range: [f64; 2],
    /// Where the equilibria change.
    pub(crate) bifurcations: &'a [Bifurcation],
}

impl OtherHistogram<'_> {
    /// Draws it into that size.
    pub(crate) fn show(&self, ui: &mut Ui, size: Vec2) -> Response {
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let neurons = self.live.neurons();
        let oscillating = (0..neurons).filter(|neuron| self.live.motion(*neuron) == Motion::Oscillating).count();
        let symbol = self.description.drive.symbol;
        let lines: Vec<String> =
            self.bifurcations.iter().map(|found| format!("{} at {:.2}", found.kind.name(), found.drive)).collect();
        response.widget_info(|| {
            let name = format!("histogram of {symbol}: {oscillating} of {neurons} oscillate; {}", lines.join(", "));
            WidgetInfo::labeled(Role::Image, true, name)
        });
        self.paint(ui, rect.with_max_y(rect.bottom() - NUMBERS));
        response.on_hover_text(format!(
            "How the drives {} of the neurons are spread; the green ticks are the selected ones. Bars are yellow where most \
             neurons rest. Dashed: bifurcations of the equilibria, {}. Rest and oscillation may also exist side by side: see \
             “Bifurcations” below.",
            drive_label(&self.description),
            lines.join(", ")
        ))
    }

    /// The drives at both ends.
    fn ends(&self) -> [f32; 2] {
        let [low, high] = self.range.map(|end| end as f32);
        let drives = self.live.drives();
        [drives.iter().copied().fold(low, f32::min), drives.iter().copied().fold(high, f32::max)]
    }

    /// How many neurons rest and oscillate in each bar.
    fn counts(&self, [low, high]: [f32; 2]) -> [[u32; 2]; BARS] {
        let mut counts = [[0; 2]; BARS];
        for (neuron, drive) in self.live.drives().iter().enumerate() {
            let bar = ((drive - low) / (high - low) * BARS as f32) as usize;
            counts[bar.min(BARS - 1)][usize::from(self.live.motion(neuron) == Motion::Oscillating)] += 1;
        }
        counts
    }

    fn paint(&self, ui: &Ui, plot: Rect) {
        let palette = Palette::of(ui);
        let [low, high] = self.ends();
        let across = |drive: f32| plot.left() + plot.width() * (drive - low) / (high - low);
        let painter = ui.painter();
        painter.rect_filled(plot, RADIUS, palette.well);
        let counts = self.counts([low, high]);
        let most = counts.iter().map(|[rest, swing]| rest + swing).max().unwrap_or(1).max(10) as f32;
        let width = plot.width() / BARS as f32;
        for (bar, [rest, swing]) in counts.into_iter().enumerate().filter(|(_, [rest, swing])| rest + swing > 0) {
            let color = if swing >= rest { palette.oscillating } else { palette.resting };
            let left = plot.left() + bar as f32 * width;
            let top = plot.bottom() - (plot.height() - 3.0) * ((rest + swing) as f32 / most).sqrt();
            painter.rect_filled(Rect::from_min_max(pos2(left, top), pos2(left + width - 1.0, plot.bottom())), 0, color);
        }
        for &neuron in self.selection {
            let at = across(self.live.drives()[neuron]);
            painter.vline(at, plot.bottom() - 5.0..=plot.bottom() + 4.0, Stroke::new(2.0, palette.inhibitor));
        }
        let name = |at: f32, align: Align2, text: String, free: &mut f32| {
            let galley = painter.layout_no_wrap(text, FontId::proportional(SMALL), palette.dim);
            let place = align.anchor_size(pos2(at, plot.bottom() + 1.0), galley.size());
            if place.left() >= *free && place.right() <= plot.right() {
                painter.galley(place.min, galley, palette.dim);
                *free = place.right() + 6.0;
            }
        };
        let mut free = plot.left();
        name(plot.left(), Align2::LEFT_TOP, format!("{low}"), &mut free);
        for found in self.bifurcations {
            let at = across(found.drive as f32);
            let ends = [pos2(at, plot.top()), pos2(at, plot.bottom())];
            painter.extend(Shape::dashed_line(&ends, Stroke::new(1.2, palette.text), 3.0, 3.0));
            name(at, Align2::CENTER_TOP, format!("{} {:.1}", found.kind.name(), found.drive), &mut free);
        }
        name(plot.right(), Align2::RIGHT_TOP, format!("{high}"), &mut free);
        let label = drive_label(&self.description);
        painter.text(
            plot.right_top() + vec2(-4.0, 2.0),
            Align2::RIGHT_TOP,
            label,
            FontId::proportional(SMALL),
            palette.dim,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEURONS: usize = 100;

    #[test]
    fn every_neuron_is_in_a_bar() {
        let drives: [f32; NEURONS] = std::array::from_fn(|neuron| (neuron as f32 - 50.0) / 10.0);
        let histogram = Histogram { drives: &drives, selection: &[] };
        assert_eq!(histogram.counts(histogram.reach()).iter().sum::<u32>(), NEURONS as u32);
        assert!(histogram.reach() >= 5.0);
        let quiet = [0.3; NEURONS];
        assert_eq!(Histogram { drives: &quiet, selection: &[] }.reach(), LEAST_REACH);
    }
}
