//! An invitation of a portal, and links.

use authenticator::Code;

use super::{Wording, both, each};

pub(super) const SENTENCES: &[(Code, Wording)] = &[
    (
        Code::InvitationForeign,
        both(
            "Segl cannot use this QR code. Use the one from your organisation’s portal, or one for an authenticator app.",
            "QR-koden kan ikke bruges i Segl. Brug den fra din organisations portal, eller en til en authenticator-app.",
        ),
    ),
    (
        Code::InvitationNewer,
        both(
            "This QR code needs a newer Segl. Update Segl and try again.",
            "QR-koden kræver et nyere Segl. Opdatér Segl, og prøv igen.",
        ),
    ),
    (
        Code::InvitationTooLong,
        both(
            "Segl cannot use this QR code. Use the one from your organisation’s portal, under Soft token.",
            "QR-koden kan ikke bruges i Segl. Brug den fra din organisations portal, under Soft token.",
        ),
    ),
    (
        Code::InvitationDamaged,
        both(
            "The QR code is not complete. Copy or photograph all of it and try again.",
            "QR-koden er ikke fuldstændig. Tag hele koden med, og prøv igen.",
        ),
    ),
    (
        Code::InvitationInsecure,
        both(
            "The address in the QR code is not secure, so Segl stopped. Ask your service desk.",
            "Adressen i QR-koden er ikke sikker, så Segl stoppede. Kontakt servicedesken.",
        ),
    ),
    (
        Code::InvitationExpired,
        both("The QR code is too old. Make a new one in the portal.", "QR-koden er for gammel. Lav en ny i portalen."),
    ),
    (
        Code::InvitationUsed,
        both(
            "The QR code has been used already. Make a new one in the portal.",
            "QR-koden er allerede brugt. Lav en ny i portalen.",
        ),
    ),
    (
        Code::InvitationVoid,
        both(
            "The QR code does not work any more. Make a new one in the portal.",
            "QR-koden virker ikke længere. Lav en ny i portalen.",
        ),
    ),
    (
        Code::InvitationUnknown,
        both("The portal does not know this QR code. Make a new one.", "Portalen kender ikke QR-koden. Lav en ny."),
    ),
    (
        Code::ActivationPasswordMalformed,
        both(
            "An activation password has 8 letters and digits, such as K7MF-2Q9X.",
            "En aktiveringsadgangskode har 8 bogstaver og cifre, for eksempel K7MF-2Q9X.",
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
            "The link is too long to be one that adds an identity: a key URI has at most 2,048 characters, any other link 4,096. Get a new one from the place it came from, or use its QR code.",
            "Linket er for langt til at kunne tilføje en identitet: en nøgle-URI har højst 2.048 tegn, andre links 4.096. Få et nyt der, hvor det kom fra, eller brug QR-koden.",
        ),
    ),
    (
        Code::LinkDamaged,
        both(
            "The link is not complete, or Segl cannot use it. Get a new one from the place it came from, or use its QR code.",
            "Linket er ikke fuldstændigt, eller Segl kan ikke bruge det. Få et nyt der, hvor det kom fra, eller brug QR-koden.",
        ),
    ),
    (
        Code::LinkGone,
        both("The link is no longer waiting. Click it again.", "Linket venter ikke længere. Klik på det igen."),
    ),
    (
        Code::LinksUnavailable,
        both(
            "The computer did not let Segl change which links it opens. Choose Segl in the computer’s own settings for default apps.",
            "Computeren lod ikke Segl ændre, hvilke links det åbner. Vælg Segl i computerens egne indstillinger for standardapps.",
        ),
    ),
    (
        Code::PushTokenForeign,
        both(
            "This is a push token of privacyIDEA, which Segl cannot use. Open it with privacyIDEA’s own app, or ask your service desk for a token that makes codes.",
            "Det er en push-token fra privacyIDEA, som Segl ikke kan bruge. Åbn den med privacyIDEAs egen app, eller bed servicedesken om en token, der laver koder.",
        ),
    ),
    (
        Code::MicrosoftForeign,
        both(
            "This QR code is for push messages in Microsoft’s own app, which Segl cannot use. On Microsoft’s page, choose to use a different authenticator app, and add the QR code that it shows then.",
            "QR-koden er til push-beskeder i Microsofts egen app, og den kan Segl ikke bruge. Vælg på Microsofts side, at du vil bruge en anden authenticator-app, og tilføj den QR-kode, der så vises.",
        ),
    ),
    (
        Code::DuoForeign,
        both(
            "This QR code is for the app Duo Mobile, and Segl cannot use it. Open it with Duo Mobile, or ask your service desk for another way to get codes.",
            "QR-koden er til appen Duo Mobile, og Segl kan ikke bruge den. Åbn den med Duo Mobile, eller bed servicedesken om en anden måde at få koder på.",
        ),
    ),
    (
        Code::OktaForeign,
        both(
            "This QR code is for the app Okta Verify, and Segl cannot use it. On Okta’s page, choose Google Authenticator instead, and add the QR code that it shows then.",
            "QR-koden er til appen Okta Verify, og Segl kan ikke bruge den. Vælg Google Authenticator på Oktas side i stedet, og tilføj den QR-kode, der så vises.",
        ),
    ),
    (
        Code::OtherAppForeign,
        both(
            "This QR code is for another app, and Segl cannot use it. Open it with that app, or ask its issuer for one for an authenticator app (TOTP).",
            "QR-koden er til en anden app, og Segl kan ikke bruge den. Åbn den med den app, eller bed udstederen om en til en authenticator-app (TOTP).",
        ),
    ),
    (
        Code::NothingToEnrol,
        each(
            (
                "This QR code is no longer open. Start over with Add identity.",
                "QR-koden er ikke længere åben. Start forfra med Tilføj identitet.",
            ),
            (
                "There is no QR code in use any more. Start again with `segl add`.",
                "Der er ikke længere en QR-kode i brug. Start forfra med `segl add`.",
            ),
        ),
    ),
];
