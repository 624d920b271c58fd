//! Another program on the screen, out of which a file can be dragged.

use std::fs;
use std::path::Path;

use crate::display::Display;
use crate::process::Group;
use crate::session::Session;

/// A small window of GTK in the upper left corner that stands for a file, as a file manager's icon does.
#[derive(Debug)]
pub struct DragSource<'session> {
    display: &'session Display,
    _window: Group,
}

impl<'session> DragSource<'session> {
    /// Opens the window and waits until it can be grabbed.
    ///
    /// # Panics
    /// When Debian's Python or its GTK is missing, or the session has no screen.
    #[must_use]
    pub fn start(session: &'session Session, file: &Path) -> Self {
        let script = session.home().join("drag_source.py");
        fs::write(&script, SCRIPT).expect("the session's home is writable");
        let mut command = session.command(PYTHON);
        command.arg(script).arg(file);
        let mut window = Group::spawn("drag-source", &session.logs(), command);
        window.until("the window to drag from", |window| window.output().contains("shown").then_some(()));
        Self { display: session.display(), _window: window }
    }

    /// Grabs the file and moves it, on many small steps as a hand does, to a place on the screen. It is still held.
    pub fn drag_to(&self, x: u32, y: u32) {
        let _ = self.display.xdotool(&["mousemove", "60", "60", "mousedown", "1"]);
        for step in 1..=STEPS {
            let [x, y] = [x, y].map(|end| (60 * (STEPS - step) + end * step) / STEPS);
            let _ = self.display.xdotool(&["mousemove", "--sync", &x.to_string(), &y.to_string()]);
        }
    }

    /// Lets go.
    pub fn drop_here(&self) {
        let _ = self.display.xdotool(&["mouseup", "1"]);
    }
}

/// Debian's own, which has GTK; another one may come before it on the PATH.
const PYTHON: &str = "/usr/bin/python3";

const STEPS: u32 = 20;

const SCRIPT: &str = r#"import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gio, Gtk

uri = Gio.File.new_for_path(sys.argv[1]).get_uri()
window = Gtk.Window(title="Drag source")
window.set_default_size(120, 120)
handle = Gtk.EventBox()
handle.add(Gtk.Label(label="picture"))
handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
handle.drag_source_add_uri_targets()
handle.connect("drag-data-get", lambda _handle, _context, data, _info, _time: data.set_uris([uri]))
window.add(handle)
window.move(0, 0)
window.connect("map-event", lambda _window, _event: print("shown", flush=True))
window.show_all()
Gtk.main()
"#;
