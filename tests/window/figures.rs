//! What the window's plots show: each its own bounds, also after another page, another run, other settings.

use crate::support::{SIZE, button, click, paper_tab, paused, says, wait_for_answer, wait_until, window};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, PointerButton, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use nullcline::ui::theme::ThemeChoice;
use nullcline::ui::{App, LowerView, Page, Settings};

/// The pages of the Paper tab on the network of the Run tab, with the names of their figures.
const LIVE: [(&str, &str); 2] = [("Accuracy over gamma", "landscape"), ("gamma × a", "landscape")];
/// Those of the report, with a figure or with a table.
const REPORT: [(&str, Option<&str>); 16] = [
    ("Plain network", None),
    ("Table 1", None),
    ("Table 2", None),
    ("Mean law, values", None),
    ("Table 1 as bars", Some("table_1")),
    ("Fig. 2: phase plane", Some("figure_2")),
    ("Fig. 3: outputs", Some("figure_3")),
    ("Fig. 4: over gamma", Some("figure_4")),
    ("Mean law", Some("mean_law")),
    ("Table 2 as bars", Some("table_2")),
    ("Fig. 6: training", Some("figure_6")),
    ("Fig. 7: recall", Some("figure_7")),
    ("Fit of epsilon, values", None),
    ("Open choices, values", None),
    ("Fit of epsilon", Some("epsilon")),
    ("Recall by setting", Some("lost_digits")),
];

/// The bounds of the panels of a figure: what a screen reader is told of each.
fn bounds(harness: &Harness<'_, App>, figure: &str) -> Vec<String> {
    let of = |panel: usize| {
        let name = format!("{figure}, panel {panel}");
        let node = harness.query_by_label(&name)?;
        node.accesskit_node().description()
    };
    (1..20).map_while(of).collect()
}

/// First and last value of an axis: of x, then of y.
fn numbers(bounds: &str) -> Vec<f64> {
    bounds.split([' ', ',']).filter_map(|word| word.parse().ok()).collect()
}

/// Drags across a plot.
fn drag(harness: &mut Harness<'_, App>, name: &str) {
    let rect = harness.get_by_label(name).rect();
    let (from, to) = (rect.center(), rect.center() + vec2(60.0, 25.0));
    harness.event(Event::PointerMoved(from));
    harness.event(button(from, PointerButton::Primary, true));
    harness.run_steps(2);
    harness.event(Event::PointerMoved(to));
    harness.run_steps(2);
    harness.event(button(to, PointerButton::Primary, false));
    harness.run_steps(2);
}

fn double_click(harness: &mut Harness<'_, App>, name: &str) {
    // With a click just before, elsewhere, it would be a triple one.
    harness.run_steps(30);
    let at = harness.get_by_label(name).rect().center();
    harness.event(Event::PointerMoved(at));
    for pressed in [true, false, true, false] {
        harness.event(button(at, PointerButton::Primary, pressed));
        harness.run_steps(1);
    }
    harness.run_steps(2);
}

/// Measures a little of the page that is open.
fn measure(harness: &mut Harness<'_, App>, button: &str) {
    click(harness, button);
    wait_until(harness, "a first point", |harness| !bounds(harness, "landscape").is_empty());
    click(harness, "Cancel");
}

