//! The ratchet: lost answers are settled, copies are found out.

use authenticator::{ContactError, PasscodesError, UnlockError};

use crate::support::{PIN, Stage, pin};

const COPIED: PasscodesError = PasscodesError::Unlock(UnlockError::Contact(ContactError::Copied));

fn settled(stage: &Stage) -> usize {
    stage.portal.state().log.iter().filter(|path| path.ends_with("/ratchet")).count()
}

#[test]
fn uses_of_one_program_settle_nothing() {
    let (stage, token) = Stage::enrolled();
    for _ in 0..5 {
        assert!(stage.authenticator.passcodes(token, &pin(PIN)).unwrap().checked);
    }
    assert_eq!(settled(&stage), 0);
    assert_eq!(stage.portal.state().tokens[&token].steps.len(), 5, "each use is a step");
}

#[test]
fn step_is_settled_when_its_answer_was_lost_with_the_program() {
    for (lost, name) in [(None, "answered"), (Some("/oprf"), "lost on the way back")] {
        let (mut stage, token) = Stage::enrolled();
        stage.portal.state().lose = lost.map(|path| (path, 2));
        let _ = stage.authenticator.passcodes(token, &pin(PIN));
        stage.restart();
        assert!(stage.authenticator.passcodes(token, &pin(PIN)).unwrap().checked, "{name}");
        assert_eq!(settled(&stage), 1, "{name}");
        assert!(!stage.portal.state().tokens[&token].copied, "{name}");
    }
}

#[test]
fn step_is_settled_when_the_request_never_arrived() {
    let (mut stage, token) = Stage::enrolled();
    assert!(stage.authenticator.passcodes(token, &pin(PIN)).unwrap().checked);
    // Reachable for the greeting, away for the request.
    stage.portal.state().refuse = Some(("/oprf", protocol::ErrorCode::Internal));
    let _ = stage.authenticator.passcodes(token, &pin(PIN));
    stage.restart();
    assert!(stage.authenticator.passcodes(token, &pin(PIN)).unwrap().checked);
    assert!(!stage.portal.state().tokens[&token].copied);
}

#[test]
fn copy_is_found_out_at_its_first_use_after_the_original() {
    let (mut stage, token) = Stage::enrolled();
    assert!(stage.authenticator.passcodes(token, &pin(PIN)).unwrap().checked);
    let (file, keyring) = {
        let device = stage.device.state();
        (device.file.clone(), device.keyring.clone())
    };
    // The original goes on: one use that settles the shared request, and one more.
    stage.restart();
    for _ in 0..2 {
        assert!(stage.authenticator.passcodes(token, &pin(PIN)).unwrap().checked);
    }
    // The copy, file and keyring together, comes later.
    {
        let mut device = stage.device.state();
        (device.file, device.keyring) = (file, keyring);
    }
    stage.restart();
    let _ = stage.authenticator.passcodes(token, &pin(PIN));
    let refused = stage.authenticator.passcodes(token, &pin(PIN)).map(|_| ());
    assert_eq!(refused, Err(COPIED));
    let state = stage.portal.state();
    assert!(state.tokens[&token].copied, "the portal is warned");
    assert_eq!(state.tokens[&token].tries, 0, "and no PIN was tried");
}

#[test]
fn nothing_is_sent_when_the_step_cannot_be_stored() {
    let (stage, token) = Stage::enrolled();
    stage.device.state().writes_left = Some(0);
    let codes = stage.authenticator.passcodes(token, &pin(PIN)).unwrap();
    assert!(!codes.checked, "shown as without a network");
    assert!(stage.portal.state().tokens[&token].steps.is_empty(), "nothing was spent");
}
