//! Biometrics: codes for the person at the reader, as far as the issuer goes, and never without the PIN for a week.

use authenticator::{
    ContactError, PresenceOnError, PresenceState, PresenceUseError, TokenId, UnlockError, ports::PresenceError,
};
use otp::{Secret, totp};
use protocol::enrolment::PresencePolicy;

use crate::support::{NOW, OTHER_PIN, PIN, Stage, pin};

const WEEK: u64 = 7 * 24 * 60 * 60;

/// An identity with biometrics on.
fn switched_on() -> (Stage, TokenId) {
    let (stage, token) = Stage::enrolled_with(PresencePolicy::Codes);
    stage.authenticator.turn_presence_on(token, &pin(PIN), "").unwrap();
    (stage, token)
}

fn codes(stage: &Stage, token: TokenId) -> Result<String, PresenceUseError> {
    stage.authenticator.passcodes_by_presence(token, "").map(|codes| codes.current.passcode.expose().to_string())
}

/// The code that the portal expects of the second seed now.
fn expected(stage: &Stage, token: TokenId) -> String {
    let seed = Secret::from(&stage.portal.state().tokens[&token].presence.unwrap());
    let now = stage.device.state().now;
    totp::generate(&seed, totp::Parameters::SEGL, now).expose().to_string()
}

fn state(stage: &Stage, token: TokenId) -> PresenceState {
    stage.authenticator.presence(token).unwrap()
}

#[test]
fn codes_are_those_of_the_second_seed_when_the_person_is_there() {
    let (mut stage, token) = switched_on();
    assert_eq!(codes(&stage, token), Ok(expected(&stage, token)));
    let by_pin = stage.authenticator.passcodes(token, &pin(PIN)).unwrap();
    assert_ne!(by_pin.current.passcode.expose().to_string(), expected(&stage, token), "never the seed under the PIN");
    stage.restart();
    stage.portal.state().unreachable = true;
    assert_eq!(codes(&stage, token), Ok(expected(&stage, token)), "no network is needed");
}

#[test]
fn biometrics_are_off_until_they_are_switched_on() {
    let (stage, token) = Stage::enrolled_with(PresencePolicy::Codes);
    let offered =
        PresenceState { is_on: false, is_allowed: true, may_approve: false, pin_is_due: false, device: Ok(()) };
    assert_eq!(state(&stage, token), offered);
    assert_eq!(codes(&stage, token), Err(PresenceUseError::Off));
    assert_eq!(stage.device.state().asked, 0, "nobody is asked for nothing");
}

#[test]
fn biometrics_are_not_switched_on_when_the_issuer_does_not_allow_them() {
    let (stage, token) = Stage::enrolled_with(PresencePolicy::None);
    assert!(!state(&stage, token).is_allowed);
    assert_eq!(stage.authenticator.turn_presence_on(token, &pin(PIN), ""), Err(PresenceOnError::NotAllowed));
    assert_eq!(stage.device.state().asked, 0);
    // What the portal says now counts, whatever it said at enrolment.
    let (stage, token) = Stage::enrolled_with(PresencePolicy::Codes);
    stage.portal.state().policy.presence = PresencePolicy::None;
    assert_eq!(stage.authenticator.turn_presence_on(token, &pin(PIN), ""), Err(PresenceOnError::NotAllowed));
    assert!(!state(&stage, token).is_on);
}

#[test]
fn no_try_is_spent_when_nobody_is_at_the_reader() {
    let (stage, token) = Stage::enrolled_with(PresencePolicy::Codes);
    for error in [PresenceError::NoReader, PresenceError::NotEnrolled, PresenceError::Refused, PresenceError::TimedOut]
    {
        stage.device.state().person = Err(error);
        let tried = stage.authenticator.turn_presence_on(token, &pin(OTHER_PIN), "");
        assert_eq!(tried, Err(PresenceOnError::Presence(error)));
    }
    assert_eq!(stage.portal.state().tokens[&token].tries, 0);
    stage.device.state().person = Err(PresenceError::NotEnrolled);
    assert_eq!(state(&stage, token).device, Err(PresenceError::NotEnrolled));
}

#[test]
fn biometrics_are_not_switched_on_when_the_pin_is_wrong_or_the_portal_away() {
    let (stage, token) = Stage::enrolled_with(PresencePolicy::Codes);
    let wrong = UnlockError::WrongPin { tries_left: 9, pause_seconds: 0 };
    let on = |digits| stage.authenticator.turn_presence_on(token, &pin(digits), "");
    assert_eq!(on(OTHER_PIN), Err(PresenceOnError::Unlock(wrong)));
    stage.portal.state().unreachable = true;
    let unreachable = UnlockError::Contact(ContactError::Unreachable);
    assert_eq!(on(PIN), Err(PresenceOnError::Unlock(unreachable)));
    assert!(!state(&stage, token).is_on);
}

