//! Votes from recordings: the outputs of many images, in parallel.

use rayon::prelude::*;

use crate::control::{StopToken, Stopped};
use crate::network::{Readout, VoteCounts};
use crate::neuron::{Lookup, Recording};

/// Images that one processor works through together.
const TOGETHER: usize = 512;
/// Images whose neurons are integrated together where each has its own.
pub(super) const INTEGRATED_TOGETHER: usize = 96;

/// Adds the votes of a recording of a grid of neurons, in which each neuron of each image is looked up.
pub(super) fn count_looked_up(
    (readout, recording): (&Readout, &Recording),
    lookups: &[Lookup],
    votes: &mut [VoteCounts],
    stop: &StopToken,
) -> Result<(), Stopped> {
    let images = lookups.par_chunks(TOGETHER * readout.neurons());
    images.zip(votes.par_chunks_mut(TOGETHER)).try_for_each(|(lookups, votes)| {
        stop.check()?;
        readout.add_votes(recording, lookups, votes);
        Ok(())
    })
}

/// Adds the votes of a recording that has the neurons of each image, image after image; `lookups` are their own.
pub(super) fn count_own((readout, recording): (&Readout, &Recording), lookups: &[Lookup], votes: &mut [VoteCounts]) {
    let images = lookups.par_chunks(readout.neurons()).zip(votes.par_chunks_mut(1));
    images.for_each(|(lookups, votes)| readout.add_votes(recording, lookups, votes));
}

/// Lookups in which every recorded neuron stands for itself.
pub(super) fn own_lookups(count: usize) -> Vec<Lookup> {
    (0..count as u32).map(|neuron| Lookup { neuron, shift: 0.0 }).collect()
}
