//! Wayland: the desktop takes the picture, after asking whom it belongs to (`org.freedesktop.portal.Screenshot`, XDG Desktop
//! Portal).

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

use zbus::{
    blocking::{Connection, Proxy},
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

use super::{ScreenError, failed};
use crate::picture::Picture;

/// One picture of all monitors, in the scale that they are drawn in.
pub(super) fn capture() -> Result<Vec<Picture>, ScreenError> {
    let bus = Connection::session().map_err(|_| ScreenError::NoDisplay)?;
    let file = take(&bus);
    let _ = bus.close();
    let file = Screenshot(file?);
    Ok(vec![Picture::open(&file.0).map_err(failed)?])
}

/// Whatever the screen showed is not left lying about.
struct Screenshot(PathBuf);

impl Drop for Screenshot {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The file that the desktop on this bus has written.
fn take(bus: &Connection) -> Result<PathBuf, ScreenError> {
    // 1. Listen before it is asked: the name of the request follows from ours and a token.
    let name = bus.unique_name().map(|name| name.trim_start_matches(':').replace('.', "_")).unwrap_or_default();
    let token = format!("segl{}", std::process::id());
    let request = format!("{DESKTOP_PATH}/request/{name}/{token}");
    let request = Proxy::new(bus, DESKTOP, request, "org.freedesktop.portal.Request").map_err(failed)?;
    let mut responses = request.receive_signal("Response").map_err(failed)?;
    // 2. Ask.
    let desktop = Proxy::new(bus, DESKTOP, DESKTOP_PATH, "org.freedesktop.portal.Screenshot").map_err(failed)?;
    let options = HashMap::from([
        ("handle_token", Value::from(token.as_str())),
        ("modal", Value::from(true)),
        ("interactive", Value::from(false)),
    ]);
    let _: OwnedObjectPath = desktop.call("Screenshot", &("", options)).map_err(failed)?;
    // 3. A person may have to answer.
    let (tells, told) = mpsc::channel();
    thread::spawn(move || {
        if let Some(response) = responses.next() {
            let _ = tells.send(response.body().deserialize::<(u32, HashMap<String, OwnedValue>)>());
        }
    });
    let response = told.recv_timeout(PATIENCE);
    if response.is_err() {
        // The question goes from the screen.
        let _ = request.call::<_, _, ()>("Close", &());
    }
    match response.map_err(|_| ScreenError::PermissionDenied)?.map_err(failed)? {
        (0, results) => results
            .get("uri")
            .and_then(|uri| <&str>::try_from(&**uri).ok())
            .and_then(local_path)
            .ok_or_else(|| failed("the desktop names no file")),
        // 1: the user has said no; 2: the desktop, on the user's behalf or because it cannot.
        _ => Err(ScreenError::PermissionDenied),
    }
}

/// The path in a `file:` URI (RFC 8089) of this computer.
fn local_path(uri: &str) -> Option<PathBuf> {
    let path = uri.strip_prefix("file://")?;
    let path = path.strip_prefix("localhost").unwrap_or(path);
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?].map(|digit| char::from(digit).to_digit(16));
            bytes.push(u8::try_from(digits[0]? * 16 + digits[1]?).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    let path = String::from_utf8(bytes).ok()?;
    Path::new(&path).is_absolute().then(|| path.into())
}

const DESKTOP: &str = "org.freedesktop.portal.Desktop";
const DESKTOP_PATH: &str = "/org/freedesktop/portal/desktop";
/// For whoever reads the desktop's question.
const PATIENCE: Duration = Duration::from_secs(60);

#[cfg(all(test, target_os = "linux"))]
#[expect(clippy::unwrap_used, reason = "a failed step fails the test")]
mod tests {
    use super::*;
    use crate::qr;
    use crate::qr::test_pictures::{page_with_code, write_png};
    use crate::screen::virtual_display;

    #[test]
    fn path_is_taken_from_a_uri_of_this_computer_alone() {
        assert_eq!(local_path("file:///home/b%C3%A5l/a%20b.png"), Some("/home/bål/a b.png".into()));
        assert_eq!(local_path("file://localhost/tmp/a.png"), Some("/tmp/a.png".into()));
        for foreign in ["file://elsewhere/tmp/a.png", "https://example.org/a.png", "file:///tmp/%zz", "file:///tmp/%2"]
        {
            assert_eq!(local_path(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn desktop_gives_a_picture_of_every_monitor() {
        let texts = ["SGE1-on-the-first-monitor", "SGE1-on-the-second-and-scaled-one"];
        let paint = |monitors: [&Path; 2]| {
            for (text, monitor) in texts.into_iter().zip(monitors) {
                write_png(&page_with_code(text, 1280, 900), monitor);
            }
        };
        let look = || {
            let screens = crate::screen::capture().unwrap();
            let mut seen: Vec<_> = screens.iter().flat_map(qr::decode).collect();
            seen.sort();
            // The desktop paints its background when it comes to it.
            (seen == texts).then_some(())
        };
        let test = "screen::wayland::tests::desktop_gives_a_picture_of_every_monitor";
        virtual_display::inside_wayland(test, paint, || virtual_display::until(look));
    }

    /// A desktop whose user says no: those that ask have no place on this computer.
    struct Refusing;

    #[zbus::interface(name = "org.freedesktop.portal.Screenshot")]
    impl Refusing {
        async fn screenshot(
            &self,
            parent: &str,
            options: HashMap<String, OwnedValue>,
            #[zbus(header)] header: zbus::message::Header<'_>,
            #[zbus(connection)] bus: &zbus::Connection,
        ) -> OwnedObjectPath {
            assert!(parent.is_empty(), "no window is named");
            let sender = header.sender().unwrap().trim_start_matches(':').replace('.', "_");
            let token = <&str>::try_from(&*options["handle_token"]).unwrap();
            let request = OwnedObjectPath::try_from(format!("{DESKTOP_PATH}/request/{sender}/{token}")).unwrap();
            let (path, results) = (request.clone(), HashMap::<String, OwnedValue>::new());
            let interface = "org.freedesktop.portal.Request";
            bus.emit_signal(None::<&str>, path, interface, "Response", &(1_u32, results)).await.unwrap();
            request
        }
    }

    #[test]
    fn desktop_gives_nothing_when_the_user_refuses() {
        let bus = virtual_display::Bus::start(&[]);
        let connect = || zbus::blocking::connection::Builder::address(bus.address.as_str()).unwrap();
        let desktop = connect().name(DESKTOP).unwrap().serve_at(DESKTOP_PATH, Refusing).unwrap();
        let _desktop = desktop.build().unwrap();
        assert!(matches!(take(&connect().build().unwrap()), Err(ScreenError::PermissionDenied)));
    }
}
