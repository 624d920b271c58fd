//! Challenges and what is decided about them.

use authenticator::{
    ApprovalState, ApproveError, Challenge, ChallengeError, ContactError, DenyError, PollError, TokenId, UnlockError,
    watch::{News, PortalWatch},
};
use protocol::{ErrorCode, PrivateKey, Timestamp, approval::Decision, challenge::MAX_WAIT, jws::JwsError};

use crate::support::{NOW, OTHER_PIN, PIN, Stage, Stream, pin};

fn asked(stage: &Stage, token: TokenId) -> Challenge {
    stage.portal.challenge(token);
    stage.authenticator.poll(token, None, 0).unwrap().challenge.unwrap()
}

#[test]
fn login_is_approved_when_number_and_pin_are_right() {
    let (stage, token) = Stage::enrolled();
    let challenge = asked(&stage, token);
    assert_eq!((challenge.system.as_str(), challenge.city.as_deref()), ("Intranet", Some("Aarhus")));
    assert_eq!((challenge.number_digits, challenge.issued_at, challenge.expires_at), (6, NOW, NOW + 120));
    let state = stage.authenticator.approve(&challenge, " 483 920", &pin(PIN)).unwrap();
    assert_eq!(state, ApprovalState::Approved);
    assert_eq!(stage.portal.state().tokens[&token].tries, 0, "the right PIN costs nothing");
}

#[test]
fn approval_is_refused_and_counted_when_the_pin_is_wrong() {
    let (stage, token) = Stage::enrolled();
    let challenge = asked(&stage, token);
    let approve = |digits| stage.authenticator.approve(&challenge, "483920", &pin(digits));
    for (tries_left, pause_seconds) in
        [(9, 0), (8, 0), (7, 30), (6, 60), (5, 900), (4, 900), (3, 1800), (2, 3600), (1, 3600)]
    {
        let wrong = UnlockError::WrongPin { tries_left, pause_seconds };
        assert_eq!(approve(OTHER_PIN), Err(ApproveError::Unlock(wrong)));
    }
    assert_eq!(approve(OTHER_PIN), Err(ApproveError::Unlock(UnlockError::Destroyed)), "the tenth destroys");
    assert_eq!(approve(PIN), Err(ApproveError::Unlock(UnlockError::Destroyed)), "also for the right PIN");
    assert!(stage.portal.state().tokens[&token].decisions.is_empty(), "nothing was signed");
}

#[test]
fn approval_waits_when_the_portal_pauses() {
    let (stage, token) = Stage::enrolled();
    let challenge = asked(&stage, token);
    stage.portal.state().tokens.get_mut(&token).unwrap().paused = Some(42);
    let approved = stage.authenticator.approve(&challenge, "483920", &pin(PIN));
    assert_eq!(approved, Err(ApproveError::Unlock(UnlockError::Paused { seconds: 42 })));
}

#[test]
fn approval_is_the_portals_fault_when_its_proof_is_of_another_key() {
    let (stage, token) = Stage::enrolled();
    let challenge = asked(&stage, token);
    stage.portal.state().wrong_oprf_key = true;
    let approved = stage.authenticator.approve(&challenge, "483920", &pin(PIN));
    assert_eq!(approved, Err(ApproveError::Unlock(UnlockError::PortalFault)), "never a wrong PIN");
}

#[test]
fn challenge_is_closed_and_the_pin_counted_as_right_when_the_number_is_wrong() {
    let (stage, token) = Stage::enrolled();
    let challenge = asked(&stage, token);
    let approve = |number| stage.authenticator.approve(&challenge, number, &pin(PIN));
    assert_eq!(approve("48392"), Err(ApproveError::MalformedNumber));
    assert_eq!(stage.portal.state().tokens[&token].tries, 0, "nothing was sent");
    assert_eq!(approve("483921"), Err(ApproveError::WrongNumber));
    assert_eq!(stage.portal.state().tokens[&token].tries, 0, "the PIN was right, and the portal was told");
    assert_eq!(approve("483920"), Err(ApproveError::Closed));
}

#[test]
fn lost_answers_cost_no_try_and_approve_once() {
    for lost in ["/oprf", "/response"] {
        let (stage, token) = Stage::enrolled();
        let challenge = asked(&stage, token);
        stage.portal.state().lose = Some((lost, 1));
        let approved = stage.authenticator.approve(&challenge, "483920", &pin(PIN));
        assert_eq!(approved, Ok(ApprovalState::Approved), "{lost}");
        let state = stage.portal.state();
        assert_eq!((state.tokens[&token].tries, state.tokens[&token].decisions.len()), (0, 1), "{lost}");
    }
}

