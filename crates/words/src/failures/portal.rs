//! The portal and its logins.

use authenticator::Code;

use super::{Wording, both, each};

pub(super) const SENTENCES: &[(Code, Wording)] = &[
    (
        Code::Unreachable,
        both(
            "The portal cannot be reached. Check your connection and try again.",
            "Der er ingen forbindelse til portalen. Tjek din forbindelse, og prøv igen.",
        ),
    ),
    (Code::TimedOut, both("The portal did not answer in time. Try again.", "Portalen svarede ikke i tide. Prøv igen.")),
    (
        Code::Insecure,
        both(
            "The connection to the portal is not secure, so Segl stopped. Check the computer’s date, or ask your service desk.",
            "Forbindelsen til portalen er ikke sikker, så Segl stoppede. Tjek computerens dato, eller kontakt servicedesken.",
        ),
    ),
    (
        Code::Proxy,
        both(
            "The proxy of your network does not let Segl through. Ask your service desk.",
            "Dit netværks proxy lader ikke Segl komme igennem. Kontakt servicedesken.",
        ),
    ),
    (
        Code::PortalFault,
        both(
            "The portal’s answer could not be verified, so Segl stopped. Tell your service desk.",
            "Portalens svar kunne ikke bekræftes, så Segl stoppede. Kontakt servicedesken.",
        ),
    ),
    (
        Code::TooManyRequests,
        both("That was too fast. Wait {wait}, then try again.", "Det gik for hurtigt. Vent {wait}, og prøv igen."),
    ),
    (
        Code::Unauthorized,
        both(
            "The portal does not recognise this computer. Remove the identity and add it again.",
            "Portalen genkender ikke denne computer. Slet identiteten, og tilføj den igen.",
        ),
    ),
    (
        Code::UnknownToken,
        both(
            "The portal does not know this identity any more. Remove it and add it again.",
            "Portalen kender ikke længere identiteten. Slet den, og tilføj den igen.",
        ),
    ),
    (
        Code::NotActive,
        both(
            "This identity is turned off in the portal. Enable it under Authentication types, or ask your service desk.",
            "Identiteten er slået fra i portalen. Slå den til under Godkendelsestyper, eller kontakt servicedesken.",
        ),
    ),
    (
        Code::TokenCopied,
        each(
            (
                "This identity was used from two places, so it is blocked. You can connect it again.",
                "Identiteten er brugt to steder og er derfor spærret. Du kan forbinde den igen.",
            ),
            (
                "This identity was used from two places, so it was suspended. If you restored a backup or a virtual machine, confirm the device in the portal and run `segl reconnect`. If not, tell your service desk.",
                "Identiteten er brugt to steder og er derfor spærret. Har du gendannet en sikkerhedskopi eller en virtuel maskine, så bekræft enheden i portalen, og kør `segl reconnect`. Hvis ikke, så sig det til din servicedesk.",
            ),
        ),
    ),
    (
        Code::PortalUntrusted,
        both(
            "The portal that answered is not the one that made the QR code, so Segl stopped. Ask your service desk.",
            "Den portal, der svarede, er ikke den, der lavede QR-koden, så Segl stoppede. Kontakt servicedesken.",
        ),
    ),
    (
        Code::ChallengeForged,
        both(
            "Segl received a login that did not come from your portal and does not show it. Tell your service desk.",
            "Segl fik et login, som ikke kommer fra portalen, og viser det ikke. Kontakt servicedesken.",
        ),
    ),
    (
        Code::NumberMalformed,
        both(
            "The number is not complete. Type all the digits on the login page.",
            "Tallet er ikke fuldstændigt. Indtast alle cifrene fra login-siden.",
        ),
    ),
    (
        Code::WrongNumber,
        both(
            "That was not the number on the login page, so the login was stopped. Start again in the browser.",
            "Det var ikke tallet på login-siden, så login er afbrudt. Start forfra i browseren.",
        ),
    ),
    (
        Code::NumberUnknown,
        both(
            "No login waits under this number. Check the number on the login page; when its time is over, send a new one there.",
            "Der venter ikke noget login under dette tal. Tjek tallet på login-siden; er tiden gået, så send et nyt dér.",
        ),
    ),
    (
        Code::NumbersPaused,
        both(
            "Too many numbers without a login. Wait {wait}, then type the number on the login page.",
            "For mange tal uden et login. Vent {wait}, og indtast så tallet fra login-siden.",
        ),
    ),
    (
        Code::LoginCodeMissing,
        each(
            (
                "No QR code of a login page is to be seen. Show the whole code on the screen, or type the number.",
                "Der er ingen QR-kode fra en login-side at se. Vis hele koden på skærmen, eller indtast tallet.",
            ),
            (
                "No QR code of a login page is to be seen. Show the whole code on the screen, or give the number with --number.",
                "Der er ingen QR-kode fra en login-side at se. Vis hele koden på skærmen, eller giv tallet med --number.",
            ),
        ),
    ),
    (
        Code::LoginCodeElsewhere,
        each(
            (
                "That is the QR code of a login page. Choose Log in on the first screen, and read it there.",
                "Det er QR-koden fra en login-side. Vælg Log ind på den første skærm, og læs den dér.",
            ),
            (
                "That is the QR code of a login page. Use it with `segl login --picture` or `segl login --screen`.",
                "Det er QR-koden fra en login-side. Brug den med `segl login --picture` eller `segl login --screen`.",
            ),
        ),
    ),
    (
        Code::OtherPortal,
        both(
            "That login page is of an organisation that you have no identity of here. Add Segl there first, or use the device that has it.",
            "Login-siden hører til en organisation, som du ikke har en identitet fra her. Tilføj Segl der først, eller brug den enhed, der har den.",
        ),
    ),
    (
        Code::ChallengeExpired,
        both(
            "The login ran out of time. Start again in the browser.",
            "Tiden til dette login er udløbet. Start forfra i browseren.",
        ),
    ),
    (
        Code::ChallengeClosed,
        both(
            "The login was cancelled or answered somewhere else. Start again in the browser if you want to log in.",
            "Login blev annulleret eller besvaret et andet sted. Start forfra i browseren, hvis du vil logge ind.",
        ),
    ),
    (
        Code::Refused,
        both(
            "The portal did not accept the answer. Start again in the browser; if it happens again, ask your service desk.",
            "Portalen tog ikke imod svaret. Start forfra i browseren; sker det igen, så kontakt servicedesken.",
        ),
    ),
];
