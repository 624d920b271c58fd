//! Frames of a camera, sent by the web view; and which window may use a camera.

pub(crate) mod commands;

use authenticator::{Code, intake::Intake};
use device::picture::Picture;
use tauri::{
    Runtime,
    http::HeaderMap,
    ipc::{CommandArg, CommandItem, InvokeBody, InvokeError},
    webview::{PermissionKind, PermissionResponse},
};

use crate::{error::CommandError, windows::MAIN};

/// The answer to a web view that asks for a permission: own pages in the main window may use a camera; all else is denied.
pub(crate) fn permission(window: &str, on_own_page: bool, kind: PermissionKind) -> PermissionResponse {
    match kind {
        PermissionKind::Camera if window == MAIN && on_own_page => PermissionResponse::Allow,
        _ => PermissionResponse::Deny,
    }
}

/// One frame of a camera.
pub(crate) struct Frame {
    picture: Picture,
    /// Its number in the sequence of frames, from 0.
    turn: usize,
}

impl Frame {
    /// Whether the camera has just been turned on.
    pub(crate) fn is_first(&self) -> bool {
        self.turn == 0
    }

    /// Takes the QR codes that can be read quickly, without the decoder's slow attempts.
    pub(crate) fn take_into(&self, intake: &mut Intake<'_>) {
        device::intake::frame(intake, &self.picture, self.turn);
    }

    /// Parses one byte of luma for each pixel, row by row. The request's headers hold width, height and number.
    /// A frame that is larger than [`MAX_SIDE`], or whose length does not match, is refused.
    fn parse(body: &InvokeBody, headers: &HeaderMap) -> Result<Self, CommandError> {
        let number = |name: &str| -> Option<usize> { headers.get(name)?.to_str().ok()?.parse().ok() };
        let odd = CommandError::from(Code::Internal);
        let InvokeBody::Raw(luma) = body else { return Err(odd) };
        let (width, height, turn) = number("width").zip(number("height")).zip(number("turn")).map(flat).ok_or(odd)?;
        if width > MAX_SIDE || height > MAX_SIDE || luma.len() != width * height {
            return Err(odd);
        }
        let picture = Picture::from_luma(width, height, luma.clone()).map_err(|_| odd)?;
        Ok(Self { picture, turn })
    }
}

fn flat(((width, height), turn): ((usize, usize), usize)) -> (usize, usize, usize) {
    (width, height, turn)
}

impl<'de, R: Runtime> CommandArg<'de, R> for Frame {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        Self::parse(command.message.payload(), command.message.headers()).map_err(InvokeError::from)
    }
}

/// The bindings have no type for it: the screens send bytes (`ui/src/lib/host/index.ts`).
#[cfg(test)]
impl specta::function::FunctionArg for Frame {
    fn to_datatype(_: &mut specta::Types) -> Option<specta::datatype::DataType> {
        None
    }
}

/// The longest side of a picture, in pixels; `ui/src/features/camera/frame.ts` makes none that is longer.
const MAX_SIDE: usize = 1280;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use tauri::http::HeaderValue;

    use super::*;
    use crate::windows::{APPROVE, is_own};

    const KINDS: [PermissionKind; 8] = [
        PermissionKind::Microphone,
        PermissionKind::Geolocation,
        PermissionKind::Notifications,
        PermissionKind::ClipboardRead,
        PermissionKind::DisplayCapture,
        PermissionKind::Midi,
        PermissionKind::Sensors,
        PermissionKind::Other,
    ];

    fn permits(window: &str, page: &str, kind: PermissionKind) -> bool {
        match permission(window, page.parse().is_ok_and(|page| is_own(&page)), kind) {
            PermissionResponse::Allow => true,
            PermissionResponse::Deny => false,
            other => panic!("the system would be asked: {other:?}"),
        }
    }

    #[test]
    fn camera_is_for_the_main_windows_own_pages_alone() {
        assert!(permits(MAIN, "tauri://localhost/index.html", PermissionKind::Camera));
        assert!(permits(MAIN, "http://tauri.localhost/index.html", PermissionKind::Camera));
        for page in ["https://segl.example/", "tauri://other/", "data:text/html,x", "about:blank", ""] {
            assert!(!permits(MAIN, page, PermissionKind::Camera), "{page}");
        }
        assert!(!permits(APPROVE, "tauri://localhost/approve.html", PermissionKind::Camera));
    }

    #[test]
    fn everything_else_is_denied_without_asking() {
        for kind in KINDS {
            assert!(!permits(MAIN, "tauri://localhost/index.html", kind), "{kind:?}");
        }
    }

    fn parsed(body: InvokeBody, said: &[(&'static str, &str)]) -> Option<Frame> {
        let headers = said.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap()));
        Frame::parse(&body, &headers.collect()).ok()
    }

    fn said(width: &str, height: &str, bytes: usize) -> Option<Frame> {
        parsed(InvokeBody::Raw(vec![0; bytes]), &[("width", width), ("height", height), ("turn", "7")])
    }

    #[test]
    fn frame_is_taken_when_its_bytes_are_as_many_as_it_says() {
        let frame = said("4", "2", 8).unwrap();
        assert_eq!((frame.picture.width(), frame.picture.height(), frame.turn), (4, 2, 7));
        assert!(said("1280", "960", 1280 * 960).is_some());
    }

    #[test]
    fn frame_is_refused_when_it_is_too_large_or_odd() {
        for (width, height, bytes) in
            [("4", "2", 7), ("4", "2", 9), ("0", "0", 0), ("4", "0", 0), ("1281", "1", 1281), ("1", "1281", 1281)]
        {
            assert!(said(width, height, bytes).is_none(), "{width} × {height} in {bytes}");
        }
        for word in ["", "-4", "4.0", "4 ", "0x4", "99999999999999999999999"] {
            assert!(said(word, "2", 8).is_none(), "{word:?}");
            assert!(said("4", word, 8).is_none(), "{word:?}");
        }
        assert!(parsed(InvokeBody::Raw(vec![0; 8]), &[("width", "4"), ("height", "2")]).is_none(), "no turn");
        let json = InvokeBody::Json(serde_json::json!([0, 0, 0, 0, 0, 0, 0, 0]));
        assert!(parsed(json, &[("width", "4"), ("height", "2"), ("turn", "0")]).is_none(), "not bytes");
    }
}
