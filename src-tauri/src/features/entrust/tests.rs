#![expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]

use authenticator::{Code, Pin};

use super::*;
use crate::features::third_party::tests::Device;

/// Published by ss23 (MIT). The host in it is a real one: it is read, never contacted.
const SAMPLE: &str = "igmobileotp://?action=secactivate&enc=VRUq6IoLWQRCMRITZEHtHUSWJiPwgu%2FN1BFyUHE5kxuHIEYoE3zmNTrAHeeUM5S3gzCnTy%2F%2Bdnbu%2FsjjQW%2BNEISx8C4ra8rLpxOl8E8w4KXHgjeBRgdvSzl%2BbzX5RYRrQlWgK8hsBT4pQYE0eFgW2TmRbzXu1Mu7XjKDcwsJLew32jQC2qyPLP8hljnv2rHwwsMfhQwgJUJYfctwLWWEDUFukEckaZ4O&v=1&mac=mhVL8BWKaishMa5%2B";
const PASSWORD: &str = "54998317";
const REGISTRATION: &str = "12211-49352";

fn opened(device: &Device) -> ThirdParty {
    let mut third_party = ThirdParty::Nothing;
    let sealed = SecureActivation::read(SAMPLE).unwrap();
    assert!(matches!(third_party.take_activation(&device.authenticator, sealed), Ok(FoundView::EntrustSealed)));
    let wrong = third_party.open_activation("54998318").unwrap_err();
    assert_eq!(wrong.code, Code::EntrustWrongPassword);
    let Ok(FoundView::EntrustOpened { activation }) = third_party.open_activation(PASSWORD) else { panic!("it opens") };
    let shown = serde_json::to_value(activation).unwrap();
    assert_eq!((&shown["serial"], &shown["host"]), (&"48244-13456".into(), &"myid.umc.edu/igst".into()));
    third_party
}

/// The first of the codes that are shown.
fn tried(third_party: &mut ThirdParty, device: &Device, length: CodeLength, policy: PolicyInSeed) -> String {
    let view = serde_json::to_value(third_party.try_codes(&device.authenticator, length, policy).unwrap()).unwrap();
    view["codes"][0]["digits"].as_str().unwrap().to_owned()
}

#[test]
fn token_is_stored_after_its_issuer_has_accepted_a_code() {
    let device = Device::new("entrust");
    let mut third_party = opened(&device);
    let wrong = third_party.register("12211-49362").unwrap_err();
    assert_eq!(wrong.code, Code::EntrustCheckDigit);
    assert_eq!(third_party.register("12211").unwrap_err().code, Code::EntrustCodeMalformed);
    third_party.register(REGISTRATION).unwrap();
    let eight = tried(&mut third_party, &device, CodeLength::Eight, PolicyInSeed::Without);
    let six = tried(&mut third_party, &device, CodeLength::Six, PolicyInSeed::Without);
    assert_eq!((eight.len(), six.len()), (8, 6));
    assert!(third_party.choose_pin(&device.authenticator, "583017").is_err(), "nothing is to be stored yet");

    let Ok(FoundView::Account { account }) = third_party.accept_trial(&device.authenticator) else { panic!("a key") };
    let account = serde_json::to_value(account).unwrap();
    let shown = ["issuer", "account", "digits", "algorithm"].map(|member| account[member].clone());
    assert_eq!(serde_json::json!(shown), serde_json::json!(["myid.umc.edu", "48244-13456", 6, "SHA256"]));
    third_party.choose_pin(&device.authenticator, "583017").unwrap();
    third_party.confirm_pin("583017").unwrap();
    third_party.store(&device.authenticator).unwrap();
    assert_eq!(device.issuers(), ["myid.umc.edu"]);
}

#[test]
fn trial_continues_when_the_user_goes_back_from_the_pin() {
    let device = Device::new("entrust-back");
    let mut third_party = opened(&device);
    third_party.register(REGISTRATION).unwrap();
    third_party.accept_trial(&device.authenticator).unwrap();
    third_party.choose_pin(&device.authenticator, "583017").unwrap();
    tried(&mut third_party, &device, CodeLength::Eight, PolicyInSeed::With);
    assert!(third_party.confirm_pin("583017").is_err(), "the PIN is asked for again");
    third_party.accept_trial(&device.authenticator).unwrap();
    let pin = Pin::parse("583017").unwrap();
    assert_eq!(third_party.store_under(&device.authenticator, pin).unwrap().stored, 1);
}

#[test]
fn wrong_serial_and_wrong_activation_code_have_their_own_errors() {
    let (device, mut third_party) = (Device::new("entrust-by-hand"), ThirdParty::Nothing);
    let refusal = |serial: &str, code: &str, third_party: &mut ThirdParty| {
        third_party.type_activation(&device.authenticator, serial, code).map(drop).map_err(|error| error.code)
    };
    let (serial, activation) = ("48244-13456", "1745-7712-6942-8698");
    let wrong = Err(Code::EntrustSerial);
    assert_eq!(refusal("48244-13457", activation, &mut third_party), wrong);
    let wrong = Err(Code::EntrustActivationCode);
    assert_eq!(refusal(serial, "1745-7712-6942-8699", &mut third_party), wrong);
    assert_eq!(refusal(serial, activation, &mut third_party), Ok(()));
    third_party.register(REGISTRATION).unwrap();
    tried(&mut third_party, &device, CodeLength::Eight, PolicyInSeed::With);
    let ThirdParty::Entrust(Entrust::Trying(trial)) = &third_party else { panic!("codes are tried") };
    assert_eq!(trial.policy, PolicyInSeed::Without, "there is no policy to be in it");
}
