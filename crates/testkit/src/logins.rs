//! Logins that wait, pushed to a device or pulled by it, and how they are answered.

use identity::{
    account::user::User,
    challenge::{self, Poll},
    login::{
        self, BeginError, Begun, Finished, First, Request,
        attempt::{Asker, AttemptId, Continuation},
        client::{ClientContext, ClientSecret},
        pull::{self, PullError},
        push::{self, PushProgress},
        session::OpenedSession,
    },
    relying_party,
    store::{Store, prelude::*},
};
use protocol::{
    ChallengeId, PollNonce, Timestamp,
    challenge::{Challenge, PollRequest},
    jws::{self, Jws},
    pull::{PullKey, PullRequest},
};

use crate::{Device, Fixture, source, visitor};

/// A login that waits for its push.
#[derive(Debug)]
pub struct WaitingLogin {
    pub attempt: AttemptId,
    pub secret: ClientSecret,
    pub challenge: ChallengeId,
    pub number: String,
    pub expires: Timestamp,
    /// Its browser is unknown: the number is taken to the device.
    pub is_pulled: bool,
}

impl WaitingLogin {
    /// None when another step than a number comes first.
    pub fn of(begun: Begun) -> Option<Self> {
        let Begun { attempt, secret, first } = begun;
        let (sent, is_pulled) = match first {
            First::Push(sent) => (sent, false),
            First::Pull(sent) => (sent, true),
            First::Refused(_) | First::EmailCode | First::Passcode => return None,
        };
        let (challenge, expires) = (sent.challenge, sent.expires);
        Some(Self { attempt, secret, challenge, number: sent.number.to_string(), expires, is_pulled })
    }
}

impl Fixture {
    /// What the portal asks for when somebody types this name.
    pub fn request<'a>(
        &self,
        name: &str,
        client: &'a ClientContext,
        previous: Option<&'a ClientSecret>,
    ) -> Request<'a> {
        Request {
            asker: Asker::Portal,
            relying_party: relying_party::portal(&self.issuer),
            name: name.parse().unwrap(),
            client,
            continuation: Continuation::Page("/profile".parse().unwrap()),
            previous,
        }
    }

    pub async fn begin(&self, request: Request<'_>) -> Result<Begun, BeginError> {
        login::begin(&self.database, &self.issuer, self.now(), &mut self.rng(), request).await
    }

    /// The secret of a browser in which the user has logged in before.
    pub async fn known_browser(&self, user: &User) -> ClientSecret {
        let secret = ClientSecret::generate(&mut self.rng());
        let mut tx = self.database.write().await.unwrap();
        tx.remember_browser(user.id, secret.digest(), self.now()).await.unwrap();
        tx.commit().await.unwrap();
        secret
    }

    /// A login at the portal whose first step is a push: of this browser if the account knows it, else of one like it.
    pub async fn start_push(&self, user: &User, client: &ClientContext) -> WaitingLogin {
        let secret = match &client.remembered {
            Some(secret) => secret.to_text().parse().unwrap(),
            None => self.known_browser(user).await,
        };
        let client = ClientContext {
            source: client.source,
            browser: client.browser.clone(),
            os: client.os.clone(),
            remembered: Some(secret),
        };
        let begun = self.begin(self.request(user.name.as_str(), &client, None)).await.unwrap();
        let waiting = WaitingLogin::of(begun).unwrap();
        assert!(!waiting.is_pulled);
        waiting
    }

    /// A login of a browser that the account does not know.
    pub async fn start_pull(&self, user: &User, client: &ClientContext) -> WaitingLogin {
        let begun = self.begin(self.request(user.name.as_str(), client, None)).await.unwrap();
        WaitingLogin::of(begun).unwrap()
    }

    pub async fn progress(&self, waiting: &WaitingLogin) -> PushProgress {
        push::progress(&self.database, self.now(), &waiting.secret).await.unwrap()
    }

    /// The session that begins, in the client at 192.0.2.1.
    pub async fn finish(&self, waiting: &WaitingLogin) -> Result<OpenedSession, login::FinishError> {
        self.finish_of(&waiting.secret).await
    }

    pub async fn finish_of(&self, secret: &ClientSecret) -> Result<OpenedSession, login::FinishError> {
        let (database, issuer) = (&self.database, &self.issuer);
        let client = visitor("192.0.2.1");
        match login::finish(database, issuer, self.now(), &mut self.rng(), secret, client).await? {
            Finished::Page { session, .. } => Ok(session),
            other => panic!("begun for a page of the portal: {other:?}"),
        }
    }

    /// What a poll of this device finds, verified as the holder does.
    pub async fn poll(&self, device: &Device) -> Option<(Challenge, Jws)> {
        let pn = PollNonce::generate(&mut self.rng());
        let request = PollRequest { pn, known: None, wait: 0, pinned: None };
        let (database, issuer) = (&self.database, &self.issuer);
        let found =
            challenge::poll(database, issuer, self.now(), device.id, source("192.0.2.1"), &request).await.unwrap();
        let Poll::News { challenge } = found else {
            return None;
        };
        let expected = protocol::challenge::Expected {
            issuer: &issuer.origin,
            token: device.id,
            keys: &issuer.challenge_keys().public(),
            poll_nonce: pn,
            now: self.now(),
        };
        Some((protocol::challenge::verify(&challenge, &expected).unwrap(), challenge))
    }

    /// Asks for a login by the number on its page, or by what its QR code says; verified as the holder does.
    pub async fn pull(&self, device: &Device, key: PullKey) -> Result<(Challenge, Jws), PullError> {
        let pn = PollNonce::generate(&mut self.rng());
        let (database, issuer, now) = (&self.database, &self.issuer, self.now());
        let request = PullRequest::new(pn, key);
        let text = pull::pull(database, issuer, now, device.id, source("192.0.2.1"), &request).await?;
        let expected = protocol::challenge::Expected {
            issuer: &issuer.origin,
            token: device.id,
            keys: &issuer.challenge_keys().public(),
            poll_nonce: pn,
            now,
        };
        Ok((protocol::challenge::verify(&text, &expected).unwrap(), text))
    }

    /// [`Fixture::pull`] by this number.
    pub async fn pull_number(&self, device: &Device, number: &str) -> Result<(Challenge, Jws), PullError> {
        self.pull(device, PullKey::Number(number.to_owned().try_into().unwrap())).await
    }

    /// The whole way from a push, or from the number on the page, to an approval.
    pub async fn approve(&self, device: &Device, waiting: &WaitingLogin) {
        let (challenge, text) = if waiting.is_pulled {
            self.pull_number(device, &waiting.number).await.unwrap()
        } else {
            self.poll(device).await.unwrap()
        };
        let (rid, _) = self.evaluate(device, Some(challenge.jti)).await.unwrap();
        let response = device.approval(&challenge, &text, &waiting.number, rid, self.now());
        let jws = jws::sign(&response, &device.user_key);
        self.respond(device, challenge.jti, &jws).await.unwrap();
    }
}
