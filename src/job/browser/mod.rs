//! Work in workers of a page: copies of the program without memory in common, that are sent bytes and send bytes back.

mod latest;
mod link;
mod messages;
mod reporter;
mod serving;
mod worker;

pub use latest::Latest;
pub use messages::control;
pub use reporter::Reporter;
pub use serving::Served;
pub use worker::Worker;
