//! Images that show no digit: random figures, static, silhouettes, letters of a font.

use nullcline::image::{Drawing, Ink, InputImage, Pen, centre};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

/// All letters but those that look like digits: O o like 0, I i l like 1, S s like 5, Z z like 2, B b like 8 and 6, G like 6,
/// g q like 9.
pub(crate) const LETTERS: &str = "ACDEFHJKLMNPQRTUVWXYacdefhjkmnprtuvwxy";

/// `count` images by `make`, each from a random generator of its own.
fn many(seed: u64, count: u32, make: impl Fn(&mut ChaCha8Rng) -> Option<InputImage> + Sync) -> Vec<InputImage> {
    let one = |index: u32| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(index.into());
        std::iter::repeat_with(|| make(&mut rng)).flatten().next()
    };
    (0..count).into_par_iter().filter_map(one).collect()
}

/// Two to four strokes between the corners, sides and middle of a box: lines and arcs, upright or a little slanted.
pub(crate) fn figures(seed: u64, count: u32) -> Vec<InputImage> {
    many(seed, count, |rng| {
        let (width, slant) = (rng.random_range(0.22..0.64), rng.random_range(-0.25..0.25_f32));
        let pen = Pen { width: rng.random_range(0.045..0.13), erases: false };
        let onto = |[x, y]: [f32; 2]| [0.5 + width * (x - 0.5) - slant * 0.6 * (y - 0.5), 0.5 + 0.64 * (y - 0.5)];
        let node = |rng: &mut ChaCha8Rng| {
            let steps = if rng.random_bool(0.7) { 2 } else { 4 };
            [(); 2].map(|()| rng.random_range(0..=steps) as f32 / steps as f32 + rng.random_range(-0.03..0.03))
        };
        let (mut drawing, mut last) = (Drawing::new(), None);
        for _ in 0..rng.random_range(2..5) {
            let points = if rng.random_bool(0.3) { arc(node(rng), rng) } else { line(last, node, rng) };
            drawing.begin(onto(points[0]), pen);
            points[1..].iter().for_each(|point| drawing.extend(onto(*point)));
            drawing.end();
            last = points.last().copied();
        }
        centre(&drawing.ink()).map(|centred| centred.image)
    })
}

fn line(last: Option<[f32; 2]>, node: impl Fn(&mut ChaCha8Rng) -> [f32; 2], rng: &mut ChaCha8Rng) -> Vec<[f32; 2]> {
    let from = last.filter(|_| rng.random_bool(0.5)).unwrap_or_else(|| node(rng));
    let far = |to: &[f32; 2]| (to[0] - from[0]).hypot(to[1] - from[1]) > 0.25;
    let to = std::iter::repeat_with(|| node(rng)).find(far);
    vec![from, to.unwrap_or([0.5, 0.5])]
}

/// A quarter to all of an ellipse within the box.
fn arc(centre: [f32; 2], rng: &mut ChaCha8Rng) -> Vec<[f32; 2]> {
    let radius = [(); 2].map(|()| rng.random_range(0.2..0.5_f32));
    let middle = [0, 1].map(|axis| centre[axis].clamp(radius[axis], 1.0 - radius[axis]));
    let begin = rng.random_range(0..4) as f32 * 90.0 + rng.random_range(-12.0..12.0);
    let sweep = [90.0, 180.0, 180.0, 270.0, 360.0][rng.random_range(0..5)];
    let angle = |step: u8| (begin + sweep * f32::from(step) / 30.0_f32).to_radians();
    (0..=30)
        .map(|step| [middle[0] + radius[0] * angle(step).cos(), middle[1] + radius[1] * angle(step).sin()])
        .collect()
}

