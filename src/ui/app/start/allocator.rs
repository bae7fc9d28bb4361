//! What glibc's allocator gives back to the system.

/// glibc maps blocks above a threshold one by one and unmaps them when they are freed. Of itself it raises the threshold with each
/// such block, up to 32 MiB: what a training frees then stays with the program for good, some 150 MB of it. A threshold that
/// was set stays as it is. It is read before the program begins, and from the environment alone.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(super) fn keep_giving_back() {
    use std::env;
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    const TUNABLES: &str = "GLIBC_TUNABLES";
    const THRESHOLD: &str = "glibc.malloc.mmap_threshold=262144";

    // Whoever sets them knows what for.
    let (None, Ok(program)) = (env::var_os(TUNABLES), env::current_exe()) else { return };
    let mut arguments = env::args_os();
    let mut again = Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    // The program in place of itself, with the same process number; it returns only if that can't be, and then all goes on.
    let _refused = again.args(arguments).env(TUNABLES, THRESHOLD).exec();
}

/// Other allocators do so of themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn keep_giving_back() {}
