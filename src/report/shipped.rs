//! The report that comes with the program: a reproduction in a small file, which the window opens with.

use std::io::{self, Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use crate::experiment::reproduction::Reproduction;

/// Made of `assets/report/reproduction.json` by `cargo test --test library shipped_report -- --ignored pack`.
const SHIPPED: &[u8] = include_bytes!("../../assets/report/window.json.gz");

/// A reproduction with what it was made by and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShippedReport {
    /// Version of the program that computed it.
    pub version: String,
    /// The day, as in 2026-11-27.
    pub made: String,
    /// The numbers: see [`Reproduction::condensed`].
    pub reproduction: Reproduction,
}

impl ShippedReport {
    /// The one that is part of the program.
    ///
    /// # Errors
    /// If it is of another version of [`Reproduction`]: a test sees to it that it is not.
    pub fn built_in() -> io::Result<Self> {
        let mut json = Vec::new();
        GzDecoder::new(SHIPPED).read_to_end(&mut json)?;
        Ok(serde_json::from_slice(&json)?)
    }

    /// As gzipped JSON.
    ///
    /// # Errors
    /// None that memory does not give.
    pub fn packed(&self) -> io::Result<Vec<u8>> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&serde_json::to_vec(self)?)?;
        gzip.finish()
    }
}
