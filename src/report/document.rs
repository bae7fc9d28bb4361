//! The report of a reproduction: one page of Markdown, with figures and tables as files beside it.

use std::fmt::Write as _;

use super::figure::Figure;
use super::paper_figures::{NamedFigure, figures};
use super::pixels::FigureError;
use super::tables::{TABLE_2_SETS, tables};
use crate::experiment::paper;
use crate::experiment::paper::CLASSES;
use crate::experiment::reproduction::{EpsilonFit, Extent, Group, Reproduction, Spread, Table2, VariantResult};

/// A file of the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its name, without a folder.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Every file of the report: `report.md`, `reproduction.json`, and PNG, SVG and CSV of each figure and table.
///
/// # Errors
/// A figure that can't be drawn.
pub fn documents(reproduction: &Reproduction) -> Result<Vec<Document>, FigureError> {
    let figures = figures(reproduction);
    let mut documents = vec![Document { name: "report.md".to_owned(), bytes: markdown(reproduction, &figures).into() }];
    let mut add = |name: String, bytes| documents.push(Document { name, bytes });
    for table in tables(reproduction) {
        add(format!("{}.csv", table.name), table.csv());
    }
    for NamedFigure { name, figure, .. } in &figures {
        add(format!("{name}.png"), figure.png(Figure::PRINT)?);
        add(format!("{name}.svg"), figure.svg()?.into_bytes());
        // The tables have CSV files of their own.
        if !name.starts_with("table") {
            add(format!("{name}.csv"), figure.csv());
        }
    }
    let json = serde_json::to_vec(reproduction).map_err(|error| FigureError::Drawing(error.to_string()))?;
    add("reproduction.json".to_owned(), json);
    Ok(documents)
}

/// Markdown being written.
struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        self.line(text);
        self.line("");
    }

    fn row(&mut self, cells: &[String]) {
        let cells: Vec<String> = cells.iter().map(|cell| with_minus(cell)).collect();
        self.line(&format!("| {} |", cells.join(" | ")));
    }

    fn table(&mut self, header: &[&str], rows: &[Vec<String>]) {
        self.line(&format!("| {} |", header.join(" | ")));
        self.line(&format!("|{}", " --- |".repeat(header.len())));
        for row in rows {
            self.row(row);
        }
        self.line("");
    }

    fn figure(&mut self, figures: &[NamedFigure], name: &str) {
        if let Some(figure) = figures.iter().find(|figure| figure.name == name) {
            self.paragraph(&format!("![{}]({name}.png)", figure.figure.title));
            self.paragraph(&format!("*{}*", figure.caption));
        }
    }
}

/// A negative number with a minus sign instead of a hyphen; other text as it is.
fn with_minus(cell: &str) -> String {
    match cell.strip_prefix('-') {
        Some(number) if number.starts_with(|first: char| first.is_ascii_digit()) => format!("\u{2212}{number}"),
        _ => cell.to_owned(),
    }
}

/// Ours, in percent, with its deviation if several networks stand behind it.
fn ours(spread: Spread) -> String {
    let (mean, deviation) = (100.0 * spread.mean, 100.0 * spread.deviation);
    if deviation > 0.0 { format!("{mean:.1} \u{b1} {deviation:.1}") } else { format!("{mean:.1}") }
}

/// Printed, ours and the difference.
fn beside(printed: f64, spread: Spread) -> [String; 3] {
    [format!("{printed:.1}"), ours(spread), format!("{:+.1}", 100.0 * spread.mean - printed)]
}

fn markdown(reproduction: &Reproduction, figures: &[NamedFigure]) -> String {
    let mut page = Page(String::new());
    head(&mut page, reproduction);
    findings(&mut page, reproduction);
    section_1_and_2(&mut page, reproduction, figures);
    section_3(&mut page, reproduction, figures);
    section_4(&mut page, reproduction, figures);
    open_choices(&mut page, reproduction);
    lost(&mut page, reproduction, figures);
    page.0
}

