//! Disks that fail: full, read-only, or at the n-th call of the system.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A small disk of its own, in memory. Dropped, it is unmounted.
///
/// Root does not heed permissions, so that a disk which cannot be written has to be a mount.
#[derive(Debug)]
pub struct Disk {
    folder: TempDir,
}

impl Disk {
    /// Mounts a disk of this many KiB, or says why it cannot be done here and returns nothing: only an administrator
    /// may mount.
    ///
    /// # Panics
    /// When the temporary folder is not writable.
    #[must_use]
    pub fn mount(kib: u32) -> Option<Self> {
        let folder = TempDir::with_prefix("segl-disk-").expect("the temporary folder is writable");
        let options = format!("size={kib}k,nr_inodes={NAMES},mode=0700");
        let mut mount = quiet("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", &options, "segl-tests"]).arg(folder.path()).status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self { folder });
        }
        println!("skipped: this user may not mount a disk of its own");
        None
    }

    /// The disk's top folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills the disk until only `pages` pages of 4 KiB are left; what was there stays. Replaces an earlier filling.
    ///
    /// # Panics
    /// When less than that is free.
    pub fn fill(&self, pages: usize) {
        let filling = self.filling();
        let _ = fs::remove_file(&filling);
        let mut file = fs::File::create(&filling).expect("a disk with room for a name");
        let page = [0_u8; 4096];
        let mut written = 0_usize;
        let full = loop {
            match file.write_all(&page) {
                Ok(()) => written += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(full.kind(), io::ErrorKind::StorageFull, "{full}");
        let keep = written.checked_sub(pages).expect("as many pages were free");
        file.set_len(u64::try_from(keep * page.len()).expect("a small disk")).expect("a file can shrink");
    }

    /// Fills the disk until only this many more files and folders can be made on it, whatever their size.
    ///
    /// # Panics
    /// When there is room for fewer.
    pub fn fill_names(&self, left: usize) {
        let folder = self.path().join(NAMES_FOLDER);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).expect("a disk with room for a name");
        let made: Vec<_> = (0..NAMES)
            .map(|name| folder.join(name.to_string()))
            .take_while(|path| fs::write(path, []).is_ok())
            .collect();
        let kept = made.len().checked_sub(left).expect("as many names were free");
        for path in made.iter().skip(kept) {
            fs::remove_file(path).expect("a file just made");
        }
    }

    /// Takes both fillings away again.
    pub fn free(&self) {
        let _ = fs::remove_file(self.filling());
        let _ = fs::remove_dir_all(self.path().join(NAMES_FOLDER));
    }

    /// Makes the disk read-only, or writable again.
    ///
    /// # Panics
    /// When a file on it is open for writing.
    pub fn set_read_only(&self, read_only: bool) {
        let options = if read_only { "remount,ro" } else { "remount,rw" };
        let done = quiet("mount").args(["-o", options]).arg(self.folder.path()).status();
        assert!(done.is_ok_and(|status| status.success()), "the disk is in use");
    }

    fn filling(&self) -> PathBuf {
        self.folder.path().join(".filling")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = quiet("umount").arg("--lazy").arg(self.folder.path()).status();
    }
}

/// The same call of a program, except that the `nth` (from 1) of these system calls fails with this error:
/// `failing(command, "fsync,rename", "ENOSPC", 1)`.
///
/// Each thread numbers its calls by itself. Name calls that only files are written with (`fsync`, `rename`, `link`,
/// `mkdir`): libraries are opened and lines are printed with `openat` and `write` too, and a disk without room
/// ([`Disk::fill`], [`Disk::fill_names`]) is the better way to fail those. When the program succeeds, there were fewer
/// such calls, or it did without.
#[must_use]
pub fn failing(command: &Command, calls: &str, error: &str, nth: u32) -> Command {
    injected(command, calls, &[], &format!("error={error}"), nth)
}

