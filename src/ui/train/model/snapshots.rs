//! The networks of past epochs, so that one can go back to them.

use std::sync::Arc;

use crate::network::Network;

/// Networks that are kept at most; each is a third of a megabyte.
const MOST: usize = 64;

/// The networks of past epochs. When there are too many, every second one is let go.
#[derive(Debug)]
pub(crate) struct Snapshots {
    /// Epochs between two that are kept.
    every: u32,
    /// Epoch and network, in order.
    kept: Vec<(u32, Arc<Network>)>,
}

impl Default for Snapshots {
    fn default() -> Self {
        Self { every: 1, kept: Vec::new() }
    }
}

impl Snapshots {
    /// Keeps the network of an epoch, counted from 1. The last one is always there.
    pub(crate) fn push(&mut self, epoch: u32, network: Arc<Network>) {
        let every = self.every;
        if self.kept.last().is_some_and(|(last, _)| !last.is_multiple_of(every) && *last != 1) {
            self.kept.pop();
        }
        self.kept.push((epoch, network));
        if self.kept.len() > MOST {
            self.every *= 2;
            let every = self.every;
            self.kept.retain(|(kept, _)| kept.is_multiple_of(every) || *kept == 1 || *kept == epoch);
        }
    }

    /// The epochs that there are, in order.
    pub(crate) fn epochs(&self) -> impl Iterator<Item = u32> + '_ {
        self.kept.iter().map(|(epoch, _)| *epoch)
    }

    /// The nearest epoch that was kept, and its network.
    pub(crate) fn nearest(&self, wanted: u32) -> Option<(u32, &Arc<Network>)> {
        let nearest = self.kept.iter().min_by_key(|(epoch, _)| epoch.abs_diff(wanted))?;
        Some((nearest.0, &nearest.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::DIGITS;
    use crate::network::{HiddenCount, Units};

    #[test]
    fn first_and_last_stay_and_memory_is_bounded() {
        let network = Arc::new(Network::glorot((HiddenCount::DEFAULT, DIGITS), Units::Sigmoid, 0));
        let mut snapshots = Snapshots::default();
        for epoch in 1..=1000 {
            snapshots.push(epoch, network.clone());
            assert!(snapshots.kept.len() <= MOST);
            assert_eq!(snapshots.epochs().last(), Some(epoch));
        }
        let epochs: Vec<_> = snapshots.epochs().collect();
        assert!(epochs[0] == 1 && epochs.windows(2).all(|pair| pair[0] < pair[1]), "{epochs:?}");
        assert!(epochs.len() > MOST / 4);
        assert_eq!(snapshots.nearest(999).map(|(epoch, _)| epoch), Some(1000));
    }
}