fn head(page: &mut Page, reproduction: &Reproduction) {
    let settings = &reproduction.settings;
    page.paragraph("# The paper, recomputed");
    page.paragraph(
        "T. Bogatenko, K. Sergeev, A. Slepnev, J. Kurths and N. Semenova, \"Symbiosis of an artificial neural network and models \
         of biological neurons: training and testing\". Every number below headed \"ours\" comes from networks that were trained \
         for this report; \"difference\" is ours minus the paper's, in percentage points. \u{b1} is the standard deviation over \
         networks of different seeds. Time is dimensionless.",
    );
    page.paragraph(&format!("Recompute everything with\n\n    {}", settings.command()));
    let times = &settings.times;
    let rows = [
        (
            "extent",
            match settings.extent {
                Extent::Full => "full".to_owned(),
                Extent::Quick => {
                    "quick: fewer images, seeds, points and epochs; expect some points of noise".to_owned()
                }
            },
        ),
        ("seed", settings.seed.to_string()),
        ("program", format!("nullcline {}", env!("CARGO_PKG_VERSION"))),
        (
            "images",
            format!(
                "training {} , test {} (SHA-256, first 16 digits)",
                reproduction.train_hash, reproduction.test_hash
            )
            .replace(" ,", ","),
        ),
        ("\u{3b5}", format!("{}, where nothing else is said", settings.epsilon)),
        ("start of each neuron", "(0.5, 0.5)".to_owned()),
        (
            "integration",
            "RK4 in f32, step 0.01 at \u{3b5} 0.1, less where \u{3b5} asks for less; a table of 8,192 drives"
                .to_owned(),
        ),
        (
            "T_trans, T, sampling",
            format!("{}, {}, {} (sweeps: {})", times.transient, times.window, times.every, settings.sweep_times.every),
        ),
        ("in training", format!("T_trans {}, T {}", paper::TRAINING_TIMING[0], paper::TRAINING_TIMING[1])),
        (
            "plain networks",
            format!(
                "{}, {} epochs of up to {} images",
                settings.plain_seeds,
                settings.plain_epochs,
                settings.plain_images.min(60_000)
            ),
        ),
        (
            "networks trained with neurons",
            format!("{}, {} epochs of 10,000 images", settings.paper_seeds, settings.paper_epochs),
        ),
    ];
    page.table(&["setting", "value"], &rows.map(|(name, value)| vec![name.to_owned(), value]));
}

fn findings(page: &mut Page, reproduction: &Reproduction) {
    page.paragraph("## Results");
    let table_1 = &reproduction.table_1;
    let at = |gamma: usize| ours(table_1.average(gamma, 1));
    page.line(&format!(
        "* **Table 1.** At \u{3b3} \u{2212}0.5, \u{2212}1 and 0.5 our accuracy on the test set is {}, {} and {} %, the paper's 73.3, \
         82.9 and 3.6 %. It varies by several points between plain networks of different seeds.",
        at(0),
        at(1),
        at(2)
    ));
    for fit in &reproduction.fits {
        page.line(&fit_in_words(fit));
    }
    if let Some(check) = reproduction.mean_law.first() {
        page.line(&format!(
            "* **The mean law.** The time mean of x is \u{2212}(a + I): over {} neurons, measured minus predicted is {:.4} rms, {:.3} at most. \
             By it the accuracy of the mean output at \u{3b3} {} is {:.2} %; measured, {:.2} %. The time mean rises with the neuron's input for \
             \u{3b3} < 0 and falls for \u{3b3} > 0, which explains Fig. 4.",
            check.neurons, check.rms, check.largest, check.gamma, 100.0 * check.predicted_accuracy, 100.0 * check.measured_accuracy
        ));
    }
    let table_2 = &reproduction.table_2;
    page.line(&format!(
        "* **Training with neurons**, by the paper's method: accuracy on the full test set {} % (the paper 79.9 %), recall of digit 8 {} % \
         (the paper 0.1 %).",
        ours(table_2.average(3)),
        ours(table_2.digit(8, 3))
    ));
    if !table_2.with_all.is_empty() {
        let all = Spread::of(table_2.with_all.iter().map(|outcome| outcome.accuracy));
        page.line(&format!("* Trained on all 60,000 images: {} %.", ours(all)));
    }
    page.paragraph(&format!("* **Digit 8.** {}", lost_in_words(reproduction)));
}

