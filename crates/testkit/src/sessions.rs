//! Sessions, and what their owners may do.

use identity::{
    account::user::User,
    actor::{Authority, AuthorityError, Deed},
    challenge::{self, Poll},
    credential::email_code,
    login::{client::ClientSecret, session, session::OpenedSession},
    store::StoreError,
};

use protocol::{PollNonce, challenge::PollRequest};

use crate::{Device, Fixture, source, visitor};

impl Fixture {
    /// A session by an approval of this device.
    pub async fn log_in(&self, user: &User, device: &Device) -> OpenedSession {
        let waiting = self.start_push(user, &visitor("192.0.2.1")).await;
        self.approve(device, &waiting).await;
        self.finish(&waiting).await.unwrap()
    }

    /// A session by an e-mailed code.
    pub async fn log_in_by_mail(&self, name: &str) -> OpenedSession {
        let client = visitor("192.0.2.1");
        let begun = self.begin(self.request(name, &client, None)).await.unwrap();
        let (database, issuer, work, now) = (&self.database, &self.issuer, &self.work, self.now());
        let (secret, from, mut rng) = (&begun.secret, source("192.0.2.1"), self.rng());
        let letter = email_code::send(database, issuer, work, now, &mut rng, secret, from).await.unwrap().unwrap();
        email_code::check(database, issuer, work, now, secret, letter.code, &client).await.unwrap();
        self.finish_of(secret).await.unwrap()
    }

    /// Whether the session still counts.
    pub async fn is_logged_in(&self, secret: &ClientSecret) -> Result<bool, StoreError> {
        Ok(session::load(&self.database, &self.issuer, self.now(), secret).await?.is_some())
    }

    /// Whether a poll of this device finds nothing, or is refused.
    pub async fn poll_quietly(&self, device: &Device) -> bool {
        let request = PollRequest { pn: PollNonce::generate(&mut self.rng()), known: None, wait: 0, pinned: None };
        let (database, issuer, from) = (&self.database, &self.issuer, source("192.0.2.1"));
        let found = challenge::poll(database, issuer, self.now(), device.id, from, &request).await;
        !matches!(found, Ok(Poll::News { .. }))
    }

    /// What the owner of a session may do.
    pub async fn owner(&self, secret: &ClientSecret, deed: Deed) -> Result<Authority, AuthorityError> {
        let (database, issuer, now) = (&self.database, &self.issuer, self.now());
        let (session, _) = session::load(database, issuer, now, secret).await?.ok_or(AuthorityError::Closed)?;
        Authority::owner(database, issuer, now, &session, deed).await
    }
}
