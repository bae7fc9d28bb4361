//! The embedded font: that of the window, so that figures need none of the system's.

use std::sync::Arc;

use epaint_default_fonts::UBUNTU_LIGHT;
use resvg::usvg::fontdb::Database;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// The name of the font's family.
pub(super) const FAMILY: &str = "Ubuntu";

/// How wide `text` is at `size`, in the unit of `size`.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let Ok(font) = FontRef::new(UBUNTU_LIGHT) else {
        // Never so: the font is inside the program. Half a size is what letters take on average.
        return text.chars().count() as f64 * size / 2.0;
    };
    let characters = font.charmap();
    let metrics = font.glyph_metrics(Size::new(size as f32), LocationRef::default());
    let advance = |char| metrics.advance_width(characters.map(char).unwrap_or_default()).unwrap_or_default();
    text.chars().map(|char| f64::from(advance(char))).sum()
}

/// The font and nothing else.
pub(super) fn database() -> Arc<Database> {
    let mut fonts = Database::new();
    fonts.load_font_data(UBUNTU_LIGHT.to_vec());
    Arc::new(fonts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_what_figures_write() {
        let font = FontRef::new(UBUNTU_LIGHT).unwrap();
        for char in "Accuracy (%) \u{3b3} \u{3b5} \u{2212}1.5 \u{d7} \u{b1} \u{2265} \u{2013} \u{b7}".chars() {
            assert!(font.charmap().map(char).is_some(), "{char:?}");
        }
        let families: Vec<_> = database().faces().flat_map(|face| face.families.clone()).collect();
        assert!(families.iter().any(|(name, _)| name == FAMILY), "{families:?}");
    }

    #[test]
    fn text_has_a_width() {
        assert_eq!(width("", 8.0), 0.0);
        assert!(width("mm", 8.0) > width("ii", 8.0));
        assert!((width("ab", 16.0) - 2.0 * width("ab", 8.0)).abs() < 1e-3);
    }
}