/// Whether Table 1 distinguishes epsilons better than networks of different seeds differ.
fn undecided(fit: &EpsilonFit) -> String {
    let ends = [fit.epsilons.first(), fit.epsilons.last()];
    let mut text = String::new();
    if ends.contains(&Some(&fit.best_of_mean)) {
        text.push_str(" This is an end of the range.");
    }
    let of = |errors: &[f64]| Spread::of(errors.iter().copied());
    let by_epsilon = of(&fit.errors_of_mean).deviation;
    let means: Vec<f64> = fit.errors.iter().map(|errors| of(errors).mean).collect();
    let by_network = of(&means).deviation;
    if by_network >= by_epsilon {
        let _ = write!(
            text,
            " The standard deviation of the difference is {by_epsilon:.1} points over \u{3b5} and {by_network:.1} points over networks: Table 1 \
             alone does not determine \u{3b5}."
        );
    }
    text
}

fn fit_in_words(fit: &EpsilonFit) -> String {
    let best = fit.errors.iter().map(|errors| errors.iter().copied().fold(f64::INFINITY, f64::min));
    let (low, high) = best.fold((f64::INFINITY, 0.0_f64), |(low, high), error| (low.min(error), high.max(error)));
    let worst = fit.errors_of_mean.iter().copied().fold(0.0, f64::max);
    let smallest = fit.errors_of_mean.iter().copied().fold(f64::INFINITY, f64::min);
    let spread = Spread::of(fit.best.iter().map(|epsilon| epsilon.log10()));
    format!(
        "* **Which \u{3b5}**, plain networks {}. The mean of {} networks is closest to Table 1 at \u{3b5} = {}: {smallest:.1} \
         percentage points rms, against {worst:.1} at the worst \u{3b5}. Each network by itself is closest at \u{3b5} = {:.3} \
         (\u{d7} or \u{f7} {:.2}, one standard deviation; range {} to {}), with {low:.1} to {high:.1} points.{}",
        fit.biases.name(),
        fit.best.len(),
        fit.best_of_mean,
        10f64.powf(spread.mean),
        10f64.powf(spread.deviation),
        fit.best.iter().copied().fold(f64::INFINITY, f64::min),
        fit.best.iter().copied().fold(0.0, f64::max),
        undecided(fit)
    )
}

/// A digit with a recall below this counts as lost.
const LOST: f64 = 0.02;
/// A network of this accuracy or less has not lost one digit, but learnt little.
const LEARNT: f64 = 0.5;

fn lost_in_words(reproduction: &Reproduction) -> String {
    let all = || reproduction.variants.iter().flat_map(|result| result.outcomes.iter().map(move |own| (result, own)));
    let losing: Vec<_> = all().filter(|(_, own)| own.accuracy > LEARNT && !own.lost(LOST).is_empty()).collect();
    let eights: Vec<_> = losing.iter().filter(|(_, own)| own.lost(LOST) == [8]).collect();
    let count = all().count();
    let mut text = format!(
        "Of {count} networks trained with {} settings, {} have a recall below {:.0} % for one or more digits, with an accuracy above 50 %",
        reproduction.variants.len(),
        losing.len(),
        100.0 * LOST
    );
    match eights.first() {
        Some((result, own)) => {
            let _ = write!(
                text,
                "; for {} of them this is digit 8 alone, as in the paper's network: {} (seed {}, accuracy {:.1} %, recall of digit 8 {:.1} %).",
                eights.len(),
                result.variant.value,
                own.seed,
                100.0 * own.accuracy,
                100.0 * own.per_digit[8]
            );
        }
        None => text.push_str("; for none of them is it digit 8 alone."),
    }
    text
}