#[test]
fn pin_counts_as_right_when_the_challenge_expired_while_it_was_typed() {
    let (stage, token) = Stage::enrolled();
    let challenge = asked(&stage, token);
    stage.portal.state().now = NOW + 121;
    let approved = stage.authenticator.approve(&challenge, "483920", &pin(PIN));
    assert_eq!(approved, Err(ApproveError::Expired));
    assert_eq!(stage.portal.state().tokens[&token].tries, 0);
}

#[test]
fn no_pin_is_tried_when_the_challenge_is_known_to_be_over() {
    let (stage, token) = Stage::enrolled();
    let challenge = asked(&stage, token);
    stage.device.state().now = NOW + 120;
    let requests = stage.portal.state().log.len();
    assert_eq!(stage.authenticator.approve(&challenge, "483920", &pin(PIN)), Err(ApproveError::Expired));
    assert_eq!(stage.portal.state().log.len(), requests, "nothing was sent");
}

#[test]
fn denial_and_report_need_no_pin() {
    for (decision, state) in [(Decision::Deny, ApprovalState::Denied), (Decision::Report, ApprovalState::Reported)] {
        let (stage, token) = Stage::enrolled();
        let challenge = asked(&stage, token);
        let decided = match decision {
            Decision::Report => stage.authenticator.report(&challenge),
            _ => stage.authenticator.deny(&challenge),
        };
        assert_eq!(decided, Ok(state));
        let seen = stage.portal.state().tokens[&token].decisions[0].clone();
        assert_eq!((seen.dec, seen.num, seen.rid), (decision, None, None));
        assert_eq!(
            stage.authenticator.deny(&challenge).is_ok(),
            decision == Decision::Deny,
            "a repeat is the same answer"
        );
    }
}

#[test]
fn denial_is_refused_when_the_challenge_is_closed() {
    let (stage, token) = Stage::enrolled();
    let challenge = asked(&stage, token);
    stage.portal.state().tokens.get_mut(&token).unwrap().open = None;
    assert_eq!(stage.authenticator.deny(&challenge), Err(DenyError::Closed));
}

#[test]
fn poll_says_whether_the_known_challenge_is_still_open() {
    let (stage, token) = Stage::enrolled();
    assert!(stage.authenticator.poll(token, None, 0).unwrap().challenge.is_none());
    let challenge = asked(&stage, token);
    let poll = stage.authenticator.poll(token, Some(challenge.id), 0).unwrap();
    assert!(poll.known_open && poll.challenge.is_none());
    stage.authenticator.deny(&challenge).unwrap();
    let poll = stage.authenticator.poll(token, Some(challenge.id), 0).unwrap();
    assert!(!poll.known_open && poll.challenge.is_none());
}

#[test]
fn watch_knows_what_is_open_and_what_has_ended() {
    let (stage, token) = Stage::enrolled();
    let mut watch = PortalWatch::default();
    let ask = |watch: &mut PortalWatch| {
        let known = watch.known();
        let answer = stage.authenticator.poll(token, known, 0);
        watch.take_in(known, &answer, NOW)
    };
    assert_eq!(ask(&mut watch), News::default());
    stage.portal.challenge(token);
    assert_eq!(ask(&mut watch), News { came: true, ended: None });
    assert_eq!(ask(&mut watch), News::default(), "it is known, and still open");
    let first = watch.open().unwrap().clone();
    stage.authenticator.deny(&first).unwrap();
    stage.portal.challenge(token);
    let news = ask(&mut watch);
    assert_eq!(news, News { came: true, ended: Some(first.id) }, "another one has taken its place");
    // Asked by two at once: the later answer to the earlier question brings nothing new.
    let again = stage.authenticator.poll(token, None, 0);
    assert_eq!(watch.take_in(None, &again, NOW), News::default());
    let second = watch.open().unwrap().id;
    watch.close(first.id);
    assert_eq!(watch.known(), Some(second));
    watch.close(second);
    assert!(watch.open().is_none());
}

