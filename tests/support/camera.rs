//! A camera without a camera: `PipeWire` hands on what `GStreamer` makes up, and a web view takes it for one.

use std::path::Path;
use std::process::Command;

use crate::process::Group;
use crate::session::Session;
use crate::wait;

/// A session's camera, which looks at a picture. Dropped, it is unplugged.
#[derive(Debug)]
pub struct Camera {
    // Dropped in this order: the camera, who decides which programs get it, the server of both.
    source: Group,
    _policy: Group,
    _server: Group,
}

impl Camera {
    /// Plugs in a camera that looks at a picture of at most 480 × 480 pixels, on white.
    ///
    /// # Panics
    /// When `pipewire`, `wireplumber` or `gst-launch-1.0` are missing or do not start.
    #[must_use]
    pub fn plug_in(session: &Session, picture: &Path) -> Self {
        let logs = session.logs();
        let server = Group::spawn("pipewire", &logs, session.command("pipewire"));
        wait::until("PipeWire", || lists(session, "Core").then_some(()));
        let policy = Group::spawn("wireplumber", &logs, session.command("wireplumber"));
        wait::until("WirePlumber", || lists(session, "WirePlumber").then_some(()));
        let mut camera = Self { source: Group::spawn("camera", &logs, source(session, picture)), _policy: policy, _server: server };
        camera.source.until("the camera", |_| lists(session, NAME).then_some(()));
        camera
    }
}

/// The buffers have to be those of `pipewiresink` itself (0.3.65 ends otherwise), so nothing in between may copy.
fn source(session: &Session, picture: &Path) -> Command {
    let mut gst = session.command("gst-launch-1.0");
    gst.args(["-q", "videotestsrc", "pattern=white", "is-live=true", "!"]);
    gst.args(["video/x-raw,format=BGRx,width=640,height=480,framerate=10/1", "!", "gdkpixbufoverlay"]);
    gst.arg(format!("location={}", picture.display())).args(["offset-x=120", "offset-y=40", "!"]);
    let properties = format!("props,media.class=Video/Source,media.role=Camera,node.name={NAME},node.description={NAME}");
    gst.args(["pipewiresink", "mode=provide"]).arg(format!("stream-properties={properties}"));
    gst
}

/// Whether the session's `PipeWire` has something of that name.
fn lists(session: &Session, name: &str) -> bool {
    let listed = session.command("pw-cli").args(["list-objects"]).output().expect("pw-cli comes with PipeWire");
    String::from_utf8_lossy(&listed.stdout).contains(name)
}

const NAME: &str = "SeglTestCamera";
