//! What is wrong with a file of another program.

/// What was found, and what was expected.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) found: String,
    pub(crate) expected: String,
}
