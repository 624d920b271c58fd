//! Pulling the plug: full and read-only disks, a locked or missing keyring, a portal that is gone.

use std::fs;

use segl_tests::{disk::Disk, portal::Portal, segl::Segl, visitor::Visitor};

use crate::stage::*;

#[test]
fn enrolment_leaves_nothing_half_made_when_a_write_fails() {
    let (session, portal) = (session(), portal());
    let mut refused = 0;
    for calls in ["fsync,fdatasync", "rename,renameat,renameat2"] {
        for nth in 1..=3 {
            let mut visitor = after_an_hour(&portal);
            let device = Segl::new(&session);
            let offer = offer(&mut visitor);
            let add_it = device.call(["add", &offer.qr_text, "--json"]).activation_password(&offer.password).pin(PIN);
            let outcome = add_it.failing(calls, "EIO", nth).run();
            if outcome.status.success() {
                continue;
            }
            refused += 1;
            assert_no_remains(&device);
            let again = crate::stage::offer(&mut visitor);
            add(&device, &again, &again.password, PIN).success();
        }
    }
    assert!(refused >= 2, "the sabotage reached the command: {refused}");
}

#[test]
fn enrolment_leaves_nothing_half_made_wherever_the_disk_runs_full() {
    let Some(disk) = Disk::mount(256) else { return };
    let (session, portal) = (session(), portal());
    let mut refused = 0;
    for room in 0..6 {
        let mut visitor = after_an_hour(&portal);
        let device = Segl::with_home(&session, &disk.path().join(format!("data-{room}")));
        if room < 3 {
            disk.fill(room);
        } else {
            disk.fill_names(room - 3);
        }
        let offer = offer(&mut visitor);
        let outcome = add(&device, &offer, &offer.password, PIN);
        disk.free();
        if outcome.status.success() {
            continue;
        }
        refused += 1;
        assert_eq!(refusal_code(&outcome), "disk_full", "{outcome}");
        assert_no_remains(&device);
        let again = crate::stage::offer(&mut visitor);
        add(&device, &again, &again.password, PIN).success();
    }
    assert!(refused >= 2, "the disk was full where it matters: {refused}");
}

#[test]
fn enrolment_can_be_tried_again_when_the_disk_was_full_or_read_only() {
    let Some(disk) = Disk::mount(256) else { return };
    let (session, portal) = (session(), portal());
    let mut visitor = visitor_by_mail(&portal);
    let device = Segl::with_home(&session, &disk.path().join("data"));
    fs::create_dir(device.home()).unwrap();

    disk.fill(0);
    let first = offer(&mut visitor);
    let outcome = add(&device, &first, &first.password, PIN);
    assert_eq!(refusal_code(&outcome), "disk_full", "{outcome}");
    assert_no_remains(&device);
    disk.free();

    disk.set_read_only(true);
    let outcome = add(&device, &first, &first.password, PIN);
    assert_eq!(refusal_code(&outcome), "disk_read_only", "{outcome}");
    disk.set_read_only(false);

    let again = offer(&mut visitor);
    add(&device, &again, &again.password, PIN).success();
    confirm(&mut visitor, &again);
    assert_eq!(device.call(["list"]).json()["identities"].as_array().unwrap().len(), 1, "enrolled at last");
}

#[test]
fn keyring_that_is_locked_or_missing_is_named_and_costs_nothing() {
    let (mut session, portal) = (session(), portal());
    let home = {
        let device = Segl::new(&session);
        let _ = enrol(&portal, &device);
        let kept = session.home().join("data");
        copy(device.home(), &kept);
        kept
    };
    session.lock_keyring();
    let outcome = Segl::with_home(&session, &home).call(["list", "--json"]).run();
    assert_eq!(refusal_code(&outcome), "keyring_locked", "{outcome}");
    session.start_keyring(segl_tests::session::PASSWORD);
    let listed = Segl::with_home(&session, &home).call(["list"]).json();
    assert_eq!(listed["identities"].as_array().unwrap().len(), 1, "nothing was lost: {listed}");
}

#[test]
fn portal_that_is_gone_is_named() {
    let (session, mut portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    portal.stop();
    let outcome = device.call(["approvals", "--json"]).run();
    assert_eq!(refusal_code(&outcome), "unreachable", "{outcome}");
    let diagnosis = device.call(["doctor"]).run();
    assert!(!diagnosis.output.is_empty(), "the doctor still speaks: {diagnosis}");
}

#[test]
fn secrets_are_in_no_log() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let mut visitor = visitor_by_mail(&portal);
    let offer = offer(&mut visitor);
    let outcome = add(&device, &offer, &offer.password, PIN);
    assert!(!outcome.output.contains(PIN) && !outcome.errors.contains(PIN), "{outcome}");
    confirm(&mut visitor, &offer);
    let login = Login::start(&portal);
    approve(&device, &waiting_id(&device), &login.number, PIN).success();
    let log = portal.log();
    let code = portal.mails_to(MAIL)[0].one_time_code().unwrap();
    for secret in [PIN, &offer.password, &offer.qr_text, &login.number, &code] {
        assert!(!log.contains(secret), "a secret is in the portal's log");
    }
}

/// Only three QR codes an hour are given out: time passes, and the employee logs in anew.
fn after_an_hour(portal: &Portal) -> Visitor {
    portal.advance(3601);
    visitor_by_mail(portal)
}

fn assert_no_remains(device: &Segl<'_>) {
    assert!(!device.home().join("vault.segl").exists(), "no half-made vault");
    let listed = device.call(["list"]).json();
    assert_eq!(listed["identities"].as_array().unwrap().len(), 0, "no half-made identity: {listed}");
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
