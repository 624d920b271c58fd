//! Processes that end with the test that started them.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;

use rustix::process::{Pid, Signal, kill_process_group};

use crate::wait;

/// A process together with everything it starts in turn. Dropped, all of it is killed.
///
/// A second, tiny process reads a pipe that this test holds open: should the test be killed itself, the pipe closes
/// and the group is killed all the same.
#[derive(Debug)]
pub struct Group {
    name: String,
    child: Child,
    watchdog: Child,
    output: PathBuf,
    errors: PathBuf,
}

impl Group {
    /// Starts `command` as the leader of a new group; its output goes to `<logs>/<name>.out` and `.err`, appended
    /// when they exist.
    ///
    /// # Panics
    /// When the program is missing or the log cannot be written.
    #[must_use]
    pub fn spawn(name: &str, logs: &Path, mut command: Command) -> Self {
        let (output, errors) = (logs.join(format!("{name}.out")), logs.join(format!("{name}.err")));
        command.stdout(append(&output)).stderr(append(&errors)).process_group(0);
        let child = command.spawn().unwrap_or_else(|error| panic!("{name} does not start ({command:?}): {error}"));
        let watchdog = Command::new("sh")
            .args(["-c", "read -r _; kill -s KILL -- \"-$0\" 2>/dev/null", &child.id().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("every system has a shell");
        Self { name: name.into(), child, watchdog, output, errors }
    }

    /// The process's own number.
    #[must_use]
    pub fn leader(&self) -> u32 {
        self.child.id()
    }

    /// What the process has written to standard output so far.
    #[must_use]
    pub fn output(&self) -> String {
        read(&self.output)
    }

    /// What the process has written to standard error so far.
    #[must_use]
    pub fn errors(&self) -> String {
        read(&self.errors)
    }

    /// How the process ended, or nothing while it runs.
    ///
    /// # Panics
    /// When the system does not say.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child can be asked how it is")
    }

    /// Waits for a condition, and gives up at once when the process ends first.
    ///
    /// # Panics
    /// When the process ends or patience does; the message carries the log.
    pub fn until<T>(&mut self, what: &str, mut condition: impl FnMut(&Self) -> Option<T>) -> T {
        wait::until(what, || {
            let ended = self.ended();
            let answer = condition(self);
            if let (Some(status), None) = (ended, &answer) {
                panic!("{} ended ({status}) before {what}\n{}{}", self.name, self.output(), self.errors());
            }
            answer
        })
    }

    /// Waits for the process to end by itself.
    ///
    /// # Panics
    /// When patience ends first.
    pub fn end(&mut self) -> ExitStatus {
        let what = format!("the end of {}", self.name);
        wait::until(&what, || self.ended())
    }

    /// Asks the process to end, as Ctrl-C does, and waits until it has.
    pub fn interrupt(&mut self) -> ExitStatus {
        let _ = kill_process_group(self.group(), Signal::INT);
        self.end()
    }

    /// Ends everything at once, as a power cut does.
    pub fn kill(&mut self) {
        let _ = kill_process_group(self.group(), Signal::KILL);
        let _ = self.child.wait();
    }

    fn group(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("--- {} ---\n{}{}", self.name, self.output(), self.errors());
        }
        self.kill();
        let _ = self.watchdog.kill();
        let _ = self.watchdog.wait();
    }
}

fn append(path: &Path) -> File {
    File::options().create(true).append(true).open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(path: &Path) -> String {
    fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rustix::process::test_kill_process_group;

    use super::*;

    fn sleeper(logs: &Path) -> Group {
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 600 & wait"]);
        Group::spawn("sleeper", logs, shell)
    }

    #[test]
    fn group_ends_when_the_test_is_killed() {
        let logs = tempfile::tempdir().expect("the temporary folder is writable");
        let mut group = sleeper(logs.path());
        // What the system does to the pipes of a killed process.
        drop(group.watchdog.stdin.take());
        assert!(!group.end().success());
    }

    #[test]
    fn group_takes_its_children_along_when_dropped() {
        let logs = tempfile::tempdir().expect("the temporary folder is writable");
        let group = sleeper(logs.path());
        let leader = group.group();
        drop(group);
        wait::until("an empty group", || test_kill_process_group(leader).is_err().then_some(()));
    }
}
