//! Living with many identities: what 500 of them cost the vault, the command line, and the app's list.
//!
//! The figures for several numbers stand side by side: what is linear doubles with each. Nothing is stretched, since that
//! costs the same however many there are (`pin` has it); but it is counted how often it would be, and how often the vault
//! is opened and written for a passcode and for an import.
#![cfg_attr(
    target_os = "linux",
    expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")
)]

#[cfg(target_os = "linux")]
mod counted;
#[cfg(target_os = "linux")]
mod figures;
#[cfg(target_os = "linux")]
#[path = "../kit/many.rs"]
mod many;

#[cfg(target_os = "linux")]
fn main() {
    let session = segl_tests::session::Session::start_with_display();
    let folder = session.home().join("segl");
    std::fs::create_dir_all(&folder).expect("the session's home is writable");
    bench::in_the_vault(&folder);
    bench::of_a_pin(&session.home().join("counted"));
    bench::at_the_terminal(&session, &folder);
    bench::in_the_window(&session, &folder);
}

#[cfg(target_os = "linux")]
mod bench {
    use std::path::Path;

    use authenticator::{Arrangement, Pin, Place, Typed, ports::Kdf};
    use device::vault_file::DiskVault;
    use segl_tests::{app::App, binary, browser::Scheme, session::Session};

    use vault::{KdfError, KdfParameters, Stretched};

    use crate::counted::{Counted, Counts};
    use crate::figures::{Times, now};
    use crate::many;

    const NUMBERS: [usize; 3] = [125, 250, 500];
    const RUNS: usize = 30;

    pub(crate) fn in_the_vault(folder: &Path) {
        let authenticator = many::authenticator(folder, Unstretched);
        let mut before = 0;
        for number in NUMBERS {
            let (mut added, mut start) = (Vec::new(), now());
            many::add(&authenticator, (before..number).map(uri), || {
                added.push(start.elapsed());
                start = now();
            });
            before = number;
            let last = added.split_off(added.len() - RUNS);
            last.into_iter().collect::<Times>().print(&format!("add one to {number}"));
            let list = || drop(authenticator.identities().expect("the vault opens"));
            times(list).print(&format!("open and list {number}"));
            let ids: Vec<_> =
                authenticator.identities().expect("the vault opens").iter().map(|one| one.token_id).collect();
            let mut turn = ids.iter().cycle();
            let last = Arrangement { place: Some(Place::Last), ..Arrangement::default() };
            let reorder = || {
                let id = turn.next().expect("there are some");
                let _ = authenticator.arrange(*id, &last).expect("the vault takes it");
            };
            times(reorder).print(&format!("put one of {number} last"));
        }
        let length = std::fs::metadata(folder.join("vault.segl")).expect("there is a vault").len();
        println!("the vault's file with 500: {length} bytes");
    }

    /// What a passcode and an import of 50 codes cost, counted, and how long the import takes without its stretching.
    pub(crate) fn of_a_pin(folder: &Path) {
        std::fs::create_dir_all(folder).expect("the session's home is writable");
        let counts = Counts::default();
        let file = Counted(DiskVault::new(folder.to_owned()), counts.clone());
        let authenticator = many::authenticator_with(folder, file, Counted(Unstretched, counts.clone()));
        let pin = Pin::parse(many::PIN).expect("six digits");
        let mut took = Vec::new();
        for run in 0..RUNS / 3 {
            let read = |number| authenticator.read_otpauth(&uri(number)).expect("a key URI");
            let keys: Vec<_> = (50 * run..50 * (run + 1)).map(read).collect();
            let start = now();
            let import = || authenticator.add_import(&keys, &pin, Typed::Twice).expect("there is room");
            let stored = if run == 0 { counts.print("import 50", import) } else { import() };
            took.push(start.elapsed());
            assert_eq!(stored.iter().flatten().count(), keys.len());
        }
        took.into_iter().collect::<Times>().print("import 50");
        let id = authenticator.identities().expect("the vault opens")[0].token_id;
        let show = || drop(authenticator.passcodes(id, &pin).expect("the PIN is right"));
        counts.print("show a passcode, without a portal", show);
        times(show).print("show a passcode, without a portal");
    }