#[test]
fn a_page_shows_its_own_bounds_after_each_other_page() {
    let mut harness = paper_tab(Page::Sweep);
    measure(&mut harness, "Measure the sweep");
    click(&mut harness, "gamma × a");
    measure(&mut harness, "Measure the map");
    let open = |harness: &mut Harness<'_, App>, (page, figure): (&str, &str)| {
        // The open page's title has the same words.
        harness.get_by_role_and_label(Role::Button, page).click();
        harness.run_steps(3);
        let found = bounds(harness, figure);
        assert!(!found.is_empty(), "{page}");
        found
    };
    let report = REPORT.into_iter().filter_map(|(page, figure)| Some((page, figure?)));
    let pages: Vec<_> = LIVE.into_iter().chain(report).collect();
    let mut own: Vec<_> = pages.iter().map(|page| open(&mut harness, *page)).collect();
    let whole = own.clone();
    for first in 0..pages.len() {
        // A view that a person changed is this page's alone, and still there later.
        open(&mut harness, pages[first]);
        drag(&mut harness, &format!("{}, panel 1", pages[first].1));
        own[first] = bounds(&harness, pages[first].1);
        assert_ne!(own[first], whole[first], "{}", pages[first].0);
        for second in (0..pages.len()).filter(|second| *second != first) {
            open(&mut harness, pages[first]);
            assert_eq!(open(&mut harness, pages[second]), own[second], "{} after {}", pages[second].0, pages[first].0);
        }
    }
    let [sweep, map] = [&whole[0][0], &whole[1][0]].map(|bounds| numbers(bounds));
    assert_eq!(sweep[..3], [-2.05, 2.05, 0.0], "accuracies begin at zero");
    assert!(map[2] < -1.6 && map[3] > 1.6 && map[3] < 2.0, "a of the map, and no more: {map:?}");
}

#[test]
fn the_tab_opens_with_the_shipped_report() {
    let mut harness = paper_tab(Page::Errors);
    wait_until(&mut harness, "the report", |harness| says(harness, "shipped report: "));
    let group = |harness: &Harness<'_, App>, name: &str| harness.get_by_label(name).rect().top();
    let groups = ["This network", "Tables", "Figures", "Choices"].map(|name| group(&harness, name));
    assert!(groups.is_sorted(), "one below the other");
    for (page, _) in REPORT {
        click(&mut harness, page);
        assert!(harness.query_by_label("There is no such page in the report that is shown.").is_none(), "{page}");
    }
    assert!(harness.query_by_label("Shipped").is_none(), "it is shown already");
    assert!(harness.query_by_label("Recompute").is_some());
}

#[test]
fn another_run_has_other_bounds() {
    let mut harness = paper_tab(Page::Sweep);
    measure(&mut harness, "Measure the sweep");
    let whole = bounds(&harness, "landscape");
    drag(&mut harness, "landscape, panel 1");
    assert_ne!(bounds(&harness, "landscape"), whole);
    harness.run_steps(10);
    assert_ne!(bounds(&harness, "landscape"), whole, "a person's view stays");
    measure(&mut harness, "Measure the sweep");
    assert_eq!(bounds(&harness, "landscape"), whole);
}

#[test]
fn a_double_click_resets_a_plot_and_nothing_else() {
    let mut harness = paper_tab(Page::Sweep);
    measure(&mut harness, "Measure the sweep");
    let whole = bounds(&harness, "landscape");
    drag(&mut harness, "landscape, panel 1");
    let before = harness.state().settings().parameters;
    double_click(&mut harness, "landscape, panel 1");
    harness.run_steps(40);
    assert_eq!(bounds(&harness, "landscape"), whole);
    assert_eq!(harness.state().settings().parameters, before, "the sliders stay");
}

#[test]
fn the_phase_plane_grows_with_the_cycle() {
    let mut harness = paused();
    let plane = |harness: &Harness<'_, App>| {
        let node = harness.get_by_label_contains("phase plane of neuron").accesskit_node().description().unwrap();
        numbers(&node)
    };
    let before = plane(&harness);
    harness.get_by_role_and_label(Role::Slider, "epsilon").set_value_accesskit(1.0);
    harness.run_steps(3);
    let after = plane(&harness);
    assert_eq!(before[..2], after[..2], "x is what it was");
    assert!(after[3] > 1.3 * before[3], "y: {before:?}, {after:?}");
}

