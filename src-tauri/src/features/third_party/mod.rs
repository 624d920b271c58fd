//! The steps by which codes of other issuers come into the vault. Their keys and the PIN stay here and in the
//! authenticator, never in the web view.

pub(crate) mod commands;
pub(crate) mod view;

use authenticator::{
    AddOtpauthError, Authenticator, ByHand, Code, OtpauthKey, Pin, PinStep, Typed, TypedPin, UnlockError,
    entrust::Trial,
    import::{Encoding, Files, ImportError, Imported, Sequence},
    intake::{Found, Listing},
    privacyidea::TwoStepKey,
};
use zeroize::Zeroizing;

use crate::{
    error::CommandError,
    features::{
        entrust::Entrust,
        import::view::ImportView,
        intake::view::FoundView,
        third_party::view::{AccountView, StoredView},
    },
    lock::Absence,
    tasks::{Task, UnderWay},
};

/// Found → picked, opened or collected → read → PIN → stored. Cancelling drops everything.
#[derive(Default)]
pub(crate) enum ThirdParty {
    #[default]
    Nothing,
    /// Some of the QR codes of a transfer.
    Collecting(Sequence),
    /// Several keys, of which one is to be picked, or all.
    Several(Vec<OtpauthKey>),
    /// Exports that wait for their password.
    Sealed(Files),
    /// An Entrust soft token whose issuer has not accepted a code yet.
    Entrust(Entrust),
    /// The keys have been read. The PIN is typed twice when it is new, or when nothing can check it; storing may then be
    /// repeated after an error.
    Read(Keys, TypedPin),
}

/// The keys that will be stored.
pub(crate) enum Keys {
    One(Box<OtpauthKey>),
    /// A key made in two steps (privacyIDEA's 2step): this device's half is kept until the key is stored.
    TwoStep(Box<TwoStepKey>),
    /// An Entrust soft token whose issuer has accepted a code.
    Tried(Box<Trial>),
    Many(Listing),
}

impl ThirdParty {
    /// Takes what was found, except an invitation. QR codes of a transfer are added to earlier ones.
    pub(crate) fn take_in(&mut self, authenticator: &Authenticator, found: Found) -> Result<FoundView, CommandError> {
        match found {
            Found::Invitation(_) => Err(Code::Internal.into()),
            Found::TwoStep(key) => self.read_two_step(authenticator, key),
            Found::Entrust(activation) => self.take_activation(authenticator, activation),
            Found::Transfer(texts) => self.collect(authenticator, &texts),
            Found::Export(files) => match files.open(None) {
                Ok(imported) => self.list(authenticator, imported),
                Err(ImportError::PasswordNeeded) => {
                    *self = Self::Sealed(files);
                    Ok(FoundView::Sealed)
                }
                Err(error) => Err(error.into()),
            },
            Found::Accounts(mut keys) => match keys.len() {
                1 => self.read(authenticator, keys.swap_remove(0)),
                _ => {
                    let new_pin = is_new_pin(authenticator)?;
                    let accounts = keys.iter().map(|key| AccountView::new(key, new_pin)).collect();
                    *self = Self::Several(keys);
                    Ok(FoundView::Several { accounts })
                }
            },
        }
    }

    /// Takes a key that was typed.
    pub(crate) fn by_hand(
        &mut self,
        authenticator: &Authenticator,
        typed: ByHand<'_>,
    ) -> Result<FoundView, CommandError> {
        self.read(authenticator, OtpauthKey::by_hand(typed)?)
    }

    /// Picks one of several keys, or all of them.
    pub(crate) fn pick(
        &mut self,
        authenticator: &Authenticator,
        index: Option<usize>,
    ) -> Result<FoundView, CommandError> {
        match (std::mem::take(self), index) {
            (Self::Several(keys), None) => {
                self.listed(authenticator, authenticator.list_keys(keys)?, Encoding::Certain)
            }
            (Self::Several(mut keys), Some(index)) if index < keys.len() => {
                self.read(authenticator, keys.swap_remove(index))
            }
            (other, _) => {
                *self = other;
                Err(Code::NothingToAdd.into())
            }
        }
    }

    /// Lists the QR codes of a transfer that have been read, although some are missing.
    pub(crate) fn finish_early(&mut self, authenticator: &Authenticator) -> Result<FoundView, CommandError> {
        let Self::Collecting(_) = self else { return Err(Code::NothingToAdd.into()) };
        let Self::Collecting(sequence) = std::mem::take(self) else { return Err(Code::Internal.into()) };
        self.list(authenticator, sequence.finish_early()?)
    }

    /// Opens an export with its password; a wrong one changes nothing.
    pub(crate) fn open(&mut self, authenticator: &Authenticator, password: &str) -> Result<FoundView, CommandError> {
        let Self::Sealed(files) = self else { return Err(Code::NothingToAdd.into()) };
        let imported = files.open(Some(password))?;
        self.list(authenticator, imported)
    }

    /// Takes a new PIN for a vault that has none.
    pub(crate) fn choose_pin(&mut self, authenticator: &Authenticator, typed: &str) -> Result<(), CommandError> {
        let chosen = authenticator.choose_otpauth_pin(typed)?;
        let Self::Read(_, pin) = self else { return Err(Code::NothingToAdd.into()) };
        *pin = TypedPin::Once(chosen);
        Ok(())
    }

    /// Compares with the PIN that was typed first. If they differ, both must be typed again.
    pub(crate) fn confirm_pin(&mut self, typed: &str) -> Result<(), CommandError> {
        let Self::Read(_, pin) = self else { return Err(Code::NothingToAdd.into()) };
        Ok(pin.again(typed).map_err(|error| error.or(Code::NothingToAdd))?)
    }

