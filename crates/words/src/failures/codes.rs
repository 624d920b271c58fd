//! Codes of other issuers, identities, and what leaves.

use authenticator::Code;

use super::{Wording, both, each};

pub(super) const SENTENCES: &[(Code, Wording)] = &[
    (
        Code::KeyForeign,
        both(
            "Segl cannot use this code. Use the one for an authenticator app.",
            "Koden kan ikke bruges i Segl. Brug den, der er til en authenticator-app.",
        ),
    ),
    (
        Code::KeyMigration,
        each(
            (
                "This QR code holds an export of many codes. Choose From another app.",
                "QR-koden er en eksport af mange koder. Vælg Fra en anden app.",
            ),
            (
                "That is an export of many codes. Read it with `segl import`.",
                "Det er en eksport af mange koder. Læs den med `segl import`.",
            ),
        ),
    ),
    (
        Code::KeyDamaged,
        both(
            "The key is not complete, or its meaning is not clear. Get a new one from its issuer.",
            "Nøglen er ikke fuldstændig, eller dens betydning er ikke klar. Få en ny hos udstederen.",
        ),
    ),
    (
        Code::KeyUnreadable,
        both(
            "The key is missing or misspelt: it is Base32, with the letters A to Z and the digits 2 to 7 only. Copy all of it and try again.",
            "Nøglen mangler eller er stavet forkert: den er Base32 og har kun bogstaverne A til Z og cifrene 2 til 7. Kopiér den hele, og prøv igen.",
        ),
    ),
    (
        Code::KeyUnsupported,
        both(
            "The key asks for codes that Segl cannot make. Ask its issuer for codes by time (TOTP) with SHA-1 and 6 digits.",
            "Nøglen kræver koder, som Segl ikke kan lave. Bed udstederen om koder efter tid (TOTP) med SHA-1 og 6 cifre.",
        ),
    ),
    (
        Code::KeyTooLong,
        both(
            "The key is too long: 128 bytes are the limit, which are 205 letters and digits. Ask its issuer for a shorter one.",
            "Nøglen er for lang: grænsen er 128 bytes, som er 205 bogstaver og cifre. Bed udstederen om en kortere.",
        ),
    ),
    (
        Code::KeyMotp,
        both(
            "This is a key of mOTP, a kind of codes that Segl cannot make. Ask its issuer for codes by time (TOTP).",
            "Det er en nøgle til mOTP, en slags koder, som Segl ikke kan lave. Bed udstederen om koder efter tid (TOTP).",
        ),
    ),
    (
        Code::KeyYandex,
        both(
            "This is a key of Yandex, a kind of codes that Segl cannot make. Use Yandex’s own app, or another way to log in there.",
            "Det er en nøgle fra Yandex, en slags koder, som Segl ikke kan lave. Brug Yandex’ egen app, eller log ind dér på en anden måde.",
        ),
    ),
    (
        Code::KeyTwoStep,
        each(
            (
                "This key is made in two steps, one of them on this device. Read its QR code by itself.",
                "Nøglen laves i to trin, det ene på denne enhed. Læs dens QR-kode for sig selv.",
            ),
            (
                "That key is made in two steps, one of them on this device. Add it by itself with `segl add`.",
                "Nøglen laves i to trin, det ene på denne enhed. Tilføj den for sig selv med `segl add`.",
            ),
        ),
    ),
    (
        Code::EntrustDamaged,
        both(
            "The Entrust activation is not complete, or contains something else. Copy all of it, or get a new one from its issuer.",
            "Entrust-aktiveringen er ikke fuldstændig eller indeholder noget andet. Kopiér det hele, eller få en ny hos udstederen.",
        ),
    ),
    (
        Code::EntrustNewer,
        both(
            "The Entrust activation is of a newer kind than Segl knows. Use the vendor’s app, or a newer Segl.",
            "Entrust-aktiveringen er af en nyere slags, end Segl kender. Brug leverandørens app eller en nyere Segl.",
        ),
    ),
    (
        Code::EntrustWrongPassword,
        both(
            "The activation password does not fit, or the QR code was changed. Type the one that is shown next to the QR code.",
            "Aktiveringsadgangskoden passer ikke, eller QR-koden er ændret. Indtast den, der står ved siden af QR-koden.",
        ),
    ),
    (
        Code::EntrustCodeMalformed,
        both(
            "That code has another number of digits: the serial number and the registration code have 10, the activation code has 16.",
            "Koden har et andet antal cifre: serienummeret og registreringskoden har 10, aktiveringskoden har 16.",
        ),
    ),
    (
        Code::EntrustCheckDigit,
        both(
            "A digit is wrong, or two are swapped. Compare the code and type it again.",
            "Et ciffer er forkert, eller to er byttet om. Sammenlign koden, og indtast den igen.",
        ),
    ),
    (
        Code::KeyPresent,
        both(
            "This account exists here already. If it has a new key, remove the old one first.",
            "Kontoen findes her allerede. Har den fået en ny nøgle, så slet den gamle først.",
        ),
    ),
    (
        Code::ThirdPartyForbidden,
        both(
            "Your organisation does not allow codes of other issuers beside its own. Keep them on another device.",
            "Din organisation tillader ikke koder fra andre udstedere ved siden af sine egne. Hav dem på en anden enhed.",
        ),
    ),
    (
        Code::CounterBased,
        each(
            (
                "This identity gives a new code each time. Choose Next code.",
                "Identiteten giver en ny kode hver gang. Vælg Næste kode.",
            ),
            (
                "This identity gives a new code each time. Run `segl code` to use one up.",
                "Identiteten giver en ny kode hver gang. Kør `segl code` for at bruge en.",
            ),
        ),
    ),
    (
        Code::CounterSpent,
        both(
            "All codes of this identity have been used. Get a new key from its issuer.",
            "Alle identitetens koder er brugt. Få en ny nøgle hos udstederen.",
        ),
    ),
    (
        Code::UnknownIdentity,
        each(
            (
                "This identity is not on this computer any more. Go back to the list.",
                "Identiteten er ikke længere på denne computer. Gå tilbage til listen.",
            ),
            (
                "There is no such identity on this computer. See `segl list`.",
                "Den identitet findes ikke på denne computer. Se `segl list`.",
            ),
        ),
    ),
    (
        Code::NameEmpty,
        both(
            "A name needs at least one letter or digit. Type one.",
            "Et navn skal have mindst ét bogstav eller tal. Indtast et.",
        ),
    ),
    (
        Code::NameTooLong,
        both("The name is too long. Use at most 64 characters.", "Navnet er for langt. Brug højst 64 tegn."),
    ),
    (
        Code::NoteTooLong,
        both("The note is too long. Use at most 500 characters.", "Noten er for lang. Brug højst 500 tegn."),
    ),
    (
        Code::GroupTooLong,
        both(
            "The group’s name is too long. Use at most 40 characters.",
            "Gruppens navn er for langt. Brug højst 40 tegn.",
        ),
    ),
    (
        Code::ExportStays,
        both(
            "One of these identities is bound to this device and stays on it. Leave it out, and get a new one from its issuer for the other device.",
            "En af identiteterne er bundet til denne enhed og bliver her. Udelad den, og få en ny hos udstederen til den anden enhed.",
        ),
    ),
    (
        Code::ExportNothing,
        each(
            (
                "Nothing is chosen that can be exported. Choose at least one identity.",
                "Der er ikke valgt noget, der kan eksporteres. Vælg mindst én identitet.",
            ),
            (
                "There is nothing here that could be exported. Codes of other issuers can, once you have added some.",
                "Her er intet, der kan eksporteres. Det kan andre udstederes koder, når du har tilføjet nogle.",
            ),
        ),
    ),
    (
        Code::ExportPasswordShort,
        both(
            "The password needs at least 12 characters: whoever has the file can try as many passwords as they like. Choose a longer one, for example four words.",
            "Adgangskoden skal have mindst 12 tegn: den, der har filen, kan prøve lige så mange adgangskoder, de vil. Vælg en længere, f.eks. fire ord.",
        ),
    ),
    (
        Code::ExportPasswordGuessable,
        both(
            "The password is too easy to guess. Choose another, for example four words that have nothing to do with each other.",
            "Adgangskoden er for let at gætte. Vælg en anden, f.eks. fire ord, der ikke har noget med hinanden at gøre.",
        ),
    ),
    (
        Code::ExportPasswordsDiffer,
        both(
            "The two passwords are not the same. Type both again.",
            "De to adgangskoder er ikke ens. Indtast begge igen.",
        ),
    ),
    (
        Code::ExportTooLong,
        both(
            "The names are too long for a QR code. Export a file instead.",
            "Navnene er for lange til en QR-kode. Eksportér en fil i stedet.",
        ),
    ),
    (
        Code::ExportUnwritten,
        both(
            "The file cannot be written there. Choose another folder.",
            "Filen kan ikke skrives der. Vælg en anden mappe.",
        ),
    ),
    (
        Code::FileExists,
        each(
            (
                "There is a file of this name. Choose another name, or agree to replace it.",
                "Der er en fil med det navn. Vælg et andet navn, eller sig ja til at erstatte den.",
            ),
            (
                "There is a file of this name. Choose another name, or say --replace.",
                "Der er en fil med det navn. Vælg et andet navn, eller brug --replace.",
            ),
        ),
    ),
    (
        Code::EntrustSerial,
        both(
            "That cannot be the serial number: a digit is wrong, missing or swapped. It has 10 digits; compare them and type them again.",
            "Det kan ikke være serienummeret: et ciffer er forkert, mangler eller er byttet om. Det har 10 cifre; sammenlign dem, og indtast dem igen.",
        ),
    ),
    (
        Code::EntrustActivationCode,
        both(
            "That cannot be the activation code: a digit is wrong, missing or swapped. It has 16 digits; compare them and type them again.",
            "Det kan ikke være aktiveringskoden: et ciffer er forkert, mangler eller er byttet om. Den har 16 cifre; sammenlign dem, og indtast dem igen.",
        ),
    ),
    (
        Code::NothingToAdd,
        both(
            "There is no longer anything to add. Read the QR code or the file again.",
            "Der er ikke længere noget at tilføje. Læs QR-koden eller filen igen.",
        ),
    ),
    (
        Code::NothingToExport,
        both(
            "The codes are closed again. Start over, and type your PIN.",
            "Koderne er lukket igen. Start forfra, og indtast din pinkode.",
        ),
    ),
];
