#![expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]

use std::{fs, path::PathBuf};

use authenticator::{
    Algorithm, Code,
    import::Kind,
    ports::{Argon2id, Ports},
};
use device::{
    clock::SystemClock, description, entropy::SystemEntropy, http::Https, keyring::KeyFile, presence::Nobody,
    vault_file::DiskVault,
};

use super::*;

/// A device of this test alone, with its key in a file.
pub(crate) struct Device {
    pub(crate) authenticator: Authenticator,
    folder: PathBuf,
}

impl Device {
    pub(crate) fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("segl-third-party-{}-{test}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let authenticator = Authenticator::new(Ports {
            keyring: Box::new(KeyFile::in_folder(folder.clone())),
            vault_file: Box::new(DiskVault::new(folder.clone())),
            portal: Box::new(Https::new("segl/test")),
            clock: Box::new(SystemClock),
            entropy: Box::new(SystemEntropy::default()),
            presence: Box::new(Nobody),
            kdf: Box::new(Argon2id),
            device: description::describe("0.0.0"),
        });
        Self { authenticator, folder }
    }

    fn accounts(&self, uris: &[&str]) -> Found {
        Found::Accounts(uris.iter().map(|uri| self.authenticator.read_otpauth(uri).unwrap()).collect())
    }

    pub(crate) fn issuers(&self) -> Vec<String> {
        self.authenticator.identities().unwrap().into_iter().map(|identity| identity.issuer_name).collect()
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub(crate) const PIN: &str = "583017";
const KYST: &str = "otpauth://totp/Kyst:ida?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&issuer=Kyst";
const HAVN: &str = "otpauth://hotp/Havn:bo?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&issuer=Havn&counter=7&digits=8";

/// Stores the first code of a vault, under [`PIN`].
pub(crate) fn stored(device: &Device) -> authenticator::TokenId {
    let mut third_party = ThirdParty::Nothing;
    third_party.take_in(&device.authenticator, device.accounts(&[KYST])).unwrap();
    choose(&mut third_party, device);
    third_party.store(&device.authenticator).unwrap();
    device.authenticator.identities().unwrap()[0].token_id
}

fn vector(name: &str) -> Zeroizing<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/import");
    Zeroizing::new(fs::read(PathBuf::from(folder).join(name)).unwrap())
}

fn export(name: &str) -> Found {
    let mut files = Files::default();
    files.add(&vector(name));
    Found::Export(files)
}

/// Chooses the PIN of a vault that has none.
fn choose(third_party: &mut ThirdParty, device: &Device) {
    third_party.choose_pin(&device.authenticator, PIN).unwrap();
    third_party.confirm_pin(PIN).unwrap();
}

impl ThirdParty {
    /// The number of keys to store.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Read(Keys::Many(listing), _) => listing.keys.len(),
            Self::Read(..) => 1,
            _ => 0,
        }
    }
}

#[test]
fn pin_is_chosen_with_the_first_code_and_typed_for_later_ones() {
    let (device, mut third_party) = (Device::new("first"), ThirdParty::Nothing);
    let found = third_party.take_in(&device.authenticator, device.accounts(&[KYST])).unwrap();
    assert!(
        matches!(&found, FoundView::Account { account } if serde_json::to_value(account).unwrap()["newPin"] == true)
    );
    let easy = third_party.choose_pin(&device.authenticator, "123456").unwrap_err();
    assert_eq!(easy.code, Code::PinGuessable);
    assert_eq!(third_party.choose_pin(&device.authenticator, "58").unwrap_err().minimum, Some(6));
    third_party.choose_pin(&device.authenticator, PIN).unwrap();
    assert_eq!(third_party.confirm_pin("583018").unwrap_err().code, Code::PinMismatch);
    choose(&mut third_party, &device);
    let stored = third_party.store(&device.authenticator).unwrap();
    assert_eq!((stored.stored, stored.present), (1, 0));

    let found = third_party.take_in(&device.authenticator, device.accounts(&[HAVN])).unwrap();
    let FoundView::Account { account } = found else { panic!("one account") };
    let account = serde_json::to_value(account).unwrap();
    let shown = ["kind", "digits", "counter", "newPin"].map(|member| account[member].clone());
    assert_eq!(serde_json::json!(shown), serde_json::json!(["hotp", 8, "7", false]));
    let pin = Pin::parse(PIN).unwrap();
    third_party.store_under(&device.authenticator, pin).unwrap();
    assert_eq!(device.issuers(), ["Kyst", "Havn"]);
}

