//! What the Train tab computes and keeps.

mod snapshots;
pub(crate) mod trainer;
