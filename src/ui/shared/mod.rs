//! What more than one tab needs: settings, intents, the network and the picture, files.

pub(crate) mod active_network;
pub(crate) mod dialog;
pub(crate) mod exports;
pub(crate) mod intent;
pub(crate) mod notice;
pub(crate) mod notify;
pub(crate) mod paper_view;
pub(crate) mod settings;
pub(crate) mod specimen;
