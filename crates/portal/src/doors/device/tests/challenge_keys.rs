//! New challenge keys come with the answer to a poll, and the device says that it has pinned them.

use identity::actor::Actor;
use identity::challenge_keys;
use protocol::{
    PublicKey, Thumbprint,
    challenge_keys::{Expected, verify},
};

use crate::doors::device::tests::*;

impl Http {
    async fn poll_naming(&self, device: &Device, pinned: Option<Vec<Thumbprint>>) -> Answer {
        let request = PollRequest { pn: PollNonce::generate(&mut self.fixture.rng()), known: None, wait: 0, pinned };
        self.call(&device.device_key, POLL, &request).await
    }
}

async fn keys(http: &Http, device: &Device, pinned: Option<Vec<Thumbprint>>) -> Option<Jws> {
    http.poll_naming(device, pinned).await.read::<PollReply>().keys
}

#[tokio::test]
async fn statement_comes_with_every_answer_until_the_device_says_that_it_has_pinned_the_keys() {
    let (http, _, device) = Http::with_device().await;
    let state = &http.fixture.state;
    let (database, issuer) = (&state.database, &state.issuer);
    let old = issuer.challenge_keys().public();
    assert_eq!(keys(&http, &device, None).await, None, "nothing is new");
    let (now, mut rng) = (http.fixture.now(), http.fixture.rng());
    challenge_keys::begin(database, &issuer.kek, now, &mut rng, &Actor::System).await.unwrap();
    assert_eq!(keys(&http, &device, None).await, None, "this node has not heard of it");
    challenge_keys::reload(database, &issuer.kek, &issuer.challenge_keys).await.unwrap();
    let first = keys(&http, &device, None).await.unwrap();
    assert_eq!(keys(&http, &device, None).await, Some(first.clone()), "the same until it is pinned");
    let expected = Expected { issuer: &issuer.origin, token: device.id, pinned: &old, last: None };
    let stated = verify(&first, &expected).unwrap().keys;
    assert_eq!(stated, issuer.challenge_keys().public());
    let pinned: Vec<_> = stated.iter().map(PublicKey::thumbprint).collect();
    assert_eq!(keys(&http, &device, Some(pinned)).await, None);
    assert_eq!(keys(&http, &device, None).await, None, "and it is remembered");
}

#[tokio::test]
async fn poll_is_refused_when_it_names_no_key_or_three() {
    let (http, _, device) = Http::with_device().await;
    let key = http.fixture.state.issuer.challenge_keys().public()[0].thumbprint();
    for count in [0, 3] {
        assert_eq!(http.poll_naming(&device, Some(vec![key; count])).await.code(), ErrorCode::BadRequest, "{count}");
    }
    assert_eq!(keys(&http, &device, Some(vec![key])).await, None);
}
