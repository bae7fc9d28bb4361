//! What more than one tab needs: settings, intents, the network and the image, files.

pub(crate) mod active_network;
pub(crate) mod dialog;
pub(crate) mod evaluated_network;
pub(crate) mod exports;
pub(crate) mod figure_export;
pub(crate) mod gallery_filter;
pub(crate) mod intent;
pub(crate) mod lower_view;
pub(crate) mod network_choice;
pub(crate) mod network_sources;
pub(crate) mod notice;
pub(crate) mod notify;
pub(crate) mod origin;
pub(crate) mod paper_view;
pub(crate) mod parameters;
pub(crate) mod paths;
pub(crate) mod plot_kind;
pub(crate) mod plots;
pub(crate) mod prepared;
pub(crate) mod settings;
pub(crate) mod specimen;
pub(crate) mod tab;
pub(crate) mod test_set;
pub(crate) mod training_form;
pub(crate) mod wall_look;
