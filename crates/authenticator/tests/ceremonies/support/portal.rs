//! A portal in memory: the issuer's side of the protocol, played with the protocol's own functions.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use authenticator::ports::{Portal, PortalError, Request, Response};
use protocol::{
    ChallengeId, ChangeId, EnrolmentId, ErrorBody, ErrorCode, Origin, PollNonce, PrivateKey, PublicKey, RequestId,
    Timestamp, TokenId,
    activation::ActivationPassword,
    approval::{self, PinOkMessage},
    bytes::Bytes,
    challenge::{self, Challenge},
    device::{PortalInfo, Proof, body_hash},
    enrolment::{
        Acknowledgement, AcknowledgementMessage, EnrolmentMessage, EnrolmentReply, IssuerPolicy, Offer, OfferTerms,
    },
    jws::{self, Claims},
    oprf::{EvaluationReply, EvaluationRequest, OprfKey},
};
use serde::{Serialize, de::DeserializeOwned};

pub(crate) use self::asking::OpenChallenge;
use self::renewal::OpenChange;
use super::{NOW, Stream, stretch_cheaply};

mod asking;
mod renewal;

/// What a test sees of the portal.
pub(crate) struct State {
    pub(crate) origin: Origin,
    pub(crate) challenge_key: PrivateKey,
    pub(crate) now: u64,
    pub(crate) offers: HashMap<EnrolmentId, OpenOffer>,
    pub(crate) tokens: HashMap<TokenId, IssuedToken>,
    /// Paths of every request, as they came.
    pub(crate) log: Vec<String>,
    /// How long the last request was ready to wait.
    pub(crate) timeout: Duration,
    /// Happens once, before a request to a path that ends like this arrives.
    pub(crate) meanwhile: Option<(&'static str, Happening)>,
    /// Nobody answers.
    pub(crate) unreachable: bool,
    /// So many answers to a path that ends like this are lost on the way back.
    pub(crate) lose: Option<(&'static str, u32)>,
    /// The next request to a path that ends like this is refused with this code.
    pub(crate) refuse: Option<(&'static str, ErrorCode)>,
    /// What new tokens are allowed.
    pub(crate) policy: IssuerPolicy,
    /// Evaluate with another key than the pinned one.
    pub(crate) wrong_oprf_key: bool,
    /// Answer an enrolment with another challenge key than the QR code's.
    pub(crate) wrong_challenge_key: bool,
    pub(crate) keys: asking::Keys,
    /// The nonce that proofs must carry.
    pub(crate) nonce: String,
    pub(crate) random: Stream,
}

/// Something that another program does.
pub(crate) type Happening = Box<dyn FnOnce() + Send>;

pub(crate) struct OpenOffer {
    pub(crate) offer: Offer,
    pub(crate) tries: u8,
    pub(crate) used: bool,
    pub(crate) scanned: bool,
    pub(crate) token: Option<TokenId>,
}

pub(crate) struct IssuedToken {
    pub(crate) device_key: PublicKey,
    pub(crate) user_key: PublicKey,
    pub(crate) oprf_key: Option<OprfKey>,
    pub(crate) seed: [u8; 32],
    pub(crate) tries: u8,
    pub(crate) paused: Option<u64>,
    pub(crate) evaluations: HashMap<RequestId, Bytes<33>>,
    /// SHA-256 of the ratchet value that comes next.
    pub(crate) ratchet: Bytes<32>,
    /// Steps that were taken, by their requests.
    pub(crate) steps: HashMap<RequestId, Bytes<32>>,
    pub(crate) copied: bool,
    /// The owner has confirmed in the portal that this device goes on.
    pub(crate) reconnecting: bool,
    pub(crate) change: Option<OpenChange>,
    pub(crate) committed: Option<ChangeId>,
    /// The seed behind biometrics.
    pub(crate) presence: Option<[u8; 32]>,
    pub(crate) acknowledged: bool,
    pub(crate) open: Option<OpenChallenge>,
    pub(crate) decisions: Vec<approval::Response>,
}

/// The portal as a port; clones are the same portal.
#[derive(Clone)]
pub(crate) struct FakePortal(Arc<Mutex<State>>);

impl FakePortal {
    pub(crate) fn new() -> Self {
        let mut random = Stream::new(b"portal");
        Self(Arc::new(Mutex::new(State {
            origin: "https://portal.nordhavn.example".parse().unwrap(),
            challenge_key: PrivateKey::generate(&mut random),
            now: NOW,
            offers: HashMap::new(),
            tokens: HashMap::new(),
            log: Vec::new(),
            timeout: Duration::ZERO,
            meanwhile: None,
            unreachable: false,
            lose: None,
            refuse: None,
            policy: IssuerPolicy { third_party: true, ..IssuerPolicy::default() },
            wrong_oprf_key: false,
            wrong_challenge_key: false,
            keys: asking::Keys::default(),
            nonce: "nonce-1".into(),
            random,
        })))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// A new QR code, as text, with its activation password.
    pub(crate) fn offer(&self) -> (String, String) {
        let mut state = self.state();
        let state = &mut *state;
        let password = ActivationPassword::generate(&mut state.random);
        let (eid, salt) = (EnrolmentId::generate(&mut state.random), Bytes::<16>::generate(&mut state.random));
        let offer = Offer::generate(
            &OfferTerms {
                issuer: &state.origin,
                eid,
                salt,
                stretched: &stretch_cheaply(password.as_bytes(), &salt.0),
                challenge_key: state.challenge_key.public().thumbprint(),
                expires: Timestamp(state.now + 600),
            },
            &mut state.random,
        )
        .unwrap();
        let text = offer.qr.to_text();
        state.offers.insert(eid, OpenOffer { offer, tries: 0, used: false, scanned: false, token: None });
        (text, password.grouped().to_string())
    }

    /// Somebody logs in: the token is asked. The number is 483920.
    pub(crate) fn challenge(&self, token: TokenId) -> ChallengeId {
        let mut state = self.state();
        let id = ChallengeId::generate(&mut state.random);
        let (origin, now) = (state.origin.clone(), state.now);
        let content = Challenge {
            iss: origin.clone(),
            aud: token,
            jti: id,
            iat: Timestamp(now),
            exp: Timestamp(now + 120),
            pn: PollNonce::from([0; 16]),
            ver: 1,
            act: challenge::Act::Login,
            rp: challenge::RelyingParty { id: "intranet".into(), name: "Intranet".into(), origin },
            ctx: challenge::Context {
                ip: "192.0.2.7".into(),
                city: Some("Aarhus".into()),
                browser: "Firefox".into(),
                os: "Windows".into(),
                browser_known: true,
                same_network: Some(true),
            },
            txt: None,
            num: 6,
            uv: vec![challenge::UserVerification::Pin],
        };
        let open = OpenChallenge { content, number: "483920".into(), forger: None, sent: None };
        state.tokens.get_mut(&token).unwrap().open = Some(open);
        id
    }

    /// Changes the open challenge of a token before it is sent.
    pub(crate) fn alter(&self, token: TokenId, change: impl FnOnce(&mut OpenChallenge)) {
        change(self.state().tokens.get_mut(&token).unwrap().open.as_mut().unwrap());
    }
}

impl Portal for FakePortal {
    fn send(&self, request: &Request<'_>) -> Result<Response, PortalError> {
        let due = self.state().meanwhile.take_if(|(path, _)| request.path.ends_with(*path));
        if let Some((_, happen)) = due {
            happen();
        }
        let mut state = self.state();
        let state = &mut *state;
        state.timeout = request.timeout;
        state.log.push(request.path.to_owned());
        assert_eq!(*request.origin, state.origin, "nobody else is asked");
        if state.unreachable {
            return Err(PortalError::Unreachable);
        }
        let nonce = Some(state.nonce.clone());
        if let Some((path, code)) = state.refuse.take() {
            if request.path.ends_with(path) {
                return Ok(Response { status: 409, nonce, body: serde_json::to_vec(&ErrorBody::from(code)).unwrap() });
            }
            state.refuse = Some((path, code));
        }
        let (status, body) = match state.answer(request) {
            Ok(body) => (200, body),
            Err(error) if error.code == ErrorCode::UseNonce => (401, serde_json::to_vec(&error).unwrap()),
            Err(error) => (409, serde_json::to_vec(&error).unwrap()),
        };
        if let Some((_, times)) =
            state.lose.as_mut().filter(|(path, times)| *times > 0 && request.path.ends_with(*path))
        {
            *times -= 1;
            return Err(PortalError::TimedOut);
        }
        Ok(Response { status, nonce, body })
    }
}

type Answer = Result<Vec<u8>, ErrorBody>;

impl State {
    fn answer(&mut self, request: &Request<'_>) -> Answer {
        let path = request.path.strip_prefix("/api/v1/").expect("every path has its version");
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["portal"] => {
                let time = Timestamp(self.now);
                json(&PortalInfo { name: "Nordhavn Energi".into(), version: "0.1.0".into(), time })
            }
            ["enrolments", eid] => self.enrol(eid.parse().unwrap(), &read(request)?),
            ["enrolments", eid, "scanned"] => {
                self.offers.get_mut(&eid.parse().unwrap()).ok_or(ErrorCode::UnknownEnrolment)?.scanned = true;
                Ok(Vec::new())
            }
            _ => {
                let token = self.prove(request)?;
                match parts.as_slice() {
                    ["enrolments", eid, "ack"] => self.acknowledge(token, eid.parse().unwrap(), &read(request)?),
                    ["oprf"] => self.evaluate(token, &read(request)?),
                    ["pin-ok"] => self.pin_ok(token, &read(request)?),
                    ["ratchet"] => self.settle(token, &read(request)?),
                    ["pin-changes"] => self.begin(token, &read(request)?),
                    ["pin-changes", change, "commit"] => self.commit(token, change.parse().unwrap(), &read(request)?),
                    ["presence"] => self.register_presence(token, &read(request)?),
                    ["presence", "remove"] => {
                        assert!(request.body.is_empty(), "nothing is to be said");
                        self.tokens.get_mut(&token).unwrap().presence = None;
                        Ok(Vec::new())
                    }
                    ["challenges", "poll"] => self.poll(token, &read(request)?),
                    ["challenges", _, "response"] => self.respond(token, &read(request)?),
                    _ => panic!("no such path: {path}"),
                }
            }
        }
    }

    fn enrol(&mut self, eid: EnrolmentId, message: &EnrolmentMessage) -> Answer {
        let open = self.offers.get_mut(&eid).ok_or(ErrorCode::UnknownEnrolment)?;
        if open.used {
            return Err(ErrorCode::EnrolmentUsed.into());
        }
        if open.tries >= 5 {
            return Err(ErrorCode::EnrolmentVoid.into());
        }
        if open.offer.qr.expires.0 <= self.now {
            return Err(ErrorCode::EnrolmentExpired.into());
        }
        open.tries += 1;
        let Ok((request, reply_key)) = open.offer.open(message) else {
            let tries_left = Some(5 - open.tries);
            return Err(ErrorBody { tries_left, ..ErrorCode::WrongActivationPassword.into() });
        };
        open.used = true;
        let (id, oprf_key) = (TokenId::generate(&mut self.random), OprfKey::generate(&mut self.random));
        let seed = Bytes::<32>::generate(&mut self.random).0;
        open.token = Some(id);
        let other = PrivateKey::generate(&mut self.random);
        let challenge_key = if self.wrong_challenge_key { &other } else { &self.challenge_key };
        let reply = EnrolmentReply::new(
            id,
            &seed,
            oprf_key.public(),
            vec![challenge_key.public()],
            "Nordhavn Energi".into(),
            "mette.holm".into(),
            6,
            self.policy,
            Timestamp(self.now),
        );
        let token = IssuedToken {
            device_key: request.device_key,
            user_key: request.user_key,
            oprf_key: Some(oprf_key),
            seed,
            tries: 0,
            paused: None,
            evaluations: HashMap::new(),
            ratchet: request.ratchet,
            steps: HashMap::new(),
            copied: false,
            reconnecting: false,
            change: None,
            committed: None,
            presence: None,
            acknowledged: false,
            open: None,
            decisions: Vec::new(),
        };
        self.tokens.insert(id, token);
        json(&reply_key.seal(&reply).unwrap())
    }

    fn acknowledge(&mut self, id: TokenId, eid: EnrolmentId, message: &AcknowledgementMessage) -> Answer {
        assert_eq!(self.offers[&eid].token, Some(id), "the token of this enrolment");
        let token = self.tokens.get_mut(&id).unwrap();
        let statement: Acknowledgement = verified(message.jws.as_str(), &token.user_key)?;
        assert_eq!((statement.iss, statement.eid, &statement.aud), (id, eid, &self.origin), "acknowledges this token");
        assert!(token.evaluations.contains_key(&statement.rid), "names one");
        token.tries = if std::mem::replace(&mut token.acknowledged, true) { token.tries } else { 0 };
        Ok(Vec::new())
    }

    /// The proof of possession: signature, method, path, body, nonce. Which token it is, its key says.
    fn prove(&self, request: &Request<'_>) -> Result<TokenId, ErrorBody> {
        let unverified = jws::parse::<Proof>(request.proof.expect("a token's request is signed")).unwrap();
        let named = self.tokens.iter().find(|(_, token)| token.device_key.thumbprint() == unverified.kid());
        let (id, token) = named.ok_or(ErrorCode::UnknownToken)?;
        let proof = unverified.verify(&token.device_key).unwrap();
        assert_eq!((proof.htm.as_str(), proof.htu.as_str()), (request.method.as_str(), request.path));
        assert_eq!(proof.bh, body_hash(request.body), "the body is signed");
        if proof.nonce == self.nonce { Ok(*id) } else { Err(ErrorCode::UseNonce.into()) }
    }

    fn evaluate(&mut self, id: TokenId, request: &EvaluationRequest) -> Answer {
        let token = self.tokens.get_mut(&id).unwrap();
        if let Some(retry_after) = token.paused {
            return Err(ErrorBody { retry_after: Some(retry_after), ..ErrorCode::PinPaused.into() });
        }
        if token.copied && !token.reconnecting {
            return Err(ErrorCode::TokenCopied.into());
        }
        match (&request.step, request.change) {
            (Some(step), None) => token.turn(request.rid, *step)?,
            (None, Some(change)) => assert!(token.change.as_ref().is_some_and(|open| open.id == change), "open change"),
            (None, None) => assert!(!token.acknowledged || token.reconnecting, "a stored token makes a step"),
            (Some(_), Some(_)) => panic!("the commit sets the ratchet"),
        }
        let changing = request.change.and(token.change.as_ref()).map(|change| &change.oprf_key);
        let Some(key) = changing.or(token.oprf_key.as_ref()) else { return Err(ErrorCode::PinDestroyed.into()) };
        match token.evaluations.insert(request.rid, request.blinded) {
            Some(blinded) => assert_eq!(blinded, request.blinded, "a repeat is the same request"),
            None => token.tries += 1,
        }
        let other = OprfKey::generate(&mut self.random);
        let key = if self.wrong_oprf_key { &other } else { key };
        let (element, proof) = key.evaluate(&request.blinded, &mut self.random).unwrap();
        let tries_left = 10 - token.tries;
        if tries_left == 0 {
            token.oprf_key = None;
        }
        json(&EvaluationReply { element, proof, tries_left })
    }

    fn pin_ok(&mut self, id: TokenId, message: &PinOkMessage) -> Answer {
        let token = self.tokens.get_mut(&id).unwrap();
        let statement: approval::PinOk = verified(message.jws.as_str(), &token.user_key)?;
        assert!(token.evaluations.contains_key(&statement.rid), "names an evaluation");
        token.tries = 0;
        Ok(Vec::new())
    }
}

fn verified<C: Claims>(compact: &str, key: &PublicKey) -> Result<C, ErrorBody> {
    jws::parse::<C>(compact).and_then(|unverified| unverified.verify(key)).map_err(|_| ErrorCode::Refused.into())
}

fn read<T: DeserializeOwned>(request: &Request<'_>) -> Result<T, ErrorBody> {
    serde_json::from_slice(request.body).map_err(|_| ErrorCode::BadRequest.into())
}

#[expect(clippy::unnecessary_wraps, reason = "every endpoint answers alike")]
fn json(value: &impl Serialize) -> Answer {
    Ok(serde_json::to_vec(value).unwrap())
}
