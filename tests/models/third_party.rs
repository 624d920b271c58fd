//! The PIN of other issuers' codes when the portal's changes (`docs/vault-format.md` §6a, ADR 0007): the same keys are masked
//! anew, and two maskings of one key betray the PIN.
//!
//! ```text
//! holder, both PINs in memory                    keyring          file (and the one before it)
//! both generations of the portal's token                          open change
//! the portal swaps; its answer may be lost
//! a secret of the new masking's own         ──►  TS, TS'
//! new masks, and `before` names the old     ──────────────────►   masked under TS' (and the one under TS)
//! the file before goes                      ──────────────────►   (none)
//! the old secret goes                       ──►  TS'
//! `before` is null                          ──────────────────►   masked under TS'
//! ```
//!
//! The program may end between any two steps; the next one has no PIN and finishes what it can: a swap after which the codes
//! are still under the old PIN is said openly (`follows` null), and re-encrypting them is the same way from the third step on. A thief copies
//! files, whenever he likes, and has the keyring of the moment.

use std::collections::BTreeSet;

use stateright::{Model, Property};

use crate::{breaks, holds};

/// A PIN, by its number; also the portal's generation under it.
type Pin = u8;

/// The secret that one masking hangs on, by its number.
type Secret = u8;

#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Masking {
    secret: Secret,
    pin: Pin,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct File {
    masking: Masking,
    before: Option<Secret>,
    /// The codes' PIN is said to be that of the portal's token.
    shares_pin: bool,
    /// A second generation, under another PIN.
    open: Option<Pin>,
}

/// How far the running program is. It ends with a crash.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Step {
    /// Nobody works, or a program has just begun.
    Rest,
    Stored(Pin),
    Swapped(Pin),
    /// The new secret is kept, for a masking under this PIN.
    Kept(Secret, Pin),
    /// The masks are written and their secret is not: never, unless a rule is left out.
    Written(Secret),
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct State {
    keyring: BTreeSet<Secret>,
    file: File,
    previous: Option<File>,
    /// The PIN that the portal finds right.
    living: Pin,
    step: Step,
    /// Maskings in files that a thief has copied.
    copied: BTreeSet<Masking>,
    secrets: Secret,
    changes: u8,
    crashes: u8,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Action {
    StoreBoth,
    /// The portal swaps, and its answer arrives.
    Swap,
    /// The portal swaps, and its answer does not.
    SwapUnheard,
    KeepSecret,
    BringAlong,
    Remask,
    RemovePrevious,
    RemoveSecret,
    ClearBefore,
    /// A later program finds an open change and asks the portal.
    Settle,
    Crash,
    CopyFile,
}

/// A rule that is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Without {
    Nothing,
    /// All maskings hang on one secret.
    SecretOfItsOwn,
    /// The file is written before its secret is kept.
    SecretFirst,
    /// The file does not name the masking before it, so that nobody cleans up.
    Before,
    /// The old secret stays in the keyring.
    RemovingTheSecret,
    /// After a swap without both PINs at hand the codes are still said to follow.
    StoppingToShare,
}

struct ThirdParty {
    without: Without,
    changes: u8,
    crashes: u8,
}

impl ThirdParty {
    fn write(state: &mut State, file: File) {
        state.previous = Some(state.file);
        state.file = file;
    }

    fn fresh(&self, state: &mut State) -> Secret {
        if self.without == Without::SecretOfItsOwn {
            return state.file.masking.secret;
        }
        state.secrets += 1;
        state.secrets
    }

    fn keep(&self, state: &mut State, pin: Pin) {
        let secret = self.fresh(state);
        if self.without != Without::SecretFirst {
            state.keyring.insert(secret);
        }
        state.step = Step::Kept(secret, pin);
    }

    fn settle(&self, state: &mut State) {
        let Some(open) = state.file.open else { return };
        let has_swapped = state.living == open;
        let shares_pin = state.file.shares_pin && (!has_swapped || self.without == Without::StoppingToShare);
        Self::write(state, File { open: None, shares_pin, ..state.file });
        state.previous = None;
    }

    /// What a program does first of all: what `before` names goes.
    fn clean_up(&self, state: &mut State) {
        if let Some(before) = state.file.before {
            state.previous = None;
            if self.without != Without::RemovingTheSecret {
                state.keyring.remove(&before);
            }
            Self::write(state, File { before: None, ..state.file });
        }
    }

    /// The next program, undisturbed and without a PIN.
    fn resumed(&self, state: &State) -> State {
        let mut state = State { step: Step::Rest, ..state.clone() };
        self.clean_up(&mut state);
        self.settle(&mut state);
        state
    }

    /// The maskings that file, file before and copies hold and the keyring opens.
    fn opened(state: &State) -> BTreeSet<Masking> {
        let files = [Some(state.file), state.previous].into_iter().flatten().map(|file| file.masking);
        files.chain(state.copied.iter().copied()).filter(|masking| state.keyring.contains(&masking.secret)).collect()
    }
}