fn section_1_and_2(page: &mut Page, reproduction: &Reproduction, figures: &[NamedFigure]) {
    page.paragraph("## Section 1: the plain network");
    let without = || reproduction.plain.iter().filter(|own| !own.biases);
    let row = |name: &str, printed: f64, values: Vec<f64>| {
        [vec![name.to_owned()], beside(printed, Spread::of(values)).to_vec()].concat()
    };
    page.table(
        &["", "paper", "ours", "difference"],
        &[
            row("training set", paper::PLAIN[0], without().map(|own| own.train_accuracy).collect()),
            row("test set", paper::PLAIN[1], without().map(|own| own.test_accuracy).collect()),
        ],
    );
    page.paragraph(&format!(
        "Adam at a constant 0.001, batches of 128, no biases: \
         `nullcline train --network ann --epochs {} --seed {} --learning-rate 0.001 --schedule constant --weight-decay 0 --biases no`{}.",
        reproduction.settings.plain_epochs,
        reproduction.settings.seed,
        if reproduction.settings.plain_images < 60_000 {
            format!(" on the first {} images", reproduction.settings.plain_images)
        } else {
            String::new()
        }
    ));
    page.paragraph("## Section 2: the neuron");
    page.figure(figures, "figure_2");
    let [x, y] = paper::EQUILIBRIUM_AT_ONE;
    page.paragraph(&format!(
        "At a = 1 the equilibrium is ({x}, {y:.4}) in the paper, and ({}, {:.4}) by our functions.",
        -1.0,
        crate::neuron::activator_nullcline(-1.0)
    ));
}

fn section_3(page: &mut Page, reproduction: &Reproduction, figures: &[NamedFigure]) {
    page.paragraph("## Section 3: the transplant");
    let table = &reproduction.table_1;
    for (index, gamma) in table.gammas.iter().enumerate() {
        page.paragraph(&format!("**Table 1, \u{3b3} = {gamma}** (percent)"));
        let digits = (0..CLASSES).map(|digit| {
            let [train, test] =
                [0, 1].map(|set| beside(paper::TABLE_1[digit][index][set], table.digit(digit, index, set)));
            [vec![digit.to_string()], train.to_vec(), test.to_vec()].concat()
        });
        let [train, test] = [0, 1].map(|set| beside(paper::TABLE_1_AVERAGE[index][set], table.average(index, set)));
        let average = [vec!["average".to_owned()], train.to_vec(), test.to_vec()].concat();
        let rows: Vec<_> = digits.chain([average]).collect();
        let header = ["digit", "training: paper", "ours", "difference", "test: paper", "ours", "difference"];
        page.table(&header, &rows);
    }
    page.paragraph(
        "The paper prints 88.9 % for digit 0 at \u{3b3} = \u{2212}1 on the training set, ten points below its test value and unlike \
         every other pair of the table; 98.9 would fit.",
    );
    page.figure(figures, "table_1");
    page.figure(figures, "figure_3");
    page.figure(figures, "figure_4");
    fig_4_table(page, reproduction);
    page.paragraph("### Fit of \u{3b5} to Table 1");
    page.figure(figures, "epsilon");
    page.paragraph("### The mean law explains Fig. 4");
    page.figure(figures, "mean_law");
    let rows: Vec<_> = reproduction
        .mean_law
        .iter()
        .map(|check| {
            vec![
                check.gamma.to_string(),
                check.neurons.to_string(),
                format!("{:.5}", check.rms),
                format!("{:.5}", check.largest),
                format!("{:+.5}", check.bias),
                format!("{:.2}", 100.0 * check.predicted_accuracy),
                format!("{:.2}", 100.0 * check.measured_accuracy),
            ]
        })
        .collect();
    page.table(
        &[
            "\u{3b3}",
            "neurons",
            "rms of measured \u{2212} predicted",
            "largest",
            "mean",
            "accuracy predicted (%)",
            "measured (%)",
        ],
        &rows,
    );
    page.paragraph("The remaining difference arises because T = 100 is not a whole number of cycles.");
}

