//! What the app can do, one folder for each noun: `mod` holds its state and rules, `commands` what the screens can call,
//! and `view` what they receive: names, states, times and codes, never a key, a seed or a PIN.

pub(crate) mod approval;
pub(crate) mod camera;
pub(crate) mod codes;
pub(crate) mod enrolment;
pub(crate) mod entrust;
pub(crate) mod export;
pub(crate) mod identity;
pub(crate) mod import;
pub(crate) mod intake;
pub(crate) mod link;
pub(crate) mod login;
pub(crate) mod old_pin;
pub(crate) mod pin;
pub(crate) mod pin_change;
pub(crate) mod presence;
pub(crate) mod removal;
pub(crate) mod settings;
pub(crate) mod third_party;

use crate::{
    features::{
        codes::Copied, enrolment::Enrolment, export::Exports, link::Links, old_pin::OldPin, pin::PinPads,
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
    old_pin: Task<OldPin>,
}

/// Unix seconds by this device's clock, as the screens get them. 32 bits last until the year 2106.
pub(crate) fn seconds(time: u64) -> u32 {
    u32::try_from(time).unwrap_or(u32::MAX)
}