impl Model for ThirdParty {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            keyring: BTreeSet::from([0]),
            file: File { masking: Masking { secret: 0, pin: 0 }, before: None, shares_pin: true, open: None },
            previous: None,
            living: 0,
            step: Step::Rest,
            copied: BTreeSet::new(),
            secrets: 0,
            changes: 0,
            crashes: 0,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        match state.step {
            Step::Rest if state.file.before.is_some() => {
                if state.previous.is_some() {
                    actions.push(Action::RemovePrevious);
                } else if state.keyring.contains(&state.file.before.unwrap())
                    && self.without != Without::RemovingTheSecret
                {
                    actions.push(Action::RemoveSecret);
                } else {
                    actions.push(Action::ClearBefore);
                }
            }
            Step::Rest if state.file.open.is_some() => actions.push(Action::Settle),
            Step::Rest => {
                if !state.file.shares_pin {
                    actions.push(Action::BringAlong);
                }
                if state.changes < self.changes {
                    actions.push(Action::StoreBoth);
                }
            }
            Step::Stored(_) => actions.extend([Action::Swap, Action::SwapUnheard]),
            // Codes that do not follow stay as they are.
            Step::Swapped(_) if !state.file.shares_pin => actions.push(Action::Settle),
            Step::Swapped(_) | Step::Written(_) => actions.push(Action::KeepSecret),
            Step::Kept(..) => actions.push(Action::Remask),
        }
        if state.crashes < self.crashes && state.step != Step::Rest {
            actions.push(Action::Crash);
        }
        actions.push(Action::CopyFile);
    }

    fn next_state(&self, before: &State, action: Action) -> Option<State> {
        let mut state = before.clone();
        match action {
            Action::StoreBoth => {
                state.changes += 1;
                let file = File { open: Some(state.changes), ..state.file };
                Self::write(&mut state, file);
                state.step = Step::Stored(state.changes);
            }
            Action::Swap | Action::SwapUnheard => {
                let Step::Stored(pin) = state.step else { return None };
                state.living = pin;
                state.step = if action == Action::Swap { Step::Swapped(pin) } else { Step::Rest };
            }
            Action::KeepSecret => match state.step {
                Step::Swapped(pin) => self.keep(&mut state, pin),
                Step::Written(secret) => {
                    state.keyring.insert(secret);
                    state.step = Step::Rest;
                }
                _ => return None,
            },
            // The owner types both PINs; the portal checks the one that counts now.
            Action::BringAlong => {
                let living = state.living;
                self.keep(&mut state, living);
            }
            Action::Remask => {
                let Step::Kept(secret, pin) = state.step else { return None };
                let before = (self.without != Without::Before).then_some(state.file.masking.secret);
                let masking = Masking { secret, pin };
                Self::write(&mut state, File { masking, before, shares_pin: true, open: None });
                state.step = if self.without == Without::SecretFirst { Step::Written(secret) } else { Step::Rest };
            }
            Action::RemovePrevious => state.previous = None,
            Action::RemoveSecret => drop(state.keyring.remove(&state.file.before?)),
            Action::ClearBefore => {
                let file = File { before: None, ..state.file };
                Self::write(&mut state, file);
            }
            Action::Settle => {
                self.settle(&mut state);
                state.step = Step::Rest;
            }
            Action::Crash => {
                state.step = Step::Rest;
                state.crashes += 1;
            }
            Action::CopyFile => drop(state.copied.insert(state.file.masking)),
        }
        (state != *before).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("no code is lost", |_, state: &State| state.keyring.contains(&state.file.masking.secret)),
            Property::always("what shares_pin is under the PIN that counts", |model: &Self, state: &State| {
                [state.clone(), model.resumed(state)].iter().all(|state| {
                    !state.file.shares_pin || state.file.open.is_some() || state.file.masking.pin == state.living
                })
            }),
            Property::always("after a resumption one masking can be opened", |model: &Self, state: &State| {
                Self::opened(&model.resumed(state)).len() == 1
            }),
            Property::sometimes("every change has taken the codes along", |model: &Self, state: &State| {
                state.file.masking.pin == model.changes && state.file.shares_pin && state.file.before.is_none()
            }),
            Property::sometimes("codes are under the old PIN", |_, state: &State| !state.file.shares_pin),
        ]
    }
}

#[test]
fn codes_are_never_lost_and_never_masked_twice() {
    let states = holds(ThirdParty { without: Without::Nothing, changes: 4, crashes: 3 });
    assert!(states >= 10_000, "{states} states");
}

#[test]
fn codes_are_lost_or_betrayed_when_a_rule_is_left_out() {
    let rules = [
        (Without::SecretOfItsOwn, "after a resumption one masking can be opened"),
        (Without::SecretFirst, "no code is lost"),
        (Without::Before, "after a resumption one masking can be opened"),
        (Without::RemovingTheSecret, "after a resumption one masking can be opened"),
        (Without::StoppingToShare, "what shares_pin is under the PIN that counts"),
    ];
    for (without, property) in rules {
        let way = breaks(ThirdParty { without, changes: 2, crashes: 1 }, property);
        println!("without {without:?}: {way}");
    }
}
