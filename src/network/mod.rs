//! Layers and the networks made of them.
