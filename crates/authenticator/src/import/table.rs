//! A table (CSV) with a column of codes, as password managers export it. The names of the columns say what is in them;
//! tables without names, or without a column of codes, are nobody's.
//!
//! Facts: Bitwarden's `login_totp` (<https://bitwarden.com/help/condition-bitwarden-import/>), `KeePassXC`'s `TOTP`
//! (`src/format/CsvExporter.cpp` of <https://github.com/keepassxreboot/keepassxc>), `OTPAuth` of 1Password (in its guide `One-time password`) and of
//! Apple's Passwords, Dashlane's `otpSecret` and later `otpUrl`, `totp` of `LastPass` and Proton Pass. Keeper names no columns
//! but the code's field within each row: `TFC:Keeper`, and the code is the next field
//! (`keepercommander/importer/keeper_csv` of <https://github.com/Keeper-Security/Commander>: folder, title, login first).
//! A table with columns for digits, period or algorithm is none of theirs: those would be lost.

use super::{
    ImportError, Source,
    csv::Records,
    extract_otp_secrets,
    login::Login,
    row::{Imported, Reading},
};

/// Whose table it is; none when it is none with codes.
pub(super) fn source(text: &str) -> Option<Source> {
    match Table::of(text)? {
        Table::Named(columns) if columns.is_bitwarden => Some(Source::Bitwarden),
        Table::Named(_) | Table::Keeper => Some(Source::Table),
        Table::ExtractOtpSecrets => Some(Source::ExtractOtpSecrets),
    }
}

pub(super) fn read(text: &str) -> Result<Imported, ImportError> {
    match Table::of(text).ok_or(ImportError::UnknownFormat)? {
        Table::Named(columns) => {
            let records = Records::new(text, columns.separator).skip(1);
            Imported::collect(records.filter_map(|record| columns.read(&record)))
        }
        Table::Keeper => Imported::collect(Records::new(text, ',').filter_map(|record| read_keeper(&record))),
        Table::ExtractOtpSecrets => extract_otp_secrets::read_table(Records::new(text, ',')),
    }
}

enum Table {
    Named(Columns),
    Keeper,
    ExtractOtpSecrets,
}

impl Table {
    fn of(text: &str) -> Option<Self> {
        let first = |separator| Records::new(text, separator).next();
        if first(',').is_some_and(|header| header == extract_otp_secrets::COLUMNS) {
            return Some(Self::ExtractOtpSecrets);
        }
        // Spreadsheets write what their country does.
        for separator in [',', ';', '\t'] {
            if let Some(columns) = first(separator).and_then(|header| Columns::of(&header, separator)) {
                return Some(Self::Named(columns));
            }
        }
        // Looked for in the text first: most texts are no table.
        let is_keeper = text.contains(KEEPER) && Records::new(text, ',').any(|record| keeper_code(&record).is_some());
        is_keeper.then_some(Self::Keeper)
    }
}

/// Where what is wanted stands.
struct Columns {
    separator: char,
    code: Vec<usize>,
    name: Vec<usize>,
    user: Vec<usize>,
    group: Vec<usize>,
    is_bitwarden: bool,
    is_keepass: bool,
}

impl Columns {
    fn of(header: &[String], separator: char) -> Option<Self> {
        let header: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
        let places = |names: &[&str]| -> Vec<usize> {
            names.iter().filter_map(|name| header.iter().position(|column| column == name)).collect()
        };
        let columns = Self {
            separator,
            code: places(CODE),
            name: places(NAME),
            user: places(USER),
            group: places(GROUP),
            is_bitwarden: !places(&["login_totp"]).is_empty(),
            is_keepass: !places(&["group"]).is_empty(),
        };
        let is_named = !columns.name.is_empty() || !columns.user.is_empty();
        (is_named && !columns.code.is_empty() && places(NOT_READ).is_empty()).then_some(columns)
    }

    fn read(&self, record: &[String]) -> Option<Reading> {
        // The first that says something: Dashlane and Proton Pass have several names of a user.
        let field = |places: &[usize]| {
            places
                .iter()
                .filter_map(|place| record.get(*place))
                .find(|field| !field.trim().is_empty())
                .map_or("", String::as_str)
        };
        let group = field(&self.group);
        // KeePass counts its root as a group.
        let group = if self.is_keepass { group.split_once('/').map_or("", |(_, rest)| rest) } else { group };
        Login { name: field(&self.name), user: field(&self.user), code: field(&self.code), group }.read()
    }
}

fn read_keeper(record: &[String]) -> Option<Reading> {
    let field = |place: usize| record.get(place).map_or("", String::as_str);
    Login { name: field(1), user: field(2), code: keeper_code(record)?, group: field(0) }.read()
}

fn keeper_code(record: &[String]) -> Option<&str> {
    // Fields of the owner's come after the seven that each row has.
    let place = record.iter().skip(KEEPER_FIELDS).position(|field| field == KEEPER)?;
    record.get(KEEPER_FIELDS + place + 1).map(String::as_str)
}

const CODE: &[&str] = &["login_totp", "totp", "otpauth", "otpurl", "otpsecret", "one-time password", "tfc:keeper"];
const NAME: &[&str] = &["title", "name"];
const USER: &[&str] = &["username", "login_username", "login", "email"];
const GROUP: &[&str] = &["folder", "collections", "group", "grouping", "vault", "category", "tags"];

/// What no password manager has, and nobody here would read.
const NOT_READ: &[&str] = &["digits", "period", "timer", "timestep", "algorithm", "algo", "counter", "secret"];

const KEEPER: &str = "TFC:Keeper";

/// Folder, title, login, password, address, notes; a shared folder in later versions.
const KEEPER_FIELDS: usize = 6;
