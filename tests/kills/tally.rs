//! How many kills there were, and what came of them.

use std::fmt;

use crate::{
    ceremony::{self, Ceremony},
    child::Answer,
    kill::{Ended, Kind},
    rounds::Outcome,
};

/// Kills by ceremony and kind, and what was found.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    rows: Vec<(Ceremony, Kind, Outcome)>,
    survived: usize,
    /// What was not as it has to be.
    pub(crate) harm: Vec<String>,
}

impl Tally {
    /// One round. A process that came to its end alive is looked at like the others, and is no kill.
    pub(crate) fn add(
        &mut self,
        ceremony: Ceremony,
        kind: Kind,
        ended: Option<Ended>,
        outcome: Result<Outcome, String>,
    ) {
        match (outcome, ended) {
            (Ok(outcome), Some(Ended { was_killed: true, .. })) => self.rows.push((ceremony, kind, outcome)),
            (Ok(Outcome::Done), Some(Ended { answer: Some(Answer::Done(_)), .. })) => self.survived += 1,
            (Ok(outcome), ended) => self.harm.push(format!("{ceremony:?}, {kind:?}: {outcome:?} after {ended:?}")),
            (Err(harm), ended) => self.harm.push(format!("{ceremony:?}, {kind:?}: {harm}, after {ended:?}")),
        }
    }

    /// Kills that did no harm.
    pub(crate) fn kills(&self) -> usize {
        self.rows.len()
    }

    /// Whether there were so many kills, or so much harm.
    pub(crate) fn is_enough(&self, kills: usize, harm: usize) -> bool {
        self.kills() >= kills || self.harm.len() >= harm
    }

    /// Whether a ceremony was found like this after a kill.
    pub(crate) fn has(&self, ceremony: Ceremony, outcome: Outcome) -> bool {
        self.rows.iter().any(|row| (row.0, row.2) == (ceremony, outcome))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:18}", "kills")?;
        for kind in Kind::ALL {
            write!(out, "{:>9}", format!("{kind:?}").to_lowercase())?;
        }
        writeln!(out, "{:>9}{:>9}", "done", "undone")?;
        for ceremony in ceremony::ALL {
            let of = |wanted: &dyn Fn(&(Ceremony, Kind, Outcome)) -> bool| {
                self.rows.iter().filter(|row| row.0 == ceremony && wanted(row)).count()
            };
            write!(out, "{:18}", format!("{ceremony:?}"))?;
            for kind in Kind::ALL {
                write!(out, "{:>9}", of(&|row| row.1 == kind))?;
            }
            writeln!(out, "{:>9}{:>9}", of(&|row| row.2 == Outcome::Done), of(&|row| row.2 == Outcome::Undone))?;
        }
        let (kills, survived, harm) = (self.kills(), self.survived, self.harm.len());
        write!(out, "{kills} kills without harm, {survived} processes came to their end alive, harm {harm} times")
    }
}
