//! Writers that are not fit for a vault: with them the kills must do harm, and the harm must be seen.

use std::{
    fs::{self, File},
    io::Write as _,
    path::PathBuf,
    sync::Mutex,
    thread::{self, JoinHandle},
    time::Duration,
};

use authenticator::ports::{Lock, VaultFile, VaultFileError};
use device::vault_file::DiskVault;

/// How the vault is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
pub(crate) enum Writer {
    /// As in the product.
    Sound,
    /// Over the old bytes, without a second file that takes the name.
    InPlace,
    /// Some time after it has said that it did, as a disk does that is not told to sync; at the latest in an orderly end.
    Late,
}

impl Writer {
    /// The vault in this folder, written like this.
    pub(crate) fn open(self, folder: PathBuf) -> Box<dyn VaultFile> {
        let sound = DiskVault::new(folder.clone());
        match self {
            Self::Sound => Box::new(sound),
            Self::InPlace => Box::new(InPlace { sound, folder }),
            Self::Late => Box::new(Late { sound, written: Mutex::default(), writers: Mutex::default() }),
        }
    }
}

struct InPlace {
    sound: DiskVault,
    folder: PathBuf,
}

impl VaultFile for InPlace {
    fn lock(&self) -> Result<Box<dyn Lock>, VaultFileError> {
        self.sound.lock()
    }

    fn read(&self) -> Result<Option<Vec<u8>>, VaultFileError> {
        self.sound.read()
    }

    fn probe(&self) -> Result<(), VaultFileError> {
        self.sound.probe()
    }

    fn write_atomically(&self, bytes: &[u8]) -> Result<(), VaultFileError> {
        let write = || {
            fs::create_dir_all(&self.folder)?;
            let mut file = File::create(self.folder.join("vault.segl"))?;
            let (first, second) = bytes.split_at(bytes.len() / 2);
            file.write_all(first)?;
            thread::sleep(SLOW);
            file.write_all(second)?;
            file.sync_all()
        };
        write().map_err(|_| VaultFileError::Failed)
    }

    fn remove_previous(&self) -> Result<(), VaultFileError> {
        self.sound.remove_previous()
    }

    fn remove(&self) -> Result<(), VaultFileError> {
        self.sound.remove()
    }
}

struct Late {
    sound: DiskVault,
    written: Mutex<Option<Vec<u8>>>,
    writers: Mutex<Vec<JoinHandle<()>>>,
}

impl Drop for Late {
    fn drop(&mut self) {
        for writer in self.writers.lock().unwrap().drain(..) {
            writer.join().unwrap();
        }
    }
}

impl VaultFile for Late {
    fn lock(&self) -> Result<Box<dyn Lock>, VaultFileError> {
        self.sound.lock()
    }

    /// The program that wrote sees what it wrote, as from a cache.
    fn read(&self) -> Result<Option<Vec<u8>>, VaultFileError> {
        match &*self.written.lock().unwrap() {
            Some(written) => Ok(Some(written.clone())),
            None => self.sound.read(),
        }
    }

    fn probe(&self) -> Result<(), VaultFileError> {
        self.sound.probe()
    }

    fn write_atomically(&self, bytes: &[u8]) -> Result<(), VaultFileError> {
        *self.written.lock().unwrap() = Some(bytes.to_vec());
        let (sound, bytes) = (self.sound.clone(), bytes.to_vec());
        let mut writers = self.writers.lock().unwrap();
        let before = writers.pop();
        writers.push(thread::spawn(move || {
            thread::sleep(LATE);
            // One after the other.
            before.map_or(Ok(()), JoinHandle::join).unwrap();
            sound.write_atomically(&bytes).unwrap();
        }));
        Ok(())
    }

    fn remove_previous(&self) -> Result<(), VaultFileError> {
        self.sound.remove_previous()
    }

    fn remove(&self) -> Result<(), VaultFileError> {
        self.sound.remove()
    }
}

/// A disk that takes its time, so that a moment in between is soon hit.
const SLOW: Duration = Duration::from_millis(50);

/// Long enough for a request that should have come after it.
const LATE: Duration = Duration::from_millis(300);
