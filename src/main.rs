//! Arguments to window or command.

fn main() {}
