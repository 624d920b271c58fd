use protocol::Origin;

use super::*;

const NOW: Timestamp = Timestamp(1_000);

fn attempt(state: AttemptState) -> LoginAttempt {
    let origin: Origin = "https://portal.nordhavn.example".parse().expect("an origin");
    LoginAttempt {
        id: AttemptId(Bytes([1; 16])),
        secret: Bytes([2; 32]),
        asker: Asker::Portal,
        relying_party: RelyingParty { id: "portal".to_owned(), name: "Nordhavn Energi".to_owned(), origin },
        name: "anna".parse().expect("a user name"),
        account: Some(UserId(Bytes([3; 16]))),
        client: SeenClient {
            ip: "192.0.2.1".to_owned(),
            network: "192.0.2.1".to_owned(),
            is_certain: true,
            browser: String::new(),
            os: String::new(),
            is_known: false,
        },
        methods: AuthenticationMethod::ALL.into_iter().collect(),
        continuation: Continuation::Reply,
        state,
        created: Timestamp(0),
        expires: Timestamp(2_000),
    }
}

fn proof(at: u64) -> Proof {
    Proof { method: AuthenticationMethod::Push, at: Timestamp(at), token: None, factor: None }
}

#[test]
fn attempt_goes_from_open_to_its_end_and_never_back() {
    let states = [
        AttemptState::Open,
        AttemptState::Proved(proof(990)),
        AttemptState::Finished(proof(990)),
        AttemptState::Withdrawn,
        AttemptState::Expired,
    ];
    // From each state: may it be proved, finished, withdrawn, revoked?
    let table = [
        (true, false, true, true),
        (false, true, false, true),
        (false, false, false, false),
        (false, false, false, false),
        (false, false, false, false),
    ];
    for (state, (prove, finish, withdraw, revoke)) in states.into_iter().zip(table) {
        assert_eq!(attempt(state).prove(proof(NOW.0)).is_ok(), prove, "prove {state:?}");
        assert_eq!(attempt(state).finish(NOW, 240).is_ok(), finish, "finish {state:?}");
        assert_eq!(attempt(state).withdraw().is_ok(), withdraw, "withdraw {state:?}");
        assert_eq!(attempt(state).revoke().is_ok(), revoke, "revoke {state:?}");
        assert!(attempt(state).expire(NOW).is_err(), "its time is not over: {state:?}");
        assert_eq!(attempt(state).expire(Timestamp(2_000)).is_ok(), state == AttemptState::Open, "expire {state:?}");
    }
}

#[test]
fn attempt_is_proved_only_in_time_by_what_is_allowed_and_for_an_account() {
    assert!(attempt(AttemptState::Open).prove(proof(1_999)).is_ok());
    assert!(attempt(AttemptState::Open).prove(proof(2_000)).is_err(), "too late");
    let quiet = LoginAttempt { account: None, ..attempt(AttemptState::Open) };
    assert!(quiet.prove(proof(NOW.0)).is_err(), "nobody has the name");
    let by_mail = [AuthenticationMethod::EmailCode].into_iter().collect();
    let by_mail = LoginAttempt { methods: by_mail, ..attempt(AttemptState::Open) };
    assert!(by_mail.prove(proof(NOW.0)).is_err(), "no push here");
}

#[test]
fn proof_is_stale_when_nobody_fetches_it_in_time() {
    assert!(attempt(AttemptState::Proved(proof(1_000))).finish(Timestamp(1_239), 240).is_ok());
    assert!(attempt(AttemptState::Proved(proof(1_000))).finish(Timestamp(1_240), 240).is_err());
}

#[test]
fn asker_and_continuation_are_read_back_from_their_text() {
    for text in ["portal", "oidc:wiki", "radius:vpn-1", "entra:nordhavn", "ciba:sudo"] {
        assert_eq!(text.parse::<Asker>().map(|asker| asker.to_string()), Ok(text.to_owned()));
    }
    for text in ["", "oidc", "oidc:", "portal:x", "smtp:x", "oidc:a b"] {
        assert_eq!(text.parse::<Asker>(), Err(AskerError), "{text}");
    }
    for text in ["page:/profile", "grant:a1b2", "reply:"] {
        assert_eq!(text.parse::<Continuation>().map(|after| after.to_string()), Ok(text.to_owned()));
    }
    for text in ["", "page:", "page:profile", "grant:", "reply:x"] {
        assert_eq!(text.parse::<Continuation>(), Err(ContinuationError), "{text}");
    }
}

#[test]
fn return_path_is_refused_when_it_leads_elsewhere() {
    assert!("/profile/authentication-types/add".parse::<ReturnPath>().is_ok());
    for text in ["", "profile", "//evil.example", "https://evil.example", "/\\evil.example", "/a\n", &"/".repeat(201)] {
        assert_eq!(text.parse::<ReturnPath>(), Err(ReturnPathError), "{text:?}");
    }
}
