//! The ratchet (`docs/protocol.md` §9): each use spends a value that the use before has announced, so that two copies of
//! a vault collide.
//!
//! ```text
//! copy                                             portal
//! choose r', write {rid, r, r'} durably
//! send   rid, proof = r, next = H(r')   ───────►   rid remembered?     the same reply again
//!                                                  H(proof) = stored?  accept, stored := next, remember rid
//! r := r', forget the request           ◄───────   else                alarm: suspended
//! ```
//!
//! A message on its way may arrive at any time, again and again, until it is lost. A value *is* its number here, and
//! hashing it changes nothing.

use std::collections::BTreeSet;

use stateright::{Model, Property};

use crate::{breaks, holds};

/// The vault's copies: the device's own, and the thief's.
const COPIES: usize = 2;

/// A value of the ratchet. The first is 0; each request brings one nobody has seen before.
type Value = u8;

#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Request {
    rid: u8,
    proof: Value,
    next: Value,
}

/// What survives a crash.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Disk {
    value: Value,
    pending: Option<Request>,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Copy {
    disk: Disk,
    /// Chosen and not written yet.
    chosen: Option<Request>,
    /// Answered and not written yet.
    answered: bool,
}

impl Copy {
    /// The value that the next request spends.
    fn value(&self) -> Value {
        self.disk.pending.filter(|_| self.answered).map_or(self.disk.value, |pending| pending.next)
    }
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Portal {
    stored: Value,
    remembered: BTreeSet<u8>,
    alarm: bool,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct State {
    copies: [Option<Copy>; COPIES],
    portal: Portal,
    requests: BTreeSet<(usize, Request)>,
    replies: BTreeSet<(usize, u8)>,
    /// Requests so far; the next one's name and value.
    begun: u8,
    crashes: u8,
    /// The first request after the vault was copied.
    copied_before: Option<u8>,
    /// Which copy's requests, begun after the copying, were accepted.
    accepted_since: [bool; COPIES],
    accepted: u8,
}

#[derive(Clone, Debug, PartialEq)]
enum Action {
    Choose(usize),
    WriteRequest(usize),
    Send(usize),
    ArriveAtPortal(usize, Request),
    ArriveAtCopy(usize, u8),
    WriteAnswer(usize),
    LoseRequest(usize, Request),
    LoseReply(usize, u8),
    Crash(usize),
    StealVault,
}

/// A rule that is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Without {
    Nothing,
    /// The portal remembers only the last request.
    Memory,
    /// A copy sends before it has written.
    WritingFirst,
    /// A copy begins a new request although one is unanswered.
    Patience,
}

struct Ratchet {
    without: Without,
    requests: u8,
    crashes: u8,
    thief: bool,
}

impl Ratchet {
    /// What a copy may choose its next request over.
    fn is_free(&self, copy: &Copy) -> bool {
        copy.chosen.is_none() && (copy.disk.pending.is_none() || copy.answered || self.without == Without::Patience)
    }

    /// What a copy would send now.
    fn to_send(&self, copy: &Copy) -> Option<Request> {
        let unwritten = copy.chosen.filter(|_| self.without == Without::WritingFirst);
        copy.disk.pending.filter(|_| !copy.answered).or(unwritten)
    }