/// Static of any density, smooth blotches, and filled boxes and triangles, even or grainy.
pub(crate) fn surfaces(seed: u64, count: u32) -> Vec<InputImage> {
    many(seed, count, |rng| {
        let (kind, level) = (rng.random_range(0..4), rng.random_range(0.3..1.0_f32));
        let density: f64 = rng.random_range(0.05..1.0);
        let grain = rng.random_range(0.0..0.5_f32);
        let corners: [[f32; 2]; 3] = [(); 3].map(|()| [(); 2].map(|()| rng.random_range(1.0..27.0)));
        let waves: [[f32; 3]; 4] = [(); 4].map(|()| [(); 3].map(|()| rng.random_range(-1.0..1.0)));
        let pixels = std::array::from_fn(|pixel| {
            let [x, y] = [(pixel % 28) as f32, (pixel / 28) as f32];
            let value = match kind {
                0 if rng.random_bool(density) => rng.random_range(0.0..1.0),
                0 => 0.0,
                1 => waves.iter().map(|[p, q, at]| (p * x + q * y + 7.0 * at).sin()).sum::<f32>() * level,
                2 => {
                    let [[a, b], [c, d], _] = corners;
                    let within = (a.min(c) - 2.0..=a.max(c) + 2.0).contains(&x)
                        && (b.min(d) - 2.0..=b.max(d) + 2.0).contains(&y);
                    f32::from(u8::from(within)) * level * (1.0 - grain * rng.random_range(0.0..1.0))
                }
                _ => {
                    let side = |a: [f32; 2], b: [f32; 2]| (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) > 0.0;
                    let [a, b, c] = corners;
                    let within = side(a, b) == side(b, c) && side(b, c) == side(c, a);
                    f32::from(u8::from(within)) * level * (1.0 - grain * rng.random_range(0.0..1.0))
                }
            };
            (value.clamp(0.0, 1.0) * 255.0) as u8
        });
        pixels.iter().any(|pixel| *pixel > 60).then(|| InputImage::new(pixels))
    })
}

/// One letter of a font, black on white, slanted, turned, stretched and thickened, as `classify` takes it from a picture.
fn letter(fonts: &Options<'_>, letter: char, [slant, turn, stretch, pen]: [f32; 4]) -> Option<InputImage> {
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='112' height='112'><g transform='translate(56 56) rotate({turn}) \
         skewX({slant}) scale({stretch} 1)'><text text-anchor='middle' y='26' font-size='72' stroke='black' \
         stroke-linejoin='round' stroke-width='{pen}'>{letter}</text></g></svg>"
    );
    let tree = Tree::from_str(&svg, fonts).ok()?;
    let mut pixels = Pixmap::new(112, 112)?;
    resvg::render(&tree, Transform::default(), &mut pixels.as_mut());
    let ink = pixels.pixels().iter().map(|pixel| f32::from(pixel.alpha()) / 255.0).collect();
    centre(&Ink::new(112, 112, ink)?).map(|centred| centred.image)
}

/// A font, and no other.
pub(crate) fn font(data: &[u8]) -> Options<'static> {
    let mut fonts = Database::new();
    fonts.load_font_data(data.to_vec());
    let family = fonts.faces().next().map(|face| face.families[0].0.clone()).unwrap_or_default();
    let mut options = Options { font_family: family, ..Options::default() };
    *options.fontdb_mut() = fonts;
    options
}

/// Letters of a font, each changed at random.
pub(crate) fn changed_letters(data: &[u8], seed: u64, count: u32) -> Vec<InputImage> {
    let (fonts, letters): (_, Vec<char>) = (font(data), LETTERS.chars().collect());
    many(seed, count, |rng| {
        let change = [
            rng.random_range(-16.0..16.0),
            rng.random_range(-8.0..8.0),
            rng.random_range(0.75..1.3),
            rng.random_range(0.01..7.0),
        ];
        letter(&fonts, letters[rng.random_range(0..letters.len())], change)
    })
}

/// The letters of a font as they are.
pub(crate) fn letters(data: &[u8]) -> Vec<(char, InputImage)> {
    let fonts = font(data);
    LETTERS.chars().filter_map(|char| Some((char, letter(&fonts, char, [0.0, 0.0, 1.0, 0.01])?))).collect()
}
