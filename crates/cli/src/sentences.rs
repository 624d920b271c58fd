//! Codes become sentences: what happened, and what to do.

mod arrangement;
pub(crate) mod export;
pub(crate) mod import;
mod issuers;

use authenticator::{Code, Failure};

use crate::language::Language;

/// The sentence of a failure, with its numbers.
pub(crate) fn of(failure: &Failure, language: Language) -> String {
    let (english, danish) = texts(failure.code);
    let mut sentence = language.pick(english, danish).to_owned();
    if let Some(tries) = failure.tries_left {
        sentence.push(' ');
        sentence.push_str(&tries_left(tries, language));
    } else if failure.code == Code::WrongPin {
        sentence.push_str(language.pick(" Try again.", " Prøv igen."));
    }
    if let Some(seconds) = failure.retry_after {
        sentence.push(' ');
        sentence.push_str(&wait(seconds, language));
    }
    sentence
}

fn tries_left(tries: u8, language: Language) -> String {
    match (language, tries) {
        (Language::English, 1) => "You have 1 try left.".to_owned(),
        (Language::English, n) => format!("You have {n} tries left."),
        (Language::Danish, n) => format!("Du har {n} forsøg tilbage."),
    }
}

fn wait(seconds: u64, language: Language) -> String {
    let minutes = seconds.div_ceil(60);
    match (language, seconds, minutes) {
        (Language::English, 0..=90, _) => format!("Wait {seconds} seconds."),
        (Language::English, _, minutes) => format!("Wait {minutes} minutes."),
        (Language::Danish, 0..=90, _) => format!("Vent {seconds} sekunder."),
        (Language::Danish, _, minutes) => format!("Vent {minutes} minutter."),
    }
}

