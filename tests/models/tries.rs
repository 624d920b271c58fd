//! The tries of a PIN (`docs/protocol.md` §5): each evaluation costs one, and only a fresh signature by the user key sets
//! them to zero.
//!
//! ```text
//! holder                                       portal
//! evaluate rid                       ───────►  tries + 1, remember rid
//! signs ack(rid) or pin-ok(rid)      ───────►  rid remembered, at most 120 s old, not proved before? tries := 0
//!                                              an ack besides: only the first one of its enrolment
//! ```
//!
//! A thief has the device, so that he can ask for evaluations. He has no PIN, so that he signs nothing; but he has seen each
//! message that was ever signed, and sends it when he likes and as often as he likes.

use std::collections::{BTreeMap, BTreeSet};

use stateright::{Model, Property};

use crate::{breaks, holds};

/// The tries that there are.
const LAST: u8 = 2;

/// The name of an evaluation.
type Rid = u8;

#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
enum Message {
    Acknowledgement(Rid),
    PinOk(Rid),
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Evaluation {
    is_fresh: bool,
    is_proved: bool,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct State {
    tries: u8,
    is_acknowledged: bool,
    evaluations: BTreeMap<Rid, Evaluation>,
    /// All that the holder has signed.
    signed: BTreeSet<Message>,
    /// What of it the portal has had.
    heard: BTreeSet<Message>,
    /// The holder has lost the device: nothing more is signed.
    is_stolen: bool,
    /// Evaluations that the thief got.
    guesses: u8,
    /// Those since everything that was signed is old.
    late_guesses: u8,
    is_late: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Action {
    Evaluate,
    Sign(Message),
    Arrive(Message),
    OldMessageAgain(Message),
    Steal,
    Guess,
    /// More than 120 seconds pass.
    Wait,
}

/// A rule that is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Without {
    Nothing,
    /// An acknowledgement sets the tries to zero whenever it comes, and names no evaluation.
    CountingOnce,
    /// An evaluation proves again and again.
    ProvingOnce,
    /// An evaluation proves whatever its age.
    Freshness,
}

struct Tries {
    without: Without,
    evaluations: u8,
}

impl Tries {
    fn receive(&self, state: &mut State, message: Message) {
        state.heard.insert(message);
        let rid = match message {
            Message::Acknowledgement(_) if self.without == Without::CountingOnce => {
                (state.is_acknowledged, state.tries) = (true, 0);
                return;
            }
            Message::Acknowledgement(_) if state.is_acknowledged => return,
            Message::Acknowledgement(rid) => {
                state.is_acknowledged = true;
                rid
            }
            Message::PinOk(rid) => rid,
        };
        let Some(evaluation) = state.evaluations.get_mut(&rid) else {
            return;
        };
        let is_fresh = evaluation.is_fresh || self.without == Without::Freshness;
        if is_fresh && (!evaluation.is_proved || self.without == Without::ProvingOnce) {
            (evaluation.is_proved, state.tries) = (true, 0);
        }
    }
}

impl Model for Tries {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            tries: 0,
            is_acknowledged: false,
            evaluations: BTreeMap::new(),
            signed: BTreeSet::new(),
            heard: BTreeSet::new(),
            is_stolen: false,
            guesses: 0,
            late_guesses: 0,
            is_late: false,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        let is_open = state.tries < LAST;
        if state.is_stolen {
            actions.push(Action::Wait);
            if is_open {
                actions.push(Action::Guess);
            }
        } else {
            actions.push(Action::Steal);
            if is_open && state.evaluations.len() < usize::from(self.evaluations) {
                actions.push(Action::Evaluate);
            }
            for (rid, evaluation) in &state.evaluations {
                let messages = [Message::Acknowledgement(*rid), Message::PinOk(*rid)];
                let unsigned = messages.into_iter().filter(|message| !state.signed.contains(message));
                actions.extend(unsigned.filter(|_| evaluation.is_fresh).map(Action::Sign));
            }
        }
        for message in &state.signed {
            let is_old = state.heard.contains(message);
            actions.push(if is_old { Action::OldMessageAgain(*message) } else { Action::Arrive(*message) });
        }
    }

    fn next_state(&self, before: &State, action: Action) -> Option<State> {
        let mut state = before.clone();
        match action {
            Action::Evaluate => {
                let rid = u8::try_from(state.evaluations.len()).unwrap();
                state.evaluations.insert(rid, Evaluation { is_fresh: true, is_proved: false });
                state.tries += 1;
            }
            Action::Sign(message) => drop(state.signed.insert(message)),
            Action::Arrive(message) | Action::OldMessageAgain(message) => self.receive(&mut state, message),
            Action::Steal => state.is_stolen = true,
            Action::Guess => {
                state.tries += 1;
                state.guesses += 1;
                state.late_guesses += u8::from(state.is_late);
            }
            Action::Wait => {
                state.evaluations.values_mut().for_each(|evaluation| evaluation.is_fresh = false);
                state.is_late = true;
            }
        }
        (state != *before).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("each evaluation of the holder gives the tries back once", |_, state: &State| {
                usize::from(state.guesses) <= usize::from(LAST) * (1 + state.evaluations.len())
            }),
            Property::always("what is old gives nothing back", |_, state: &State| state.late_guesses <= LAST),
            Property::sometimes("the holder's own tries do not count", |_, state: &State| {
                !state.evaluations.is_empty() && state.tries == 0
            }),
            Property::sometimes("a thief is stopped", |_, state: &State| state.is_stolen && state.tries == LAST),
        ]
    }

    /// Where guesses go on for ever, a few more than allowed are enough.
    fn within_boundary(&self, state: &State) -> bool {
        state.guesses <= LAST * (2 + self.evaluations)
    }
}

#[test]
fn tries_are_given_back_by_a_fresh_signature_alone_and_once() {
    let states = holds(Tries { without: Without::Nothing, evaluations: 3 });
    assert!(states >= 5_000, "{states} states");
}

#[test]
fn tries_never_end_when_an_old_message_counts_again() {
    let once = "each evaluation of the holder gives the tries back once";
    for without in [Without::CountingOnce, Without::ProvingOnce] {
        let way = breaks(Tries { without, evaluations: 1 }, once);
        assert!(way.contains("OldMessageAgain"), "without {without:?}: {way}");
    }
    let way = breaks(Tries { without: Without::Freshness, evaluations: 1 }, "what is old gives nothing back");
    assert!(way.contains("Wait"), "{way}");
}
