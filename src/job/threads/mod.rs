//! Work in threads of the program.

mod latest;
mod reporter;
mod worker;

pub use latest::Latest;
pub use reporter::Reporter;
pub use worker::Worker;
