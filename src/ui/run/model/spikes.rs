//! When neurons spiked lately.

use std::collections::VecDeque;

/// The most spikes that are kept: each of 4,096 neurons some 30 times in an observation window.
const MOST_SPIKES: usize = 1 << 17;

/// The spikes of the last ticks, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Spikes {
    /// Tick and neuron.
    spikes: VecDeque<(u64, u32)>,
}

impl Spikes {
    /// These neurons spiked at `tick`.
    pub(super) fn push(&mut self, tick: u64, neurons: impl Iterator<Item = usize>) {
        self.spikes.extend(neurons.map(|neuron| (tick, neuron as u32)));
        let beyond = self.spikes.len().saturating_sub(MOST_SPIKES);
        self.spikes.drain(..beyond);
    }

    /// Forgets what was before `tick`.
    pub(super) fn forget_before(&mut self, tick: u64) {
        let old = self.spikes.partition_point(|(at, _)| *at < tick);
        self.spikes.drain(..old);
    }

    /// Tick and neuron of each spike up to `tick`, oldest first.
    pub(super) fn until(&self, tick: u64) -> impl Iterator<Item = (u64, usize)> + '_ {
        self.spikes.iter().take_while(move |(at, _)| *at <= tick).map(|(at, neuron)| (*at, *neuron as usize))
    }
}
