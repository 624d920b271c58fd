use super::*;

fn code() -> LoginCode {
    LoginCode {
        issuer: "https://portal.nordhavn.example".parse().expect("an origin"),
        cid: ChallengeId::from([3; 16]),
        xfer: TransferSecret(Bytes([5; 16])),
        number: "483920".to_owned().try_into().expect("six digits"),
    }
}

#[test]
fn login_code_is_read_back_whatever_the_case_of_its_front_and_the_blanks_around_it() {
    let text = code().to_text();
    assert!(text.len() < 160, "version 8-M: {}", text.len());
    assert_eq!(LoginCode::parse(&text), Ok(code()));
    assert_eq!(LoginCode::parse(&format!(" {}\n", text.replacen("segl://login/", "SEGL://Login/", 1))), Ok(code()));
}

#[test]
fn login_code_is_refused_when_it_is_another_text_cut_short_or_altered() {
    let text = code().to_text();
    for foreign in ["", "SGE1abc", "segl://enrol/SGE1abc", "https://portal.nordhavn.example", "segl://logi"] {
        assert_eq!(LoginCode::parse(foreign), Err(LoginCodeError::Foreign), "{foreign}");
    }
    let newer = text.replacen("SGL1", "SGL2", 1);
    assert_eq!(LoginCode::parse(&newer), Err(LoginCodeError::Newer));
    let long = format!("{LOGIN_FRONT}{PREFIX}{}", "A".repeat(MAX_LOGIN_CODE));
    let padded = format!("{text}=");
    let lower = text.replacen("SGL1", "sgl1", 1);
    for malformed in [&text[..text.len() - 1], &long, &padded, &lower, "segl://login/", "segl://login/SGL1"] {
        assert_eq!(LoginCode::parse(malformed), Err(LoginCodeError::Malformed), "{malformed}");
    }
}

fn written(issuer: &str, number: &str, more: bool) -> String {
    let mut cbor = Vec::new();
    let fields = (issuer, ChallengeId::from([3; 16]), Bytes([5; 16]), number);
    ciborium::into_writer(&fields, &mut cbor).expect("memory");
    if more {
        cbor.push(0);
    }
    format!("{LOGIN_FRONT}{PREFIX}{}", encode(&cbor))
}

#[test]
fn login_code_is_refused_when_a_field_is_out_of_range() {
    let origin = "https://portal.nordhavn.example";
    assert!(LoginCode::parse(&written(origin, "483920", false)).is_ok());
    for number in ["48392", "483920123", "48392a", "４８３９２０", ""] {
        assert_eq!(LoginCode::parse(&written(origin, number, false)), Err(LoginCodeError::Malformed), "{number}");
    }
    assert_eq!(LoginCode::parse(&written(origin, "483920", true)), Err(LoginCodeError::Malformed), "trailing bytes");
    let insecure = written("http://portal.nordhavn.example", "483920", false);
    assert_eq!(LoginCode::parse(&insecure), Err(LoginCodeError::InsecureIssuer));
}

#[test]
fn request_asks_by_exactly_one_key() {
    let pn = PollNonce::from([4; 16]);
    let number = PullKey::Number(code().number);
    let screen = PullKey::Screen { cid: code().cid, xfer: code().xfer };
    for key in [number, screen] {
        assert_eq!(PullRequest::new(pn, key.clone()).key(), Ok(key));
    }
    let both = PullRequest {
        num: Some(code().number),
        ..PullRequest::new(pn, PullKey::Screen { cid: code().cid, xfer: code().xfer })
    };
    let half = PullRequest { xfer: None, num: None, ..both.clone() };
    let none = PullRequest { cid: None, ..half.clone() };
    for request in [both, half, none] {
        assert_eq!(request.key(), Err(PullKeyError), "{request:?}");
    }
    let unknown = r#"{"pn":"BAQEBAQEBAQEBAQEBAQEBA","num":"483920","more":1}"#;
    assert!(serde_json::from_str::<PullRequest>(unknown).is_err(), "a member that nobody knows");
    let short = r#"{"pn":"BAQEBAQEBAQEBAQEBAQEBA","num":"48392"}"#;
    assert!(serde_json::from_str::<PullRequest>(short).is_err(), "five digits");
}
