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
            "Forbindelsen til portalen er ikke sikker, så Segl stoppede. Tjek computerens dato, eller spørg din servicedesk.",
        ),
    ),
    (
        Code::Proxy,
        both(
            "The proxy of your network does not let Segl through. Ask your service desk.",
            "Dit netværks proxy lader ikke Segl komme igennem. Spørg din servicedesk.",
        ),
    ),
    (
        Code::PortalFault,
        both(
            "The portal’s answer did not check out, so Segl stopped. Try again later; if it happens again, ask your service desk.",
            "Portalens svar stemte ikke, så Segl stoppede. Prøv igen senere; sker det igen, så spørg din servicedesk.",
        ),
    ),
    (
        Code::TooManyRequests,
        both("That was a little fast. Wait {wait}, then try again.", "Det gik lidt stærkt. Vent {wait}, og prøv igen."),
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
            "This identity is not active. Press OK in the portal, or ask your service desk.",
            "Identiteten er ikke aktiv. Tryk OK i portalen, eller spørg din servicedesk.",
        ),
    ),
    (
        Code::TokenCopied,
        each(
            (
                "This identity was used from two places, so it was suspended. You can connect it again.",
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
            "Den portal, der svarede, er ikke den, der lavede QR-koden, så Segl stoppede. Spørg din servicedesk.",
        ),
    ),
    (
        Code::ChallengeForged,
        both(
            "A login came that the portal did not sign, so Segl does not show it. Tell your service desk.",
            "Der kom et login, som portalen ikke har underskrevet, så Segl viser det ikke. Sig det til din servicedesk.",
        ),
    ),
    (
        Code::NumberMalformed,
        both(
            "That is not a whole number from the login page. Type all its digits.",
            "Det er ikke hele tallet fra login-siden. Indtast alle dets cifre.",
        ),
    ),
    (
        Code::WrongNumber,
        both(
            "That was not the number on the login page, so this login has ended. Start again in the browser.",
            "Det var ikke tallet på login-siden, så dette login er slut. Start forfra i browseren.",
        ),
    ),
    (
        Code::ChallengeExpired,
        both(
            "The login ran out of time. Start again in the browser.",
            "Tiden til dette login er gået. Start forfra i browseren.",
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
            "Portalen tog ikke imod svaret. Start forfra i browseren; sker det igen, så spørg din servicedesk.",
        ),
    ),
];