/// The same call of a program, except that it is killed as the `nth` (from 1) of these system calls begins, with all its
/// threads and before the call has done anything: `killed(command, "rename,renameat", 1)`.
///
/// What stands at that moment is what the calls before have done, so that one place after another is also the place
/// after the one before. Each thread numbers its calls by itself, and each kind of call: the first to come to `nth` takes
/// the others with it. So calls of one kind belong together (`rename,renameat`), and others do not.
#[must_use]
pub fn killed(command: &Command, calls: &str, nth: u32) -> Command {
    injected(command, calls, &[], "signal=SIGKILL", nth)
}

/// [`killed`], where only calls about these paths count: other threads write too, to wake each other, and would come to
/// every `nth` long before the one that writes files.
#[must_use]
pub fn killed_at(command: &Command, calls: &str, paths: &[PathBuf], nth: u32) -> Command {
    injected(command, calls, paths, "signal=SIGKILL", nth)
}

fn injected(command: &Command, calls: &str, paths: &[PathBuf], fault: &str, nth: u32) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={calls}")]);
    for path in paths {
        strace.arg("-P").arg(path);
    }
    strace.args(["-e", &format!("inject={calls}:{fault}:when={nth}"), "--"]);
    strace.arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => strace.env(name, value),
            None => strace.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        strace.current_dir(folder);
    }
    strace
}

/// How many files and folders a disk can have.
const NAMES: usize = 64;

const NAMES_FOLDER: &str = ".names";

fn quiet(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    #[test]
    fn write_fails_when_disk_is_full() {
        let Some(disk) = Disk::mount(64) else { return };
        disk.fill(1);
        let file = disk.path().join("vault");
        fs::write(&file, [1; 4096]).unwrap();
        assert_eq!(fs::write(&file, [1; 4097]).unwrap_err().kind(), io::ErrorKind::StorageFull);
        disk.free();
        fs::write(&file, [1; 4097]).unwrap();
    }

    #[test]
    fn name_is_refused_when_disk_has_no_room_for_one() {
        let Some(disk) = Disk::mount(64) else { return };
        disk.fill_names(1);
        fs::write(disk.path().join("vault"), []).unwrap();
        let error = fs::write(disk.path().join("another"), []).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        disk.free();
        fs::write(disk.path().join("another"), []).unwrap();
    }

    #[test]
    fn write_fails_when_disk_is_read_only() {
        let Some(disk) = Disk::mount(64) else { return };
        disk.set_read_only(true);
        let error = fs::write(disk.path().join("vault"), [1]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ReadOnlyFilesystem);
        disk.set_read_only(false);
        fs::write(disk.path().join("vault"), [1]).unwrap();
    }

    #[test]
    fn call_fails_when_it_is_the_one_chosen() {
        let folder = TempDir::new().unwrap();
        let mut mkdir = Command::new("mkdir");
        mkdir.args(["one", "two", "three"]).current_dir(folder.path());
        let done = failing(&mkdir, "mkdir", "ENOSPC", 2).output().unwrap();
        assert!(String::from_utf8_lossy(&done.stderr).contains("No space left"), "{done:?}");
        let exists = ["one", "two", "three"].map(|name| folder.path().join(name).exists());
        assert_eq!(exists, [true, false, true]);
    }

    #[test]
    fn program_is_killed_before_the_call_about_a_path() {
        let folder = TempDir::new().unwrap();
        let mut mkdir = Command::new("mkdir");
        let names = ["one", "two", "three"].map(|name| folder.path().join(name));
        mkdir.args(&names);
        let done = killed_at(&mkdir, "mkdir", &names[1..], 2).output().unwrap();
        assert_eq!(done.status.signal(), Some(9), "{done:?}");
        assert_eq!(names.map(|name| name.exists()), [true, true, false]);
    }

    #[test]
    fn program_is_killed_before_the_call_that_was_chosen() {
        let folder = TempDir::new().unwrap();
        let mut mkdir = Command::new("mkdir");
        mkdir.args(["one", "two", "three"]).current_dir(folder.path());
        let done = killed(&mkdir, "mkdir", 2).output().unwrap();
        assert_eq!(done.status.signal(), Some(9), "{done:?}");
        let exists = ["one", "two", "three"].map(|name| folder.path().join(name).exists());
        assert_eq!(exists, [true, false, false]);
    }
}