#[test]
fn keys_are_kept_and_the_pin_is_dropped_when_it_is_wrong() {
    let (device, mut third_party) = (Device::new("wrong"), ThirdParty::Nothing);
    third_party.take_in(&device.authenticator, device.accounts(&[KYST])).unwrap();
    choose(&mut third_party, &device);
    third_party.store(&device.authenticator).unwrap();
    // 63 of 64 wrong PINs are detected; one that is not stores the account, which is then taken once more.
    let refused = ["840193", "918274", "620381", "739154"].into_iter().find_map(|wrong| {
        third_party.take_in(&device.authenticator, device.accounts(&[HAVN])).unwrap();
        third_party.store_under(&device.authenticator, Pin::parse(wrong).unwrap()).err()
    });
    assert_eq!(refused.unwrap().code, Code::WrongPin);
    assert_eq!(third_party.len(), 1, "the account is still there");
    assert_eq!(third_party.store(&device.authenticator).unwrap_err().code, Code::NothingToAdd);
}

#[test]
fn export_waits_for_its_password_and_stores_each_row_once() {
    let (device, mut third_party) = (Device::new("export"), ThirdParty::Nothing);
    third_party.take_in(&device.authenticator, device.accounts(&[KYST])).unwrap();
    choose(&mut third_party, &device);
    third_party.store(&device.authenticator).unwrap();

    let found = third_party.take_in(&device.authenticator, export("aegis_sealed.json")).unwrap();
    assert!(matches!(found, FoundView::Sealed));
    let wrong = third_party.open(&device.authenticator, "not it").unwrap_err();
    assert_eq!(wrong.code, Code::ImportWrongPassword);
    let found = third_party.open(&device.authenticator, "Blåbær og 7 måger").unwrap();
    let FoundView::Listed { list } = found else { panic!("a list") };
    assert_eq!(third_party.len(), list.rows.iter().filter(|row| row.double.is_none()).count());
    let all = third_party.len();
    let stored = third_party.store_under(&device.authenticator, Pin::parse(PIN).unwrap()).unwrap();
    assert_eq!((stored.stored, stored.present), (count(all), 0));
    assert_eq!(device.issuers().len(), 1 + all);

    let found = third_party.take_in(&device.authenticator, export("aegis.json")).unwrap();
    let FoundView::Listed { list } = found else { panic!("a list") };
    assert!(list.rows.iter().all(|row| row.double.is_some()), "all of them are here now");
    assert_eq!(third_party.len(), 0);
}

#[test]
fn transfer_is_collected_until_it_is_complete_or_the_user_ends_it() {
    let (device, mut third_party) = (Device::new("transfer"), ThirdParty::Nothing);
    let text = String::from_utf8(vector("google.txt").to_vec()).unwrap();
    let codes: Vec<_> = text.lines().map(|line| Zeroizing::new(line.to_owned())).collect();
    let show = |third_party: &mut ThirdParty, place: usize| {
        third_party.take_in(&device.authenticator, Found::Transfer(vec![codes[place].clone()])).unwrap()
    };
    for _ in 0..2 {
        assert!(matches!(show(&mut third_party, 1), FoundView::Transfer { have: 1, need: 2 }));
    }
    assert!(matches!(show(&mut third_party, 0), FoundView::Listed { list } if list.rows.len() == 3));
    assert!(matches!(show(&mut third_party, 1), FoundView::Transfer { .. }));
    let found = third_party.finish_early(&device.authenticator).unwrap();
    assert!(matches!(found, FoundView::Listed { list } if list.rows.len() == 1));
}

