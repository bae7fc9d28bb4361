//! `nullcline draw`: drawn digits and coarse scans as picture files, to try `classify` or another program with.

use std::path::{Path, PathBuf};

use super::output::{check_target, note, write_target};
use crate::dataset::embedded_test;
use crate::synth::coarse::{coarse_png, scan};
use crate::synth::{DrawnStyle, drawn_digit};

/// Flags of `draw`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder that the files NNNN_D.png go to, D being the digit; made if there is none
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Number of pictures
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    count: u32,
    /// Seed of the drawn digits: the same ones as `evaluate --set drawn --seed`
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Sort of pictures
    #[arg(long, value_enum, default_value_t = Sort::Drawn)]
    set: Sort,
}

/// What can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Sort {
    /// Neat pen strokes
    Neat,
    /// Untidy pen strokes
    Drawn,
    /// The first test images of MNIST as scans of 8 x 8 cells, enlarged in six ways by turns
    Coarse,
}

/// Pixels on a side of a drawn picture.
const SIDE: u32 = 280;

/// Writes the pictures.
///
/// # Errors
/// If the folder can't be made or a file can't be written.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    use anyhow::Context as _;
    std::fs::create_dir_all(&args.out).with_context(|| format!("{}: can't be made", args.out.display()))?;
    check_target(&args.out.join("0000_0.png"))?;
    match args.set {
        Sort::Neat => drawn(args, &DrawnStyle::SCHOOL)?,
        Sort::Drawn => drawn(args, &DrawnStyle::default())?,
        Sort::Coarse => {
            let set = embedded_test()?.first(args.count as usize);
            for (index, label) in set.labels().iter().enumerate() {
                save(&args.out, index, label.value(), &coarse_png(&scan(&set.image(index)), index))?;
            }
        }
    }
    note(&format!("{} pictures in {}", args.count, args.out.display()));
    Ok(())
}

fn drawn(args: &Args, style: &DrawnStyle) -> anyhow::Result<()> {
    for index in 0..args.count {
        let (drawing, digit) = drawn_digit(style, args.seed, index);
        let ink = drawing.ink_of_side(SIDE as usize);
        // Black on white, as on paper.
        let bytes = ink.values().iter().map(|value| ((1.0 - value) * 255.0).round() as u8).collect();
        let mut png = std::io::Cursor::new(Vec::new());
        if let Some(picture) = image::GrayImage::from_raw(SIDE, SIDE, bytes) {
            picture.write_to(&mut png, image::ImageFormat::Png)?;
        }
        save(&args.out, index as usize, digit.value(), png.get_ref())?;
    }
    Ok(())
}

fn save(folder: &Path, index: usize, digit: u8, png: &[u8]) -> anyhow::Result<()> {
    write_target(&folder.join(format!("{index:04}_{digit}.png")), |out| Ok(out.write_all(png)?))
}