    /// Stores under the PIN that the vault already has. If nothing can check it, it must be typed again. Any other error
    /// drops the PIN and keeps the keys.
    pub(crate) fn store_under(&mut self, authenticator: &Authenticator, pin: Pin) -> Result<StoredView, CommandError> {
        let keys = self.take_keys().ok_or(Code::NothingToAdd)?;
        match keys.store(authenticator, &pin, Typed::Once) {
            Ok(stored) => Ok(stored),
            Err(error) => {
                let is_unchecked = error == AddOtpauthError::Unchecked;
                *self = Self::Read(keys, if is_unchecked { TypedPin::Once(pin) } else { TypedPin::Missing });
                Err(error.into())
            }
        }
    }

    /// Stores under the PIN that was typed twice. May be called again, for example if the disk was full.
    pub(crate) fn store(&mut self, authenticator: &Authenticator) -> Result<StoredView, CommandError> {
        let Self::Read(keys, TypedPin::Twice(pin)) = self else { return Err(Code::NothingToAdd.into()) };
        let stored = keys.store(authenticator, pin, Typed::Twice);
        match &stored {
            Ok(_) => *self = Self::Nothing,
            // The portal was reachable this time and refused the PIN.
            Err(AddOtpauthError::WrongPin | AddOtpauthError::Unlock(UnlockError::WrongPin { .. })) => self.forget_pin(),
            _ => {}
        }
        Ok(stored?)
    }

    /// Forgets a PIN that was typed and keeps the keys.
    pub(crate) fn forget_pin(&mut self) {
        if let Self::Read(_, pin) = self {
            pin.forget();
        }
    }

    fn collect(
        &mut self,
        authenticator: &Authenticator,
        texts: &[Zeroizing<String>],
    ) -> Result<FoundView, CommandError> {
        if !matches!(self, Self::Collecting(_)) {
            *self = Self::Collecting(Sequence::default());
        }
        let Self::Collecting(sequence) = self else { return Err(Code::Internal.into()) };
        for text in texts {
            sequence.add(text)?;
        }
        let progress = sequence.progress();
        if progress.is_complete() {
            return self.finish_early(authenticator);
        }
        let [have, need] = [progress.have, progress.need].map(|count| u8::try_from(count).unwrap_or(u8::MAX));
        Ok(FoundView::Transfer { have, need })
    }

    fn read(&mut self, authenticator: &Authenticator, key: OtpauthKey) -> Result<FoundView, CommandError> {
        let account = AccountView::new(&key, is_new_pin(authenticator)?);
        *self = Self::Read(Keys::One(Box::new(key)), TypedPin::Missing);
        Ok(FoundView::Account { account })
    }

    fn read_two_step(
        &mut self,
        authenticator: &Authenticator,
        key: Box<TwoStepKey>,
    ) -> Result<FoundView, CommandError> {
        let account = AccountView::in_two_steps(&key, is_new_pin(authenticator)?);
        let half = key.phone_part().expose().to_string();
        *self = Self::Read(Keys::TwoStep(key), TypedPin::Missing);
        Ok(FoundView::TwoStep { account, half })
    }

    fn list(&mut self, authenticator: &Authenticator, imported: Imported) -> Result<FoundView, CommandError> {
        let encoding = imported.encoding;
        self.listed(authenticator, authenticator.list_import(imported)?, encoding)
    }

    fn listed(
        &mut self,
        authenticator: &Authenticator,
        listing: Listing,
        encoding: Encoding,
    ) -> Result<FoundView, CommandError> {
        let new_pin = is_new_pin(authenticator)?;
        let list = ImportView::new(&listing, encoding, new_pin);
        *self = Self::Read(Keys::Many(listing), TypedPin::Missing);
        Ok(FoundView::Listed { list })
    }

    pub(crate) fn take_keys(&mut self) -> Option<Keys> {
        match std::mem::take(self) {
            Self::Read(keys, _) => Some(keys),
            other => {
                *self = other;
                None
            }
        }
    }
}

impl UnderWay for Task<ThirdParty> {
    fn forget(&self, absence: Absence) {
        match absence {
            Absence::Idle => self.change_unless_busy(ThirdParty::forget_pin),
            Absence::Left => self.drop_unless_busy(),
        }
    }
}

impl Keys {
    fn store(&self, authenticator: &Authenticator, pin: &Pin, typed: Typed) -> Result<StoredView, AddOtpauthError> {
        let one = |key: &OtpauthKey| {
            let _ = authenticator.add_otpauth(key, pin, typed)?;
            Ok(StoredView { stored: 1, present: 0 })
        };
        let listing = match self {
            Self::One(key) => return one(key),
            Self::TwoStep(key) => return one(key.key()),
            Self::Tried(trial) => return one(&trial.key()),
            Self::Many(listing) => listing,
        };
        let stored = authenticator.add_import(&listing.keys, pin, typed)?;
        let new = stored.iter().flatten().count();
        Ok(StoredView { stored: count(new), present: count(stored.len() - new) })
    }
}

/// An export has at most 1,000 rows: never cut in practice.
pub(crate) fn count(keys: usize) -> u32 {
    u32::try_from(keys).unwrap_or(u32::MAX)
}

/// Whether the vault has no PIN yet, so that one must be chosen; an error if it takes no codes of other issuers.
pub(crate) fn is_new_pin(authenticator: &Authenticator) -> Result<bool, CommandError> {
    Ok(authenticator.otpauth_pin()? == PinStep::Choose)
}

#[cfg(test)]
pub(crate) mod tests;
