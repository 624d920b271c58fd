//! What people do at a terminal and in scripts: keys through pipes, codes into pipes, files that others can read, Ctrl-C.

use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};
use segl_tests::binary;
use segl_tests::picture;
use segl_tests::process::Group;
use segl_tests::segl::Segl;
use segl_tests::session::Session;
use serde_json::Value;

use crate::stage::*;

const KEY: &str = "otpauth://totp/Havn:ida?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Havn&digits=8";
const OTHER: &str = "otpauth://hotp/Kyst:bo?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&issuer=Kyst";

fn names(device: &Segl<'_>) -> Vec<(String, String)> {
    let list = device.call(["list"]).json();
    let name = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    list["identities"].as_array().unwrap().iter().map(|one| (name(one, "issuer_name"), name(one, "account"))).collect()
}

fn pair(issuer: &str, account: &str) -> (String, String) {
    (issuer.to_owned(), account.to_owned())
}

#[test]
fn key_comes_from_standard_input_as_other_programs_write_it() {
    let session = session();
    for (number, (input, arguments)) in [
        (format!("{KEY}\n"), ["add", "-"]),
        (format!("QR-Code:{KEY}\r\n"), ["add", "--stdin"]),
        (format!("\u{feff}{KEY}\r"), ["add", "-"]),
    ]
    .into_iter()
    .enumerate()
    {
        let device = Segl::new(&session);
        device.call(arguments).input(&input).pin(PIN).run().success();
        assert_eq!(names(&device), [pair("Havn", "ida")], "{number}");
    }
    // The PIN may be the next line.
    let device = Segl::new(&session);
    device.call(["add", "-", "--pin-file", "-"]).input(&format!("{KEY}\n{PIN}\n")).run().success();
    assert_eq!(device.call(["code", "Havn"]).pin(PIN).json()["code"].as_str().unwrap().len(), 8);
    assert_eq!(refusal_code(&device.call(["add", "-", "--json"]).input("").pin(PIN).run()), "input_ended");
}

#[test]
fn key_that_a_site_prints_is_typed_or_given() {
    let (session, key) = (session(), "gezd gnbv gy3t qojq gezd gnbv gy3t qojq");
    let device = Segl::new(&session);

    // 1. At a terminal: names, key, PIN twice.
    let typed = format!("Havn\nida\n{key}\n{PIN}\n{PIN}\n");
    let shown = device.call(["add", "--key"]).on_terminal(&typed).run();
    assert_eq!(names(&device), [pair("Havn", "ida")], "{shown}");

    // 2. For a script, with what the site says of the codes; and as an argument, which has no names.
    let call = device.call(["add", "--key", "--issuer", "Kyst", "--counter", "7", "--algorithm", "HMAC-SHA-256"]);
    call.secret("--secret-file", "JBSWY3DPEHPK3PXP").pin(PIN).run().success();
    device.call(["add", "JBSW Y3DP EHPK 3PXQ"]).pin(PIN).run().success();
    let kinds: Vec<_> =
        device.call(["list"]).json()["identities"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["totp", "hotp", "totp"]);

    // 3. Wrong keys say why, and a file that is missing is no key.
    let call = device.call(["add", "--key", "--issuer", "Kyst", "--json"]).secret("--secret-file", "JBSW1");
    assert_eq!(refusal_code(&call.pin(PIN).run()), "by_hand_character");
    let call = device.call(["add", "--key", "--json"]).secret("--secret-file", "JBSWY3DPEHPK3PXP");
    assert_eq!(refusal_code(&call.pin(PIN).run()), "by_hand_no_name");
    assert_eq!(refusal_code(&device.call(["add", "enrolment.png", "--json"]).run()), "file_not_found");
}