#[test]
fn challenge_is_not_shown_when_it_does_not_hold() {
    let refused = |change: &dyn Fn(&mut crate::support::portal::OpenChallenge)| {
        let (stage, token) = Stage::enrolled();
        stage.portal.challenge(token);
        stage.portal.alter(token, change);
        stage.authenticator.poll(token, None, 0).map(|_| ()).unwrap_err()
    };
    assert_eq!(
        refused(&|open| open.forger = Some(PrivateKey::generate(&mut Stream::new(b"forger")))),
        PollError::Forged(ChallengeError::UnknownKey)
    );
    assert_eq!(refused(&|open| open.content.pn = [9; 16].into()), PollError::Forged(ChallengeError::PollNonce));
    assert_eq!(refused(&|open| open.content.aud = [9; 16].into()), PollError::Forged(ChallengeError::Audience));
    assert_eq!(
        refused(&|open| open.content.iss = "https://other.example".parse().unwrap()),
        PollError::Forged(ChallengeError::Issuer)
    );
    assert_eq!(refused(&|open| open.content.exp = Timestamp(NOW)), PollError::Forged(ChallengeError::Expired));
    assert_eq!(refused(&|open| open.content.exp = Timestamp(NOW + 9999)), PollError::Forged(ChallengeError::Expired));
    assert_eq!(refused(&|open| open.content.ver = 2), PollError::Forged(ChallengeError::Version));
    assert_eq!(
        refused(&|open| open.content.txt = Some("x".repeat(9000))),
        PollError::Forged(ChallengeError::Jws(JwsError::TooLong))
    );
}

#[test]
fn expiry_is_told_by_the_devices_clock_when_that_is_wrong() {
    let (stage, token) = Stage::enrolled();
    stage.device.state().now = NOW - 5000;
    let challenge = asked(&stage, token);
    assert_eq!(challenge.expires_at, NOW - 5000 + 120, "two minutes from now, whatever now is called");
    assert!(stage.authenticator.approve(&challenge, "483920", &pin(PIN)).is_ok());
}

#[test]
fn text_of_a_challenge_is_made_safe_to_show() {
    let (stage, token) = Stage::enrolled();
    stage.portal.challenge(token);
    stage.portal.alter(token, |open| {
        open.content.rp.name = "Intra\u{202e}net\u{7}".into();
        open.content.ctx.city = Some("\u{200b}".into());
        open.content.txt = Some("Pay\n\u{1b}[2J1,000 kr.\u{2066}".into());
    });
    let challenge = stage.authenticator.poll(token, None, 0).unwrap().challenge.unwrap();
    assert_eq!(challenge.system, "Intranet");
    assert_eq!(challenge.city, None, "nothing to see is nothing");
    assert_eq!(challenge.text.as_deref(), Some("Pay [2J1,000 kr."));
}

#[test]
fn nonce_is_renewed_when_it_is_stale() {
    let (stage, token) = Stage::enrolled();
    stage.authenticator.poll(token, None, 0).unwrap();
    stage.portal.state().nonce = "nonce-2".into();
    let polls = || stage.portal.state().log.iter().filter(|path| path.ends_with("/poll")).count();
    let before = polls();
    stage.authenticator.poll(token, None, 0).unwrap();
    assert_eq!(polls() - before, 2, "once with the old nonce, once with the new one");
}

#[test]
fn poll_fails_by_name_when_the_portal_is_away_or_the_token_is_not_what_it_was() {
    let (stage, token) = Stage::enrolled();
    stage.portal.state().unreachable = true;
    let poll = || stage.authenticator.poll(token, None, 0).map(|_| ());
    assert_eq!(poll(), Err(PollError::Contact(ContactError::Unreachable)));
    stage.portal.state().unreachable = false;
    stage.portal.state().refuse = Some(("/poll", ErrorCode::TokenNotActive));
    assert_eq!(poll(), Err(PollError::Contact(ContactError::NotActive)));
    stage.portal.state().refuse = Some(("/poll", ErrorCode::PinDestroyed));
    assert_eq!(poll(), Err(PollError::Contact(ContactError::Destroyed)));
    stage.portal.state().tokens.clear();
    assert_eq!(poll(), Err(PollError::Contact(ContactError::UnknownToken)));
}

#[test]
fn poll_waits_for_its_answer_longer_than_the_portal_holds_it() {
    let (stage, token) = Stage::enrolled();
    let ready = |wait| {
        stage.authenticator.poll(token, None, wait).unwrap();
        stage.portal.state().timeout.as_secs()
    };
    let at_once = ready(0);
    assert!(at_once > 0);
    assert_eq!(ready(7), at_once + 7);
    assert_eq!(ready(MAX_WAIT + 100), at_once + MAX_WAIT, "no portal holds it longer");
}