#[test]
fn one_of_several_is_picked() {
    let (device, mut third_party) = (Device::new("several"), ThirdParty::Nothing);
    let found = third_party.take_in(&device.authenticator, device.accounts(&[KYST, HAVN])).unwrap();
    assert!(matches!(found, FoundView::Several { accounts } if accounts.len() == 2));
    assert_eq!(third_party.pick(&device.authenticator, Some(2)).unwrap_err().code, Code::NothingToAdd);
    assert!(matches!(third_party.pick(&device.authenticator, Some(1)), Ok(FoundView::Account { .. })));
    assert_eq!(third_party.len(), 1);
}

#[test]
fn all_of_several_are_stored_and_one_that_is_here_is_not_stored_again() {
    let (device, mut third_party) = (Device::new("all"), ThirdParty::Nothing);
    assert_eq!(third_party.pick(&device.authenticator, None).unwrap_err().code, Code::NothingToAdd);
    stored(&device);
    let sund = KYST.replace("Kyst", "Sund").replace("IY&", "I2&");
    third_party.take_in(&device.authenticator, device.accounts(&[KYST, HAVN, &sund])).unwrap();
    let found = third_party.pick(&device.authenticator, None);
    assert!(matches!(found, Ok(FoundView::Listed { list }) if list.rows.len() == 3));
    assert_eq!(third_party.len(), 2);
    third_party.store_under(&device.authenticator, Pin::parse(PIN).unwrap()).unwrap();
    assert_eq!(device.issuers(), ["Kyst", "Havn", "Sund"]);
}

#[test]
fn two_step_key_is_stored_with_the_half_that_was_shown() {
    let (device, mut third_party) = (Device::new("two-step"), ThirdParty::Nothing);
    let uri = "otpauth://totp/ida?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&2step_salt=8&2step_output=20\
        &2step_difficulty=1000";
    let key = Box::new(device.authenticator.read_two_step(uri).unwrap());
    let expected = key.phone_part().expose();
    let found = third_party.take_in(&device.authenticator, Found::TwoStep(key)).unwrap();
    let FoundView::TwoStep { account, half } = found else { panic!("a key in two steps") };
    assert_eq!((half.as_str(), half.len()), (expected.as_str(), 20));
    assert_eq!(serde_json::to_value(account).unwrap()["assumed"][0], "no_issuer");
    choose(&mut third_party, &device);
    third_party.store(&device.authenticator).unwrap();
    assert_eq!(device.issuers(), [""]);
}

#[test]
fn pin_is_forgotten_and_keys_are_kept_when_idle() {
    let (device, mut third_party) = (Device::new("idle"), ThirdParty::Nothing);
    third_party.take_in(&device.authenticator, device.accounts(&[KYST])).unwrap();
    third_party.choose_pin(&device.authenticator, PIN).unwrap();
    third_party.forget_pin();
    assert_eq!(third_party.confirm_pin(PIN).unwrap_err().code, Code::NothingToAdd);
    choose(&mut third_party, &device);
    third_party.store(&device.authenticator).unwrap();
    assert_eq!(device.issuers(), ["Kyst"]);
}

#[test]
fn typed_key_names_the_position_of_an_impossible_character() {
    let (device, mut third_party) = (Device::new("by-hand"), ThirdParty::Nothing);
    let kind = Kind::Totp { period: 30 };
    let typed =
        ByHand { issuer: "Kyst", account: "ida", base32: "GEZD 1NBV", kind, digits: 6, algorithm: Algorithm::Sha1 };
    let refusal = third_party.by_hand(&device.authenticator, typed).unwrap_err();
    assert_eq!((refusal.code, refusal.place), (Code::ByHandCharacter, Some(6)));
    assert_eq!(third_party.len(), 0);
}
