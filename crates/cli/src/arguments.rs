//! What can be said on the command line.

mod add;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use self::add::{Add, EntrustSource, KeySource};

/// Segl: your seal on a login.
#[derive(Debug, Parser)]
#[command(name = "segl", version, about, after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Print JSON, one value or one value a line; a failure is {"error":{"code":…}}
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add an identity: a picture of its QR code, the text of it, or a key that is typed
    Add(Add),
    /// List the identities on this device
    List,
    /// Show the one-time code of an identity
    Code(Code),
    /// Import the codes of other apps: lists what their exports hold, and stores it when you agree
    Import(Import),
    /// Give codes of other issuers on: in an encrypted file that `segl import` and other programs read, or as a QR code
    Export(Export),
    /// Change the PIN of an identity
    Pin(ChangePin),
    /// Connect an identity again that was suspended because it was found twice; confirm it in the portal first
    Reconnect(Reconnect),
    /// Use the fingerprint reader instead of the PIN
    #[command(subcommand)]
    Presence(Presence),
    /// Ask every portal once, and list the logins that wait for an answer
    Approvals,
    /// Log in on a page that shows a number and a QR code: find that login, see who asks, and approve it
    Login(Login),
    /// Approve a login
    Approve(Approve),
    /// Deny a login
    Deny(Deny),
    /// Wait for logins and print them as they come, until interrupted
    Watch,
    /// Work with QR codes
    #[command(subcommand)]
    Qr(Qr),
    /// Look whether keyring, vault, clock and portals are as they should be
    Doctor,
    /// Rename an identity on this device
    Rename(Rename),
    /// Give an identity a note, a group or another place in the list; without options, show them
    Arrange(Arrange),
    /// Remove an identity from this device; the portal keeps its side until you delete it there
    Remove(Remove),
    /// Remove everything from this device, also a vault that does not open any more
    Erase(Erase),
    /// Print the completions of a shell: bash, zsh, fish, elvish or powershell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the manual pages into a folder, for packages
    #[command(hide = true)]
    Manual {
        /// The folder
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PinSource {
    /// Read the PIN from this file (- is standard input) instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub(crate) pin_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Code {
    /// Name of the identity, its user name, or its identifier; may be left out when there is only one
    #[arg(allow_hyphen_values = true)]
    pub(crate) name: Option<String>,

    /// The code after the present one, for a login that takes a while; codes by counter have none
    #[arg(long)]
    pub(crate) next: bool,

    /// Ask for a finger instead of the PIN
    #[arg(long, conflicts_with = "pin_file")]
    pub(crate) presence: bool,

    #[command(flatten)]
    pub(crate) pin: PinSource,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Presence {
    /// Switch it on: asks for the PIN and a finger
    On(PresenceOn),
    /// Switch it off
    Off(PresenceOf),
    /// Say whether it is on, and why it cannot be
    Show(PresenceOf),
}

#[derive(Debug, Args)]
pub(crate) struct PresenceOn {
    /// Name of the identity, its user name, or its identifier; may be left out when there is only one
    #[arg(allow_hyphen_values = true)]
    pub(crate) name: Option<String>,

    #[command(flatten)]
    pub(crate) pin: PinSource,
}

#[derive(Debug, Args)]
pub(crate) struct PresenceOf {
    /// Name of the identity, its user name, or its identifier; may be left out when there is only one
    #[arg(allow_hyphen_values = true)]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = IMPORT_HELP)]
pub(crate) struct Import {
    /// The export; several are imported together or not at all, also Google's transfer codes as images or texts; - is
    /// standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Read the export's password from this file (- is standard input) instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,

    /// Store what came in without asking
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) pin: PinSource,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The file to write, in the format of Aegis' encrypted vaults; a portal's identities and Entrust tokens are never in it
    #[arg(value_name = "FILE", required_unless_present = "qr", conflicts_with = "qr")]
    pub(crate) file: Option<PathBuf>,

    /// Show the QR code of this identity, on a terminal only, for another app to scan
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub(crate) qr: Option<String>,

    /// Export this identity only; may be given again
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, conflicts_with = "qr")]
    pub(crate) only: Vec<String>,

    /// Read the file's password, at least 12 characters, from this file (- is standard input) instead of the terminal
    #[arg(long, value_name = "FILE", conflicts_with = "qr")]
    pub(crate) password_file: Option<PathBuf>,

    /// Replace a file of this name without asking
    #[arg(long, conflicts_with = "qr")]
    pub(crate) replace: bool,

    /// Export without asking; whoever has file and password can make the codes
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) pin: PinSource,
}

#[derive(Debug, Args)]
pub(crate) struct ChangePin {
    /// Name of the identity, its user name, or its identifier; may be left out when there is only one
    #[arg(allow_hyphen_values = true)]
    pub(crate) name: Option<String>,

    #[command(flatten)]
    pub(crate) pin: PinSource,