/// Fig. 4 where the paper prints values.
fn fig_4_table(page: &mut Page, reproduction: &Reproduction) {
    let mut rows = Vec::new();
    for sweep in &reproduction.sweeps {
        for (gamma, average) in paper::TABLE_1_GAMMAS.iter().zip(paper::TABLE_1_AVERAGE) {
            let Some(at) = sweep.gammas.iter().position(|own| (own - gamma).abs() < 1e-9) else { continue };
            let spread = Spread::of(sweep.winner.iter().map(|curve| curve[at]));
            rows.push(
                [vec![sweep.epsilon.to_string(), gamma.to_string()], beside(average[1], spread).to_vec()].concat(),
            );
        }
    }
    page.table(&["\u{3b5}", "\u{3b3}", "paper", "ours", "difference"], &rows);
}

fn section_4(page: &mut Page, reproduction: &Reproduction, figures: &[NamedFigure]) {
    page.paragraph("## Section 4: training with neurons inside");
    let settings = &reproduction.settings;
    page.paragraph(&format!(
        "As in the paper: current by equation (2), \u{3b3} \u{2212}0.5, T_trans 200, T 100, a third layer of sigmoids joined one to one, \
         no biases, backward as if the neurons were sigmoids, 10,000 balanced training and 1,000 test images. The command of the first network: \
         `nullcline train --network fhn --method paper --subset paper --epochs {} --seed {} --out paper.safetensors`, then \
         `nullcline evaluate --model paper.safetensors --transient 200`.",
        settings.paper_epochs, settings.seed
    ));
    page.paragraph("**Table 2** (percent)");
    let table = &reproduction.table_2;
    let cells = |printed: &dyn Fn(usize) -> f64, own: &dyn Fn(usize) -> Spread| -> Vec<String> {
        (0..TABLE_2_SETS.len()).flat_map(|column| beside(printed(column), own(column))).collect()
    };
    let mut rows: Vec<Vec<String>> = (0..CLASSES)
        .map(|digit| {
            let own = cells(&|column| paper::TABLE_2[digit][column], &|column| table.digit(digit, column));
            [vec![digit.to_string()], own].concat()
        })
        .collect();
    let average = cells(&|column| paper::TABLE_2_AVERAGE[column], &|column| table.average(column));
    rows.push([vec!["average".to_owned()], average].concat());
    let header = [
        "digit",
        "training 10,000: paper",
        "ours",
        "difference",
        "test 1,000: paper",
        "ours",
        "difference",
        "training 60,000: paper",
        "ours",
        "difference",
        "test 10,000: paper",
        "ours",
        "difference",
    ];
    page.table(&header, &rows);
    for outcome in &table.with_all {
        page.paragraph(&format!(
            "Trained on all 60,000 images (seed {}): accuracy on the test set {:.2} %, recall of digit 8 {:.1} %.",
            outcome.seed,
            100.0 * outcome.accuracy,
            100.0 * outcome.per_digit[8]
        ));
    }
    page.figure(figures, "table_2");
    page.figure(figures, "figure_6");
    page.figure(figures, "figure_7");
}

/// Choices that the paper leaves open, our defaults, and the reasons.
const DEFAULTS: [[&str; 3]; 12] = [
    ["\u{3b5}", "0.1", "a common choice; see the fit above"],
    ["initial condition", "(0.5, 0.5)", "common to all neurons; another one: see below"],
    [
        "integration step",
        "RK4, 0.01 at \u{3b5} 0.1",
        "a ninth of the stability bound 0.92 \u{3b5}; half of it: see below",
    ],
    ["sampling", "each 0.1; 0.5 while training", "thirty samples a cycle; coarser ones: see below"],
    [
        "time of the cost",
        "one random instant of T for each image",
        "a cost at one fixed instant trains for that instant: see below",
    ],
    [
        "backward",
        "one sigmoid for all between the product and the third layer",
        "the chain through tanh and a sigmoid has the wrong sign for \u{3b3} < 0: see below",
    ],
    ["cost", "softmax cross-entropy", "the output layer is called softmax"],
    ["optimiser", "Adam, 0.001 falling to 0.0001, batches of 128", "Keras' default rate"],
    ["epochs", "25", "the curves have flattened; the epoch of the lowest training cost is kept"],
    ["biases", "none", "the paper mentions weight matrices only"],
    [
        "tanh",
        "on the product, equation (2)",
        "section 4 says \"the first layer\"; on pixels from 0 to 1 a tanh is nearly linear and leaves currents unbounded",
    ],
    ["ties", "the larger mean output", "the paper does not say"],
];

