//! The portal in memory: the ratchet and the change of a PIN.

use protocol::{
    ChangeId, ErrorBody, ErrorCode, PrivateKey, RequestId, Timestamp, TokenId,
    bytes::Bytes,
    enrolment::PresencePolicy,
    jws,
    oprf::OprfKey,
    pin_change::{NewSecrets, PinChange, PinChangeMessage, PinCommit, PinCommitMessage},
    presence::{PresenceMessage, PresenceRequest, PresenceSeed},
    ratchet::{SettleRequest, Step, commitment},
    sealed_answer::{SealedAnswerMessage, Subject},
};

use super::{Answer, IssuedToken, State, json, verified};

pub(crate) struct OpenChange {
    pub(crate) id: ChangeId,
    pub(crate) oprf_key: OprfKey,
    pub(crate) seed: [u8; 32],
}

impl State {
    pub(super) fn settle(&mut self, id: TokenId, request: &SettleRequest) -> Answer {
        self.tokens.get_mut(&id).unwrap().turn(request.rid, request.step).map(|()| Vec::new())
    }

    pub(super) fn begin(&mut self, id: TokenId, message: &PinChangeMessage) -> Answer {
        let token = self.tokens.get_mut(&id).unwrap();
        let statement: PinChange = verified(message.jws.as_str(), &token.user_key)?;
        assert_eq!((statement.iss, &statement.aud), (id, &self.origin), "changes this token");
        assert!(token.evaluations.contains_key(&statement.rid), "names an evaluation");
        token.tries = 0;
        let oprf_key = OprfKey::generate(&mut self.random);
        let seed = Bytes::<32>::generate(&mut self.random).0;
        let secrets = NewSecrets::new(&seed, oprf_key.public(), 6);
        token.change = Some(OpenChange { id: statement.change, oprf_key, seed });
        let subject = Subject { issuer: &self.origin, token_id: id, change: statement.change };
        let answer = secrets.seal(&subject, &statement.epk, Timestamp(self.now), &mut self.random).unwrap();
        let forger = PrivateKey::generate(&mut self.random);
        let key = if self.wrong_challenge_key { &forger } else { &self.challenge_key };
        json(&SealedAnswerMessage { jws: jws::sign(&answer, key) })
    }

    pub(super) fn register_presence(&mut self, id: TokenId, message: &PresenceMessage) -> Answer {
        let token = self.tokens.get_mut(&id).unwrap();
        let statement: PresenceRequest = verified(message.jws.as_str(), &token.user_key)?;
        assert_eq!((statement.iss, &statement.aud), (id, &self.origin), "for this token");
        assert!(token.evaluations.contains_key(&statement.rid), "names an evaluation");
        if self.policy.presence == PresencePolicy::None {
            return Err(ErrorCode::Refused.into());
        }
        let seed = Bytes::<32>::generate(&mut self.random).0;
        token.presence = Some(seed);
        let subject = Subject { issuer: &self.origin, token_id: id, change: statement.change };
        let sealed = PresenceSeed::new(&seed).seal(&subject, &statement.epk, Timestamp(self.now), &mut self.random);
        let forger = PrivateKey::generate(&mut self.random);
        let key = if self.wrong_challenge_key { &forger } else { &self.challenge_key };
        json(&SealedAnswerMessage { jws: jws::sign(&sealed.unwrap(), key) })
    }

    pub(super) fn commit(&mut self, id: TokenId, change: ChangeId, message: &PinCommitMessage) -> Answer {
        let token = self.tokens.get_mut(&id).unwrap();
        let statement: PinCommit = verified(message.jws.as_str(), &token.user_key)?;
        assert_eq!((statement.iss, statement.change), (id, change), "commits this change");
        if token.committed == Some(change) {
            return Ok(Vec::new());
        }
        assert!(token.evaluations.contains_key(&statement.rid), "names an evaluation");
        let open = token.change.take_if(|open| open.id == change).ok_or(ErrorCode::UnknownChange)?;
        (token.oprf_key, token.seed) = (Some(open.oprf_key), open.seed);
        (token.tries, token.ratchet, token.committed) = (0, statement.ratchet, Some(change));
        (token.copied, token.reconnecting) = (false, false);
        Ok(Vec::new())
    }
}

impl IssuedToken {
    /// One step of the ratchet, or a repeat of one, or the alarm.
    pub(super) fn turn(&mut self, request: RequestId, step: Step) -> Result<(), ErrorBody> {
        if self.steps.get(&request) == Some(&step.next) {
            return Ok(());
        }
        if self.copied || commitment(&step.proof.0) != self.ratchet {
            self.copied = true;
            return Err(ErrorCode::TokenCopied.into());
        }
        self.steps.insert(request, step.next);
        self.ratchet = step.next;
        Ok(())
    }
}
