//! Several files at once, and texts as they lie on disks.

use authenticator::import::{Encoding, Files, ImportError, Imported, MAX_BYTES, Reason, open};

use crate::{PASSWORD, file};

const H0: &str = "otpauth://totp/H0:ida?secret=6X6MXV2OIO5NYGHCGGFNWHJVNPDBWXNE&issuer=H0";
const H1: &str = "otpauth://totp/H1:ida?secret=VZLB4YCV7PWFW4IWKP4LLYWKQIKYUJHY&issuer=H1";

fn together(files: &[Vec<u8>], password: Option<&str>) -> Result<Imported, ImportError> {
    let mut all = Files::default();
    for file in files {
        all.add(file);
    }
    all.open(password)
}

fn issuers(imported: &Imported) -> Vec<&str> {
    imported.rows.iter().map(|row| row.issuer.as_str()).collect()
}

#[test]
fn files_of_any_apps_are_read_in_order() {
    let names = ["steam.maFile", "lastpass.json", "bitwarden.csv", "archive_protonpass.zip", "list.txt"];
    let files = names.map(file);
    let all = together(&files, None).unwrap();
    let alone: Vec<Imported> = files.iter().map(|file| open(file, None).unwrap()).collect();
    assert_eq!(issuers(&all), alone.iter().flat_map(issuers).collect::<Vec<_>>());
    let mut before = 0;
    let mut positions = Vec::new();
    for one in &alone {
        positions.extend(one.rejected.iter().map(|rejected| before + rejected.position));
        before += one.rows.len() + one.rejected.len();
    }
    assert_eq!(all.rejected.iter().map(|rejected| rejected.position).collect::<Vec<_>>(), positions, "counted on");
}

#[test]
fn one_password_opens_every_file_that_is_sealed() {
    let files = ["aegis.json", "aegis_sealed.json", "stratum_sealed.stratum"].map(file);
    assert_eq!(together(&files, None).unwrap_err(), ImportError::PasswordNeeded);
    assert_eq!(together(&files, Some("x")).unwrap_err(), ImportError::WrongPassword);
    assert_eq!(together(&files, Some(PASSWORD)).unwrap().rows.len(), 15);
}

#[test]
fn files_come_in_all_or_none() {
    for (bad, error) in [
        (b"{".to_vec(), ImportError::Damaged),
        (b"hello".to_vec(), ImportError::UnknownFormat),
        (vec![b' '; MAX_BYTES], ImportError::TooLarge),
    ] {
        assert_eq!(together(&[file("aegis.json"), bad, file("list.txt")], None).unwrap_err(), error);
    }
    let many = format!("{H0}\n").repeat(501);
    let refused = together(&[many.clone().into_bytes(), many.into_bytes()], None).unwrap_err();
    assert_eq!(refused, ImportError::TooLarge);
    assert_eq!(together(&[], None).unwrap_err(), ImportError::Nothing);
}

#[test]
fn codes_of_a_transfer_may_lie_in_several_files() {
    let text = String::from_utf8(file("google.txt")).unwrap();
    let codes: Vec<Vec<u8>> = text.lines().map(|line| line.as_bytes().to_vec()).collect();
    let other = b"otpauth-migration://offline?data=CgwKCkhlbGxvISE%2FISEQARgBIAAoBw%3D%3D".to_vec();
    let files = [codes[1].clone(), other, file("steam.maFile"), codes[0].clone()];
    let imported = together(&files, None).unwrap();
    assert_eq!(issuers(&imported), ["Steam", "Nordhavn", "Kystbanken", "Havnekontoret", ""]);
    let missing = together(&files[..3], None).unwrap_err();
    assert_eq!(missing, ImportError::IncompleteSequence { have: 1, need: 2 });
}

