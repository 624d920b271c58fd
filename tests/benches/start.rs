//! From the start of the app's process to the list of identities on the screen, and what its processes take; beside it a
//! window of the same web view with one word in it.
//!
//! Files are in the system's cache, as at the second start of a day. The screen is looked at from outside, every few
//! milliseconds: the list is there when the window looks as it does at rest.
#![cfg_attr(
    target_os = "linux",
    expect(
        clippy::expect_used,
        clippy::unwrap_used,
        reason = "a benchmark that cannot be set up has nothing to measure"
    )
)]

#[cfg(target_os = "linux")]
mod figures;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod screen;
#[cfg(target_os = "linux")]
#[path = "../journeys/stage.rs"]
#[expect(dead_code, reason = "enrolment is all of the story that is needed")]
mod stage;

#[cfg(target_os = "linux")]
fn main() {
    use segl_tests::{binary, segl::Segl};

    let session = segl_tests::session::Session::start_with_display();
    let portal = stage::portal_with(&segl_tests::portal::Settings {
        clock: segl_tests::portal::Clock::System,
        ..Default::default()
    });
    let device = Segl::new(&session);
    let _ = stage::enrol(&portal, &device);

    let app = || {
        let mut app = session.command(binary::app());
        app.env("SEGL_HOME", device.home());
        app
    };
    bench::measure(&session, "the app, until its list", app);
    let bare = binary::folder().join("examples/bare");
    bench::measure(&session, "a bare window, until its word", || session.command(&bare));
}

#[cfg(target_os = "linux")]
mod bench {
    use std::process::Command;
    use std::time::Duration;

    use segl_tests::process::Group;
    use segl_tests::session::Session;

    use crate::figures::{self, Times};
    use crate::memory::{family, mebibytes, pss};
    use crate::screen::{Screen, Target};

    pub(crate) fn measure(session: &Session, what: &str, command: impl Fn() -> Command) {
        let screen = Screen::open(session.display().name());
        // 1. What it looks like at rest, and what it takes then.
        let blank = screen.look();
        let window = Group::spawn("window", &session.logs(), command());
        let target = Target::between(&blank, &screen.at_rest());
        let members: Vec<_> = family(window.leader()).into_iter().map(|(process, name)| (name, pss(process))).collect();
        drop(window);
        screen.until_blank(&blank);
        // 2. How long until it looks so.
        let times = (0..RUNS).map(|_| start(session, &screen, &target, command(), &blank));
        times.collect::<Times>().print(what);
        let shares: Vec<_> = members.iter().map(|(name, share)| format!("{name} {}", mebibytes(*share))).collect();
        let all = members.iter().map(|(_, share)| share).sum();
        println!("  PSS: {} ({})", mebibytes(all), shares.join(", "));
    }

    fn start(session: &Session, screen: &Screen, target: &Target, command: Command, blank: &[u8]) -> Duration {
        let start = figures::now();
        let window = Group::spawn("window", &session.logs(), command);
        screen.until(target);
        let took = start.elapsed();
        drop(window);
        screen.until_blank(blank);
        took
    }

    const RUNS: usize = 20;
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("needs Linux");
}
