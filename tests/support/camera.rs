//! Cameras without a camera: `PipeWire` hands on what `GStreamer` makes up, and a web view takes it for one.

use std::path::Path;
use std::process::Command;

use crate::process::Group;
use crate::session::Session;
use crate::wait;

/// What hands cameras on in a session. Dropped, it is gone with all of them.
#[derive(Debug)]
pub struct Cameras<'session> {
    session: &'session Session,
    // Dropped in this order: who decides which programs get a camera, then the server.
    _policy: Group,
    _server: Group,
}

impl<'session> Cameras<'session> {
    /// Starts without any camera. A web view notices only a server that was there before it.
    ///
    /// # Panics
    /// When `pipewire` or `wireplumber` are missing or do not start.
    #[must_use]
    pub fn start(session: &'session Session) -> Self {
        let logs = session.logs();
        let server = Group::spawn("pipewire", &logs, session.command("pipewire"));
        wait::until("PipeWire", || lists(session, "PipeWire:Interface:Core").then_some(()));
        let policy = Group::spawn("wireplumber", &logs, session.command("wireplumber"));
        wait::until("WirePlumber", || lists(session, "WirePlumber").then_some(()));
        Self { session, _policy: policy, _server: server }
    }

    /// Plugs in a camera of this name that looks at a picture of at most 400 × 400 pixels, on white. Dropped, it is
    /// unplugged.
    ///
    /// # Panics
    /// When `gst-launch-1.0` or one of its plug-ins is missing or does not start.
    #[must_use]
    pub fn plug_in(&self, name: &str, picture: &Path) -> Group {
        self.plug(name, source(self.session, name, "white", Some(picture)))
    }

    /// Plugs in a camera of this name whose cover is closed.
    ///
    /// # Panics
    /// As [`Cameras::plug_in`].
    #[must_use]
    pub fn plug_in_covered(&self, name: &str) -> Group {
        self.plug(name, source(self.session, name, "black", None))
    }

    fn plug(&self, name: &str, source: Command) -> Group {
        let mut camera = Group::spawn(name, &self.session.logs(), source);
        camera.until("the camera", |_| lists(self.session, name).then_some(()));
        camera
    }

    /// Unplugs a camera, and waits until nobody can choose it any more.
    pub fn unplug(&self, name: &str, camera: Group) {
        drop(camera);
        wait::until("the camera's end", || (!lists(self.session, name)).then_some(()));
    }
}

/// The buffers have to be those of `pipewiresink` itself (0.3.65 ends otherwise), so nothing in between may copy.
fn source(session: &Session, name: &str, ground: &str, picture: Option<&Path>) -> Command {
    let mut gst = session.command("gst-launch-1.0");
    gst.args(["-q", "videotestsrc", &format!("pattern={ground}"), "is-live=true", "!"]);
    gst.args(["video/x-raw,format=BGRx,width=640,height=480,framerate=10/1", "!"]);
    if let Some(picture) = picture {
        gst.arg("gdkpixbufoverlay").arg(format!("location={}", picture.display()));
        gst.args(["offset-x=120", "offset-y=40", "!"]);
    }
    let properties =
        format!("props,media.class=Video/Source,media.role=Camera,node.name={name},node.description={name}");
    gst.args(["pipewiresink", "mode=provide"]).arg(format!("stream-properties={properties}"));
    gst
}

/// Whether the session's `PipeWire` has something of that name.
fn lists(session: &Session, name: &str) -> bool {
    let listed = session.command("pw-cli").args(["list-objects"]).output().expect("pw-cli comes with PipeWire");
    String::from_utf8_lossy(&listed.stdout).contains(name)
}
