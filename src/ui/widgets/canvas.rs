//! The canvas.

use eframe::egui::{self, CursorIcon, Event, PointerButton, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::picture::Picture;

/// What the pointer did on the canvas. Places are in units of the canvas, (0, 0) its upper left corner and (1, 1) its
/// lower right one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum CanvasEvent {
    /// The pen was pressed; the right button erases.
    Begin {
        /// Where.
        at: [f32; 2],
        /// With the right button.
        erases: bool,
    },
    /// The pressed pen moved. Many of these may come in one frame, each is a point of the stroke.
    Extend([f32; 2]),
    /// The pen was lifted.
    End,
}

/// Draws the canvas, `side` points on a side, and says what the pointer did. `is_drawing` is whether a stroke has begun
/// in an earlier frame and has not ended.
pub(crate) fn canvas(ui: &mut Ui, picture: &Picture, side: f32, is_drawing: bool) -> (Response, Vec<CanvasEvent>) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, ui.is_enabled(), "digit canvas"));
    picture.paint(ui, rect);
    if response.hovered() {
        ui.set_cursor_icon(CursorIcon::Crosshair);
    }
    // Each event by its own place: at the end of the frame the pointer may be elsewhere. Copied, because egui's input can't be
    // held while its windows are asked.
    let events = ui.input(|input| input.events.clone());
    let (layer, clip, enabled) = (ui.layer_id(), ui.clip_rect(), ui.is_enabled());
    let is_open = |at: Pos2| enabled && clip.contains(at) && ui.ctx().layer_id_at(at) == Some(layer);
    let done = read_events(&events, rect, &is_open, is_drawing);
    (response, done)
}

/// All of a frame's pointer events count, not only where the pointer is at its end.
///
/// `is_open` is whether nothing lies over a place of the canvas.
fn read_events(events: &[Event], rect: Rect, is_open: &dyn Fn(Pos2) -> bool, mut is_drawing: bool) -> Vec<CanvasEvent> {
    let mut done = Vec::new();
    let place = |at: Pos2| [(at.x - rect.left()) / rect.width(), (at.y - rect.top()) / rect.height()];
    for event in events {
        match *event {
            Event::PointerButton { pos, button, pressed: true, .. }
                if rect.contains(pos) && is_open(pos) && !is_drawing && is_pen(button) =>
            {
                is_drawing = true;
                done.push(CanvasEvent::Begin { at: place(pos), erases: button == PointerButton::Secondary });
            }
            Event::PointerMoved(pos) if is_drawing => done.push(CanvasEvent::Extend(place(pos))),
            Event::PointerButton { pressed: false, button, .. } if is_drawing && is_pen(button) => {
                is_drawing = false;
                done.push(CanvasEvent::End);
            }
            Event::PointerGone | Event::WindowFocused(false) if is_drawing => {
                is_drawing = false;
                done.push(CanvasEvent::End);
            }
            _ => {}
        }
    }
    done
}

fn is_pen(button: PointerButton) -> bool {
    matches!(button, egui::PointerButton::Primary | egui::PointerButton::Secondary)
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Modifiers, pos2};

    use super::*;

    fn press(x: f32, y: f32, pressed: bool) -> Event {
        Event::PointerButton {
            pos: pos2(x, y),
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::default(),
        }
    }

    fn rect() -> Rect {
        Rect::from_min_max(pos2(100.0, 0.0), pos2(300.0, 200.0))
    }

    #[test]
    fn every_move_of_a_frame_is_a_point_of_the_stroke() {
        let mut events = vec![press(100.0, 0.0, true)];
        events.extend((1..=5).map(|step| Event::PointerMoved(pos2(100.0 + 20.0 * step as f32, 50.0))));
        events.push(press(200.0, 50.0, false));
        let done = read_events(&events, rect(), &|_| true, false);
        assert_eq!(done.len(), 7);
        assert_eq!(done[0], CanvasEvent::Begin { at: [0.0, 0.0], erases: false });
        assert_eq!(done[5], CanvasEvent::Extend([0.5, 0.25]));
        assert_eq!(done[6], CanvasEvent::End);
    }

    #[test]
    fn a_click_without_a_move_is_a_dot() {
        let done = read_events(&[press(200.0, 100.0, true), press(200.0, 100.0, false)], rect(), &|_| true, false);
        assert_eq!(done, [CanvasEvent::Begin { at: [0.5, 0.5], erases: false }, CanvasEvent::End]);
    }

    #[test]
    fn nothing_begins_elsewhere_or_under_another_window() {
        assert!(read_events(&[press(50.0, 50.0, true)], rect(), &|_| true, false).is_empty());
        assert!(read_events(&[press(200.0, 50.0, true)], rect(), &|_| false, false).is_empty());
        assert!(read_events(&[Event::PointerMoved(pos2(200.0, 50.0))], rect(), &|_| true, false).is_empty());
    }
}