fn open_choices(page: &mut Page, reproduction: &Reproduction) {
    page.paragraph("## Choices that the paper leaves open");
    page.table(&["choice", "our default", "reason"], &DEFAULTS.map(|row| row.map(str::to_owned).to_vec()));
    page.paragraph(&format!(
        "Accuracy of the alternatives on {}, changed one at a time, trained on the 10,000 images. \
         Each is `nullcline train --network fhn --subset paper` with the flags of its row.",
        test_images(reproduction.settings.variant_images)
    ));
    variants_table(page, reproduction, &[Group::Choice]);
    page.paragraph(&format!(
        "The first network of Table 2 with other simulation protocols, {}:",
        test_images(reproduction.settings.images)
    ));
    let rows = reproduction.table_2.protocols.iter().map(|own| {
        let step = own.times.step.map_or_else(|| "default".to_owned(), |step| step.to_string());
        let times = [own.times.transient, own.times.window, own.times.every].map(|time| time.to_string());
        [times.to_vec(), vec![step, format!("{:.2}", 100.0 * own.accuracy)]].concat()
    });
    page.table(&["T_trans", "T", "sampling", "step", "accuracy (%)"], &rows.collect::<Vec<_>>());
}

/// So many test images, in words.
fn test_images(most: usize) -> String {
    if most < 10_000 { format!("the first {most} test images") } else { "the full test set".to_owned() }
}

fn variants_table(page: &mut Page, reproduction: &Reproduction, groups: &[Group]) {
    let chosen = reproduction.variants.iter().filter(|result| groups.contains(&result.variant.group));
    let rows: Vec<_> = chosen.map(variant_row).collect();
    page.table(&["choice", "value", "accuracy (%)", "recall of 8 (%)", "lowest recall (%)", "seeds", "flags"], &rows);
}

fn variant_row(result: &VariantResult) -> Vec<String> {
    let variant = &result.variant;
    let flags = format!("`{} --epochs {}`", variant.flags, result.epochs);
    if result.outcomes.is_empty() {
        let why = result.failures.first().cloned().unwrap_or_default();
        return [&variant.choice, &variant.value, &why, "", "", "", &flags].map(ToString::to_string).to_vec();
    }
    let all = ours(Spread::of(result.outcomes.iter().map(|own| own.accuracy)));
    let eights = ours(Spread::of(result.outcomes.iter().map(|own| own.per_digit[8])));
    let lowest = result.outcomes.iter().map(|own| {
        let (digit, share) = own.lowest_recall();
        format!("{digit}: {:.1}", 100.0 * share)
    });
    let lowest = lowest.collect::<Vec<_>>().join(", ");
    vec![variant.choice.clone(), variant.value.clone(), all, eights, lowest, result.outcomes.len().to_string(), flags]
}

