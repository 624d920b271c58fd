//! A display of its own for a test: `Xvfb`, and the test again in a process that sees no other.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Runs `work` on a display of 1280 × 900 pixels. `test` is the path of the calling test.
pub(crate) fn inside(test: &str, work: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return work();
    }
    let display = VirtualDisplay::start();
    run_again(test, Some(&display.name));
}

/// Runs `work` where there is no display at all.
pub(crate) fn without(test: &str, work: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return work();
    }
    run_again(test, None);
}

struct VirtualDisplay {
    server: Child,
    name: String,
}

impl VirtualDisplay {
    fn start() -> Self {
        let mut server = Command::new("Xvfb")
            // Without `-noreset` the screen is wiped when its last program ends.
            .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut number = String::new();
        let stdout = server.stdout.take().expect("the output is a pipe");
        BufReader::new(stdout).read_line(&mut number).expect("Xvfb says its number when it is ready");
        Self { server, name: format!(":{}", number.trim()) }
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn run_again(test: &str, display: Option<&str>) {
    let mut command = Command::new(std::env::current_exe().expect("a test knows its program"));
    command.args(["--exact", test, "--nocapture"]).env(INSIDE, "1");
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "DBUS_SESSION_BUS_ADDRESS"] {
        command.env_remove(name);
    }
    command.envs(display.map(|display| ("DISPLAY", display)));
    let output = command.output().expect("the test starts again");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

const INSIDE: &str = "SEGL_TEST_INSIDE_VIRTUAL_DISPLAY";
