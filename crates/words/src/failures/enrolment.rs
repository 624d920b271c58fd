//! An invitation of a portal, and links.

use authenticator::Code;

use super::{Wording, both, each};

pub(super) const SENTENCES: &[(Code, Wording)] = &[
    (
        Code::InvitationForeign,
        both(
            "That QR code is not one that Segl can use. Take the one from your organisation’s portal, or one for an authenticator app.",
            "Den QR-kode kan Segl ikke bruge. Tag den fra din organisations portal, eller en til en authenticator-app.",
        ),
    ),
    (
        Code::InvitationNewer,
        both(
            "That QR code needs a newer Segl. Update Segl and try again.",
            "Den QR-kode kræver et nyere Segl. Opdater Segl, og prøv igen.",
        ),
    ),
    (
        Code::InvitationTooLong,
        both(
            "That QR code is not one that Segl can use. Take the QR code from your organisation’s portal, under Soft token.",
            "Den QR-kode kan Segl ikke bruge. Tag QR-koden fra din organisations portal, under Soft token.",
        ),
    ),
    (
        Code::InvitationDamaged,
        both(
            "That QR code is not complete. Copy or photograph all of it and try again.",
            "Den QR-kode er ikke hel. Kopiér eller fotografér det hele, og prøv igen.",
        ),
    ),
    (
        Code::InvitationInsecure,
        both(
            "The address in the QR code is not secure, so Segl stopped. Ask your service desk.",
            "Adressen i QR-koden er ikke sikker, så Segl stoppede. Spørg din servicedesk.",
        ),
    ),
    (
        Code::InvitationExpired,
        both(
            "That QR code is too old. Make a new one in the portal.",
            "Den QR-kode er for gammel. Lav en ny i portalen.",
        ),
    ),
    (
        Code::InvitationUsed,
        both(
            "That QR code has been used already. Make a new one in the portal.",
            "Den QR-kode er allerede brugt. Lav en ny i portalen.",
        ),
    ),
    (
        Code::InvitationVoid,
        both(
            "That QR code does not work any more. Make a new one in the portal.",
            "Den QR-kode virker ikke længere. Lav en ny i portalen.",
        ),
    ),
    (
        Code::InvitationUnknown,
        both("The portal does not know that QR code. Make a new one.", "Portalen kender ikke den QR-kode. Lav en ny."),
    ),
    (
        Code::ActivationPasswordMalformed,
        both(
            "An activation password has 8 letters and digits, such as K7MF-2Q9X. It is shown next to the QR code.",
            "En aktiveringsadgangskode har 8 bogstaver og cifre, for eksempel K7MF-2Q9X. Den står ved siden af QR-koden.",
        ),
    ),
    (
        Code::WrongActivationPassword,
        both(
            "That activation password does not fit this QR code.",
            "Aktiveringsadgangskoden passer ikke til QR-koden.",
        ),
    ),
    (
        Code::LinkTooLong,
        both(
            "That link is too long to be one that adds an identity. Get a new one from where it came, or use its QR code.",
            "Linket er for langt til at kunne tilføje en identitet. Få et nyt, dér hvor det kom fra, eller brug QR-koden.",
        ),
    ),
    (
        Code::LinkDamaged,
        both(
            "That link is not complete, or not one that Segl can use. Get a new one from where it came, or use its QR code.",
            "Linket er ikke helt, eller Segl kan ikke bruge det. Få et nyt, dér hvor det kom fra, eller brug QR-koden.",
        ),
    ),
    (
        Code::LinkGone,
        both("The link is not waiting any more. Click it again.", "Linket venter ikke længere. Klik på det igen."),
    ),
    (
        Code::LinksUnavailable,
        both(
            "Your desktop did not let Segl change which links it opens. Choose Segl in the desktop’s own settings for default apps.",
            "Dit skrivebord lod ikke Segl ændre, hvilke links det åbner. Vælg Segl i skrivebordets egne indstillinger for standardapps.",
        ),
    ),
    (
        Code::PushTokenForeign,
        both(
            "That is a push token of privacyIDEA, which Segl cannot use. Open it with privacyIDEA’s own app, or ask your service desk for a token that makes codes.",
            "Det er et push-token fra privacyIDEA, som Segl ikke kan bruge. Åbn det med privacyIDEA’s egen app, eller bed servicedesken om et token, der laver koder.",
        ),
    ),
    (
        Code::NothingToEnrol,
        each(
            (
                "There is no QR code in use any more. Start again with Add identity.",
                "Der er ikke længere en QR-kode i brug. Start forfra med Tilføj identitet.",
            ),
            (
                "There is no QR code in use any more. Start again with `segl add`.",
                "Der er ikke længere en QR-kode i brug. Start forfra med `segl add`.",
            ),
        ),
    ),
];
