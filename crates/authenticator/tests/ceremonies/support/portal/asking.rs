//! The portal in memory: challenges and their answers.

use protocol::{
    ErrorCode, PollNonce, PrivateKey, Thumbprint, Timestamp, TokenId,
    approval::{self, Decision, ResponseMessage},
    challenge::{Challenge, PollReply, PollRequest},
    jws::{self, Jws},
};

use super::{Answer, State, json};

pub(crate) struct OpenChallenge {
    pub(crate) content: Challenge,
    pub(crate) number: String,
    /// Signs instead of the portal's key.
    pub(crate) forger: Option<PrivateKey>,
    pub(crate) sent: Option<Jws>,
}

/// What is said about challenge keys.
#[derive(Default)]
pub(crate) struct Keys {
    /// Comes with the answer to each poll.
    pub(crate) statement: Option<Jws>,
    /// What the last poll said is pinned.
    pub(crate) pinned: Option<Vec<Thumbprint>>,
}

impl State {
    pub(super) fn poll(&mut self, id: TokenId, request: &PollRequest) -> Answer {
        let time = Timestamp(self.now);
        self.keys.pinned.clone_from(&request.pinned);
        let token = self.tokens.get_mut(&id).unwrap();
        let open_id = token.open.as_ref().map(|open| open.content.jti);
        let known_open = request.known.is_some() && open_id == request.known;
        let challenge = token.open.as_mut().filter(|_| !known_open).map(|open| {
            if open.content.pn == PollNonce::from([0; 16]) {
                open.content.pn = request.pn;
            }
            let compact = jws::sign(&open.content, open.forger.as_ref().unwrap_or(&self.challenge_key));
            // The next copy answers another poll.
            if open.content.pn == request.pn {
                open.content.pn = PollNonce::from([0; 16]);
            }
            open.sent = Some(compact.clone());
            compact
        });
        json(&PollReply { challenge, known_open, time, keys: self.keys.statement.clone() })
    }

    pub(super) fn respond(&mut self, id: TokenId, message: &ResponseMessage) -> Answer {
        let now = self.now;
        let token = self.tokens.get_mut(&id).unwrap();
        let unverified = jws::parse::<approval::Response>(message.jws.as_str()).unwrap();
        let by_user = unverified.kid() == token.user_key.thumbprint();
        let key = if by_user { token.user_key } else { token.device_key };
        let response = unverified.verify(&key).unwrap();
        assert_eq!(by_user, response.dec == Decision::Approve, "the right key for the decision");
        if token.decisions.contains(&response) {
            return outcome(response.dec);
        }
        let Some(open) = token.open.take() else { return Err(ErrorCode::ChallengeClosed.into()) };
        if open.content.exp.0 <= now {
            return Err(ErrorCode::ChallengeExpired.into());
        }
        assert_eq!(response.chal, open.sent.unwrap().digest(), "signs what was shown");
        if response.dec == Decision::Approve {
            assert!(response.rid.is_some_and(|rid| token.evaluations.contains_key(&rid)), "names an evaluation");
            if response.num.as_deref() != Some(open.number.as_str()) {
                return Err(ErrorCode::WrongNumber.into());
            }
            token.tries = 0;
        }
        let decision = response.dec;
        token.decisions.push(response);
        outcome(decision)
    }
}

fn outcome(decision: Decision) -> Answer {
    let state = match decision {
        Decision::Approve => approval::ApprovalState::Approved,
        Decision::Deny => approval::ApprovalState::Denied,
        Decision::Report => approval::ApprovalState::Reported,
    };
    json(&approval::ResponseOutcome { state })
}
