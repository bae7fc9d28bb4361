//! Random numbers of the distributions that augmentation draws.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// The random generator of one image in one round.
pub(super) struct Random(ChaCha8Rng);

impl Random {
    pub(super) fn new(rng: ChaCha8Rng) -> Self {
        Self(rng)
    }

    /// Uniform from -`most` to `most`.
    pub(super) fn symmetric(&mut self, most: f32) -> f32 {
        if most > 0.0 { self.0.random_range(-most..=most) } else { 0.0 }
    }

    /// Uniform from `least` to `most`.
    pub(super) fn uniform(&mut self, least: f32, most: f32) -> f32 {
        if most > least { self.0.random_range(least..=most) } else { least }
    }

    /// True with probability `share`.
    pub(super) fn bernoulli(&mut self, share: f32) -> bool {
        share > 0.0 && self.0.random_range(0.0..1.0) < share
    }
}
