//! Models of what can go wrong between two machines: every order of messages, every loss, every crash.
//!
//! A model is the design, not the code; each says which page it is of. Each has siblings with one rule left out, and the
//! checker must find what that rule is for: a model that cannot fail proves nothing.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod pin_change;
mod ratchet;
mod third_party;
mod tries;
mod verifpal;

use std::{fmt::Debug, hash::Hash};

use stateright::{Checker, Model};

/// Goes through every state; returns how many there are.
fn holds<M>(model: M) -> usize
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + Debug + Hash + PartialEq + Send + Sync,
    M::Action: Clone + Debug + PartialEq,
{
    let checked = model.checker().threads(2).spawn_bfs().join();
    checked.assert_properties();
    println!("{} states, {} deep", checked.unique_state_count(), checked.max_depth());
    checked.unique_state_count()
}

/// Fails unless the checker finds a way to break `property`; returns the way.
fn breaks<M>(model: M, property: &'static str) -> String
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + Debug + Hash + PartialEq + Send + Sync,
    M::Action: Clone + Debug + PartialEq,
{
    let found = stateright::HasDiscoveries::AnyOf([property].into());
    let checked = model.checker().finish_when(found).spawn_bfs().join();
    let way = checked.discovery(property).unwrap_or_else(|| panic!("nothing breaks {property:?}"));
    format!("{:?}", way.into_actions())
}
