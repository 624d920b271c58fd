//! What the app can do, by noun: in each folder `mod` is what the shell knows of it, `commands` what the screens can ask
//! for, and `view` what they get to see: names, states, times and codes. Never a key, a seed or a PIN.

pub(crate) mod approval;
pub(crate) mod bring_along;
pub(crate) mod camera;
pub(crate) mod codes;
pub(crate) mod enrolment;
pub(crate) mod entrust;
pub(crate) mod export;
pub(crate) mod identity;
pub(crate) mod import;
pub(crate) mod intake;
pub(crate) mod link;
pub(crate) mod pin;
pub(crate) mod pin_change;
pub(crate) mod presence;
pub(crate) mod removal;
pub(crate) mod settings;
pub(crate) mod third_party;

use crate::{
    features::{
        bring_along::BringAlong, codes::Copied, enrolment::Enrolment, export::Exports, link::Links, pin::PinPads,
        pin_change::PinChange, third_party::ThirdParty,
    },
    lock::Absence,
    tasks::{Task, UnderWay, tasks},
};

tasks! {
    pads: PinPads,
    pin_change: Task<PinChange>,
    exports: Exports,
    third_party: Task<ThirdParty>,
    copied: Copied,
    links: Links,
    enrolment: Task<Enrolment>,
    bring_along: Task<BringAlong>,
}

/// Unix seconds by this device's clock, as the screens' own; until the year 2106.
pub(crate) fn seconds(time: u64) -> u32 {
    u32::try_from(time).unwrap_or(u32::MAX)
}
