//! A holder whose every word is in the test's hands: keys in memory, a token written into the portal's database
//! beforehand, a connection of its own. For what an honest app never sends, and for thousands of devices at once.

pub(crate) mod people;
mod wire;

use std::{net::Ipv4Addr, sync::Mutex};

use portal::entropy::SystemEntropy;
use protocol::{
    Bytes, ChallengeId, Origin, PollNonce, PrivateKey, ProofId, PublicKey, RequestId, Timestamp, TokenId,
    approval::{Decision, Response, ResponseMessage},
    challenge::{self, Challenge, Expected, PollReply, PollRequest, UserVerification},
    challenge_keys::{self, ChallengeKeys},
    device::{Proof, body_hash},
    jws::{self, Jws},
    oprf::{Blinding, EvaluationReply, EvaluationRequest, OprfPublicKey},
    ratchet::{Step, commitment},
    version::API,
};
use serde::Serialize;

pub(crate) use self::people::enrol;
pub(crate) use self::wire::{Answer, Wire};

/// What everybody knows of a portal.
#[derive(Debug)]
pub(crate) struct Issuer {
    pub(crate) port: u16,
    pub(crate) origin: Origin,
    pub(crate) challenge_keys: Vec<PublicKey>,
}

impl Issuer {
    /// The same portal through the node at another port.
    pub(crate) fn at(&self, port: u16) -> Self {
        Self { port, origin: self.origin.clone(), challenge_keys: self.challenge_keys.clone() }
    }
}

/// One enrolled token and its keys. The PIN's stretching is left out: 32 fixed bytes stand for its result.
#[derive(Debug)]
pub(crate) struct Holder {
    pub(crate) user_name: String,
    pub(crate) token: TokenId,
    pub(crate) device_key: PrivateKey,
    pub(crate) user_key: PrivateKey,
    pub(crate) oprf_key: OprfPublicKey,
    pub(crate) ratchet: Mutex<[u8; 32]>,
}

/// A challenge as it came, and what it says.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) text: Jws,
    pub(crate) challenge: Challenge,
}

impl Holder {
    /// An approval of what was asked, with this number and after this evaluation.
    pub(crate) fn approval(&self, issuer: &Issuer, asked: &Asked, number: &str, rid: RequestId) -> Response {
        Response {
            num: Some(number.into()),
            uv: Some(UserVerification::Pin),
            rid: Some(rid),
            ..self.decision(issuer, asked, Decision::Approve)
        }
    }

    /// A decision without number and PIN.
    pub(crate) fn decision(&self, issuer: &Issuer, asked: &Asked, decision: Decision) -> Response {
        Response {
            iss: self.token,
            aud: issuer.origin.clone(),
            cid: asked.challenge.jti,
            chal: asked.text.digest(),
            dec: decision,
            num: None,
            uv: None,
            rid: None,
            iat: Timestamp(0),
            app: "segl/0.1.0".into(),
        }
    }
}

/// A holder on a connection.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    issuer: &'a Issuer,
    holder: &'a Holder,
    wire: Wire,
    nonce: String,
    polled: PollNonce,
}

impl<'a> Line<'a> {
    /// Connects, with a nonce that the portal has given to anybody ([`Line::nonce`]).
    pub(crate) fn open(issuer: &'a Issuer, holder: &'a Holder, nonce: &str) -> Self {
        Self::over(Wire::connect(issuer.port), issuer, holder, nonce)
    }

    /// The same from another address of loopback.
    pub(crate) async fn open_from(source: Ipv4Addr, issuer: &'a Issuer, holder: &'a Holder, nonce: &str) -> Self {
        Self::over(Wire::connect_from(source, issuer.port).await, issuer, holder, nonce)
    }

    fn over(wire: Wire, issuer: &'a Issuer, holder: &'a Holder, nonce: &str) -> Self {
        let polled = PollNonce::generate(&mut SystemEntropy);
        Self { issuer, holder, wire, nonce: nonce.into(), polled }
    }

    /// A nonce for the first request.
    pub(crate) fn nonce(issuer: &Issuer) -> String {
        let mut wire = Wire::connect(issuer.port);
        wire.send("GET", &format!("{API}/portal"), &[], b"");
        wire.receive().nonce.expect("every answer brings a nonce")
    }

    /// Asks for a challenge and leaves the answer on its way.
    pub(crate) fn ask_for_news(&mut self, wait: u64) {
        self.polled = PollNonce::generate(&mut SystemEntropy);
        self.send("/challenges/poll", &PollRequest { pn: self.polled, known: None, wait, pinned: None });
    }