#[test]
fn list_is_the_same_however_its_lines_end() {
    let google = "otpauth-migration://offline?data=CgwKCkhlbGxvISE/ISEQARgBIAAoBw==";
    for list in [
        format!("{H0}\r{H1}\r"),
        format!("{H0}\r\n\r\n{H1}"),
        format!("{H0}\n\r{H1}"),
        format!("{H0},{H1}"),
        format!("{H0}, {H1},\n"),
        format!("# exported\n{H0}\n#\n{H1}"),
        format!("QR-Code:{H0}\nQR-Code:{H1}\n"),
        format!("\u{feff}{H0}\r\n\u{feff}{H1}\r\n"),
        format!("QR-Code: {H0}\r\nQR-Code: {H1}\r\n"),
    ] {
        let imported = open(list.as_bytes(), None).unwrap();
        assert_eq!((issuers(&imported), imported.rejected.len()), (vec!["H0", "H1"], 0), "{list:?}");
    }
    let imported = open(format!("QR-Code:{google}\n{H0}").as_bytes(), None).unwrap();
    assert_eq!(issuers(&imported), ["H0", ""]);
}

#[test]
fn comma_within_a_name_is_part_of_it() {
    let list = "otpauth://totp/Havn, Kyst:ida,bo?secret=J4RYW3HZSH6M7WIPX75RP3Y5V3APIE5T&issuer=Havn, Kyst";
    let imported = open(list.as_bytes(), None).unwrap();
    assert_eq!((issuers(&imported), imported.rows[0].account.as_str()), (vec!["Havn, Kyst"], "ida,bo"));
}

#[test]
fn table_is_the_same_however_its_lines_end() {
    let table = format!("Title,Username,OTPAuth\r\"Havn, \"\"Kyst\"\"\",ida,\r\"To\rlinjer\",bo,{H0}\rKyst,bo,{H1}");
    assert_eq!(issuers(&open(table.as_bytes(), None).unwrap()), ["H0", "H1"]);
}

#[test]
fn text_is_read_in_the_encoding_that_it_has() {
    let name =
        "otpauth://totp/Færgeselskabet Ærø:åse?secret=2YEEPH7EMGICMYIHLCTIUEKOJGVA3ERG&issuer=Færgeselskabet Ærø";
    let list = format!("{name}\r\n{H0}\r\n");
    let units: Vec<u16> = list.encode_utf16().collect();
    let latin: Vec<u8> = list.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect();
    let sealed = |bytes: Vec<u8>| -> (Vec<String>, Encoding) {
        let imported = open(&bytes, None).unwrap();
        (imported.rows.into_iter().map(|row| row.issuer).collect(), imported.encoding)
    };
    let expected = vec!["Færgeselskabet Ærø".to_owned(), "H0".to_owned()];
    for bytes in [
        list.clone().into_bytes(),
        format!("\u{feff}{list}").into_bytes(),
        [vec![0xff, 0xfe], units.iter().flat_map(|unit| unit.to_le_bytes()).collect()].concat(),
        [vec![0xfe, 0xff], units.iter().flat_map(|unit| unit.to_be_bytes()).collect()].concat(),
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
    ] {
        assert_eq!(sealed(bytes), (expected.clone(), Encoding::Certain));
    }
    assert_eq!(sealed(latin.clone()), (expected, Encoding::Windows1252), "named, because it is a guess");
    let all = together(&[file("aegis.json"), latin, file("list.txt")], None).unwrap();
    assert_eq!(all.encoding, Encoding::Windows1252, "whichever file it was");
}

#[test]
fn json_is_read_in_the_encoding_that_it_has() {
    let text = String::from_utf8(file("raivo.json")).unwrap();
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let imported = open(&[vec![0xff, 0xfe], units].concat(), None).unwrap();
    assert_eq!(imported.rows.len(), 4);
    assert_eq!(open(format!("\u{feff}\r\n{text}").as_bytes(), None).unwrap().rows.len(), 4);
}

#[test]
fn lines_that_are_no_code_cost_no_other() {
    let list =
        format!("{H0}\nmotp:?secret=e3152afee62599c8\notpauth://yaotp/ida?secret=XFBYNPOXGN3L6HP3UCEE3WWOZE\n{H1}");
    let imported = open(list.as_bytes(), None).unwrap();
    let reasons: Vec<_> = imported.rejected.iter().map(|rejected| rejected.reason).collect();
    assert_eq!((issuers(&imported), reasons), (vec!["H0", "H1"], vec![Reason::NotAKeyUri, Reason::UnknownKind]));
}
