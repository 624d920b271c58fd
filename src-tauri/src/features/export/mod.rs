//! Codes of other issuers on their way out. Keys, PIN and the pictures of QR codes stay on this side: the screen gets an
//! address that is good for one look.

pub(crate) mod commands;
pub(crate) mod view;

use std::{
    fmt::Write as _,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use authenticator::{
    Authenticator, Candidate, Departing, ExportError, ExportPassword, IdentityKind, Pin, TokenId, Typed,
    ports::{Entropy as _, VaultFileError},
};
use device::{
    entropy::SystemEntropy,
    export::{self, WriteError},
};
use tauri::http::{Request, Response, StatusCode, header};
use zeroize::Zeroizing;

use crate::{
    error::{CommandError, ShellCode},
    features::{
        export::view::{CandidateView, ExportOpenedView, ExportQrView},
        third_party::view::SampleView,
    },
    lock::Absence,
    tasks::UnderWay,
};

/// The scheme under which the picture of a QR code is served to the main window.
pub(crate) const SCHEME: &str = "segl-export";

/// How long a QR code stays on the screen.
pub(crate) const SHOWN: Duration = Duration::from_mins(1);

/// Chosen → opened under the PIN, typed once more where nobody can check it → written, or shown one by one.
#[derive(Default)]
pub(crate) struct Exports(Mutex<State>);

#[derive(Default)]
struct State {
    stage: Stage,
    picture: Option<Picture>,
    /// How often a picture was made or everything was closed.
    turn: u64,
}

#[derive(Default)]
enum Stage {
    #[default]
    Nothing,
    /// A PIN that nobody can check.
    Once(Vec<TokenId>, Pin),
    Open(Vec<Departing>),
}

/// The picture of one key, and the path that gives it away once.
struct Picture {
    path: String,
    svg: Zeroizing<String>,
}

/// A moment in what is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Turn(u64);

impl Exports {
    /// Opens keys under the PIN. Where nobody can check it, it is kept to be typed once more, and codes of it are shown.
    pub(crate) fn open(
        &self,
        authenticator: &Authenticator,
        ids: Vec<TokenId>,
        pin: Pin,
    ) -> Result<ExportOpenedView, CommandError> {
        self.close();
        match authenticator.open_for_export(&ids, &pin, Typed::Once) {
            Ok(keys) => {
                self.state().stage = Stage::Open(keys);
                Ok(ExportOpenedView { samples: None })
            }
            Err(ExportError::Unchecked) => {
                let samples = samples(authenticator, &ids, &pin)?;
                self.state().stage = Stage::Once(ids, pin);
                Ok(ExportOpenedView { samples: Some(samples) })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Compares with the PIN that was typed before; another one means typing it from the start.
    pub(crate) fn confirm(&self, authenticator: &Authenticator, typed: &str) -> Result<(), CommandError> {
        match std::mem::take(&mut self.state().stage) {
            Stage::Once(ids, pin) if Pin::parse(typed).is_ok_and(|again| again == pin) => {
                let keys = authenticator.open_for_export(&ids, &pin, Typed::Twice)?;
                self.state().stage = Stage::Open(keys);
                Ok(())
            }
            Stage::Once(..) => Err(ShellCode::PinMismatch.into()),
            _ => Err(ShellCode::NothingToExport.into()),
        }
    }

    /// The bytes of the file, and how many codes are in it.
    pub(crate) fn seal(
        &self,
        authenticator: &Authenticator,
        password: &ExportPassword,
    ) -> Result<(Vec<u8>, usize), CommandError> {
        match &self.state().stage {
            Stage::Open(keys) => Ok((authenticator.seal_export(keys, password), keys.len())),
            _ => Err(ShellCode::NothingToExport.into()),
        }
    }

    /// Draws the key at this place, from 0; the picture before is gone.
    pub(crate) fn show(&self, place: usize) -> Result<(ExportQrView, Turn), CommandError> {
        let mut state = self.state();
        state.picture = None;
        let Stage::Open(keys) = &state.stage else { return Err(ShellCode::NothingToExport.into()) };
        let key = keys.get(place).ok_or(ShellCode::NothingToExport)?;
        let svg = export::svg(&key.uri()).map_err(|_| ShellCode::ExportTooLong)?;
        let path = unguessable();
        let view = ExportQrView::new(key, address(&path), place, keys.len());
        state.turn += 1;
        let turn = Turn(state.turn);
        state.picture = Some(Picture { path, svg });
        Ok((view, turn))
    }

    /// Forgets keys, PIN and picture.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        let turn = state.turn + 1;
        *state = State { turn, ..State::default() };
    }

    /// The same, unless something else is shown by now. Whether it was closed.
    pub(crate) fn close_if(&self, shown: Turn) -> bool {
        let is_shown = Turn(self.state().turn) == shown;
        if is_shown {
            self.close();
        }
        is_shown
    }

    /// Hands the picture over, once.
    fn take(&self, path: &str) -> Option<Zeroizing<String>> {
        let mut state = self.state();
        state.picture.take_if(|picture| picture.path == path).map(|picture| picture.svg)
    }

    /// Answers a request for a picture.
    pub(crate) fn answer(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let picture = self.take(request.uri().path().trim_start_matches('/'));
        let (status, body) = match picture {
            Some(svg) => (StatusCode::OK, svg.as_bytes().to_vec()),
            None => (StatusCode::NOT_FOUND, Vec::new()),
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, "image/svg+xml"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
        ] {
            headers.insert(name, header::HeaderValue::from_static(value));
        }
        response
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UnderWay for Exports {
    fn forget(&self, _: Absence) {
        self.close();
    }
}

/// The answer to a window that has no pictures.
pub(crate) fn nothing() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Every identity, and whether it may leave.
pub(crate) fn candidates(authenticator: &Authenticator) -> Result<Vec<CandidateView>, CommandError> {
    let candidates: Vec<Candidate> = authenticator.export_candidates()?;
    Ok(candidates.iter().map(CandidateView::from).collect())
}

/// Why a file was not written, as the screens say it.
pub(crate) fn unwritten(error: WriteError) -> CommandError {
    match error {
        WriteError::Disk(error @ (VaultFileError::DiskFull | VaultFileError::ReadOnly)) => error.into(),
        _ => ShellCode::ExportUnwritten.into(),
    }
}

/// Codes that a PIN makes, by time alone: one by counter would be used up.
fn samples(authenticator: &Authenticator, ids: &[TokenId], pin: &Pin) -> Result<Vec<SampleView>, CommandError> {
    let mut samples = Vec::new();
    let identities = authenticator.identities()?;
    let by_time = |kind| matches!(kind, IdentityKind::Totp | IdentityKind::Steam);
    for identity in identities.iter().filter(|one| ids.contains(&one.token_id) && by_time(one.kind)).take(SAMPLES) {
        let codes = authenticator.passcodes(identity.token_id, pin)?;
        samples.push(SampleView::new(identity, &codes.current));
    }
    Ok(samples)
}

/// 128 random bits.
fn unguessable() -> String {
    let mut bytes = [0; 16];
    SystemEntropy::default().fill(&mut bytes);
    bytes.iter().fold(String::with_capacity(32), |mut path, byte| {
        let _ = write!(path, "{byte:02x}");
        path
    })
}

/// Windows and Android have no schemes of a program's own in their web views.
fn address(path: &str) -> String {
    if cfg!(any(windows, target_os = "android")) {
        format!("http://{SCHEME}.localhost/{path}")
    } else {
        format!("{SCHEME}://localhost/{path}")
    }
}

/// Enough for one that its owner can try somewhere; each takes a stretching of the PIN.
const SAMPLES: usize = 2;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    fn shown(path: &str) -> Exports {
        let exports = Exports::default();
        let picture = Picture { path: path.to_owned(), svg: Zeroizing::new("<svg/>".to_owned()) };
        exports.state().picture = Some(picture);
        exports
    }

    fn asked(exports: &Exports, path: &str) -> StatusCode {
        let request = Request::builder().uri(format!("{SCHEME}://localhost/{path}")).body(Vec::new()).unwrap();
        let response = exports.answer(&request);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        response.status()
    }

    #[test]
    fn picture_is_given_once_and_only_under_its_own_path() {
        let exports = shown("a1b2");
        for path in ["", "a1b3", "a1b2/", "A1B2"] {
            assert_eq!(asked(&exports, path), StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(asked(&exports, "a1b2"), StatusCode::OK);
        assert_eq!(asked(&exports, "a1b2"), StatusCode::NOT_FOUND, "it was given away");
    }

    #[test]
    fn picture_is_gone_when_closed_and_stays_when_another_is_shown() {
        let exports = shown("a1b2");
        assert!(!exports.close_if(Turn(7)), "something else is shown");
        assert_eq!(asked(&exports, "a1b2"), StatusCode::OK);
        let exports = shown("a1b2");
        assert!(exports.close_if(Turn(0)));
        assert_eq!(asked(&exports, "a1b2"), StatusCode::NOT_FOUND);
    }

    #[test]
    fn paths_do_not_repeat() {
        assert_ne!(unguessable(), unguessable());
        assert_eq!(unguessable().len(), 32);
    }
}
