//! Devices that wait at the portal: what they cost it in memory, and how soon one of them hears of its login.
#![cfg_attr(
    target_os = "linux",
    expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")
)]

#[cfg(target_os = "linux")]
mod figures;
#[cfg(target_os = "linux")]
#[path = "../holder/mod.rs"]
#[expect(dead_code, reason = "these devices only wait")]
mod holder;
#[cfg(target_os = "linux")]
#[expect(dead_code, reason = "the portal is one process")]
mod memory;

#[cfg(target_os = "linux")]
mod bench {
    use std::fs;

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use segl_tests::portal::{Clock, Portal, Settings};
    use segl_tests::visitor::Visitor;
    use segl_tests::wait;

    use crate::figures::{self, Times};
    use crate::holder::{self, Line};
    use crate::memory::{mebibytes, pss};

    pub(crate) async fn run() {
        for count in [1_000, 10_000] {
            waiting(count).await;
        }
    }

    async fn waiting(count: usize) {
        let mut portal =
            Portal::start_with(&Settings { clock: Clock::System, more: RINGS.into(), ..Settings::default() });
        let (issuer, holders) = holder::enrol(&mut portal, count).await;
        // Only now, so that the portal does not inherit it.
        allow_open_files();
        let process = portal.process().expect("the portal runs");
        let before = pss(process);
        let nonce = Line::nonce(&issuer);
        let start = figures::now();
        let mut lines: Vec<_> = holders.iter().map(|holder| Line::open(&issuer, holder, &nonce)).collect();
        for line in &mut lines {
            line.ask_for_news(50);
        }
        at_rest(process);
        let opened = start.elapsed();
        let with = pss(process);
        println!("{count} devices wait (after {:.1} s)", opened.as_secs_f64());
        println!("  PSS of the portal: {} (before: {})", mebibytes(with), mebibytes(before));

        let times: Times = lines
            .iter_mut()
            .zip(&holders)
            .step_by(count / PROMPTS)
            .map(|(line, holder)| {
                let mut visitor = Visitor::new(&portal);
                let page = visitor.open("/");
                let start = figures::now();
                let page = visitor.submit(&page, "/login", &[("user_name", &holder.user_name)]);
                assert!(page.has("push-number"), "{page}");
                line.news().expect("the device is asked");
                start.elapsed()
            })
            .collect();
        times.print("  user name sent → prompt and page");
        println!("  still waiting: {}", lines.iter().filter(|line| line.is_quiet()).count());
    }

    /// Waits until a process computes no more: all that was asked waits.
    fn at_rest(process: u32) {
        let mut last = None;
        wait::until("a portal at rest", || {
            let ticks = fs::read_to_string(format!("/proc/{process}/schedstat")).ok();
            let ticks = ticks.and_then(|ticks| ticks.split(' ').next()?.parse::<u64>().ok());
            let is_at_rest = last.is_some() && last == ticks;
            last = ticks;
            is_at_rest.then_some(())
        });
    }

    fn allow_open_files() {
        let maximum = getrlimit(Resource::Nofile).maximum;
        setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })
            .expect("the soft limit may be as high as the hard one");
    }

    const PROMPTS: usize = 50;

    /// Each login comes from a new browser, and its device is to hear of it.
    const RINGS: &str = "[policy]\npush_to_unknown_browsers = true";
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
