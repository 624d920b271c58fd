//! The change of a PIN (`docs/protocol.md` §10): the vault holds both generations until the portal has said which one
//! lives.
//!
//! ```text
//! holder                                                 portal: living key k, perhaps a waiting key k'
//! begin change c                             ───────►    makes k' (and seed S') for c, waiting; once for each c
//! seals the user key a second time,          ◄───────    the secrets of c
//! under the new PIN and k', durably
//! commit c (signed by the user key)          ───────►    is it c that waits? k := k', the old one is gone
//! forgets the old generation                 ◄───────    committed, now or before
//! or forgets the new one                     ◄───────    unknown: another change took its place
//! ```
//!
//! A PIN works when the vault holds the user key sealed under the portal's *living* key. The seed goes with the key.
//! Messages are never sure to arrive, may arrive twice and late, even those of a change that was given up; the holder may
//! crash between any two steps. The portal acts in transactions, so a crash of its own is a message that is lost.

use std::collections::BTreeSet;

use stateright::{Model, Property};

use crate::{breaks, holds};

/// A key of the portal, by its number; 0 is the one of the enrolment.
type Key = u8;

/// A change, by its number.
type Change = u8;

/// A generation: the user key sealed under a key that a change brought.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Generation {
    change: Change,
    key: Key,
}

/// The generations in the vault.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Disk {
    old: Option<Generation>,
    new: Option<Generation>,
}

#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
enum Message {
    Begin(Change),
    Secrets(Generation),
    Commit(Change),
    Committed(Change),
    Unknown(Change),
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct State {
    disk: Disk,
    /// In the holder's memory: the change that waits for its secrets.
    asked: Option<Change>,
    /// In the holder's memory: secrets that have come and are not in the vault yet.
    brought: Option<Generation>,
    living: Generation,
    waiting: Option<Generation>,
    /// Changes that the portal has made secrets for.
    made: BTreeSet<Change>,
    committed: BTreeSet<Change>,
    network: BTreeSet<Message>,
    changes: Change,
    keys: Key,
    crashes: u8,
}

#[derive(Clone, Debug, PartialEq)]
enum Action {
    Begin,
    Seal,
    Commit,
    Arrive(Message),
    Lose(Message),
    CrashHolder,
}

/// A rule that is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Without {
    Nothing,
    /// The new generation overwrites the old one at once.
    BothGenerations,
    /// A change that another took the place of may begin again, under the same name and with another key.
    OnceForEachChange,
    /// The portal forgets that a change was committed.
    RememberingCommits,
    /// The portal goes over to the new key when the change begins.
    Commit,
}

struct PinChange {
    without: Without,
    changes: Change,
    crashes: u8,
}

impl PinChange {
    fn at_portal(&self, state: &mut State, message: Message) -> Option<Message> {
        match message {
            Message::Begin(change) => {
                if let Some(waiting) = state.waiting.filter(|waiting| waiting.change == change) {
                    return Some(Message::Secrets(waiting));
                }
                if !state.made.insert(change) && self.without != Without::OnceForEachChange {
                    return None;
                }
                state.keys += 1;
                let fresh = Generation { change, key: state.keys };
                state.waiting = Some(fresh);
                if self.without == Without::Commit {
                    state.living = fresh;
                }
                Some(Message::Secrets(fresh))
            }
            Message::Commit(change) => {
                if let Some(waiting) = state.waiting.filter(|waiting| waiting.change == change) {
                    (state.living, state.waiting) = (waiting, None);
                    state.committed.insert(change);
                    return Some(Message::Committed(change));
                }
                let remembered = state.committed.contains(&change) && self.without != Without::RememberingCommits;
                Some(if remembered { Message::Committed(change) } else { Message::Unknown(change) })
            }
            Message::Secrets(_) | Message::Committed(_) | Message::Unknown(_) => None,
        }
    }

    fn at_holder(state: &mut State, message: Message) {
        let is_about_the_new = |change| state.disk.new.is_some_and(|new| new.change == change);
        match message {
            Message::Secrets(secrets) if state.asked == Some(secrets.change) => {
                (state.asked, state.brought) = (None, Some(secrets));
            }
            // Written down at once, and whole, as every write of a vault is.
            Message::Committed(change) if is_about_the_new(change) => {
                state.disk = Disk { old: state.disk.new, new: None };
            }
            Message::Unknown(change) if is_about_the_new(change) => state.disk.new = None,
            _ => {}
        }
    }

