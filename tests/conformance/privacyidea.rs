//! Keys in two steps, as a running privacyIDEA 3.14 made and accepted them: `tests/vectors/privacyidea/two_step.json`.

use authenticator::privacyidea::{self, PhonePart};
use otp::{
    Scheme, hotp,
    otpauth::{KeyUri, KeyUriError, TwoStepUri},
};

use crate::vectors::{array, hex, json, text};

#[test]
fn two_halves_give_the_key_and_the_codes_that_the_server_took() {
    let vectors = json("privacyidea/two_step.json");
    let rows = array(&vectors, "rows");
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert_eq!(KeyUri::parse(text(row, "uri")).err(), Some(KeyUriError::TwoStep), "half a key is no key");
        let uri = TwoStepUri::parse(text(row, "uri")).unwrap();
        assert_eq!(uri.phone_part_len, hex(row, "phone_part").len());
        let part = PhonePart::new(hex(row, "phone_part").into());
        assert_eq!(part.expose().as_str(), text(row, "typed"));
        let key = privacyidea::derive(&uri, &part);
        assert_eq!(hex::encode(key.expose()), text(row, "key"));
        for (counter, code) in (0..).zip(array(row, "hotp_from_0")) {
            let Scheme::Hotp(parameters) = uri.scheme else { panic!("{:?}", uri.scheme) };
            let made = hotp::generate(&key, counter, parameters.algorithm, parameters.digits);
            assert_eq!(Some(made.expose().as_str()), code.as_str());
        }
    }
}