#[test]
fn the_error_by_t_has_a_logarithmic_axis_of_its_own_range() {
    let mut harness = paused();
    click(&mut harness, "Accuracy by T");
    wait_until(&mut harness, "the curves", |harness| says(harness, "observation window, winner"));
    harness.run_steps(3);
    let [_, last, low, high] = numbers(&bounds(&harness, "error by T")[0])[..] else { panic!() };
    assert_eq!(last, 100.0);
    // Powers of ten: the network reads more than 98 % at the end, and a few per cent at the beginning.
    assert!(low > -2.0 && low < 0.3, "{low}");
    assert!(high > 1.0 && high <= 2.1, "{high}");
    // Names of curves stand above the plot.
    let plot = harness.get_by_label("error by T, panel 1").rect();
    for rule in ["winner", "mean", "last"] {
        let named = harness.query_all_by_label(rule).filter(|node| node.rect().left() < plot.right());
        assert!(named.into_iter().any(|node| node.rect().bottom() <= plot.top() + 1.0), "{rule}");
    }
}

fn wait_for_points(harness: &mut Harness<'_, App>, tenths: u32) {
    wait_until(harness, "a first point", |harness| !bounds(harness, "landscape").is_empty());
    for _ in 0..tenths {
        std::thread::sleep(std::time::Duration::from_millis(100));
        harness.step();
    }
}

/// Pictures of the plots in a folder, to look at. `cargo test --test window figures -- --ignored look`.
#[test]
#[ignore = "draws pictures to look at"]
fn look() {
    let folder = std::env::temp_dir().join("nullcline-figures");
    std::fs::create_dir_all(&folder).unwrap();
    for (theme_name, theme) in [("dark", ThemeChoice::Dark), ("light", ThemeChoice::Light)] {
        let save = |harness: &mut Harness<'_, App>, name: &str| {
            harness.remove_cursor();
            harness.run_steps(3);
            harness.render().unwrap().save(folder.join(format!("{theme_name}-{name}.png"))).unwrap();
        };
        for (size_name, size) in [("", SIZE), ("-small", vec2(1024.0, 700.0))] {
            let settings = Settings { theme, paused: true, ..Settings::default() };
            let mut harness = window(settings, size, 1.0);
            wait_for_answer(&mut harness);
            click(&mut harness, "go on");
            harness.run_steps(400);
            click(&mut harness, "pause");
            save(&mut harness, &format!("run{size_name}"));
            for (name, lower) in [("Accuracy by T", LowerView::Window), ("Order parameter", LowerView::Order)] {
                click(&mut harness, name);
                assert_eq!(harness.state().settings().lower, lower);
                if lower == LowerView::Window {
                    wait_until(&mut harness, "curves", |harness| says(harness, "observation window, winner"));
                }
                save(&mut harness, &format!("run-{}{size_name}", name.replace(' ', "-")));
            }
            click(&mut harness, "Train");
            click(&mut harness, "Start");
            wait_until(&mut harness, "epochs", |harness| says(harness, "epoch 4"));
            save(&mut harness, &format!("train{size_name}"));
            click(&mut harness, "Stop");
            click(&mut harness, "Paper");
            wait_until(&mut harness, "matrix", |harness| says(harness, "true 4, answered 9"));
            save(&mut harness, &format!("paper-confusion{size_name}"));
            click(&mut harness, "Accuracy over gamma");
            click(&mut harness, "Measure the sweep");
            wait_for_points(&mut harness, 24);
            save(&mut harness, &format!("paper-sweep{size_name}"));
            if let Some(cancel) = harness.query_by_label("Cancel") {
                cancel.click();
            }
            click(&mut harness, "gamma × a");
            click(&mut harness, "Measure the map");
            wait_for_points(&mut harness, 60);
            save(&mut harness, &format!("paper-map{size_name}"));
            harness.get_by_label("Cancel").click();
            for (page, _) in REPORT {
                click(&mut harness, page);
                save(&mut harness, &format!("report-{}{size_name}", page.replace(' ', "-")));
            }
        }
    }
    println!("{}", folder.display());
}