    /// The whole process, with the list as JSON.
    pub(crate) fn at_the_terminal(session: &Session, folder: &Path) {
        let list = || {
            let mut segl = session.command(binary::segl());
            let output = segl.env("SEGL_HOME", folder).args(["list", "--json"]).output().expect("segl runs");
            assert!(output.status.success());
        };
        times(list).print("segl list --json, 500");
    }

    /// The app's own window, measured by itself.
    pub(crate) fn in_the_window(session: &Session, folder: &Path) {
        let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
        runtime.block_on(async {
            let app = App::start_in(session, folder, "en", Scheme::Light).await;
            let figures = segl_tests::wait::until_async("the list", || async {
                let client = app.client();
                client
                    .execute("return document.querySelector('[data-testid=identity]') && 1", vec![])
                    .await
                    .ok()?
                    .as_u64()?;
                client.execute_async(MEASURE, vec![]).await.ok()
            })
            .await;
            println!("the app's list with 500, milliseconds: {figures:#}");
        });
    }

    /// A key derivation that derives nothing: only the number counts here. The app finds every PIN wrong then.
    struct Unstretched;

    impl Kdf for Unstretched {
        fn stretch(&self, pin: &[u8], salt: &[u8], _: &KdfParameters) -> Result<Stretched, KdfError> {
            let mut mixed = [0; 32];
            for (index, byte) in pin.iter().chain(salt).enumerate() {
                mixed[index % 32] ^= byte;
            }
            Ok(Stretched::from_bytes(mixed))
        }
    }

    fn uri(number: usize) -> String {
        let issuer = ["Kystbanken", "Nordlys", "Hafnia", "Fyrbakken", "Langeland"][number % 5];
        many::uri(&format!("{issuer} {number}"), "freja.holm", number)
    }

    fn times(mut what: impl FnMut()) -> Times {
        let run = |_| {
            let start = now();
            what();
            start.elapsed()
        };
        (0..RUNS).map(run).collect()
    }

    /// From asking the shell for the list to its cards; a letter typed into the search; every card scrolled past.
    const MEASURE: &str = r"
        const done = arguments[0];
        const frame = () => new Promise(next => requestAnimationFrame(next));
        const cards = () => document.querySelectorAll('[data-testid=identity]').length;
        const ranked = times => { times.sort((a, b) => a - b); const at = share => Math.round(10 * times[Math.min(times.length - 1, Math.floor(times.length * share))]) / 10; return { p50: at(.5), p95: at(.95), max: at(1), frames: times.length }; };
        (async () => {
            const figures = { cardsAtFirst: cards() };
            let start = performance.now();
            const list = await window.__TAURI_INTERNALS__.invoke('identities');
            figures.identitiesFromTheShell = performance.now() - start;
            figures.identities = list.length;
            const search = document.querySelector('[data-testid=search]');
            for (const typed of ['k', 'ky', 'kystbanken 95', '']) {
                start = performance.now();
                search.value = typed;
                search.dispatchEvent(new Event('input', { bubbles: true }));
                await frame();
                await frame();
                figures['search ' + JSON.stringify(typed)] = performance.now() - start;
            }
            const body = document.querySelector('main .body');
            const times = [];
            let last = performance.now();
            for (let still = 0; still < 5; ) {
                const before = body.scrollTop;
                body.scrollTop += 400;
                await frame();
                const moment = performance.now();
                times.push(moment - last);
                last = moment;
                still = body.scrollTop === before ? still + 1 : 0;
            }
            figures.cardsAtLast = cards();
            figures.scrollFrames = ranked(times);
            done(figures);
        })().catch(error => done(String(error)));
    ";
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("needs Linux");
}
