//! A PostgreSQL server of its own, from Debian's binaries.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::port;
use crate::process::Group;

/// A database server. Dropped, it is stopped and its data is gone.
#[derive(Debug)]
pub struct Postgres {
    server: Group,
    port: u16,
    folder: TempDir,
}

impl Postgres {
    /// Makes an empty cluster and serves it on a free port of loopback.
    ///
    /// # Panics
    /// When PostgreSQL is missing or does not start.
    #[must_use]
    pub fn start() -> Self {
        let folder = TempDir::with_prefix("segl-postgres-").expect("the temporary folder is writable");
        fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).expect("a new folder is ours");
        let data = folder.path().join("data");
        let mut initdb = as_somebody(&program("initdb"));
        initdb.args([
            "--no-sync",
            "--auth=trust",
            "--username=segl",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--pgdata",
        ]);
        let made = initdb.arg(&data).output().expect("initdb starts");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let port = port::free();
        let mut postgres = as_somebody(&program("postgres"));
        postgres.arg("-D").arg(&data).args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k", "", "-F"]);
        let mut server = Group::spawn("postgres", folder.path(), postgres);
        server.until("the database", |_| is_ready(port).then_some(()));
        let postgres = Self { server, port, folder };
        postgres.create(DATABASE);
        postgres
    }

    /// The URL of its database, as a portal's configuration names it. It is empty at first.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of(DATABASE)
    }

    fn create(&self, database: &str) {
        let mut psql = Command::new(program("psql"));
        psql.args([&self.url_of("postgres"), "--quiet", "--command", &format!("CREATE DATABASE {database}")]);
        let made = psql.stdin(Stdio::null()).output().expect("psql starts");
        assert!(made.status.success(), "psql: {}", String::from_utf8_lossy(&made.stderr));
    }

    fn url_of(&self, database: &str) -> String {
        format!("postgres://segl@127.0.0.1:{}/{database}", self.port)
    }

    /// The folder of the cluster and its log.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // In its own way first, so that no shared memory is left behind.
        if self.server.ended().is_none() {
            self.server.interrupt();
        }
    }
}

/// Root must not serve a database: then the system's own user `postgres` does.
fn as_somebody(program: &Path) -> Command {
    let id = Command::new("id").arg("-u").output().map(|done| done.stdout).unwrap_or_default();
    if id.trim_ascii() != b"0" {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        return command;
    }
    let mut command = Command::new("runuser");
    command.args([OsStr::new("-u"), OsStr::new("postgres"), OsStr::new("--"), program.as_os_str()]);
    command.current_dir("/").stdin(Stdio::null());
    command
}

fn is_ready(port: u16) -> bool {
    let mut ask = Command::new(program("pg_isready"));
    ask.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]);
    ask.status().is_ok_and(|status| status.success())
}

/// A program of the newest PostgreSQL in Debian's place.
fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest =
        versions.max_by_key(|version| version.file_name().to_string_lossy().parse::<u32>().unwrap_or_default());
    let folder = newest.expect("PostgreSQL is installed: `cargo xtask test` does it").path();
    folder.join("bin").join(name)
}

const DATABASE: &str = "portal";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn database_answers_when_asked() {
        let server = Postgres::start();
        let url = server.url();
        let mut psql = Command::new(program("psql"));
        let answer = psql.args([&url, "--tuples-only", "--command", "SELECT 6 * 7"]).output().expect("psql starts");
        assert_eq!(answer.stdout.trim_ascii(), b"42");
    }
}
