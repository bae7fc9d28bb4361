//! What the Train tab computes and keeps.

pub(crate) mod earlier_run;
pub(crate) mod snapshots;
pub(crate) mod trainer;
pub(crate) mod training_job;
