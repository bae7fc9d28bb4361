//! Figures have ink, need no font of the system, and their tables parse back.

use nullcline::report::{
    ACTIVATOR, Axis, Bar, FIRST_CLASSES, Figure, HeatMap, INHIBITOR, Legend, Mark, Panel, Scale, Shape, Stroke,
};

/// A panel with every kind of mark but heat.
fn marks() -> Panel {
    let wave = |shift: f64| (0..200).map(|step| (step as f64 / 50.0, (step as f64 / 20.0 + shift).sin())).collect();
    Panel::new("(a) Marks", Axis::new("time (dimensionless)"), Axis::new("x, \u{3b3} = \u{2212}0.5"))
        .with(Mark::Stretch { from_to: (1.0, 1.5), colour: FIRST_CLASSES[9] })
        .with(Mark::Band {
            name: "band".into(),
            ends: (0..40).map(|step| (step as f64 / 10.0, -0.3, 0.2 * step as f64 / 10.0)).collect(),
            colour: FIRST_CLASSES[5],
        })
        .with(Mark::Line { name: "line".into(), points: wave(0.0), stroke: Stroke::solid(ACTIVATOR) })
        .with(Mark::Line { name: "dashed".into(), points: wave(1.0), stroke: Stroke::dashed(INHIBITOR) })
        .with(Mark::Points {
            name: "points, quoted \"so\"".into(),
            points: vec![(0.5, 0.5), (1.0, f64::NAN), (3.0, -0.5)],
            colour: FIRST_CLASSES[2],
            size: 4.0,
            shape: Shape::Ring,
        })
        .with(Mark::Spread { name: String::new(), ends: vec![(0.5, 0.3, 0.7)], colour: FIRST_CLASSES[2] })
        .with(Mark::HorizontalLine { name: String::new(), y: 0.0, stroke: Stroke::dashed(FIRST_CLASSES[9]).thin() })
}

fn heat(scale: Scale) -> Panel {
    let values = (0..40 * 30).map(|cell| 0.1 + ((cell % 40) * (cell / 40)) as f64).collect();
    let map =
        HeatMap { x: (-1.0, 1.0), y: (0.0, 3.0), columns: 40, values, label: "neurons".into(), range: None, scale };
    Panel::new("(b) Heat", Axis::new("a + I"), Axis::new("mean of x")).with(Mark::Heat(map))
}

fn bars() -> Panel {
    let bars = |shift: f64| {
        (0..10)
            .map(|digit| Bar { at: digit as f64 + shift, height: 10.0 * digit as f64, spread: Some((1.0, 95.0)) })
            .collect()
    };
    Panel::new("(c) Bars", Axis::new("digit").named((0..10).map(|digit| digit.to_string())), Axis::new("right (%)"))
        .with(Mark::Bars { name: "ours".into(), bars: bars(-0.2), width: 0.4, colour: FIRST_CLASSES[0] })
        .with(Mark::Bars { name: "paper".into(), bars: bars(0.2), width: 0.4, colour: FIRST_CLASSES[8] })
}

fn logarithmic() -> Panel {
    let points = (1..100).map(|step| (0.01 * step as f64, 1.0 / step as f64)).collect();
    Panel::new("(d) Logarithmic", Axis::logarithmic("\u{3b5}"), Axis::logarithmic("cost")).with(Mark::Line {
        name: "1/n".into(),
        points,
        stroke: Stroke::solid(FIRST_CLASSES[7]),
    })
}

fn figure() -> Figure {
    let panels = vec![marks(), heat(Scale::Logarithmic), bars(), logarithmic()];
    Figure::new("All that a figure can show", (Figure::PAGE, 130.0), 2, panels).with_legend(Legend::Below)
}

/// Share of the pixels that are not white, in a part of the picture given by shares of its sides.
fn ink(png: &[u8], (left, right): (f64, f64), (top, bottom): (f64, f64)) -> f64 {
    let picture = image::load_from_memory(png).unwrap().to_rgb8();
    let place = |share: f64, side: u32| (share * f64::from(side)) as u32;
    let (mut dark, mut all) = (0, 0);
    for y in place(top, picture.height())..place(bottom, picture.height()) {
        for x in place(left, picture.width())..place(right, picture.width()) {
            dark += usize::from(picture.get_pixel(x, y).0.iter().any(|value| *value < 200));
            all += 1;
        }
    }
    dark as f64 / all as f64
}

#[test]
fn a_figure_is_as_large_as_asked_and_has_ink_everywhere() {
    let png = figure().png(Figure::PRINT).unwrap();
    if let Some(folder) = std::env::var_os("NULLCLINE_KEEP_FIGURES") {
        std::fs::write(std::path::Path::new(&folder).join("marks.png"), &png).unwrap();
    }
    let picture = image::load_from_memory(&png).unwrap();
    assert!((f64::from(picture.width()) - 190.0 / 25.4 * 300.0).abs() <= 2.0, "{}", picture.width());
    for column in [(0.0, 0.5), (0.5, 1.0)] {
        for row in [(0.0, 0.45), (0.5, 0.9)] {
            assert!(ink(&png, column, row) > 0.02, "{column:?} {row:?}");
        }
    }
    // The legend below.
    assert!(ink(&png, (0.0, 1.0), (0.93, 1.0)) > 0.002);
}

