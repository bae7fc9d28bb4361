//! Spike trains of a population, and how synchronous they are.

/// The spikes of the neurons of one population, each with the sample at which it was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct SpikeTrains {
    trains: Vec<Vec<u32>>,
    samples: u32,
}

impl SpikeTrains {
    /// So many silent neurons, before the first sample.
    pub fn new(neurons: usize) -> Self {
        Self { trains: vec![Vec::new(); neurons], samples: 0 }
    }

    /// Takes in the spikes of each neuron since the last sample; several of them count as one.
    pub fn push(&mut self, spikes: &[f32]) {
        for (train, spikes) in self.trains.iter_mut().zip(spikes) {
            if *spikes > 0.0 {
                train.push(self.samples);
            }
        }
        self.samples += 1;
    }

    /// The Kuramoto order parameter |<exp(i theta)>| of the neurons, mean over time, 0 to 1; `None` if at no time two of them are
    /// between spikes.
    ///
    /// theta grows evenly by 2 pi from a spike of a neuron to its next one; before the first and after the last spike a neuron has
    /// no phase. 1 where all spike together, about 1/sqrt(N) where they are independent.
    pub fn order_parameter(&self) -> Option<f64> {
        let mut phases: Vec<(f64, f64, u32)> = vec![(0.0, 0.0, 0); self.samples as usize];
        for [from, to] in self.trains.iter().flat_map(|train| train.windows(2).map(|pair| [pair[0], pair[1]])) {
            for sample in from..to {
                let theta = std::f64::consts::TAU * f64::from(sample - from) / f64::from(to - from);
                let (cos, sin, count) = &mut phases[sample as usize];
                *cos += theta.cos();
                *sin += theta.sin();
                *count += 1;
            }
        }
        let orders: Vec<f64> = phases
            .into_iter()
            .filter(|(.., count)| *count > 1)
            .map(|(cos, sin, count)| cos.hypot(sin) / f64::from(count))
            .collect();
        (!orders.is_empty()).then(|| orders.iter().sum::<f64>() / orders.len() as f64)
    }

    /// The number of spikes of each neuron.
    pub fn counts(&self) -> Vec<u32> {
        self.trains.iter().map(|train| train.len() as u32).collect()
    }
}

/// The share of spiking neurons whose number of spikes is that of the median one of their population, give or take one.
pub(super) fn locked(spikes: &[u32], population: usize) -> f64 {
    let (mut like_median, mut spiking) = (0, 0);
    for spikes in spikes.chunks(population) {
        let mut counts: Vec<u32> = spikes.iter().copied().filter(|count| *count > 0).collect();
        counts.sort_unstable();
        let Some(median) = counts.get(counts.len() / 2) else { continue };
        spiking += counts.len();
        like_median += counts.iter().filter(|count| count.abs_diff(*median) <= 1).count();
    }
    f64::from(like_median as u32) / f64::from(spiking.max(1) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Neurons that spike every `periods` samples, from these first ones on.
    fn trains(neurons: &[(u32, u32)]) -> SpikeTrains {
        let mut trains = SpikeTrains::new(neurons.len());
        for sample in 0..600 {
            let spikes: Vec<f32> = neurons
                .iter()
                .map(|(first, period)| f32::from(u8::from(sample >= *first && (sample - first) % period == 0)))
                .collect();
            trains.push(&spikes);
        }
        trains
    }

    #[test]
    fn the_order_parameter_is_one_together_and_zero_in_opposition() {
        let order = |neurons: &[(u32, u32)]| trains(neurons).order_parameter();
        assert!((order(&[(3, 20), (3, 20), (3, 20)]).unwrap() - 1.0).abs() < 1e-12);
        assert!(order(&[(0, 20), (10, 20)]).unwrap() < 0.05);
        // At frequencies 1/20 and 1/30 the difference of phases turns evenly: the mean of |cos| is 2/pi.
        let drifting = order(&[(0, 20), (0, 30)]).unwrap();
        assert!((drifting - 2.0 / std::f64::consts::PI).abs() < 0.05, "{drifting}");
        assert_eq!(order(&[(0, 1000), (0, 20)]), None, "a single neuron with a phase says nothing");
    }

    #[test]
    fn neurons_with_the_median_number_of_spikes_are_locked() {
        let counts = trains(&[(0, 20), (5, 20), (0, 19), (0, 60), (599, 1000)]).counts();
        assert_eq!(counts, [30, 30, 32, 10, 1]);
        assert_eq!(locked(&counts, 5), 0.4);
        assert_eq!(locked(&[0, 0, 7, 7, 8, 0], 3), 1.0);
    }
}
