//! Exporting codes of other issuers. Keys, PIN and the pictures of QR codes stay in Rust: the screen gets an address that
//! works once.

pub(crate) mod commands;
pub(crate) mod view;

use std::{
    fmt::Write as _,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use authenticator::{
    Authenticator, Candidate, Code, Departing, ExportError, ExportPassword, IdentityKind, Pin, TokenId, Typed,
    TypedPin, ports::Entropy as _,
};
use device::{entropy::SystemEntropy, export};
use tauri::http::{Request, Response, StatusCode, header};
use zeroize::Zeroizing;

use crate::{
    error::CommandError,
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

/// Chosen → unlocked with the PIN, typed twice where nothing can check it → written, or shown one by one.
#[derive(Default)]
pub(crate) struct Exports(Mutex<State>);

#[derive(Default)]
struct State {
    stage: Stage,
    picture: Option<Picture>,
    /// Counts pictures made and exports closed, so that an old timer does not close a newer picture.
    pictures: u64,
}

#[derive(Default)]
enum Stage {
    #[default]
    Nothing,
    /// The PIN was typed once, and nothing can check it.
    Once(Vec<TokenId>, TypedPin),
    Open(Vec<Departing>),
}

/// The QR code of one key, and the path under which it is served once.
struct Picture {
    path: String,
    svg: Zeroizing<String>,
}

/// The number of a picture.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct PictureNumber(u64);

impl Exports {
    /// Unlocks keys with the PIN. Where nothing can check the PIN, it must be typed again, and sample codes are returned.
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
                self.state().stage = Stage::Once(ids, TypedPin::Once(pin));
                Ok(ExportOpenedView { samples: Some(samples) })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Compares with the PIN that was typed first. If they differ, both must be typed again.
    pub(crate) fn confirm(&self, authenticator: &Authenticator, typed: &str) -> Result<(), CommandError> {
        match std::mem::take(&mut self.state().stage) {
            Stage::Once(ids, mut typed_before) => {
                typed_before.again(typed)?;
                let pin = typed_before.into_twice().ok_or(Code::PinMissing)?;
                let keys = authenticator.open_for_export(&ids, &pin, Typed::Twice)?;
                self.state().stage = Stage::Open(keys);
                Ok(())
            }
            _ => Err(Code::NothingToExport.into()),
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
            _ => Err(Code::NothingToExport.into()),
        }
    }

    /// Makes the picture of the key at this position, from 0. The previous picture is dropped.
    pub(crate) fn show(&self, place: usize) -> Result<(ExportQrView, PictureNumber), CommandError> {
        let mut state = self.state();
        state.picture = None;
        let Stage::Open(keys) = &state.stage else { return Err(Code::NothingToExport.into()) };
        let key = keys.get(place).ok_or(Code::NothingToExport)?;
        let svg = export::svg(&key.uri())?;
        let path = unguessable();
        let view = ExportQrView::new(key, address(&path), place, keys.len());
        state.pictures += 1;
        let number = PictureNumber(state.pictures);
        state.picture = Some(Picture { path, svg });
        Ok((view, number))
    }

    /// Forgets keys, PIN and picture.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        let pictures = state.pictures + 1;
        *state = State { pictures, ..State::default() };
    }

    /// The same, unless a newer picture is shown. Returns whether it was closed.
    pub(crate) fn close_if(&self, shown: PictureNumber) -> bool {
        let is_shown = PictureNumber(self.state().pictures) == shown;
        if is_shown {
            self.close();
        }
        is_shown
    }

    /// Returns the picture once.
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

/// The answer to a window that may not see pictures.
pub(crate) fn nothing() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Every identity, and whether it can be exported.
pub(crate) fn candidates(authenticator: &Authenticator) -> Result<Vec<CandidateView>, CommandError> {
    let candidates: Vec<Candidate> = authenticator.export_candidates()?;
    Ok(candidates.iter().map(CandidateView::from).collect())
}

/// Sample codes made with a PIN. Only codes by time: a code by counter would be used up.
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

/// The web views of Windows and Android do not support custom schemes; Tauri serves them under `http`.
fn address(path: &str) -> String {
    if cfg!(any(windows, target_os = "android")) {
        format!("http://{SCHEME}.localhost/{path}")
    } else {
        format!("{SCHEME}://localhost/{path}")
    }
}

/// Enough that the user can try one somewhere. Each costs one Argon2 computation.
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
        assert!(!exports.close_if(PictureNumber(7)), "something else is shown");
        assert_eq!(asked(&exports, "a1b2"), StatusCode::OK);
        let exports = shown("a1b2");
        assert!(exports.close_if(PictureNumber(0)));
        assert_eq!(asked(&exports, "a1b2"), StatusCode::NOT_FOUND);
    }

    #[test]
    fn picture_paths_are_random() {
        assert_ne!(unguessable(), unguessable());
        assert_eq!(unguessable().len(), 32);
    }
}
