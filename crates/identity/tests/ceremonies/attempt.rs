//! An attempt for every asker, without HTTP: begun, proved, finished.

use std::net::Ipv4Addr;

use identity::{
    credential::{email_code, passcode},
    login::{
        self, FinishError, Finished, First, Request,
        attempt::{Asker, Continuation},
        client::{ClientContext, ClientSecret},
        methods::AuthenticationMethod,
        push::{self, PushProgress},
    },
    source::Source,
};
use otp::{Secret, totp};
use protocol::challenge::RelyingParty;
use testkit::{Fixture, WaitingLogin, known_visitor, source, visitor};

fn relying_party(asker: &Asker) -> RelyingParty {
    RelyingParty {
        id: asker.to_string(),
        name: format!("System of {asker}"),
        origin: "https://system.nordhavn.example".parse().unwrap(),
    }
}

fn request<'a>(asker: &Asker, client: &'a ClientContext, continuation: &str) -> Request<'a> {
    Request {
        asker: asker.clone(),
        relying_party: relying_party(asker),
        name: "anna".parse().unwrap(),
        client,
        continuation: continuation.parse().unwrap(),
        previous: None,
    }
}

async fn finish(fixture: &Fixture, secret: &ClientSecret) -> Result<Finished, FinishError> {
    let client = visitor("192.0.2.1");
    login::finish(&fixture.database, &fixture.issuer, fixture.now(), &mut fixture.rng(), secret, client).await
}

#[tokio::test]
async fn attempt_is_begun_proved_and_finished_for_every_asker() {
    for (asker, continuation) in [
        ("portal", "page:/profile/authentication-types"),
        ("oidc:wiki", "grant:request-1"),
        ("radius:vpn", "reply:"),
        ("entra:nordhavn", "grant:request-2"),
        ("ciba:sudo", "reply:"),
    ] {
        let fixture = Fixture::new().await;
        let user = fixture.user("anna").await;
        let device = fixture.device(&user).await;
        let (asker, client) = (asker.parse::<Asker>().unwrap(), visitor("192.0.2.1"));
        let begun = fixture.begin(request(&asker, &client, continuation)).await.unwrap();
        let waiting = WaitingLogin::of(begun).unwrap();
        let (challenge, _) = fixture.pull_number(&device, &waiting.number).await.unwrap();
        assert_eq!(challenge.rp, relying_party(&asker), "the app shows who asks");
        assert!(matches!(finish(&fixture, &waiting.secret).await, Err(FinishError::NotProved)), "{asker}: too early");
        fixture.approve(&device, &waiting).await;
        let finished = finish(&fixture, &waiting.secret).await.unwrap();
        match (continuation.parse::<Continuation>().unwrap(), finished) {
            (Continuation::Page(wanted), Finished::Page { session, path }) => {
                assert_eq!((session.user, path), (user.id, wanted));
            }
            (Continuation::Grant(wanted), Finished::Grant { session, grant, proved }) => {
                assert_eq!((session.user, grant, proved.account), (user.id, wanted, user.id));
                assert_eq!((proved.method, proved.token), (AuthenticationMethod::Push, Some(device.id)));
            }
            (Continuation::Reply, Finished::Reply { proved }) => {
                assert_eq!((proved.account, proved.method), (user.id, AuthenticationMethod::Push));
            }
            (wanted, other) => panic!("{asker}: begun for {wanted}, and {other:?} came of it"),
        }
        assert!(matches!(finish(&fixture, &waiting.secret).await, Err(FinishError::NotProved)), "{asker}: once");
    }
}

#[tokio::test]
#[expect(clippy::disallowed_types, reason = "a door's socket; the domain sees its address alone")]
async fn attempt_is_begun_from_the_address_of_a_datagram_alone() {
    use std::net::UdpSocket;

    let server = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let vpn = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    vpn.send_to(b"anna", server.local_addr().unwrap()).unwrap();
    let mut packet = [0; 16];
    let (length, from) = server.recv_from(&mut packet).unwrap();
    let fixture = Fixture::new().await;
    let user = fixture.user(std::str::from_utf8(&packet[..length]).unwrap()).await;
    let device = fixture.device(&user).await;
    let client = ClientContext::at(Source::from(from.ip()));
    let asker = "radius:vpn".parse().unwrap();
    let waiting = WaitingLogin::of(fixture.begin(request(&asker, &client, "reply:")).await.unwrap()).unwrap();
    fixture.approve(&device, &waiting).await;
    assert!(matches!(finish(&fixture, &waiting.secret).await, Ok(Finished::Reply { .. })));
}

