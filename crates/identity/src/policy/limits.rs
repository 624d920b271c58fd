//! Numbers against abuse, in one place. They are the same for everybody; what differs per group is in
//! [`Rules`](crate::policy::rules::Rules).

use crate::{
    policy::{DAY, HOUR, MINUTE},
    source::{Network, Source},
};

/// Numbers against abuse, and lifetimes in seconds; the same for everybody. An administrator changes those of networks.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How long a challenge waits for its response.
    pub challenge_lifetime: u64,
    /// Signed copies of one challenge that are handed out at most.
    pub deliveries_per_challenge: u8,
    /// Pushes without approval within [`Limits::push_window`], counted apart for known and unknown browsers.
    pub pushes_per_window: usize,
    /// Pushes of one attempt.
    pub pushes_per_attempt: u64,
    /// The short window for pushes.
    pub push_window: u64,
    /// Pushes without approval within 24 hours, counted apart for known and unknown browsers.
    pub pushes_per_day: usize,
    /// Consecutive wrong numbers after which no push goes out for [`Limits::push_pause`].
    pub wrong_numbers_until_pause: u8,
    /// How long no push goes out.
    pub push_pause: u64,
    /// Consecutive wrong numbers after which no push goes out until the next enrolment.
    pub wrong_numbers_until_disabled: u8,
    /// How long a reported source is blocked for the account.
    pub report_block: u64,
    /// Pauses between evaluations of the PIN; the tenth try is the last.
    pub pin_pauses: Pauses,
    /// How long after its evaluation a signature still proves that the PIN was right.
    pub pin_proof_window: u64,
    /// Pauses between wrong passcodes; the tenth disables them.
    pub passcode_pauses: Pauses,
    /// Wrong passcodes within [`Limits::stranger_passcode_window`] from unknown browsers of one network, for one name.
    pub stranger_passcodes_per_source: usize,
    /// The window for [`Limits::stranger_passcodes_per_source`].
    pub stranger_passcode_window: u64,
    /// Wrong passcodes within 24 hours from all unknown browsers, for one name.
    pub stranger_passcodes_per_day: usize,
    /// Requests of one token within [`Limits::pull_pause`] that find no login; then it is not heard.
    pub pull_misses: usize,
    /// The window and the pause for [`Limits::pull_misses`].
    pub pull_pause: u64,
    /// How long after a signature by the user key biometrics stand for the PIN.
    pub presence_lifetime: u64,
    /// How long the owner's word lets one device go on with a token that was copied.
    pub reconnect_window: u64,
    /// How long a QR code and its activation password live.
    pub enrolment_lifetime: u64,
    /// Wrong activation passwords that void a QR code.
    pub activation_tries: u8,
    /// QR codes an hour and user.
    pub enrolments_per_hour: usize,
    /// How long a token waits for *OK* in the portal.
    pub pending_lifetime: u64,
    /// How long an e-mailed code lives.
    pub email_code_lifetime: u64,
    /// Wrong e-mailed codes until it is void.
    pub email_code_tries: u8,
    /// Tries of e-mailed codes a day and account, after which they are taken only from where its owner has logged in before.
    pub email_code_tries_per_day: usize,
    /// E-mails within 15 minutes to one account: for its known browsers, and for each network of unknown ones.
    pub emails_per_account: usize,
    /// E-mails within 24 hours to one account that unknown browsers outside the office networks ask for.
    pub emails_of_strangers_per_day: usize,
    /// E-mails within an hour that unknown browsers ask for from one network.
    pub emails_per_source: usize,
    /// Tries of saved codes and passes within a day, for one account name and from one network.
    pub recovery_tries: usize,
    /// Such tries within a day for one account name, from all networks.
    pub recovery_tries_in_all: usize,
    /// How long a pass for a new device counts.
    pub pass_lifetime: u64,
    /// How long a new device may be added after the waiting time.
    pub recovery_window: u64,
    /// Logins within [`Limits::login_window`] that unknown browsers begin from one network.
    pub logins_per_source: usize,
    /// Logins a minute that are begun from one /56 or /48 of IPv6, where one customer may have 65,536 networks.
    pub logins_per_wide_network: u32,
    /// Networks behind whose address many employees work.
    pub office_networks: Vec<Network>,
    /// [`Limits::emails_per_source`] in an office network.
    pub office_emails_per_source: usize,
    /// [`Limits::logins_per_source`] in an office network.
    pub office_logins_per_source: usize,
    /// The window for [`Limits::logins_per_source`].
    pub login_window: u64,
    /// Failed signed requests a minute and token.
    pub proof_failures_per_token: u32,
    /// Failed requests a minute and network.
    pub failures_per_source: u32,
}

