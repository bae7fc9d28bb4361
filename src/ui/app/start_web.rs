//! Opening the window in a page, and the work that its workers do.

#![allow(unreachable_pub, reason = "wasm-bindgen takes public functions only")]

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlCanvasElement;

use super::state::{App, SOFTWARE_FRAME};
use crate::dataset::provide_training_images;
use crate::job::browser::{Served, control};
use crate::ui::paper::model::errors::ReadingSet;
use crate::ui::paper::model::landscape::Measuring;
use crate::ui::paper::model::reproducer::Reproducing;
use crate::ui::run::model::answer::Answering;
use crate::ui::run::model::calibrator::Tabulating;
use crate::ui::run::model::diagram::{Bifurcations, Diagrams, LongRun, Orbits};
use crate::ui::run::model::survey::{Surveying, VoteResults};
use crate::ui::shared::test_set::{TRAINING_IMAGES, Unpacking};
use crate::ui::train::model::training_job::Training;
use crate::ui::train::panels::features::Trying;

/// The element that the window is drawn into.
const CANVAS: &str = "window";
/// Where the page leaves the name of who draws.
const RENDERER: &str = "data-renderer";
/// Parts of the names of those who draw on the processor, in small letters.
const SOFTWARE: [&str; 4] = ["swiftshader", "llvmpipe", "software", "basic render"];
/// The element that says why there is no window.
const FAILED: &str = "failed";

/// Opens the window in the page. In a worker, which has no page, it does nothing: there [`serve`] is called.
pub fn run() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let Some(canvas) = document.get_element_by_id(CANVAS) else { return };
    let Ok(canvas) = canvas.dyn_into::<HtmlCanvasElement>() else { return };
    let renderer = canvas.get_attribute(RENDERER).unwrap_or_default().to_lowercase();
    let is_software = SOFTWARE.into_iter().any(|name| renderer.contains(name));
    wasm_bindgen_futures::spawn_local(async move {
        let create: eframe::AppCreator<'static> = Box::new(move |cc| {
            let app = App::new(&cc.egui_ctx, App::remembered(cc.storage));
            let frame_time = if is_software { SOFTWARE_FRAME } else { app.frame_time };
            Ok(Box::new(App { frame_time, ..app }))
        });
        let started = eframe::WebRunner::new().start(canvas, eframe::WebOptions::default(), create).await;
        let said = started.err().map(|error| error.as_string().unwrap_or_else(|| "no more is known".to_owned()));
        if let (Some(said), Some(element)) = (said, document.get_element_by_id(FAILED)) {
            element.set_text_content(Some(&format!("The window can't be opened: {said}.")));
        }
    });
}

/// Does work of that name, in a worker. Each piece of work is sent to a worker of its own.
#[wasm_bindgen]
pub fn serve(name: &str, bytes: &[u8]) {
    let _served = Served::new(name, bytes)
        .job::<Training>()
        .job::<Reproducing>()
        .job::<Measuring>()
        .job::<Unpacking>()
        .questions::<Answering>()
        .questions::<Surveying<f64>>()
        .questions::<Surveying<VoteResults>>()
        .questions::<ReadingSet>()
        .questions::<Trying>()
        .questions::<Tabulating>()
        .questions::<Diagrams>()
        .questions::<Bifurcations>()
        .questions::<Orbits>()
        .questions::<LongRun>();
}

/// Gives a worker a file that its work needs.
#[wasm_bindgen]
pub fn provide(name: &str, bytes: Vec<u8>) {
    if name == TRAINING_IMAGES {
        provide_training_images(bytes);
    }
}

/// Tells a worker to stop, to wait, or to go on.
#[wasm_bindgen]
pub fn command(stop: bool, paused: bool) {
    control(stop, paused);
}