#[test]
fn seed_is_refused_when_another_key_has_signed_it() {
    let (stage, token) = Stage::enrolled_with(PresencePolicy::Codes);
    stage.portal.state().wrong_challenge_key = true;
    let on = stage.authenticator.turn_presence_on(token, &pin(PIN), "");
    assert_eq!(on, Err(PresenceOnError::Unlock(UnlockError::PortalFault)));
    assert!(!state(&stage, token).is_on);
}

#[test]
fn no_codes_are_shown_when_the_reader_does_not_know_the_person() {
    let (stage, token) = switched_on();
    for error in [PresenceError::Refused, PresenceError::Cancelled, PresenceError::Busy] {
        stage.device.state().person = Err(error);
        assert_eq!(codes(&stage, token), Err(PresenceUseError::Presence(error)));
    }
}

#[test]
fn pin_is_asked_for_after_a_week_and_not_before() {
    let (stage, token) = switched_on();
    stage.device.state().now = NOW + WEEK - 1;
    assert!(codes(&stage, token).is_ok());
    stage.device.state().now = NOW + WEEK;
    assert_eq!(codes(&stage, token), Err(PresenceUseError::PinDue));
    assert!(state(&stage, token).pin_is_due);
    // A clock that is set back does not help.
    stage.device.state().now = NOW - WEEK;
    assert_eq!(codes(&stage, token), Err(PresenceUseError::PinDue));
    // The PIN does, for whatever it was typed.
    stage.device.state().now = NOW + WEEK;
    stage.authenticator.passcodes(token, &pin(PIN)).unwrap();
    assert!(codes(&stage, token).is_ok());
    stage.device.state().now = NOW + WEEK + WEEK - 1;
    assert!(codes(&stage, token).is_ok());
}

#[test]
fn pin_is_asked_for_once_in_every_run_where_the_system_takes_a_pin_of_its_own() {
    let (mut stage, token) = switched_on();
    stage.device.state().takes_system_pin = true;
    assert_eq!(codes(&stage, token), Ok(expected(&stage, token)), "it was right when they were switched on");
    stage.restart();
    let asked = stage.device.state().asked;
    assert!(state(&stage, token).pin_is_due);
    assert_eq!(codes(&stage, token), Err(PresenceUseError::PinDue));
    assert!(stage.authenticator.passcodes(token, &pin(OTHER_PIN)).is_err());
    assert_eq!(codes(&stage, token), Err(PresenceUseError::PinDue), "a wrong one does not count");
    assert_eq!(stage.device.state().asked, asked, "nobody is asked for nothing");
    stage.authenticator.passcodes(token, &pin(PIN)).unwrap();
    assert!(!state(&stage, token).pin_is_due);
    assert_eq!(codes(&stage, token), Ok(expected(&stage, token)));
}

#[test]
fn wrong_pin_does_not_lengthen_the_week() {
    let (stage, token) = switched_on();
    stage.device.state().now = NOW + WEEK;
    assert!(stage.authenticator.passcodes(token, &pin(OTHER_PIN)).is_err());
    assert_eq!(codes(&stage, token), Err(PresenceUseError::PinDue));
}

#[test]
fn seed_is_gone_here_and_at_the_portal_when_switched_off() {
    let (stage, token) = switched_on();
    stage.authenticator.turn_presence_off(token).unwrap();
    assert_eq!(codes(&stage, token), Err(PresenceUseError::Off));
    assert!(stage.portal.state().tokens[&token].presence.is_none());
    assert!(stage.device.state().previous.is_none(), "the file that had it is gone");
    stage.authenticator.turn_presence_off(token).unwrap();

    let (stage, token) = switched_on();
    stage.portal.state().unreachable = true;
    stage.authenticator.turn_presence_off(token).unwrap();
    assert_eq!(codes(&stage, token), Err(PresenceUseError::Off), "here at once");
}

#[test]
fn biometrics_end_with_a_new_pin_and_with_a_new_connection() {
    let (stage, token) = switched_on();
    stage.authenticator.change_pin(token, &pin(PIN), &pin(OTHER_PIN)).unwrap();
    assert_eq!(codes(&stage, token), Err(PresenceUseError::Off), "the portal has dropped their seed");
    stage.authenticator.turn_presence_on(token, &pin(OTHER_PIN), "").unwrap();
    assert_eq!(codes(&stage, token), Ok(expected(&stage, token)));
    {
        let mut portal = stage.portal.state();
        let issued = portal.tokens.get_mut(&token).unwrap();
        (issued.copied, issued.reconnecting) = (true, true);
    }
    stage.authenticator.reconnect(token, &pin(OTHER_PIN)).unwrap();
    assert_eq!(codes(&stage, token), Err(PresenceUseError::Off));
}