#[tokio::test]
async fn attempt_is_proved_by_each_method() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let client = visitor("192.0.2.1");
    let method = async |secret: &ClientSecret| fixture.finish_of(secret).await.unwrap();
    let waiting = fixture.start_push(&user, &client).await;
    fixture.approve(&device, &waiting).await;
    let by_push = method(&waiting.secret).await;
    assert_eq!(by_push.method, AuthenticationMethod::Push);
    let (database, issuer) = (&fixture.database, &fixture.issuer);
    let known = known_visitor("192.0.2.1", &by_push.browser);
    let begun = fixture.begin(fixture.request("anna", &known, None)).await.unwrap();
    let typed = totp::generate(&Secret::from(&device.seed), totp::Parameters::SEGL, fixture.now().0);
    passcode::check(database, issuer, fixture.now(), &begun.secret, &typed, &known).await.unwrap();
    assert_eq!(method(&begun.secret).await.method, AuthenticationMethod::Passcode);
    assert!(fixture.poll(&device).await.is_none(), "the app need not ask any longer");
    let begun = fixture.begin(fixture.request("anna", &client, None)).await.unwrap();
    let (work, from, now) = (&fixture.work, source("192.0.2.1"), fixture.now());
    let letter = email_code::send(database, issuer, work, now, &mut fixture.rng(), &begun.secret, from).await;
    let code = letter.unwrap().unwrap().code;
    email_code::check(database, issuer, work, now, &begun.secret, code, &client).await.unwrap();
    assert_eq!(method(&begun.secret).await.method, AuthenticationMethod::EmailCode);
}

#[tokio::test]
async fn proof_counts_for_nobody_with_another_secret_and_not_after_it_was_withdrawn() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let (challenge, text) = fixture.poll(&device).await.unwrap();
    let (rid, _) = fixture.evaluate(&device, Some(challenge.jti)).await.unwrap();
    login::withdraw(&fixture.database, fixture.now(), &waiting.secret).await.unwrap();
    let response = device.approval(&challenge, &text, &waiting.number, rid, fixture.now());
    let jws = protocol::jws::sign(&response, &device.user_key);
    assert!(fixture.respond(&device, challenge.jti, &jws).await.is_err(), "withdrawn");
    assert!(matches!(fixture.progress(&waiting).await, PushProgress::Withdrawn));
    assert!(finish(&fixture, &waiting.secret).await.is_err());
    let stranger = ClientSecret::generate(&mut fixture.rng());
    assert!(finish(&fixture, &stranger).await.is_err());
}

#[tokio::test]
async fn another_push_of_an_attempt_takes_the_place_of_the_one_before() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let (database, issuer) = (&fixture.database, &fixture.issuer);
    let again = push::send(database, issuer, fixture.now(), &mut fixture.rng(), &waiting.secret).await.unwrap();
    assert_eq!(fixture.poll(&device).await.unwrap().0.jti, again.challenge);
    let waiting = WaitingLogin { challenge: again.challenge, number: again.number.to_string(), ..waiting };
    fixture.approve(&device, &waiting).await;
    assert!(fixture.finish(&waiting).await.is_ok());
}

#[tokio::test]
async fn name_that_nobody_has_begins_like_any_other() {
    let fixture = Fixture::new().await;
    let asker = "radius:vpn".parse().unwrap();
    for number in 0..10 {
        let client = ClientContext::at(source(&format!("192.0.2.{number}")));
        let request =
            Request { name: format!("nobody{number}").parse().unwrap(), ..request(&asker, &client, "reply:") };
        let begun = fixture.begin(request).await.unwrap();
        assert!(matches!(begun.first, First::Pull(_)));
        assert!(finish(&fixture, &begun.secret).await.is_err());
    }
}