impl Limits {
    /// E-mails within an hour from the network of `source`.
    pub(crate) fn emails_from(&self, source: Source) -> usize {
        if self.is_office(source) { self.office_emails_per_source } else { self.emails_per_source }
    }

    /// Logins within [`Limits::login_window`] from the network of `source`.
    pub(crate) fn logins_from(&self, source: Source) -> usize {
        if self.is_office(source) { self.office_logins_per_source } else { self.logins_per_source }
    }

    /// Whether many employees work behind this address.
    #[must_use]
    pub fn is_office(&self, source: Source) -> bool {
        self.office_networks.iter().any(|network| network.has(source))
    }
}

/// Seconds to wait after the first to the ninth consecutive failure. The tenth is the last.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pauses(pub [u64; 9]);

impl Pauses {
    /// Seconds to wait after this many.
    pub(crate) fn after(&self, count: u8) -> u64 {
        usize::from(count).checked_sub(1).and_then(|index| self.0.get(index)).copied().unwrap_or(0)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            challenge_lifetime: protocol::challenge::LIFETIME,
            deliveries_per_challenge: 20,
            pushes_per_window: 3,
            pushes_per_attempt: 10,
            push_window: 10 * MINUTE,
            pushes_per_day: 10,
            wrong_numbers_until_pause: 5,
            push_pause: 15 * MINUTE,
            wrong_numbers_until_disabled: 10,
            report_block: DAY,
            pin_pauses: PIN_PAUSES,
            pin_proof_window: 2 * MINUTE,
            passcode_pauses: PASSCODE_PAUSES,
            stranger_passcodes_per_source: 3,
            stranger_passcode_window: 15 * MINUTE,
            stranger_passcodes_per_day: 10,
            pull_misses: 5,
            pull_pause: 15 * MINUTE,
            presence_lifetime: 7 * DAY,
            reconnect_window: 15 * MINUTE,
            enrolment_lifetime: protocol::enrolment::LIFETIME,
            activation_tries: 5,
            enrolments_per_hour: 3,
            pending_lifetime: 15 * MINUTE,
            email_code_lifetime: 10 * MINUTE,
            email_code_tries: 5,
            email_code_tries_per_day: 10,
            emails_per_account: 3,
            emails_of_strangers_per_day: 50,
            emails_per_source: 30,
            recovery_tries: 5,
            recovery_tries_in_all: 100,
            pass_lifetime: HOUR,
            recovery_window: DAY,
            logins_per_source: 100,
            logins_per_wide_network: 40,
            office_networks: Vec::new(),
            office_emails_per_source: 500,
            office_logins_per_source: 2_000,
            login_window: 10 * MINUTE,
            proof_failures_per_token: 20,
            failures_per_source: 100,
        }
    }
}

/// Three free; the fifth pauses for 15 minutes (PSD2 RTS Art. 4(3)(b): at most five in a row).
const PIN_PAUSES: Pauses = Pauses([0, 0, 30, 60, 15 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, HOUR]);

const PASSCODE_PAUSES: Pauses = Pauses([0, 0, 0, 30, 60, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR]);