    /// Read the new PIN from this file (- is standard input, after the old one) instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub(crate) new_pin_file: Option<PathBuf>,

    /// Put the codes of other issuers, left under an earlier PIN, under the one of the portal's identity: the PIN is the
    /// earlier one, the new PIN the portal's
    #[arg(long)]
    pub(crate) reencrypt: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Reconnect {
    /// Name of the identity, its user name, or its identifier; may be left out when there is only one
    #[arg(allow_hyphen_values = true)]
    pub(crate) name: Option<String>,

    #[command(flatten)]
    pub(crate) pin: PinSource,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Login {
    /// Name of the identity, its user name, or its identifier; may be left out when there is only one
    #[arg(allow_hyphen_values = true, conflicts_with_all = ["screen", "picture"])]
    pub(crate) name: Option<String>,

    /// The number on the login page
    #[arg(long, value_name = "N")]
    pub(crate) number: Option<String>,

    /// Read the page's QR code off the screen
    #[arg(long, conflicts_with = "number")]
    pub(crate) screen: bool,

    /// Read the page's QR code from this picture
    #[arg(long, value_name = "FILE", conflicts_with_all = ["number", "screen"])]
    pub(crate) picture: Option<PathBuf>,

    /// Deny the login instead
    #[arg(long, conflicts_with_all = ["presence", "pin_file"])]
    pub(crate) deny: bool,

    /// It was not me: the sender is blocked and the service desk is told
    #[arg(long, conflicts_with_all = ["deny", "presence", "pin_file"])]
    pub(crate) report: bool,

    /// With fingerprint or face instead of the PIN
    #[arg(long, conflicts_with = "pin_file")]
    pub(crate) presence: bool,

    #[command(flatten)]
    pub(crate) pin: PinSource,
}

#[derive(Debug, Args)]
pub(crate) struct Approve {
    /// Identifier of the login, as `approvals` and `watch` print it
    #[arg(allow_hyphen_values = true)]
    pub(crate) id: String,

    /// The number on the login page
    #[arg(long, value_name = "N")]
    pub(crate) number: Option<String>,

    /// With fingerprint or face instead of the PIN
    #[arg(long, conflicts_with = "pin_file")]
    pub(crate) presence: bool,

    #[command(flatten)]
    pub(crate) pin: PinSource,
}

#[derive(Debug, Args)]
pub(crate) struct Deny {
    /// Identifier of the login, as `approvals` and `watch` print it
    #[arg(allow_hyphen_values = true)]
    pub(crate) id: String,

    /// It was not me: the sender is blocked and the service desk is told
    #[arg(long)]
    pub(crate) report: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Qr {
    /// Read QR codes in images: one line each, path, tab, text or nothing
    Decode(Decode),
}

#[derive(Debug, Args)]
pub(crate) struct Decode {
    /// Images; - or none at all reads paths from standard input, one a line
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Rename {
    /// Name of the identity, its user name, or its identifier
    #[arg(allow_hyphen_values = true)]
    pub(crate) name: String,

    /// Its new name
    pub(crate) new_name: String,
}

#[derive(Debug, Args)]
pub(crate) struct Arrange {
    /// Name of the identity, its user name, or its identifier
    #[arg(allow_hyphen_values = true)]
    pub(crate) name: String,

    /// Its note, at most 500 characters; "" takes it away
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) note: Option<String>,

    /// The name of its group, at most 40 characters; "" takes it out of its group
    #[arg(long, value_name = "GROUP", allow_hyphen_values = true)]
    pub(crate) group: Option<String>,

    /// Keep it above all others
    #[arg(long, conflicts_with = "no_top")]
    pub(crate) top: bool,

    /// Let it go back to its place
    #[arg(long)]
    pub(crate) no_top: bool,

    /// Put it right before this identity
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, conflicts_with = "last")]
    pub(crate) before: Option<String>,

    /// Put it after all others
    #[arg(long)]
    pub(crate) last: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// Name of the identity, its user name, or its identifier
    #[arg(allow_hyphen_values = true)]
    pub(crate) name: String,

    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

const IMPORT_HELP: &str = "\
Reads the exports of Aegis, 2FAS, Ente Auth, Bitwarden, Proton Authenticator, andOTP, FreeOTP+, Stratum, WinAuth and Steam,
the transfer codes of Google Authenticator, and text files with one otpauth:// URI a line.";

const AFTER_HELP: &str = "\
Environment:
  SEGL_HOME           folder of the data, instead of the system's own place
  LC_ALL, LANG        Danish when they begin with da, else English

Exit codes:
  0  done
  1  failed for another reason
  2  the command line makes no sense
  3  keyring, vault or disk of this device
  4  the portal, or the way to it
  5  wrong PIN, activation password or number, or a PIN that is not accepted
  6  paused or destroyed after too many tries
  7  no such identity or login, or one that has ended
  8  not a usable QR code or export";
