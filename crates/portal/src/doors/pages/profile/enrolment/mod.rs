//! Adding a soft token: the dialog with the QR code, from its making to *OK*.

pub(crate) mod activation_password;
pub(crate) mod cancel;
pub(crate) mod confirm;
pub(crate) mod create;
pub(crate) mod progress;
pub(crate) mod show;

use identity::enrolment::{EnrolmentError, EnrolmentProgress, EnrolmentView};
use protocol::EnrolmentId;
use serde::Serialize;

use crate::doors::pages::frame::error_page::ErrorPage;
use crate::i18n::Language;

/// The id in an address.
fn parse(eid: &str) -> Result<EnrolmentId, ErrorPage> {
    eid.parse().map_err(|_| ErrorPage::NotFound)
}

/// Why there is no dialog.
fn error_page(error: &EnrolmentError) -> ErrorPage {
    match error {
        EnrolmentError::Unknown => ErrorPage::NotFound,
        error => ErrorPage::internal(error),
    }
}

/// How far an enrolment is, in words and entries.
struct Progress {
    /// `waiting`, `scanned`, `opened`, `ready`, `confirmed`, `expired` or `void`.
    state: &'static str,
    status: String,
    fingerprint: String,
    track: [Step; 3],
}

impl Progress {
    fn of(view: &EnrolmentView, t: Language) -> Self {
        let words = [t.progress_step_scan(), t.progress_step_password(), t.progress_step_activated()];
        let (state, steps_done, status) = match &view.progress {
            EnrolmentProgress::Issued => ("waiting", 0, t.progress_waiting().to_owned()),
            EnrolmentProgress::Scanned if view.tries_left < TRIES => {
                ("scanned", 1, t.progress_wrong_password(t.tries(view.tries_left)))
            }
            EnrolmentProgress::Scanned => ("scanned", 1, t.progress_scanned().to_owned()),
            EnrolmentProgress::Opened { .. } => ("opened", 2, t.progress_opened().to_owned()),
            EnrolmentProgress::Acknowledged { device, .. } => ("ready", 3, t.progress_activated_by(device)),
            EnrolmentProgress::Confirmed => ("confirmed", 3, String::new()),
            EnrolmentProgress::Expired => ("expired", 0, t.enrolment_expired().to_owned()),
            EnrolmentProgress::Void if view.tries_left == 0 => ("void", 0, t.enrolment_void().to_owned()),
            EnrolmentProgress::Void => ("void", 0, t.enrolment_cancelled().to_owned()),
        };
        let class = |index: usize| match index.cmp(&steps_done) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "",
        };
        let [scan, password, activated] = words;
        let track = [
            Step { class: class(0), word: scan },
            Step { class: class(1), word: password },
            Step { class: class(2), word: activated },
        ];
        let fingerprint = match &view.progress {
            EnrolmentProgress::Acknowledged { fingerprint, .. } => fingerprint.clone(),
            _ => String::new(),
        };
        Self { state, status, fingerprint, track }
    }

    /// Whether *OK* does something.
    fn is_ready(&self) -> bool {
        self.state == "ready"
    }

    /// Whether nothing more will happen.
    fn is_over(&self) -> bool {
        matches!(self.state, "confirmed" | "expired" | "void")
    }
}

/// One of the three steps of an enrolment.
#[derive(Serialize)]
struct Step {
    /// `done`, `now` or empty.
    class: &'static str,
    word: &'static str,
}

/// Names everything that the page shows of a view, so that it can ask for news.
fn tag(view: &EnrolmentView, progress: &Progress) -> String {
    format!("{}-{}", progress.state, view.tries_left)
}

/// Activation passwords that may be typed before anything is said about how many are left.
const TRIES: u8 = 5;
