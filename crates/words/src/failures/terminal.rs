//! What only a terminal meets.

use authenticator::Code;

use super::{Wording, both, each};

pub(super) const SENTENCES: &[(Code, Wording)] = &[
    (
        Code::NoTerminal,
        both(
            "There is no terminal to ask on. Give what is asked for in files (--pin-file and its like), or say --yes.",
            "Der er ingen terminal at spørge på. Angiv svarene i filer (--pin-file og lignende), eller brug --yes.",
        ),
    ),
    (Code::InputEnded, both("The input ended too early. Try again.", "Inddata sluttede for tidligt. Prøv igen.")),
    (
        Code::NumberMissing,
        both(
            "The login page shows a number. Give it with --number.",
            "Login-siden viser et tal. Angiv det med --number.",
        ),
    ),
    (
        Code::UnknownLogin,
        each(
            (
                "No login with this identifier waits for you. List the logins that wait, and take the identifier from there.",
                "Der venter intet login med den betegnelse. Vis de ventende logins, og tag betegnelsen derfra.",
            ),
            (
                "No login with this identifier waits for you. See `segl approvals`.",
                "Der venter intet login med den betegnelse. Se `segl approvals`.",
            ),
        ),
    ),
    (
        Code::AmbiguousIdentity,
        both(
            "More than one identity fits this name. Use the identifier at the end of its line in `segl list`.",
            "Navnet passer på flere identiteter. Brug betegnelsen sidst i dens linje i `segl list`.",
        ),
    ),
    (
        Code::NotConfirmed,
        both(
            "Nothing was removed. Run the command again if you want to remove it.",
            "Intet blev slettet. Kør kommandoen igen, hvis du vil slette.",
        ),
    ),
    (
        Code::NotStored,
        both(
            "Nothing was stored. Begin again, with a new key if the issuer has given up this one.",
            "Intet er gemt. Begynd forfra, med en ny nøgle, hvis udstederen har opgivet denne.",
        ),
    ),
    (
        Code::NotExported,
        both(
            "Nothing was exported, and everything is as it was. Run the command again if you want to export.",
            "Intet er eksporteret, og alt er, som det var. Kør kommandoen igen, hvis du vil eksportere.",
        ),
    ),
    (
        Code::QrNeedsTerminal,
        both(
            "The QR code is the key itself and is shown on a terminal only. Run this on one, without --json.",
            "QR-koden er selve nøglen og vises kun på en terminal. Kør det på en, uden --json.",
        ),
    ),
    (
        Code::Output,
        both(
            "The output cannot be written. Check where it goes, and try again.",
            "Resultatet kan ikke skrives. Tjek, hvor det skal hen, og prøv igen.",
        ),
    ),
    (
        Code::Usage,
        both(
            "The command line makes no sense. See `segl --help`.",
            "Kommandolinjen giver ingen mening. Se `segl --help`.",
        ),
    ),
];
