//! Tokens for the tests inside the room.

use otp::totp;

use crate::{
    CamouflagedOtp, ChallengeKey, ChallengeKeys, DeviceKeyScalar, Marks, MaskedSeed, OtpKey, OtpSalt, OtpToken,
    PushWrap, Ratchet, SeglToken, TokenId, TokenPolicy,
};

/// A token whose byte fields are filled from `n`.
pub(crate) fn segl_token(n: u32) -> SeglToken {
    let fill = n.to_le_bytes()[0];
    let key = |kid: &str| ChallengeKey { kid: kid.into(), x: [fill; 32], y: [fill ^ 0xff; 32] };
    SeglToken {
        issuer: "https://login.example.org".into(),
        issuer_name: "Eksempel A/S".into(),
        account_name: format!("mette{n}"),
        label: None,
        token_id: TokenId([fill; 16]),
        device_key: DeviceKeyScalar::from_bytes([fill; 32]),
        oprf_public_key: [2; 33],
        challenge_keys: ChallengeKeys::new(vec![key("2026-a"), key("2026-b")]).expect("two keys are allowed"),
        ratchet: Ratchet::from_bytes([fill; 32]),
        push: PushWrap { wrap_salt: [fill; 32], commit: [fill; 32], ciphertext: [fill; 48] },
        otp: CamouflagedOtp {
            salt: OtpSalt([fill; 16]),
            masked: MaskedSeed([fill; 32]),
            parameters: totp::Parameters::SEGL,
        },
        created: 1_700_000_000,
        pending: None,
        policy: TokenPolicy::default(),
        change: None,
        presence: None,
        marks: Marks::default(),
    }
}

/// A token of another issuer.
pub(crate) fn otp_token(n: u64, key: OtpKey) -> OtpToken {
    let fill = n.to_le_bytes()[0];
    OtpToken {
        id: TokenId([fill ^ 0x80; 16]),
        issuer: "Kommunernes IT".into(),
        account: format!("mette{n}@example.org"),
        label: None,
        scheme: otp::Scheme::Totp(totp::Parameters::default()),
        key,
        created: 1_700_000_000,
        bound: false,
        marks: Marks::default(),
    }
}