    fn receive(&self, state: &mut State, from: usize, request: Request) {
        if state.portal.alarm {
            return;
        }
        let is_repeat = state.portal.remembered.contains(&request.rid);
        if !is_repeat && request.proof == state.portal.stored {
            if self.without == Without::Memory {
                state.portal.remembered.clear();
            }
            state.portal.stored = request.next;
            state.portal.remembered.insert(request.rid);
            state.accepted += 1;
            if state.copied_before.is_some_and(|first| request.rid >= first) {
                state.accepted_since[from] = true;
            }
        } else if !is_repeat {
            state.portal.alarm = true;
            return;
        }
        state.replies.insert((from, request.rid));
    }
}

impl Model for Ratchet {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let owner = Copy { disk: Disk { value: 0, pending: None }, chosen: None, answered: false };
        vec![State {
            copies: [Some(owner), None],
            portal: Portal { stored: 0, remembered: BTreeSet::new(), alarm: false },
            requests: BTreeSet::new(),
            replies: BTreeSet::new(),
            begun: 0,
            crashes: 0,
            copied_before: None,
            accepted_since: [false; COPIES],
            accepted: 0,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for (at, copy) in state.copies.iter().enumerate().filter_map(|(at, copy)| Some((at, copy.as_ref()?))) {
            if self.is_free(copy) && state.begun < self.requests {
                actions.push(Action::Choose(at));
            }
            if copy.chosen.is_some() {
                actions.push(Action::WriteRequest(at));
            }
            if self.to_send(copy).is_some_and(|request| !state.requests.contains(&(at, request))) {
                actions.push(Action::Send(at));
            }
            if copy.answered {
                actions.push(Action::WriteAnswer(at));
            }
            if (copy.chosen.is_some() || copy.answered) && state.crashes < self.crashes {
                actions.push(Action::Crash(at));
            }
        }
        if self.thief && state.copies[1].is_none() {
            actions.push(Action::StealVault);
        }
        for (from, request) in &state.requests {
            actions.extend([Action::ArriveAtPortal(*from, *request), Action::LoseRequest(*from, *request)]);
        }
        for (to, rid) in &state.replies {
            actions.extend([Action::ArriveAtCopy(*to, *rid), Action::LoseReply(*to, *rid)]);
        }
    }

    fn next_state(&self, before: &State, action: Action) -> Option<State> {
        let mut state = before.clone();
        match action {
            Action::Choose(at) => {
                let copy = state.copies[at].as_mut()?;
                state.begun += 1;
                copy.chosen = Some(Request { rid: state.begun, proof: copy.value(), next: state.begun });
            }
            Action::WriteRequest(at) => {
                let copy = state.copies[at].as_mut()?;
                // One write says both: the answer to the request before, and the new request.
                copy.disk = Disk { value: copy.value(), pending: copy.chosen.take() };
                copy.answered = false;
            }
            Action::Send(at) => {
                let request = self.to_send(state.copies[at].as_ref()?)?;
                state.requests.insert((at, request));
            }
            Action::ArriveAtPortal(from, request) => self.receive(&mut state, from, request),
            Action::ArriveAtCopy(to, rid) => {
                let copy = state.copies[to].as_mut()?;
                copy.answered = copy.disk.pending.is_some_and(|pending| pending.rid == rid);
            }
            Action::WriteAnswer(at) => {
                let copy = state.copies[at].as_mut()?;
                copy.disk = Disk { value: copy.value(), pending: None };
                copy.answered = false;
            }
            Action::LoseRequest(from, request) => {
                state.requests.remove(&(from, request));
            }
            Action::LoseReply(to, rid) => {
                state.replies.remove(&(to, rid));
            }
            Action::Crash(at) => {
                let copy = state.copies[at].as_mut()?;
                (copy.chosen, copy.answered) = (None, false);
                state.crashes += 1;
            }
            Action::StealVault => {
                let disk = state.copies[0]?.disk;
                state.copies[1] = Some(Copy { disk, chosen: None, answered: false });
                // Whatever the owner has in mind already is the owner's, and counts as begun before.
                state.copied_before = Some(state.begun + 1);
            }
        }
        (state != *before).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("no false alarm", |_, state: &State| !state.portal.alarm || state.copies[1].is_some()),
            Property::always("never both copies", |_, state: &State| state.accepted_since != [true; COPIES]),
            Property::sometimes("every request is accepted", |model: &Self, state: &State| {
                state.accepted == model.requests
            }),
            Property::sometimes("the copy is found out", |model: &Self, state: &State| {
                state.portal.alarm || !model.thief
            }),
        ]
    }
}

#[test]
fn ratchet_gives_no_false_alarm_whatever_is_lost_doubled_late_or_crashes() {
    let states = holds(Ratchet { without: Without::Nothing, requests: 5, crashes: 2, thief: false });
    assert!(states >= 50_000, "{states} states");
}

#[test]
fn ratchet_never_serves_both_copies_after_the_vault_was_stolen() {
    let states = holds(Ratchet { without: Without::Nothing, requests: 3, crashes: 1, thief: true });
    assert!(states >= 50_000, "{states} states");
}

#[test]
fn ratchet_gives_a_false_alarm_when_the_portal_remembers_only_the_last_request() {
    let way = breaks(Ratchet { without: Without::Memory, requests: 2, crashes: 0, thief: false }, "no false alarm");
    let arrivals = way.matches("ArriveAtPortal(0, Request { rid: 1,").count();
    assert!(arrivals >= 2, "the first request arrives again after the second: {way}");
}

#[test]
fn ratchet_gives_a_false_alarm_when_a_request_is_sent_before_it_is_written() {
    let way =
        breaks(Ratchet { without: Without::WritingFirst, requests: 2, crashes: 1, thief: false }, "no false alarm");
    assert!(way.contains("Crash(0)"), "{way}");
}

#[test]
fn ratchet_gives_a_false_alarm_when_an_unanswered_request_is_given_up() {
    breaks(Ratchet { without: Without::Patience, requests: 2, crashes: 0, thief: false }, "no false alarm");
}
