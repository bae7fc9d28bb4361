//! A network as a program for Brian2 (M. Stimberg, R. Brette and D. F. M. Goodman, eLife 8 (2019) e47314,
//! [doi:10.7554/eLife.47314](https://doi.org/10.7554/eLife.47314)): one file of Python with equations and weights.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::control::StopToken;
use crate::network::{CalibratedNeurons, Coupling, FhnLayer, InputMap, Network, NeuronLayer, Units};
use crate::neuron::{BuiltInModel, Signal, SimulationError, Timing};

/// A network that can't be made into a program for Brian2. One line.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The network has something that the program would not have.
    #[error("{found} can't be exported; expected {expected}")]
    Unsupported {
        /// What it has.
        found: String,
        /// What can be exported.
        expected: &'static str,
    },
    /// The mean law of its neurons can't be computed.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}

/// The neurons of a program: equations, initial values, and how they are read.
struct Neurons {
    equations: String,
    /// Of the NeuronGroup, besides its equations.
    options: &'static str,
    start: [(&'static str, f64); 2],
    step: f64,
    /// Drives at sigmoids from 0 to 1, or what Python computes them from.
    drive: String,
    /// The expression that is recorded.
    signal: &'static str,
    /// slope and offset from the signal to what the output layer reads.
    map: [f64; 2],
    tau: f64,
}

/// Points of the table of drives.
const KNOTS: usize = 1025;

/// The program: it reads images of 28 x 28 pixels (an IDX file as MNIST has them, also gzipped, or PNG, PGM and the like where
/// Pillow is installed), integrates the hidden neurons of each, and prints the output that leads longest.
///
/// A unit of dimensionless time is a millisecond there. The program's numbers differ from ours by the rounding of f64, and for
/// neurons with a reset by its moment, which Brian2 puts at the end of a step.
///
/// # Errors
/// [`ExportError`] for networks with preprocessing, without neurons, with coupled neurons, or with tanh on the pixels.
pub fn brian2_program(network: &Network, times: &Timing) -> Result<String, ExportError> {
    if !network.preprocessing.is_none() {
        let found = format!("a network with preprocessing ({})", network.preprocessing.name());
        return Err(ExportError::Unsupported { found, expected: "one without, such as ann" });
    }
    let neurons = match network.units {
        Units::Fhn(layer) => of_fitzhugh_nagumo(&layer)?,
        Units::Neurons(layer) => of_model(layer)?,
        Units::Sigmoid | Units::Relu => {
            let found = "a network without neurons".to_owned();
            return Err(ExportError::Unsupported { found, expected: "--network calibrated or transplant with it" });
        }
    };
    Ok(program(network, &neurons, times))
}

fn of_fitzhugh_nagumo(layer: &FhnLayer) -> Result<Neurons, ExportError> {
    let expected = "uncoupled neurons with the coupling transplant, calibrated or sigmoid";
    if !layer.kappa.is_zero() {
        return Err(ExportError::Unsupported { found: "mean-field coupling".to_owned(), expected });
    }
    let argument = match layer.coupling {
        Coupling::Calibrated => "z / 2",
        Coupling::Transplant | Coupling::Sigmoid => "z",
        Coupling::Pixels => {
            return Err(ExportError::Unsupported { found: "tanh on the pixels".to_owned(), expected });
        }
    };
    let (epsilon, tau) = (layer.epsilon.get(), layer.synapse.get());
    let signal = if layer.uses_sigmoid() { "1/(1 + exp(-x))" } else { "x" };
    let InputMap { slope, offset } = layer.input_map();
    Ok(Neurons {
        equations: format!(
            "dx/dt = (x - x**3/3 - y)/({epsilon:?}*ms) : 1\ndy/dt = (x + I)/ms : 1\n{}",
            synapse(signal, tau)
        ),
        options: "method=\"rk4\"",
        start: [("x", layer.start.x), ("y", layer.start.y)],
        step: (0.1 * epsilon).min(0.01),
        drive: format!("{:?} + {:?} * np.tanh({argument})", layer.a.get(), layer.gamma.get()),
        signal: "s",
        map: [slope.into(), offset.into()],
        tau,
    })
}

/// The equation of the synaptic trace of a signal.
fn synapse(signal: &str, tau: f64) -> String {
    if tau == 0.0 { format!("s = {signal} : 1") } else { format!("ds/dt = ({signal} - s)/({tau:?}*ms) : 1") }
}

fn of_model(layer: NeuronLayer) -> Result<Neurons, ExportError> {
    let calibrated = CalibratedNeurons::new(layer, &StopToken::new())?;
    let tau = layer.synapse.get();
    let (model, potential) = match layer.model() {
        BuiltInModel::FitzHughNagumo(model) => {
            (format!("dx/dt = (x - x**3/3 - y)/({:?}*ms) : 1\ndy/dt = (x + I)/ms : 1", model.epsilon.get()), "x")
        }
        BuiltInModel::MorrisLecar(model) => (
            format!(
                "dv/dt = (I - 2*(v + 60) - 8*w*(v + 84) - {:?}*m*(v - 120))/(20*ms) : 1\n\
                 dw/dt = {:?}*(w_inf - w)*cosh((v - {v3:?})/(2*{v4:?}))/ms : 1\n\
                 m = (1 + tanh((v + 1.2)/18))/2 : 1\nw_inf = (1 + tanh((v - {v3:?})/{v4:?}))/2 : 1",
                model.g_ca,
                model.phi,
                v3 = model.v3,
                v4 = model.v4
            ),
            "v",
        ),
        BuiltInModel::Izhikevich(model) => (
            format!(
                "dv/dt = (0.04*v**2 + 5*v + 140 - u + I)/ms : 1\ndu/dt = {:?}*({:?}*v - u)/ms : 1\nc = {:?} : 1\nd = {:?} : 1",
                model.a, model.b, model.c, model.d
            ),
            "v",
        ),
    };
    let resets = matches!(layer.model(), BuiltInModel::Izhikevich(_));
    let (equation, options) = match layer.signal {
        Signal::Potential if resets => {
            (synapse(potential, tau), "method=\"rk4\", threshold=\"v >= 30\", reset=\"v = c; u += d\"")
        }
        Signal::Potential => (synapse(potential, tau), "method=\"rk4\""),
        Signal::Spikes if tau == 0.0 => {
            let found = "spikes without synapses".to_owned();
            return Err(ExportError::Unsupported { found, expected: "--synapse above 0" });
        }
        // A spike is as much as a signal of one spike a millisecond for a millisecond.
        Signal::Spikes => (
            format!("ds/dt = -s/({tau:?}*ms) : 1"),
            if resets {
                "method=\"rk4\", threshold=\"v >= 30\", reset=\"v = c; u += d; s += 1/TAU\""
            } else {
                "method=\"rk4\", threshold=\"v >= 0\", refractory=\"v >= 0\", reset=\"s += 1/TAU\""
            },
        ),
    };
    let InputMap { slope, offset } = calibrated.input_map();
    let knots: Vec<f32> = (0..KNOTS).map(|knot| calibrated.drive(knot as f32 / (KNOTS - 1) as f32)).collect();
    let [first, second] = layer.start;
    let variables = layer.model().description().variables;
    Ok(Neurons {
        equations: format!("{model}\n{equation}"),
        options,
        start: [(variables[0].symbol, first), (variables[1].symbol, second)].map(|(name, value)| (lower(name), value)),
        step: if resets { 0.05 } else { layer.model().steps()[0] / 2.0 },
        drive: format!(
            "np.interp(1/(1 + np.exp(-z)), np.linspace(0, 1, {KNOTS}), array({:?}, ({KNOTS},)))",
            encoded(knots.iter())
        ),
        signal: "s",
        map: [slope.into(), offset.into()],
        tau,
    })
}

/// The names that the equations above give to V and w.
fn lower(name: &'static str) -> &'static str {
    if name == "V" { "v" } else { name }
}

/// Numbers as base64 of compressed little-endian f32.
fn encoded<'a>(values: impl Iterator<Item = &'a f32>) -> String {
    let bytes: Vec<u8> = values.flat_map(|value| value.to_le_bytes()).collect();
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    #[allow(clippy::expect_used, reason = "writing to memory can't fail")]
    let compressed = encoder.write_all(&bytes).and_then(|()| encoder.finish()).expect("compressed in memory");
    base64(&compressed)
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let word = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = ALPHABET[(word >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

fn program(network: &Network, neurons: &Neurons, times: &Timing) -> String {
    let (hidden, output) = (network.hidden(), network.output());
    let (units, classes) = (hidden.outputs(), output.outputs());
    let mut text = format!(
        r#"#!/usr/bin/env python3
"""A network of {units} neurons that classifies images of 28 x 28 pixels, for Brian2 2.9 or later. Written by nullcline.

    python3 FILE IMAGE...                     PNG, PGM and the like, bright on dark (needs Pillow)
    python3 FILE IMAGES.idx[.gz] FIRST COUNT  images of an IDX file, as MNIST's test set is

Prints for each image the class whose output leads for the longest share of the window, and that share.
"""
import base64, gzip, sys, zlib
import numpy as np
import brian2 as b2
from brian2 import ms

def array(text, shape):
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), "<f4").reshape(shape).astype(float)

TRANSIENT, WINDOW, EVERY, STEP = {:?}, {:?}, {:?}, {:?}  # ms
TAU = {:?}  # of the synapses, ms
EQUATIONS = """
"#,
        times.transient,
        times.window,
        times.every,
        times.step.unwrap_or(neurons.step),
        neurons.tau
    );
    let [(x, x0), (y, y0)] = neurons.start;
    let [slope, offset] = neurons.map;
    // Writing to a string can't fail.
    let _ = write!(
        text,
        r#"{equations}
I : 1 (constant)
"""

def images(arguments):
    if len(arguments) == 3 and arguments[1].isdigit():
        raw = open(arguments[0], "rb").read()
        raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        first, count = int(arguments[1]), int(arguments[2])
        return np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 784)[first:first + count]
    from PIL import Image
    return np.array([np.asarray(Image.open(name).convert("L").resize((28, 28))).ravel() for name in arguments])

def drives(z):
    return {drive}

def outputs(pixels):
    """The outputs at every sample: shape [samples, images, classes]."""
    z = pixels / 255 @ WEIGHTS_IN + BIASES_IN
    group = b2.NeuronGroup(z.size, EQUATIONS, {options}, namespace={{"TAU": TAU}})
    group.{x}, group.{y}, group.I = {x0:?}, {y0:?}, drives(z).ravel()
    network = b2.Network(group)
    network.run(TRANSIENT * ms)
    monitor = b2.StateMonitor(group, "{signal}", record=True, dt=EVERY * ms)
    network.add(monitor)
    network.run(WINDOW * ms)
    h = {slope:?} * np.asarray(monitor.{signal}) + {offset:?}
    return h.T.reshape(-1, *z.shape) @ WEIGHTS_OUT + BIASES_OUT

def main():
    b2.defaultclock.dt = STEP * ms
    leaders = outputs(images(sys.argv[1:])).argmax(axis=2)
    for image in leaders.T:
        shares = np.bincount(image, minlength={classes}) / len(image)
        print(shares.argmax(), f"{{shares.max():.3f}}")

WEIGHTS_IN = array("{weights_in}", (784, {units}))
BIASES_IN = array("{biases_in}", ({units},))
WEIGHTS_OUT = array("{weights_out}", ({units}, {classes}))
BIASES_OUT = array("{biases_out}", ({classes},))
if __name__ == "__main__":
    main()
"#,
        equations = neurons.equations,
        drive = neurons.drive,
        options = neurons.options,
        signal = neurons.signal,
        weights_in = encoded(hidden.weights.as_standard_layout().iter()),
        biases_in = encoded(hidden.biases.iter()),
        weights_out = encoded(output.weights.as_standard_layout().iter()),
        biases_out = encoded(output.biases.iter()),
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