#[test]
fn code_in_a_pipe_is_the_code_alone() {
    let session = session();
    let device = Segl::new(&session);
    for uri in [KEY, OTHER] {
        device.call(["add", uri]).pin(PIN).run().success();
    }
    let piped = |arguments: &[&str]| device.call(arguments.to_vec()).pin(PIN).run().success();
    for arguments in [&["code", "Havn"][..], &["code", "Havn", "--next"], &["code", "ida"]] {
        let code = piped(arguments);
        assert!(code.len() == 8 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
    }
    // By counter, each once.
    assert_eq!([piped(&["code", "Kyst"]).len(), piped(&["code", "Kyst"]).len()], [6, 6]);
    let shown = device.call(["code", "Havn"]).on_terminal(&format!("{PIN}\n")).run();
    assert!(shown.output.contains("seconds)"), "people see how long it counts: {shown}");
}

#[test]
fn every_key_of_a_picture_is_added_when_all_are_meant() {
    let session = session();
    let device = Segl::new(&session);
    let (left, right) = (picture::qr(KEY, 5), picture::qr(OTHER, 5));
    let mut page = image::GrayImage::from_pixel(
        left.width() + right.width(),
        left.height().max(right.height()),
        image::Luma([255]),
    );
    image::imageops::overlay(&mut page, &left, 0, 0);
    image::imageops::overlay(&mut page, &right, i64::from(left.width()), 0);
    let file = session.home().join("two.png");
    page.save(&file).unwrap();
    let added = device.call(["add", file.to_str().unwrap(), "--all"]).pin(PIN).json();
    assert_eq!(added["added"].as_array().unwrap().len(), 2, "{added}");
    let mut both = names(&device);
    both.sort();
    assert_eq!(both, [pair("Havn", "ida"), pair("Kyst", "bo")]);
    let again = device.call(["add", file.to_str().unwrap(), "--all", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&again), "key_present");
}

#[test]
fn identities_of_one_name_are_told_apart_by_what_the_list_shows() {
    let session = session();
    let device = Segl::new(&session);
    let tenant = |name: &str, last: char| {
        format!(
            "otpauth://totp/{name}%3Aida%40havn.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ{last}&issuer=Microsoft"
        )
    };
    for uri in [tenant("Nordhavn%20A%2FS", 'Q'), tenant("Kyst", 'A'), OTHER.to_owned()] {
        device.call(["add", &uri]).pin(PIN).run().success();
    }
    assert_eq!(names(&device)[0], pair("Microsoft", "Nordhavn A/S:ida@havn.example"));
    let refusal = device.call(["code", "microsoft"]).pin(PIN).run().refusal();
    assert!(refusal.contains("segl list"), "{refusal}");
    let list = device.call(["list"]).run().success();
    let lines: Vec<Vec<&str>> = list.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 3], "{list}");
    device.call(["code", lines[1][3]]).pin(PIN).run().success();
}

#[test]
fn what_another_app_would_read_is_refused_with_the_way_that_leads_on() {
    let session = session();
    let device = Segl::new(&session);
    let zip = session.home().join("codes.zip");
    fs::write(&zip, b"PK\x03\x04\x14\0\0\0\x08\0").unwrap();
    let long = format!("otpauth://totp/Havn:ida?secret={}", "GEZDGNBV".repeat(52));
    for (source, code, says) in [
        (
            "phonefactor://activate_account?code=1&url=https%3A%2F%2Fpad.example",
            "microsoft_foreign",
            "different authenticator app",
        ),
        ("duo://ABCDEFG-YXBpLmV4YW1wbGU", "duo_foreign", "Duo Mobile"),
        ("oktaverify://x?t=1", "okta_foreign", "Google Authenticator"),
        ("motp://Havn:ida?secret=7ac61d4736f51a2b", "key_motp", "TOTP"),
        ("otpauth://yaotp/ida?secret=QTTGIFOMQ4G6WKSOOKEM6EXNNY&pin_length=4", "key_yandex", "cannot make"),
        (
            "otpauth-migration://offline?data=CiIKCh1g4%2FUHgRBBPuUSCEhhdm46aWRhGgRIYXZuIAEoATACEAEYASAAKAc%3D",
            "key_migration",
            "segl import",
        ),
        ("otpauth://totp/Havn?secret=DJQ86QAQ1RLLIN9A&issuer=Havn", "key_unreadable", "Base32"),
        (&long, "key_too_long", "128 bytes"),
        ("https://aka.example/mfasetup", "invitation_foreign", "portal"),
        (zip.to_str().unwrap(), "archive", "Unpack"),
    ] {
        let outcome = device.call(["add", source, "--json"]).pin(PIN).run();
        assert_eq!(refusal_code(&outcome), code, "{outcome}");
        assert!(outcome.errors.contains(says), "{outcome}");
    }
    assert_eq!(names(&device), []);
}