/// English and Danish.
#[expect(clippy::too_many_lines, reason = "one table, one line of thought for each code")]
fn texts(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::KeyringNoService => (
            "No keyring runs in this session. Start one, such as GNOME Keyring, and log in to the desktop again.",
            "Der kører ingen nøglering i denne session. Start en, f.eks. GNOME Keyring, og log ind på skrivebordet igen.",
        ),
        Code::KeyringLocked => {
            ("The keyring is locked. Unlock it and try again.", "Nøgleringen er låst. Lås den op, og prøv igen.")
        }
        Code::KeyringNotSetUp => (
            "The keyring has not been set up. Give it a password in the system's password program and try again.",
            "Nøgleringen er ikke sat op. Giv den en adgangskode i systemets adgangskodeprogram, og prøv igen.",
        ),
        Code::KeyringDenied => (
            "The keyring denies Segl access. Allow it in the system's settings.",
            "Nøgleringen giver ikke Segl adgang. Tillad det i systemets indstillinger.",
        ),
        Code::KeyringDamaged => (
            "Segl's entry in the keyring is damaged. Run `segl erase` and add your identities again.",
            "Segls post i nøgleringen er beskadiget. Kør `segl erase`, og tilføj dine identiteter igen.",
        ),
        Code::KeyringSlow => (
            "The keyring does not answer. Wait a moment and try again; if it stays so, restart the computer.",
            "Nøgleringen svarer ikke. Vent lidt, og prøv igen; genstart computeren, hvis det bliver ved.",
        ),
        Code::KeyringUnanswered => (
            "The keyring is asking for its password. Answer its window and try again.",
            "Nøgleringen beder om sin adgangskode. Svar i dens vindue, og prøv igen.",
        ),
        Code::KeyringFailed => (
            "The keyring does not work. Restart the computer and try again.",
            "Nøgleringen virker ikke. Genstart computeren, og prøv igen.",
        ),
        Code::KeyFileNotAllowed => (
            "Your organisation does not allow a key file. Start a keyring, such as GNOME Keyring, and use the same QR code again.",
            "Din organisation tillader ikke en nøglefil. Start en nøglering, f.eks. GNOME Keyring, og brug den samme QR-kode igen.",
        ),
        Code::KeyringEntryMissing => (
            "There is a vault, but the keyring does not have its entry. Unlock the keyring it was made with, or run `segl erase` and add your identities again.",
            "Der er en boks, men nøgleringen har ikke dens post. Lås den nøglering op, den blev lavet med, eller kør `segl erase` og tilføj dine identiteter igen.",
        ),
        Code::VaultBusy => (
            "Another program is using the vault. Try again in a moment.",
            "Et andet program bruger boksen. Prøv igen om lidt.",
        ),
        Code::VaultDenied => (
            "Segl may not read or write its data folder. Check the folder's permissions.",
            "Segl må ikke læse eller skrive i sin datamappe. Tjek mappens rettigheder.",
        ),
        Code::VaultDamaged => (
            "The vault is damaged, or comes from another computer. Run `segl erase` and add your identities again.",
            "Boksen er beskadiget eller kommer fra en anden computer. Kør `segl erase`, og tilføj dine identiteter igen.",
        ),
        Code::VaultRolledBack => (
            "The vault is older than the keyring expects, as after restoring a backup. Run `segl erase` and add your identities again.",
            "Boksen er ældre, end nøgleringen forventer, f.eks. efter gendannelse af en backup. Kør `segl erase`, og tilføj dine identiteter igen.",
        ),
        Code::VaultMismatched => (
            "The vault and its entry in the keyring do not fit together, as after restoring one of them from a backup. Run `segl erase` and add your identities again.",
            "Boksen og dens post i nøgleringen passer ikke sammen, f.eks. efter gendannelse af den ene fra en backup. Kør `segl erase`, og tilføj dine identiteter igen.",
        ),
        Code::OutOfMemory => (
            "There is not enough memory. Close some programs and try again.",
            "Der er ikke hukommelse nok. Luk nogle programmer, og prøv igen.",
        ),
        Code::VaultNewer => (
            "The vault was made by a later version. Update Segl.",
            "Boksen er lavet af en nyere version. Opdater Segl.",
        ),
        Code::VaultFull => ("The vault is full. Remove an identity first.", "Boksen er fuld. Slet en identitet først."),
        Code::DiskFull => {
            ("The disk is full. Make some space and try again.", "Disken er fuld. Frigør plads, og prøv igen.")
        }
        Code::DiskReadOnly => (
            "The disk is read-only. Make it writable, or set SEGL_HOME to another folder.",
            "Disken er skrivebeskyttet. Gør den skrivbar, eller sæt SEGL_HOME til en anden mappe.",
        ),
        Code::DiskFailed => (
            "The disk does not work as it should. Try again, and check it.",
            "Disken virker ikke, som den skal. Prøv igen, og tjek den.",
        ),
        Code::Unreachable => (
            "The portal cannot be reached. Check the connection and try again.",
            "Portalen kan ikke nås. Tjek forbindelsen, og prøv igen.",
        ),
        Code::TimedOut => ("The portal did not answer in time. Try again.", "Portalen svarede ikke i tide. Prøv igen."),
        Code::Insecure => (
            "The connection to the portal is not secure. Check the clock and the network, or ask the service desk.",
            "Forbindelsen til portalen er ikke sikker. Tjek ur og netværk, eller spørg servicedesken.",
        ),
        Code::Proxy => (
            "The proxy does not let Segl through. Check its settings.",
            "Proxyen lader ikke Segl komme igennem. Tjek indstillingerne.",
        ),
        Code::PortalFault => (
            "The portal answered, but not as it should. Try again later, or tell the service desk.",
            "Portalen svarede, men ikke som den skal. Prøv igen senere, eller fortæl det til servicedesken.",
        ),
        Code::TooManyRequests => ("That was too often.", "Det var for ofte."),
        Code::Unauthorized => (
            "The portal does not accept this device. Remove the identity and add it again.",
            "Portalen godtager ikke denne enhed. Slet identiteten, og tilføj den igen.",
        ),
        Code::UnknownToken => (
            "The identity no longer exists in the portal. Remove it here and add it again.",
            "Identiteten findes ikke længere i portalen. Slet den her, og tilføj den igen.",
        ),
        Code::NotActive => (
            "The identity is not active. Press OK in the portal, or ask the service desk.",
            "Identiteten er ikke aktiv. Tryk OK i portalen, eller spørg servicedesken.",
        ),
        Code::InvitationForeign => (
            "This QR code is not a Segl identity. Show the one from the portal's page “Authentication types”.",
            "QR-koden er ikke en Segl-identitet. Vis den fra portalens side »Godkendelsestyper«.",
        ),
        Code::InvitationNewer => {
            ("This QR code needs a later version. Update Segl.", "QR-koden kræver en nyere version. Opdater Segl.")
        }
        Code::InvitationTooLong | Code::InvitationDamaged => (
            "The QR code is not complete. Make a new one in the portal.",
            "QR-koden er ikke hel. Lav en ny i portalen.",
        ),
        Code::InvitationInsecure => (
            "The QR code names a portal without a secure connection. Do not use it; ask the service desk.",
            "QR-koden peger på en portal uden sikker forbindelse. Brug den ikke; spørg servicedesken.",
        ),
        Code::InvitationExpired => {
            ("The QR code has expired. Make a new one in the portal.", "QR-koden er udløbet. Lav en ny i portalen.")
        }
        Code::InvitationUsed => {
            ("The QR code has been used. Make a new one in the portal.", "QR-koden er brugt. Lav en ny i portalen.")
        }
        Code::InvitationVoid => (
            "The QR code no longer counts. Make a new one in the portal.",
            "QR-koden gælder ikke længere. Lav en ny i portalen.",
        ),
        Code::InvitationUnknown => (
            "The portal does not know this QR code. Make a new one there.",
            "Portalen kender ikke QR-koden. Lav en ny der.",
        ),
        Code::ActivationPasswordMalformed => (
            "An activation password has eight letters and digits. It is shown next to the QR code.",
            "En aktiveringsadgangskode har otte bogstaver og tal. Den står ved siden af QR-koden.",
        ),
        Code::WrongActivationPassword => {
            ("That activation password does not fit this QR code.", "Aktiveringsadgangskoden passer ikke til QR-koden.")
        }
        Code::PortalUntrusted => (
            "The portal is not the one that made the QR code. Stop here and ask the service desk.",
            "Portalen er ikke den, der lavede QR-koden. Stop her, og spørg servicedesken.",
        ),
        Code::PinTooShort => ("The PIN is too short. Choose a longer one.", "Pinkoden er for kort. Vælg en længere."),
        Code::PinTooLong => ("The PIN is too long. Choose a shorter one.", "Pinkoden er for lang. Vælg en kortere."),
        Code::PinMalformed => (
            "The PIN has a character that it cannot have. Use digits alone.",
            "Pinkoden har et tegn, den ikke kan have. Brug kun tal.",
        ),
        Code::PinGuessable => (
            "This PIN is one of the first a thief would try. Choose digits that follow no pattern.",
            "Den pinkode er en af de første, en tyv vil prøve. Vælg cifre uden mønster.",
        ),
        Code::PinDate => (
            "A thief tries dates first. Choose a number that is neither a day nor a year.",
            "En tyv prøver datoer først. Vælg et tal, der hverken er en dag eller et år.",
        ),
        Code::PresenceNoReader => (
            "This computer has no fingerprint reader that Segl can use. Use the PIN.",
            "Computeren har ingen fingeraftrykslæser, som Segl kan bruge. Brug pinkoden.",
        ),
        Code::PresenceNotEnrolled => (
            "The computer knows no finger of yours yet. Add one in the computer's settings.",
            "Computeren kender endnu ingen af dine fingre. Tilføj en i computerens indstillinger.",
        ),
        Code::PresenceDenied => (
            "The computer does not let Segl use the fingerprint reader. Use the PIN, or ask your service desk.",
            "Computeren lader ikke Segl bruge fingeraftrykslæseren. Brug pinkoden, eller spørg din servicedesk.",
        ),
        Code::PresenceBusy => (
            "Another program is using the fingerprint reader. Try again in a moment, or use the PIN.",
            "Et andet program bruger fingeraftrykslæseren. Prøv igen om lidt, eller brug pinkoden.",
        ),
        Code::PresenceRefused => (
            "The fingerprint was not recognised. Try again, or use the PIN.",
            "Fingeraftrykket blev ikke genkendt. Prøv igen, eller brug pinkoden.",
        ),
        Code::PresenceCancelled => (
            "The fingerprint was not asked for any longer. Use the PIN.",
            "Der blev ikke længere spurgt efter fingeraftrykket. Brug pinkoden.",
        ),
        Code::PresenceTimedOut => (
            "No finger came in time. Try again, or use the PIN.",
            "Der kom ingen finger i tide. Prøv igen, eller brug pinkoden.",
        ),
        Code::PresenceFailed => {
            ("The fingerprint reader does not work. Use the PIN.", "Fingeraftrykslæseren virker ikke. Brug pinkoden.")
        }
        Code::PresenceNotAllowed => (
            "Your organisation does not allow fingerprints instead of the PIN.",
            "Din organisation tillader ikke fingeraftryk i stedet for pinkode.",
        ),
        Code::PresenceOff => (
            "The fingerprint is not switched on for this identity. Switch it on with `segl presence on`.",
            "Fingeraftryk er ikke slået til for denne identitet. Slå det til med `segl presence on`.",
        ),
        Code::PresencePinDue => (
            "Now and then Segl asks for your PIN, so that you do not forget it. Use the PIN this time.",
            "Af og til beder Segl om din pinkode, så du ikke glemmer den. Brug pinkoden denne gang.",
        ),
        Code::TokenCopied => (
            "This identity was used from two places, so it was suspended. If you restored a backup or a virtual machine, confirm the device in the portal and run `segl reconnect`. If not, tell your service desk.",
            "Identiteten er brugt to steder og er derfor spærret. Har du gendannet en backup eller en virtuel maskine, så bekræft enheden i portalen, og kør `segl reconnect`. Hvis ikke, så sig det til din servicedesk.",
        ),
        Code::PinSame => {
            ("The new PIN is the old one. Choose another.", "Den nye pinkode er den gamle. Vælg en anden.")
        }
        Code::PinUnsettled => (
            "The new PIN is stored, but the portal has not confirmed it. Connect to the network and use the identity once: then the new PIN counts, or the old one if that is refused.",
            "Den nye pinkode er gemt, men portalen har ikke bekræftet den. Gå på netværket, og brug identiteten én gang: så gælder den nye pinkode, eller den gamle, hvis den nye afvises.",
        ),
        Code::PinDiffers => (
            "That is not the PIN you chose a moment ago. Type the same one.",
            "Det er ikke den pinkode, du valgte før. Indtast den samme.",
        ),
        Code::PinNotShared => (
            "That is not the PIN of the codes on this device. Type that one: it will be the portal's PIN too.",
            "Det er ikke pinkoden til koderne på denne enhed. Indtast den: den bliver også portalens pinkode.",
        ),
        Code::PinUnchecked => (
            "The PIN cannot be checked right now. Type it twice, or connect to the network and try again.",
            "Pinkoden kan ikke kontrolleres lige nu. Indtast den to gange, eller gå på netværket, og prøv igen.",
        ),
        Code::PinsApart => (
            "The codes of other issuers still have another PIN than the portal's identity. Check with `segl code` that one works with its PIN, then run `segl pin --bring-along`.",
            "Koderne fra andre udstedere har stadig en anden pinkode end portalens identitet. Tjek med `segl code`, at en af dem virker med sin pinkode, og kør så `segl pin --bring-along`.",
        ),
        Code::WrongPin => ("Wrong PIN.", "Forkert pinkode."),
        Code::PinPaused => ("Too many wrong PINs.", "For mange forkerte pinkoder."),
        Code::PinDestroyed => (
            "After ten wrong PINs the identity is of no use any more. Remove it and add it again in the portal.",
            "Efter ti forkerte pinkoder kan identiteten ikke bruges mere. Slet den, og tilføj den igen i portalen.",
        ),
        Code::ChallengeForged => (
            "The portal sent a login that its own key did not sign; it is not shown. Tell the service desk.",
            "Portalen sendte et login, som dens egen nøgle ikke har underskrevet; det vises ikke. Fortæl det til servicedesken.",
        ),
        Code::NumberMalformed => (
            "That is not a number as the login page shows it. Type all its digits.",
            "Det er ikke et tal, som login-siden viser det. Indtast alle cifre.",
        ),
        Code::WrongNumber => (
            "That is not the number on the login page. The login was stopped; start it again.",
            "Det er ikke tallet fra login-siden. Login blev stoppet; start det igen.",
        ),
        Code::ChallengeExpired => ("The login has expired. Start it again.", "Login er udløbet. Start det igen."),
        Code::ChallengeClosed => {
            ("The login has already been answered or withdrawn.", "Login er allerede besvaret eller trukket tilbage.")
        }
        Code::Refused => (
            "The portal did not accept the answer. Start the login again, or ask the service desk.",
            "Portalen godtog ikke svaret. Start login igen, eller spørg servicedesken.",
        ),
        Code::KeyForeign => (
            "This is not a key of an issuer that Segl knows. Show the QR code that the issuer calls “authenticator app”.",
            "Det er ikke en nøgle fra en udsteder, som Segl kender. Vis den QR-kode, som udstederen kalder »authenticator-app«.",
        ),
        Code::KeyMigration => (
            "This QR code is an export of many codes, which Segl cannot read here. Show the code of a single account.",
            "QR-koden er en eksport af mange koder, som Segl ikke kan læse her. Vis koden for en enkelt konto.",
        ),
        Code::KeyDamaged => (
            "The key is cut short, altered, or could mean two things. Get a new one from its issuer.",
            "Nøglen er ikke hel, er ændret eller kan betyde to ting. Få en ny hos udstederen.",
        ),
        Code::KeyUnreadable => (
            "The key's secret is missing or is not Base32: only the letters A to Z and the digits 2 to 7. Copy it again.",
            "Nøglens hemmelighed mangler eller er ikke Base32: kun bogstaverne A til Z og tallene 2 til 7. Kopiér den igen.",
        ),
        Code::KeyUnsupported => (
            "The key asks for codes that Segl cannot make. Ask its issuer for one by time, with 6 digits.",
            "Nøglen kræver koder, som Segl ikke kan lave. Bed udstederen om en efter tid med 6 cifre.",
        ),
        Code::KeyTwoStep => issuers::TWO_STEP,
        Code::EntrustDamaged => issuers::DAMAGED,
        Code::EntrustNewer => issuers::NEWER,
        Code::EntrustWrongPassword => issuers::WRONG_PASSWORD,
        Code::EntrustCodeMalformed => issuers::CODE_MALFORMED,
        Code::EntrustCheckDigit => issuers::CHECK_DIGIT,
        Code::KeyPresent => (
            "That account is here already. Remove it first if it has a new key.",
            "Kontoen er her allerede. Slet den først, hvis den har fået en ny nøgle.",
        ),
        Code::ThirdPartyForbidden => (
            "Your organisation does not allow codes of other issuers beside its own. Keep them on another device.",
            "Din organisation tillader ikke koder fra andre udstedere ved siden af sine egne. Hav dem på en anden enhed.",
        ),
        Code::CounterBased => (
            "This identity gives a new code each time. Run `segl code` to use one up.",
            "Identiteten giver en ny kode hver gang. Kør `segl code` for at bruge en.",
        ),
        Code::CounterSpent => (
            "All codes of this identity have been used. Get a new key from its issuer.",
            "Alle identitetens koder er brugt. Få en ny nøgle hos udstederen.",
        ),
        Code::UnknownIdentity => {
            ("There is no such identity here. See `segl list`.", "Den identitet findes ikke her. Se `segl list`.")
        }
        Code::NameEmpty => ("A name needs a letter or a digit.", "Et navn skal have et bogstav eller et tal."),
        Code::NameTooLong => {
            ("The name is too long. 64 characters are enough.", "Navnet er for langt. 64 tegn er nok.")
        }
        Code::NoteTooLong => arrangement::NOTE_TOO_LONG,
        Code::GroupTooLong => arrangement::GROUP_TOO_LONG,
        Code::ExportStays => export::STAYS,
        Code::ExportNothing => export::NOTHING,
        Code::ExportPasswordShort => export::PASSWORD_SHORT,
        Code::ExportPasswordGuessable => export::PASSWORD_GUESSABLE,
        // What only the app meets.
        _ => ("Something went wrong. Try again.", "Noget gik galt. Prøv igen."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_with_a_full_stop_and_differ_between_languages() {
        for &code in Code::ALL.iter().filter(|code| texts(**code).0 != "Something went wrong. Try again.") {
            let (english, danish) = texts(code);
            assert!(english.ends_with('.') && danish.ends_with('.'), "{code:?}");
            assert_ne!(english, danish, "{code:?}");
            assert!(!english.contains('!') && !danish.contains('!'), "{code:?}");
        }
    }

    #[test]
    fn sentence_says_the_numbers_when_there_are_some() {
        let failure = Failure { tries_left: Some(7), retry_after: Some(30), ..Code::WrongPin.into() };
        assert_eq!(of(&failure, Language::English), "Wrong PIN. You have 7 tries left. Wait 30 seconds.");
        let failure = Failure::from(Code::WrongPin);
        assert_eq!(of(&failure, Language::Danish), "Forkert pinkode. Prøv igen.", "nobody counts");
        let failure = Failure { retry_after: Some(900), ..Code::PinPaused.into() };
        assert_eq!(of(&failure, Language::Danish), "For mange forkerte pinkoder. Vent 15 minutter.");
    }
}
