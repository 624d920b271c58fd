//! A crowd of devices that wait at one portal, all at once: who is asked hears of it, and nobody else is disturbed.

use std::net::Ipv4Addr;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use segl_tests::{
    portal::{Clock, Portal, Settings},
    visitor::Visitor,
    wait,
};

use crate::{
    holder::{self, Line},
    long::short_or_long,
};

#[tokio::test(flavor = "multi_thread")]
async fn every_device_hears_of_its_own_login_when_many_wait() {
    // The portal inherits what the system allows, and goes up to it by itself.
    let count = connections(short_or_long(500, 50_000));
    let mut portal = Portal::start_with(&Settings { clock: Clock::System, more: RINGS.into(), ..Settings::default() });
    let (issuer, holders) = holder::enrol(&mut portal, count).await;
    let mut lines = Vec::with_capacity(count);
    for (group, holders) in (1..).zip(holders.chunks(PORTION)) {
        let nonce = Line::nonce(&issuer);
        for holder in holders {
            let mut line = Line::open_from(Ipv4Addr::new(127, 0, 0, group), &issuer, holder, &nonce).await;
            line.ask_for_news(WAIT);
            lines.push(line);
        }
    }

    let mut asked = 0;
    for number in (0..count).step_by(count / LOGINS) {
        let line = &mut lines[number];
        let mut visitor = Visitor::new(&portal);
        let page = visitor.open("/");
        let page = visitor.submit(&page, "/login", &[("user_name", &holders[number].user_name)]);
        assert!(page.has("push-number"), "{page}");
        wait::until("the login on its device", || hears(line).then_some(()));
        asked += 1;
    }
    println!("{count} devices; {} wait still, {asked} were asked", lines.iter().filter(|line| line.is_quiet()).count());
    for (number, line) in lines.iter_mut().enumerate().filter(|(number, _)| number % (count / LOGINS) != 0) {
        assert!(line.is_quiet() || line.news().is_none(), "device {number} hears of a login that is not its own");
    }
}

/// Whether a device is told of a login; without news after its time, it asks again, as a device does.
fn hears(line: &mut Line<'_>) -> bool {
    if line.is_quiet() {
        return false;
    }
    let news = line.news();
    if news.is_none() {
        line.ask_for_news(WAIT);
    }
    news.is_some()
}

/// Allows this process, and what it starts, so many connections. Returns how many there may be: fewer where the system's
/// limit of open files (`ulimit -Hn`) is lower and this user may not raise it.
fn connections(wanted: usize) -> usize {
    let files = u64::try_from(wanted).unwrap() + SPARE;
    let hard = getrlimit(Resource::Nofile).maximum.unwrap_or(u64::MAX);
    let allow = |files| setrlimit(Resource::Nofile, Rlimit { current: Some(files), maximum: Some(hard.max(files)) });
    if allow(files).is_ok() {
        return wanted;
    }
    allow(hard).expect("the soft limit may be as high as the hard one");
    println!("the system allows {hard} open files: not {wanted} devices");
    usize::try_from(hard - SPARE).unwrap()
}

/// Each login comes from a new browser, and its device is to hear of it.
const RINGS: &str = "[policy]\npush_to_unknown_browsers = true";

/// Connections from one address.
const PORTION: usize = 10_000;

/// Seconds that the portal may hold a question.
const WAIT: u64 = 50;

const LOGINS: usize = 25;

/// Files that are no connections.
const SPARE: u64 = 500;