#[test]
fn text_is_drawn_without_any_font_of_the_system() {
    // The SVG that is handed out has no text left that a viewer would need a font for, and the letters are there.
    let svg = figure().svg().unwrap();
    assert!(!svg.contains("<text") && !svg.contains("font-family"));
    assert!(svg.contains("<title>All that a figure can show</title>"));
    let words = Panel::new("", Axis::new("").from_to(0.0, 1.0).bare(), Axis::new("").from_to(0.0, 1.0).bare());
    let blank = Figure::new("", (60.0, 30.0), 1, vec![words.clone()]);
    let text =
        Mark::Text { at: (0.5, 0.5), text: "\u{3b3} = \u{2212}0.5, \u{3b5} = 0.1".into(), colour: FIRST_CLASSES[2] };
    let written = Figure::new("", (60.0, 30.0), 1, vec![words.with(text)]);
    let middle = |figure: &Figure| ink(&figure.png(200.0).unwrap(), (0.3, 0.7), (0.4, 0.6));
    assert!(middle(&blank) == 0.0, "{}", middle(&blank));
    assert!(middle(&written) > 0.05, "{}", middle(&written));
}

#[test]
fn the_table_of_a_figure_parses_back_to_the_same_numbers() {
    let figure = figure();
    let csv = figure.csv();
    let mut reader = csv::Reader::from_reader(&csv[..]);
    assert_eq!(reader.headers().unwrap(), vec!["panel", "mark", "x", "y", "low", "high"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let line: Vec<(f64, f64)> = rows
        .iter()
        .filter(|row| &row[0] == "(a) Marks" && &row[1] == "line")
        .map(|row| (row[2].parse().unwrap(), row[3].parse().unwrap()))
        .collect();
    let Mark::Line { points, .. } = &figure.panels[0].marks[2] else { panic!() };
    assert_eq!(&line, points);
    assert!(rows.iter().any(|row| &row[1] == "points, quoted \"so\""));
    assert!(!String::from_utf8(csv).unwrap().contains('\r'));
}

#[test]
fn a_figure_without_points_or_with_a_wrong_size_is_no_panic() {
    let empty = Figure::new("", (90.0, 60.0), 1, vec![Panel::new("", Axis::new("x"), Axis::new("y"))]);
    assert!(empty.png(100.0).is_ok());
    let tiny = Figure { width: 1.0, ..empty.clone() };
    assert!(tiny.png(100.0).unwrap_err().to_string().contains("10 to 1000 mm"));
    assert!(Figure { width: f64::NAN, ..empty }.svg().is_err());
    let crowded = Figure::new("", (10.0, 10.0), 3, vec![marks(), bars(), heat(Scale::Linear)]);
    assert!(crowded.with_legend(Legend::Right).png(72.0).is_ok());
}

#[test]
fn files_say_how_large_a_figure_is_on_paper() {
    let figure = figure();
    let svg = figure.svg().unwrap();
    let tag = &svg[..svg.find('>').unwrap()];
    let value = |name: &str| {
        let start = tag.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
        tag[start..].split('"').next().unwrap().to_owned()
    };
    let width: f64 = value("width").strip_suffix("mm").unwrap().parse().unwrap();
    assert!((width - Figure::PAGE).abs() < 0.01, "{tag}");
    let view: Vec<f64> = value("viewBox").split(' ').map(|number| number.parse().unwrap()).collect();
    assert!((view[2] / 72.0 * 25.4 - width).abs() < 0.01, "{tag}");
    assert!(value("height").ends_with("mm"));

    let png = figure.png(Figure::PRINT).unwrap();
    assert_eq!(&png[37..41], b"pHYs");
    let dots = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((dots(33), dots(41), dots(45), png[49]), (9, 11_811, 11_811, 1), "300 dots an inch in dots a metre");
    let picture = image::load_from_memory(&png).unwrap();
    assert!((f64::from(picture.width()) / 11_811.0 * 1000.0 - Figure::PAGE).abs() < 0.1);
}

#[test]
fn a_table_of_a_figure_is_ascii_unless_names_are_not() {
    let of = |title: &str| {
        let line =
            Mark::Line { name: "\u{2212}x".into(), points: vec![(0.0, -1.0)], stroke: Stroke::solid(FIRST_CLASSES[0]) };
        let panel = Panel::new(title, Axis::new("t"), Axis::new("x")).with(line);
        String::from_utf8(Figure::new("", (100.0, 80.0), 1, vec![panel]).csv()).unwrap()
    };
    let text = of("\u{3b3} = \u{2212}0.5, \u{3b5} = 0.1");
    assert_eq!(text, "panel,mark,x,y,low,high\n\"gamma = -0.5, epsilon = 0.1\", -x,0,-1,,\n");
    assert!(of("caf\u{e9}").starts_with("\u{feff}panel,mark"));
}
