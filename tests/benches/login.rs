//! Whole logins by push through the real portal on SQLite, over loopback: a browser without scripts, a device that waits.
//!
//! A login is the front page, the user name, the waiting page with its number, the device's prompt, the PIN's evaluation,
//! the response, and the profile. Browsers and devices run in this process, on the same processors as the portal; what the
//! device does alone with its PIN (Argon2id) is left out: see `pin`.
#![cfg_attr(
    target_os = "linux",
    expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")
)]

#[cfg(target_os = "linux")]
mod figures;
#[cfg(target_os = "linux")]
#[path = "../holder/mod.rs"]
#[expect(dead_code, reason = "journeys say more than logins do")]
mod holder;

#[cfg(target_os = "linux")]
mod bench {
    use std::net::Ipv4Addr;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::thread;
    use std::time::{Duration, Instant};

    use segl_tests::portal::{Clock, Portal, Settings};
    use segl_tests::visitor::{self, Visitor};

    use crate::figures::{self, Times};
    use crate::holder::{self, Holder, Issuer, Line};

    pub(crate) async fn run() {
        // Each login comes from a new browser, and its device is to hear of it.
        let more = format!("{}\n[policy]\npush_to_unknown_browsers = true", visitor::PROXY);
        let mut portal = Portal::start_with(&Settings { clock: Clock::System, more, ..Settings::default() });
        let (issuer, holders) = holder::enrol(&mut portal, 64).await;
        // The first logins find everything cold.
        let _ = in_flight(&portal, &issuer, holders.get(..8).unwrap_or_default(), 5);
        for (slots, logins) in [(1, 200), (8, 100), (64, 40)] {
            let start = figures::now();
            let seen = in_flight(&portal, &issuer, holders.get(..slots).unwrap_or_default(), logins);
            let (count, seconds) = (u32::try_from(seen.len()).unwrap_or(u32::MAX), start.elapsed().as_secs_f64());
            println!("{slots} in flight: {:.0} logins a second", f64::from(count) / seconds);
            seen.iter().map(|seen| seen.prompt).collect::<Times>().print("  user name sent → device's prompt");
            seen.iter().map(|seen| seen.whole).collect::<Times>().print("  whole login");
        }
    }

    /// What one login took.
    struct Seen {
        prompt: Duration,
        whole: Duration,
    }

    /// Lets every holder log in so many times, all at once.
    fn in_flight(portal: &Portal, issuer: &Issuer, holders: &[Holder], logins: usize) -> Vec<Seen> {
        thread::scope(|scope| {
            let employees = holders.iter().map(|holder| {
                let (number_out, number_in) = channel();
                let (prompt_out, prompt_in) = channel();
                scope.spawn(move || device(issuer, holder, logins, &number_in, &prompt_out));
                scope.spawn(move || -> Vec<Seen> {
                    (0..logins).map(|_| browser(portal, &holder.user_name, &number_out, &prompt_in)).collect()
                })
            });
            let employees: Vec<_> = employees.collect();
            employees.into_iter().flat_map(|employee| employee.join().expect("every login succeeds")).collect()
        })
    }

    /// Each login comes from a network of its own: a company's thousand are not all behind one, where the portal would take
    /// them for an attack.
    fn network() -> Ipv4Addr {
        static NEXT: AtomicU32 = AtomicU32::new(0x0a00_0001);
        Ipv4Addr::from_bits(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// One login, as a new browser sees it.
    fn browser(portal: &Portal, user_name: &str, number_out: &Sender<String>, prompt_in: &Receiver<Instant>) -> Seen {
        let start = figures::now();
        let mut visitor = Visitor::new(portal).at(network());
        let page = visitor.open("/");
        let asked = figures::now();
        let page = visitor.submit(&page, "/login", &[("user_name", user_name)]);
        let number = page.text("push-number").unwrap_or_else(|| panic!("no push: {page}"));
        number_out.send(number.chars().filter(char::is_ascii_digit).collect()).expect("the device listens");
        // The page asks again, too, when nothing has come for a while.
        let news = loop {
            let news = visitor.open("/login/push/progress?known=waiting");
            if !news.body.contains("waiting") {
                break news;
            }
        };
        assert!(news.body.contains("approved"), "{news}");
        let page = visitor.open("/login/push");
        assert!(page.path.starts_with("/profile"), "{page}");
        let whole = start.elapsed();
        let prompted = prompt_in.recv().expect("the device has been asked");
        Seen { prompt: prompted.saturating_duration_since(asked), whole }
    }

    /// The device: waits, and approves what comes.
    fn device(
        issuer: &Issuer,
        holder: &Holder,
        logins: usize,
        number_in: &Receiver<String>,
        prompt_out: &Sender<Instant>,
    ) {
        let mut line = Line::open(issuer, holder, &Line::nonce(issuer));
        for _ in 0..logins {
            let asked = loop {
                line.ask_for_news(50);
                if let Some(asked) = line.news() {
                    break asked;
                }
            };
            prompt_out.send(figures::now()).expect("the browser listens");
            let number = number_in.recv().expect("the page shows a number");
            let rid = line.evaluate(asked.challenge.jti);
            let response = line.sign(&holder.approval(issuer, &asked, &number, rid));
            let answer = line.respond(asked.challenge.jti, &response);
            assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    bench::run().await;
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("needs Linux");
}
