//! What is shared within the window, as part of a message: a network as its file, MNIST's test set as its name.

use std::cell::RefCell;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_bytes::ByteBuf;

use super::test_set::TestSet;
use crate::dataset::EMBEDDED_TEST_HASH;
use crate::network::{Model, ModelCard, Network};

/// Values of a kind that are known by their bytes at both ends, at most: a network that is asked about again and again is
/// written and read once.
const KNOWN: usize = 4;

/// MNIST's test set, which every copy of the program has.
const MNIST: &[u8] = b"MNIST";

/// Something shared that can be sent.
#[derive(Debug)]
pub(crate) struct Sent<T>(pub(crate) Arc<T>);

impl<T> Deref for Sent<T> {
    type Target = Arc<T>;

    fn deref(&self) -> &Arc<T> {
        &self.0
    }
}

impl<T> Clone for Sent<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Values with their bytes, the latest first.
type Known<T> = RefCell<Vec<(Arc<T>, ByteBuf)>>;

/// What can be sent as bytes.
pub(crate) trait Portable: Sized + 'static {
    /// As bytes, or a sentence about why not.
    fn to_bytes(&self) -> Result<Vec<u8>, String>;
    /// From bytes, or a sentence about what is wrong with them.
    fn of_bytes(bytes: &[u8]) -> Result<Self, String>;
    /// Does something with the values that are known.
    fn known<R>(act: impl FnOnce(&Known<Self>) -> R) -> R;
}

impl Portable for Model {
    fn to_bytes(&self) -> Result<Vec<u8>, String> {
        Self::to_bytes(self).map_err(|error| error.to_string())
    }

    fn of_bytes(bytes: &[u8]) -> Result<Self, String> {
        Self::from_bytes(bytes, "message").map_err(|error| error.to_string())
    }

    fn known<R>(act: impl FnOnce(&Known<Self>) -> R) -> R {
        thread_local! {
            static MODELS: Known<Model> = const { RefCell::new(Vec::new()) };
        }
        MODELS.with(act)
    }
}

impl Portable for Network {
    fn to_bytes(&self) -> Result<Vec<u8>, String> {
        Portable::to_bytes(&Model { network: self.clone(), card: ModelCard::default() })
    }

    fn of_bytes(bytes: &[u8]) -> Result<Self, String> {
        Model::of_bytes(bytes).map(|model| model.network)
    }

    fn known<R>(act: impl FnOnce(&Known<Self>) -> R) -> R {
        thread_local! {
            static NETWORKS: Known<Network> = const { RefCell::new(Vec::new()) };
        }
        NETWORKS.with(act)
    }
}

impl Portable for TestSet {
    fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let is_mnist = *self.hash == *EMBEDDED_TEST_HASH;
        if is_mnist { Ok(MNIST.to_vec()) } else { Err(format!("{}: the images can't be sent", self.name)) }
    }

    fn of_bytes(bytes: &[u8]) -> Result<Self, String> {
        if bytes == MNIST { Self::mnist().map_err(|error| error.to_string()) } else { Err("unknown images".to_owned()) }
    }

    fn known<R>(act: impl FnOnce(&Known<Self>) -> R) -> R {
        thread_local! {
            static SETS: Known<TestSet> = const { RefCell::new(Vec::new()) };
        }
        SETS.with(act)
    }
}

/// The one that is looked for, brought to the front.
fn found<T>(known: &Known<T>, is_it: impl Fn(&(Arc<T>, ByteBuf)) -> bool) -> Option<(Arc<T>, ByteBuf)> {
    let mut known = known.borrow_mut();
    let place = known.iter().position(is_it)?;
    let one = known.remove(place);
    known.insert(0, one.clone());
    Some(one)
}

fn keep<T>(known: &Known<T>, one: (Arc<T>, ByteBuf)) {
    let mut known = known.borrow_mut();
    known.insert(0, one);
    known.truncate(KNOWN);
}

impl<T: Portable> Serialize for Sent<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some((_, bytes)) = T::known(|known| found(known, |(value, _)| Arc::ptr_eq(value, &self.0))) {
            return bytes.serialize(serializer);
        }
        let bytes = ByteBuf::from(self.0.to_bytes().map_err(S::Error::custom)?);
        T::known(|known| keep(known, (Arc::clone(&self.0), bytes.clone())));
        bytes.serialize(serializer)
    }
}

impl<'de, T: Portable> Deserialize<'de> for Sent<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = ByteBuf::deserialize(deserializer)?;
        if let Some((value, _)) = T::known(|known| found(known, |(_, known)| *known == bytes)) {
            return Ok(Self(value));
        }
        let value = Arc::new(T::of_bytes(&bytes).map_err(D::Error::custom)?);
        T::known(|known| keep(known, (Arc::clone(&value), bytes)));
        Ok(Self(value))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "where a helper fails, the test is to fail")]

    use super::*;
    use crate::network::model_file::built_in;

    #[test]
    fn a_network_that_is_sent_again_is_the_same_one() {
        let model = Sent(Arc::new(built_in("fhn").unwrap()));
        let bytes = rmp_serde::to_vec_named(&model).unwrap();
        assert!(bytes.len() < 400_000, "{} bytes", bytes.len());
        let back: Sent<Model> = rmp_serde::from_slice(&bytes).unwrap();
        assert_eq!(back.0, model.0);
        let again: Sent<Model> = rmp_serde::from_slice(&bytes).unwrap();
        assert!(Arc::ptr_eq(&again.0, &back.0));
        let network: Sent<Network> = {
            let sent = Sent(Arc::new(model.0.network.clone()));
            rmp_serde::from_slice(&rmp_serde::to_vec_named(&sent).unwrap()).unwrap()
        };
        assert_eq!(*network.0, model.0.network);
    }
}
