//! Enrolments that only another app can use. They are told from what is unknown, so that each can be answered with the way
//! that leads on.

use crate::failure::Code;

/// What a text is refused with when it enrols another app.
pub(super) fn refusal(text: &str) -> Option<Code> {
    let fits = |front: &str| {
        let (start, rest) = text.split_at_checked(front.len())?;
        let ends = front.ends_with(':') || !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        (start.eq_ignore_ascii_case(front) && ends).then_some(())
    };
    FRONTS.iter().find(|(front, _)| fits(front).is_some()).map(|(_, code)| *code)
}

/// What such texts begin with, in any case: schemes, and types of key URIs that other apps have made up.
const FRONTS: [(&str, Code); 12] = [
    // Microsoft Authenticator: push messages of a work account, and of a private one.
    ("phonefactor:", Code::MicrosoftForeign),
    ("msauth:", Code::MicrosoftForeign),
    // Duo Mobile.
    ("duo:", Code::DuoForeign),
    // Okta Verify, of both generations.
    ("oktaverify:", Code::OktaForeign),
    ("com-okta-authenticator:", Code::OktaForeign),
    // ForgeRock Authenticator, push and several methods at once.
    ("pushauth:", Code::OtherAppForeign),
    ("mfauth:", Code::OtherAppForeign),
    // RSA SecurID, a token's file as a link.
    ("com.rsa.securid:", Code::OtherAppForeign),
    ("com.rsa.securid.iphone:", Code::OtherAppForeign),
    // mOTP (<https://motp.sourceforge.net>), which has a PIN in its codes; and the type that Stratum writes.
    ("motp:", Code::KeyMotp),
    ("otpauth://motp", Code::KeyMotp),
    // Yandex, whose codes are letters.
    ("otpauth://yaotp", Code::KeyYandex),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enrolment_of_another_app_is_named() {
        for (text, code) in [
            ("phonefactor://activate_account?code=123456789&url=https%3A%2F%2Fpad.example%2F1", Code::MicrosoftForeign),
            ("PhoneFactor:activate", Code::MicrosoftForeign),
            ("duo://ABCDEFG-YXBpLmV4YW1wbGU", Code::DuoForeign),
            ("OKTAVERIFY://x?t=1", Code::OktaForeign),
            ("pushauth://push/forgerock:ida?a=b", Code::OtherAppForeign),
            ("motp://Havn:ida?secret=7ac61d4736f51a2b", Code::KeyMotp),
            ("otpauth://motp/Havn:ida?secret=JBSWY3DPEHPK3PXP", Code::KeyMotp),
            ("OTPAUTH://YAOTP?secret=QTTGIFOMQ4G6WKSOOKEM6EXNNY", Code::KeyYandex),
        ] {
            assert_eq!(refusal(text), Some(code), "{text}");
        }
        for text in
            ["", "duo", "duo.png", "duolingo://x", "otpauth://motps/a", "otpauth://totp/a", "https://duo.example", "é"]
        {
            assert_eq!(refusal(text), None, "{text}");
        }
    }
}