    /// Takes the answer and verifies the challenge in it, if there is one.
    pub(crate) fn news(&mut self) -> Option<Asked> {
        let reply: PollReply = self.receive().read();
        let text = reply.challenge?;
        let expected = Expected {
            issuer: &self.issuer.origin,
            token: self.holder.token,
            keys: &self.issuer.challenge_keys,
            poll_nonce: self.polled,
            now: reply.time,
        };
        let challenge = challenge::verify(&text, &expected).expect("the portal's challenge verifies");
        Some(Asked { text, challenge })
    }

    /// Takes the answer and verifies the statement about challenge keys in it, if there is one.
    pub(crate) fn statement(&mut self) -> Option<ChallengeKeys> {
        let reply: PollReply = self.receive().read();
        let (pinned, token) = (self.issuer.challenge_keys.as_slice(), self.holder.token);
        let expected = challenge_keys::Expected { issuer: &self.issuer.origin, token, pinned, last: None };
        Some(challenge_keys::verify(&reply.keys?, &expected).expect("the portal's statement verifies"))
    }

    /// Whether nothing has come since the last question.
    pub(crate) fn is_quiet(&self) -> bool {
        self.wire.is_quiet()
    }

    /// One evaluation of the PIN for a challenge; its proof is verified.
    pub(crate) fn evaluate(&mut self, challenge: ChallengeId) -> RequestId {
        let (blinding, blinded) = Blinding::blind(&STRETCHED, &mut SystemEntropy).expect("32 bytes can be blinded");
        let rid = RequestId::generate(&mut SystemEntropy);
        // Every evaluation spends a value and names the next (`docs/protocol.md` §9).
        let holder = self.holder;
        let mut ratchet = holder.ratchet.lock().expect("nobody panics with it");
        let next = Bytes::<32>::generate(&mut SystemEntropy).0;
        let step = Some(Step { proof: Bytes(*ratchet), next: commitment(&next) });
        self.send("/oprf", &EvaluationRequest { cid: Some(challenge), rid, blinded, change: None, step });
        let reply: EvaluationReply = self.receive().read();
        *ratchet = next;
        let _output = blinding.finalize(&reply, &self.holder.oprf_key).expect("the portal's proof verifies");
        rid
    }

    /// Asks for an evaluation as a token does that is not stored yet, and leaves the answer on its way.
    pub(crate) fn ask_for_first_evaluation(&mut self) {
        let (_, blinded) = Blinding::blind(&STRETCHED, &mut SystemEntropy).expect("32 bytes can be blinded");
        let rid = RequestId::generate(&mut SystemEntropy);
        self.send("/oprf", &EvaluationRequest { cid: None, rid, blinded, change: None, step: None });
    }

    /// Takes an answer, whatever it is.
    pub(crate) fn answer(&mut self) -> Answer {
        self.receive()
    }

    /// Signs a response with the user key.
    pub(crate) fn sign(&self, response: &Response) -> Jws {
        jws::sign(response, &self.holder.user_key)
    }

    /// Sends a signed response to the address of a challenge.
    pub(crate) fn respond(&mut self, to: ChallengeId, jws: &Jws) -> Answer {
        self.send(&format!("/challenges/{to}/response"), &ResponseMessage { jws: jws.clone() });
        self.receive()
    }

    /// The request of [`Line::respond`], header by header, so that it can be sent as it is more than once.
    pub(crate) fn sealed_response(&self, to: ChallengeId, jws: &Jws) -> Sealed {
        self.seal(&format!("/challenges/{to}/response"), &ResponseMessage { jws: jws.clone() })
    }

    /// Sends a request as it was sealed.
    pub(crate) fn send_sealed(&mut self, request: &Sealed) -> Answer {
        self.wire.send("POST", &request.path, &[("segl-pop", request.proof.as_str())], &request.body);
        self.receive()
    }

    fn send(&mut self, path: &str, body: &impl Serialize) {
        let request = self.seal(path, body);
        self.wire.send("POST", &request.path, &[("segl-pop", request.proof.as_str())], &request.body);
    }

    fn seal(&self, path: &str, body: &impl Serialize) -> Sealed {
        let body = serde_json::to_vec(body).expect("words of the protocol are JSON");
        let path = format!("{API}{path}");
        let proof = Proof {
            jti: ProofId::generate(&mut SystemEntropy),
            htm: "POST".into(),
            htu: path.clone(),
            iat: Timestamp(0),
            nonce: self.nonce.clone(),
            bh: body_hash(&body),
        };
        Sealed { proof: proof.sign(&self.holder.device_key), path, body }
    }

    fn receive(&mut self) -> Answer {
        let answer = self.wire.receive();
        if let Some(nonce) = &answer.nonce {
            self.nonce.clone_from(nonce);
        }
        answer
    }
}

/// A request with its proof of possession.
#[derive(Debug)]
pub(crate) struct Sealed {
    path: String,
    proof: Jws,
    body: Vec<u8>,
}

/// What Argon2id would have made of the PIN.
const STRETCHED: [u8; 32] = [7; 32];