    /// Starts the program again on a good network and lets it settle, without beginning anything new.
    fn resumed(&self, state: &State) -> State {
        let mut state = State { asked: None, brought: None, network: BTreeSet::new(), ..state.clone() };
        let commit = state.disk.new.map(|new| Message::Commit(new.change));
        if let Some(answer) = commit.and_then(|commit| self.at_portal(&mut state, commit)) {
            Self::at_holder(&mut state, answer);
        }
        state
    }
}

impl Model for PinChange {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let enrolled = Generation { change: 0, key: 0 };
        vec![State {
            disk: Disk { old: Some(enrolled), new: None },
            asked: None,
            brought: None,
            living: enrolled,
            waiting: None,
            made: BTreeSet::new(),
            committed: BTreeSet::new(),
            network: BTreeSet::new(),
            changes: 0,
            keys: 0,
            crashes: 0,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        match (state.disk.new, state.brought) {
            // One change at a time: what is in the vault is settled before anything new begins.
            (Some(_), _) => actions.push(Action::Commit),
            (None, Some(_)) => actions.push(Action::Seal),
            // An unanswered change may be given up for another one.
            (None, None) if state.changes < self.changes => actions.push(Action::Begin),
            (None, None) => {}
        }
        if (state.asked.is_some() || state.brought.is_some()) && state.crashes < self.crashes {
            actions.push(Action::CrashHolder);
        }
        actions.extend(state.network.iter().flat_map(|message| [Action::Arrive(*message), Action::Lose(*message)]));
    }

    fn next_state(&self, before: &State, action: Action) -> Option<State> {
        let mut state = before.clone();
        match action {
            Action::Begin => {
                state.changes += 1;
                state.asked = Some(state.changes);
                state.network.insert(Message::Begin(state.changes));
            }
            Action::Seal => {
                state.disk.new = state.brought.take();
                if self.without == Without::BothGenerations {
                    state.disk.old = None;
                }
            }
            Action::Commit => {
                state.network.insert(Message::Commit(state.disk.new?.change));
            }
            Action::Arrive(message) => match self.at_portal(&mut state, message) {
                Some(answer) => drop(state.network.insert(answer)),
                None => Self::at_holder(&mut state, message),
            },
            Action::Lose(message) => {
                state.network.remove(&message);
            }
            Action::CrashHolder => {
                (state.asked, state.brought) = (None, None);
                state.crashes += 1;
            }
        }
        (state != *before).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("the old or the new PIN works", |_, state: &State| {
                [state.disk.old, state.disk.new].contains(&Some(state.living))
            }),
            Property::always("a resumption ends with one PIN, and it works", |model: &Self, state: &State| {
                let ended = model.resumed(state);
                ended.disk == Disk { old: Some(ended.living), new: None }
            }),
            Property::sometimes("every change is committed", |model: &Self, state: &State| {
                state.committed.len() == usize::from(model.changes) && state.disk.new.is_none()
            }),
            Property::sometimes("another change takes the place of one in the vault", |_, state: &State| {
                let (new, waiting) = (state.disk.new, state.waiting);
                new.is_some_and(|new| waiting.is_some_and(|waiting| new != waiting))
            }),
        ]
    }

    /// Where secrets may be made again for ever, a few times are enough.
    fn within_boundary(&self, state: &State) -> bool {
        state.keys <= self.changes + 2
    }
}

#[test]
fn pin_change_always_leaves_a_pin_that_works() {
    let states = holds(PinChange { without: Without::Nothing, changes: 3, crashes: 1 });
    assert!(states >= 50_000, "{states} states");
}

#[test]
fn pin_change_locks_out_when_a_rule_is_left_out() {
    let rules = [Without::BothGenerations, Without::OnceForEachChange, Without::RememberingCommits, Without::Commit];
    for without in rules {
        let way = breaks(PinChange { without, changes: 2, crashes: 1 }, "the old or the new PIN works");
        println!("without {without:?}: {way}");
    }
}