/// The root mean square difference of recalls to the last column of Table 2, over these digits, in percentage points.
fn off_the_paper(recall: &[f64; CLASSES], digits: impl Iterator<Item = usize>) -> f64 {
    let squares: Vec<_> = digits.map(|digit| (100.0 * recall[digit] - paper::TABLE_2[digit][3]).powi(2)).collect();
    (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()
}

/// Accuracy and recalls of our networks of Table 2 with one output excluded from the vote: output 8, which the paper's
/// network never answers, and for comparison each of the others.
fn without_an_output(page: &mut Page, reproduction: &Reproduction) {
    let table = &reproduction.table_2;
    if table.without.is_empty() {
        return;
    }
    page.paragraph(&format!(
        "**One output excluded.** The {} networks of Table 2 on the full test set with one output excluded from the vote: output 8, \
         and for comparison each of the others, beside the paper's network ({} %). The last column leaves out the recalls of digit \
         8 and of the excluded one: whether an output that never leads explains other recalls too. Root mean square \
         differences to the paper in percentage points, mean ± standard deviation over the networks.",
        table.without.len(),
        paper::TABLE_2_AVERAGE[3],
    ));
    let row = |name: String, excluded: usize, networks: &[(f64, [f64; CLASSES])]| {
        let off = |networks: &[(f64, [f64; CLASSES])], digits: &dyn Fn(usize) -> bool| {
            let each =
                networks.iter().map(|(_, recall)| off_the_paper(recall, (0..CLASSES).filter(|digit| digits(*digit))));
            ours(Spread::of(each.map(|points| points / 100.0)))
        };
        vec![
            name,
            ours(Spread::of(networks.iter().map(|network| network.0))),
            off(networks, &|_| true),
            off(networks, &|digit| digit != 8 && digit != excluded),
        ]
    };
    let whole = table.per_digit.iter().zip(&table.overall);
    let whole: Vec<_> = whole.map(|(recall, overall)| (overall[3], recall[3])).collect();
    let mut rows = vec![row("none".to_owned(), CLASSES, &whole)];
    rows.extend((0..CLASSES).map(|digit| {
        let networks: Vec<_> = table.without(digit).map(|own| (own.accuracy, own.per_digit)).collect();
        row(digit.to_string(), digit, &networks)
    }));
    page.table(
        &["output excluded", "accuracy (%)", "all ten recalls: difference", "besides 8 and it: difference"],
        &rows,
    );
    without_eight(page, table);
    networks_that_lost_the_eight(page, reproduction);
}

/// The recalls with output 8 excluded beside the paper's.
fn without_eight(page: &mut Page, table: &Table2) {
    page.paragraph("Recalls with output 8 excluded:");
    let rows: Vec<_> = (0..CLASSES)
        .map(|digit| {
            let spread = Spread::of(table.without(8).map(|own| own.per_digit[digit]));
            [vec![digit.to_string()], beside(paper::TABLE_2[digit][3], spread).to_vec()].concat()
        })
        .collect();
    page.table(&["digit", "paper", "ours without output 8", "difference"], &rows);
}

/// Networks that came to miss the 8 alone by their training, as another explanation.
fn networks_that_lost_the_eight(page: &mut Page, reproduction: &Reproduction) {
    let besides = |recall: &[f64; CLASSES]| off_the_paper(recall, (0..CLASSES).filter(|digit| *digit != 8));
    let lost = reproduction.variants.iter().flat_map(|result| {
        let alone = result.outcomes.iter().filter(|own| own.lost(LOST) == [8] && own.accuracy > LEARNT);
        alone.map(|own| format!("{} (seed {}) {:.1}", result.variant.value, own.seed, besides(&own.per_digit)))
    });
    let lost: Vec<_> = lost.collect();
    if !lost.is_empty() {
        let table = &reproduction.table_2;
        let excluded = Spread::of(table.without(8).map(|own| besides(&own.per_digit) / 100.0));
        page.paragraph(&format!(
            "Networks that miss the 8 alone by their training differ from the paper in the nine other recalls by, rms: {}; the networks \
             of Table 2 with output 8 excluded by {}.",
            lost.join(", "),
            ours(excluded)
        ));
    }
}

fn lost(page: &mut Page, reproduction: &Reproduction, figures: &[NamedFigure]) {
    page.paragraph("## Lost digits");
    page.paragraph(&lost_in_words(reproduction));
    variants_table(page, reproduction, &[Group::LostDigit, Group::Cure]);
    without_an_output(page, reproduction);
    page.figure(figures, "lost_digits");
}