#[test]
fn files_of_secrets_and_the_data_folder_are_looked_at() {
    let session = session();
    let device = Segl::new(&session);
    device.call(["add", KEY]).pin(PIN).run().success();
    let file = session.home().join("pin");
    fs::write(&file, PIN).unwrap();
    let code = |mode: u32| {
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        device.call(["code", "Havn", "--json", "--pin-file", file.to_str().unwrap()]).run()
    };

    // 1. Silence, a warning that names the file, a refusal.
    assert_eq!(code(0o600).errors, "");
    for mode in [0o640, 0o604, 0o644] {
        let warned = code(mode);
        assert!(warned.errors.contains(&format!("chmod 600 {}", file.display())), "{warned}");
        assert!(warned.status.success());
    }
    let refused = code(0o602);
    assert_eq!(refusal_code(&refused), "secret_file_open");
    assert!(refused.errors.contains("chmod 600"), "{refused}");

    // 2. A data folder that everybody can write in; a vault that is a link.
    let list = || device.call(["list", "--json"]).run();
    fs::set_permissions(device.home(), Permissions::from_mode(0o777)).unwrap();
    assert_eq!(refusal_code(&list()), "vault_open");
    fs::set_permissions(device.home(), Permissions::from_mode(0o700)).unwrap();
    assert!(list().status.success());
    let vault = device.home().join("vault.segl");
    fs::rename(&vault, session.home().join("elsewhere.segl")).unwrap();
    symlink(session.home().join("elsewhere.segl"), &vault).unwrap();
    assert_eq!(refusal_code(&list()), "vault_open");
}

#[test]
fn terminal_shows_what_is_typed_again_when_a_hidden_prompt_is_ended() {
    let session = session();
    let ctrl_c: fn(Pid, &mut File) = |_, keyboard| keyboard.write_all(b"\x03").unwrap();
    for (name, end, status) in [
        ("ctrl-c", ctrl_c, "ended 130"),
        ("terminate", |segl, _| kill_process(segl, Signal::TERM).unwrap(), "ended 143"),
        ("hang-up", |segl, _| kill_process(segl, Signal::HUP).unwrap(), "ended 129"),
    ] {
        let folder = session.home().join(name);
        fs::create_dir(&folder).unwrap();
        let (mut shell, mut keyboard) = shell_that_adds(&session, &folder);
        // 1. The prompt hides what is typed.
        let terminal = shell.until("the terminal", |_| read(&folder.join("tty")));
        shell.until("a hidden prompt", |_| settings(&terminal).contains(&"-echo".to_owned()).then_some(()));
        // 2. After the end it does not.
        let segl: i32 = read(&folder.join("pid")).unwrap().parse().unwrap();
        end(Pid::from_raw(segl).unwrap(), &mut keyboard);
        let shown = shell.until("the end", |shell| shell.output().contains("speed").then(|| shell.output()));
        assert!(shown.contains(status), "{shown}");
        assert!(shown.split([' ', ';', '\r', '\n']).any(|word| word == "echo"), "{shown}");
    }
}

/// A shell on a terminal of its own that runs `segl add`, and then says how it ended and how the terminal is; and what is
/// typed there.
fn shell_that_adds(session: &Session, folder: &Path) -> (Group, File) {
    let (script, keys) = (folder.join("script"), folder.join("keys"));
    let segl = binary::segl();
    let text = format!(
        "cd {}\ntty > tty\nsh -c 'echo $$ > pid; exec \"{}\" add \"{KEY}\"'\necho ended $?\nstty -a\nsleep 60\n",
        folder.display(),
        segl.display()
    );
    fs::write(&script, text).unwrap();
    assert!(Command::new("mkfifo").arg(&keys).status().unwrap().success());
    let keyboard = File::options().read(true).write(true).open(&keys).unwrap();
    let mut command = session.command("script");
    command.args(["--quiet", "--return", "--command", &format!("sh {}", script.display()), "/dev/null"]);
    command.env("SEGL_HOME", folder.join("data")).stdin(keyboard.try_clone().unwrap());
    (Group::spawn("terminal", folder, command), keyboard)
}

fn read(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn settings(terminal: &str) -> Vec<String> {
    let said = Command::new("stty").args(["-a", "-F", terminal]).output().unwrap().stdout;
    String::from_utf8_lossy(&said).split([' ', ';', '\n']).map(str::to_owned).collect()
}

#[test]
fn completions_are_printed_and_manual_pages_written() {
    let folder = tempfile::tempdir().unwrap();
    for (program, page) in [(binary::segl(), "segl-add.1"), (binary::portal(), "segl-portal-user-add.1")] {
        let run =
            |arguments: &[&str]| Command::new(&program).args(arguments).current_dir(folder.path()).output().unwrap();
        let script = run(&["completions", "bash"]);
        assert!(script.status.success() && String::from_utf8_lossy(&script.stdout).contains("complete -F"));
        assert!(run(&["manual", "man1"]).status.success());
        assert!(folder.path().join("man1").join(page).exists(), "{page}");
    }
}
