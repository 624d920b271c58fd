//! ZIP archives that were made to do harm, or hold nothing that is known.

use authenticator::import::{ImportError, MAX_BYTES, Source, detect, open};

use crate::{PASSWORD, file};

/// An archive of files that are stored as they are.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    let word = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    for (name, content) in files {
        let at = word(bytes.len());
        let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let (sum, size) = (crc_32(content).to_le_bytes(), word(content.len()));
        let head = [&[0; 8][..], &sum, &size, &size, &name_length, &[0, 0]].concat();
        bytes.extend([b"PK\x03\x04\x14\0", &head[..], name.as_bytes(), content].concat());
        directory.extend([b"PK\x01\x02\x14\0\x14\0", &head[..], &[0; 10], &at, name.as_bytes()].concat());
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let end = [b"PK\x05\x06\0\0\0\0", &count[..], &count, &word(directory.len()), &word(bytes.len()), &[0, 0]].concat();
    [bytes, directory, end].concat()
}

fn crc_32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[test]
fn every_export_in_an_archive_is_read_and_the_rest_passed_over() {
    let (aegis, raivo) = (file("aegis.json"), file("raivo.json"));
    let files =
        [("a.json", &aegis[..]), ("read me.txt", b"hello"), ("b/", b""), ("b/photo.png", b"\x89PNG"), ("c", &raivo)];
    let whole = archive(&files);
    assert_eq!(detect(&whole), Some(Source::Archive));
    assert_eq!(open(&whole, None).unwrap().rows.len(), 9);
}

#[test]
fn archive_without_an_export_is_refused() {
    let strangers: [Vec<(&str, &[u8])>; 2] =
        [vec![("export.json", b"[]")], vec![("a.txt", b"hello"), ("b.png", b"\x89PNG")]];
    for files in [vec![]].into_iter().chain(strangers) {
        assert_eq!(open(&archive(&files), None).unwrap_err(), ImportError::UnknownFormat, "{files:?}");
    }
}

#[test]
fn archive_within_an_archive_is_refused() {
    let inner = archive(&[("list.txt", &file("list.txt"))]);
    assert_eq!(open(&archive(&[("inner.zip", &inner)]), None).unwrap_err(), ImportError::Archive);
}

#[test]
fn archive_that_grows_too_much_is_refused() {
    let line: &[u8] = b"otpauth://totp/a?secret=MFRGGZDF";
    let many: Vec<(&str, &[u8])> = vec![("a", line); 257];
    assert_eq!(open(&archive(&many), None).unwrap_err(), ImportError::Archive);
    assert_eq!(open(&archive(&many[..256]), None).unwrap().rows.len(), 256);
    // What the directory says of the length is changed: it stands in the header of the directory alone.
    let mut bomb = archive(&[("a", line)]);
    let directory = bomb.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bomb[directory + 24..directory + 28].copy_from_slice(&u32::try_from(MAX_BYTES + 1).unwrap().to_le_bytes());
    assert_eq!(open(&bomb, None).unwrap_err(), ImportError::Archive);
    bomb[directory + 24..directory + 28].copy_from_slice(&[1, 0, 0, 0]);
    assert_eq!(open(&bomb, None).unwrap_err(), ImportError::Damaged);
}

#[test]
fn sealed_archive_is_damaged_when_its_content_was_changed() {
    // The last bytes before the directory belong to the code over the content.
    let mut bytes = file("archive_winauth_sealed.zip");
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[directory - 1] ^= 1;
    assert_eq!(open(&bytes, Some(PASSWORD)).unwrap_err(), ImportError::Damaged);
}
