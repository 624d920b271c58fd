//! A test that needs surroundings of its own runs itself again inside them.

use std::{env, process::Command};

/// Runs `body` in a child process: this very test, started by `wrapper`, which gets the test's own command line
/// appended. The child knows itself by a variable.
pub(crate) fn inside(test: &str, wrapper: &mut Command, body: impl FnOnce()) {
    if env::var_os(INSIDE).is_some() {
        return body();
    }
    let program = env::current_exe().expect("a running test knows its own path");
    wrapper.arg(program).args(["--exact", test, "--nocapture"]).env(INSIDE, "1");
    let status = wrapper.status().expect("the wrapper is installed");
    assert!(status.success(), "{test} failed in its surroundings: {status}");
}

const INSIDE: &str = "SEGL_TEST_INSIDE";
