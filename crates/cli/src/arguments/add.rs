//! What can be said after `segl add`.

use std::path::PathBuf;

use authenticator::Algorithm;
use clap::{ArgGroup, Args};

use super::PinSource;

/// Where an identity comes from: one of the four.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("from").required(true).args(["source", "stdin", "key", "entrust"]))]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Add {
    /// PNG, JPEG, WebP, GIF or BMP image, text file, or the text of the QR code: a portal's (SGE1…) or another issuer's
    /// (otpauth://… or Entrust's …action=secactivate…). An argument stays in the shell's history; - is standard input,
    /// and a key given there does not
    #[arg(value_name = "FILE|URI|-")]
    pub(crate) source: Option<String>,

    /// Read it from standard input, as - does
    #[arg(long)]
    pub(crate) stdin: bool,

    /// Of several keys in one picture or file, add those with these numbers, counted from 1 (1,3); without this, it is asked for
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', conflicts_with = "all")]
    pub(crate) pick: Vec<usize>,

    /// Add all of several keys
    #[arg(long)]
    pub(crate) all: bool,

    /// Without a keyring: keep the key in a file, where your organisation allows it. It protects less
    #[arg(long)]
    pub(crate) key_file: bool,

    /// Read the activation password from this file (- is standard input) instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub(crate) activation_password_file: Option<PathBuf>,

    /// Store a key in two steps, or an Entrust token, without asking whether its issuer has taken it
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) pin: PinSource,

    #[command(flatten)]
    pub(crate) typed: KeySource,

    #[command(flatten)]
    pub(crate) entrust: EntrustSource,
}

/// A key that a site prints beside its QR code, and what it says of the codes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Keys that are typed")]
pub(crate) struct KeySource {
    /// Type the key that a site prints beside its QR code; it is not shown. Issuer and account are asked for
    #[arg(long)]
    pub(crate) key: bool,

    /// Who issued the key, such as the name of the site
    #[arg(long, value_name = "NAME", requires = "key")]
    pub(crate) issuer: Option<String>,

    /// Your user name there
    #[arg(long, value_name = "NAME", requires = "key")]
    pub(crate) account: Option<String>,

    /// Read the key from this file (- is standard input) instead of the terminal
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) secret_file: Option<PathBuf>,

    /// Seconds that a code counts, where they are not 30
    #[arg(long, value_name = "SECONDS", requires = "key", conflicts_with = "counter")]
    pub(crate) period: Option<u32>,

    /// The next counter, where the codes are not by time
    #[arg(long, value_name = "N", requires = "key")]
    pub(crate) counter: Option<u64>,

    /// The hash: SHA1, SHA256 or SHA512, where it is not SHA1
    #[arg(long, value_name = "NAME", requires = "key", value_parser = Algorithm::spelt)]
    pub(crate) algorithm: Option<Algorithm>,
}

/// What an Entrust soft token is made of besides its QR code.
#[derive(Debug, Args)]
#[command(next_help_heading = "Entrust soft tokens")]
pub(crate) struct EntrustSource {
    /// Without a QR code: type serial number and activation code
    #[arg(long)]
    pub(crate) entrust: bool,

    /// The serial number, 10 digits
    #[arg(long, value_name = "DIGITS", requires = "entrust")]
    pub(crate) serial: Option<String>,

    /// Read the activation code, 16 digits, from this file (- is standard input) instead of the terminal
    #[arg(long, value_name = "FILE", requires = "entrust")]
    pub(crate) activation_code_file: Option<PathBuf>,

    /// Read the registration code, 10 digits that the vendor's app shows once, from this file (- is standard input)
    #[arg(long, value_name = "FILE")]
    pub(crate) registration_code_file: Option<PathBuf>,

    /// How many digits the issuer's codes have
    #[arg(long, value_name = "6|8", value_parser = clap::value_parser!(u8).range(6..=8))]
    pub(crate) digits: Option<u8>,

    /// Take the issuer's policy into the key: to be tried where the codes are refused without it
    #[arg(long)]
    pub(crate) policy_in_seed: bool,
}
