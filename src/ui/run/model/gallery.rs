//! Thumbnails of the test set: those that a person asks for.

use std::sync::Arc;

use super::verdict::Verdict;
use crate::dataset::Class;
use crate::ui::shared::gallery_filter::{Filter, Only};
use crate::ui::shared::test_set::TestSet;
use crate::ui::widgets::thumbnails::Atlas;

/// The images that pass a filter, in order. Without verdicts only the label counts.
fn passing(filter: Filter, labels: &[Class], verdicts: Option<&[Verdict]>) -> Vec<usize> {
    let passes = |index: &usize| {
        let label = labels[*index];
        let verdict = verdicts.and_then(|verdicts| verdicts.get(*index));
        filter.label.is_none_or(|wanted| wanted == label)
            && verdict.is_none_or(|verdict| {
                filter.answer.is_none_or(|wanted| wanted == verdict.winner)
                    && match filter.only {
                        Only::All => true,
                        Only::Wrong => verdict.winner != label,
                        Only::Disputed => verdict.is_disputed(),
                    }
            })
    };
    let mut passing: Vec<usize> = (0..labels.len()).filter(passes).collect();
    if let (true, Some(verdicts)) = (filter.by_margin, verdicts) {
        let margin = |index: usize| verdicts.get(index).map_or(1.0, |verdict| verdict.margin);
        passing.sort_by(|a, b| margin(*a).total_cmp(&margin(*b)));
    }
    passing
}

/// The thumbnails that are shown.
#[derive(Default)]
pub(crate) struct Gallery {
    /// Whether the gallery is open.
    pub(crate) is_open: bool,
    /// What is asked for.
    pub(crate) filter: Filter,
    shown: Vec<usize>,
    /// What `shown` was made of.
    made_of: Option<(Filter, Option<Arc<Vec<Verdict>>>)>,
    /// The fingerprint of the set it is of.
    of: Option<Arc<str>>,
    /// The images in sight.
    pub(crate) atlas: Atlas,
}

impl Gallery {
    /// Brings the list up to date. Of another set everything is shown.
    pub(crate) fn follow(&mut self, set: &TestSet, verdicts: Option<&Arc<Vec<Verdict>>>) {
        if self.of.as_ref() != Some(&set.hash) {
            *self = Self {
                is_open: self.is_open,
                filter: self.filter.without_classes_beyond(set.images.classes()),
                of: Some(set.hash.clone()),
                ..Self::default()
            };
        }
        let fresh = self.made_of.as_ref().is_some_and(|(filter, made_of)| {
            let same = match (made_of, verdicts) {
                (Some(old), Some(new)) => Arc::ptr_eq(old, new),
                (None, None) => true,
                _ => false,
            };
            *filter == self.filter && same
        });
        if !fresh {
            self.shown = passing(self.filter, set.images.labels(), verdicts.map(|verdicts| verdicts.as_slice()));
            self.made_of = Some((self.filter, verdicts.cloned()));
        }
    }

    /// The images that are shown, in order.
    pub(crate) fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// The answers to an image.
    pub(crate) fn verdict(&self, index: usize) -> Option<Verdict> {
        self.made_of.as_ref()?.1.as_ref()?.get(index).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digit(value: u8) -> Class {
        Class::new(value)
    }

    fn verdict(winner: u8, mean: u8, margin: f32) -> Verdict {
        let [winner, mean] = [winner, mean].map(digit);
        Verdict { winner, second: mean, mean, last: winner, plain: Some(winner), margin, is_near_tie: false }
    }

    #[test]
    fn filters_let_through_what_they_say() {
        let labels = [3, 3, 5, 8].map(digit);
        let verdicts = [verdict(3, 3, 0.9), verdict(8, 3, 0.1), verdict(5, 5, 0.4), verdict(3, 3, 0.2)];
        let passing = |filter: Filter| super::passing(filter, &labels, Some(&verdicts));
        assert_eq!(passing(Filter::default()), [0, 1, 2, 3]);
        assert_eq!(passing(Filter { label: Some(digit(3)), ..Filter::default() }), [0, 1]);
        assert_eq!(passing(Filter { answer: Some(digit(3)), ..Filter::default() }), [0, 3]);
        assert_eq!(passing(Filter { only: Only::Wrong, ..Filter::default() }), [1, 3]);
        assert_eq!(passing(Filter { only: Only::Disputed, ..Filter::default() }), [1]);
        assert_eq!(passing(Filter { by_margin: true, ..Filter::default() }), [1, 3, 2, 0]);
        let only_labels = Filter { label: Some(digit(3)), only: Only::Wrong, ..Filter::default() };
        assert_eq!(super::passing(only_labels, &labels, None), [0, 1], "nothing is known yet");
    }
}
