//! What a login may be proved by.

use ring::hmac;

use crate::{
    account::user::{User, UserName},
    credential::token::Token,
    issuer::Issuer,
};

/// How somebody proves who they are.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum AuthenticationMethod {
    /// A code sent by e-mail: first binding and recovery.
    EmailCode,
    /// A passcode of a token (RFC 6238).
    Passcode,
    /// An approval in the app.
    Push,
    /// A recovery code that was saved on paper.
    SavedCode,
    /// A pass for a new device, half by mail and half from the service desk.
    DevicePass,
}

impl AuthenticationMethod {
    /// Every method, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Push, Self::Passcode, Self::EmailCode, Self::SavedCode, Self::DevicePass];

    /// Its stable name: `push`, `passcode`, `email`, `saved_code` or `device_pass`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EmailCode => "email",
            Self::Passcode => "passcode",
            Self::Push => "push",
            Self::SavedCode => "saved_code",
            Self::DevicePass => "device_pass",
        }
    }

    /// The method of a stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// A set of methods.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Methods(u8);

impl Methods {
    /// Whether it holds this one.
    #[must_use]
    pub fn has(self, method: AuthenticationMethod) -> bool {
        self.0 & bit(method) != 0
    }

    /// The one that is offered first; none in an empty set.
    #[must_use]
    pub fn first(self) -> Option<AuthenticationMethod> {
        AuthenticationMethod::ALL.into_iter().find(|method| self.has(*method))
    }

    /// Those in it, in the order in which they are offered.
    pub fn iter(self) -> impl Iterator<Item = AuthenticationMethod> {
        AuthenticationMethod::ALL.into_iter().filter(move |method| self.has(*method))
    }
}

impl FromIterator<AuthenticationMethod> for Methods {
    fn from_iter<I: IntoIterator<Item = AuthenticationMethod>>(methods: I) -> Self {
        Self(methods.into_iter().fold(0, |set, method| set | bit(method)))
    }
}

/// What is offered to a name. One that nobody has gets what an account with or without a token would get, always the
/// same, so that trying names tells nothing about who works here.
pub(crate) fn offered(issuer: &Issuer, name: &UserName, account: Option<(&User, &[Token])>) -> Methods {
    let has_token = match account {
        Some((_, tokens)) => tokens.iter().any(Token::is_active),
        None => looks_enrolled(issuer, name),
    };
    let user = account.map(|(user, _)| user);
    let rules = issuer.rules_for(user);
    let of_token = if has_token { rules.methods } else { Methods::default() };
    of_token.iter().chain([AuthenticationMethod::EmailCode]).chain(rules.recovery.methods()).collect()
}

/// Half of the names that nobody has look as if they had a token.
fn looks_enrolled(issuer: &Issuer, name: &UserName) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, issuer.kek.derive_key("unknown-names").as_slice());
    let tag = hmac::sign(&key, name.as_str().as_bytes());
    tag.as_ref().first().is_some_and(|byte| byte % 2 == 0)
}

fn bit(method: AuthenticationMethod) -> u8 {
    match method {
        AuthenticationMethod::EmailCode => 1,
        AuthenticationMethod::Passcode => 2,
        AuthenticationMethod::Push => 4,
        AuthenticationMethod::SavedCode => 8,
        AuthenticationMethod::DevicePass => 16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn method_is_read_back_from_its_name_and_the_strongest_comes_first() {
        for method in AuthenticationMethod::ALL {
            assert_eq!(AuthenticationMethod::from_name(method.name()), Some(method));
        }
        assert_eq!(AuthenticationMethod::from_name("fax"), None);
        let all: Methods = AuthenticationMethod::ALL.into_iter().collect();
        assert_eq!(all.first(), Some(AuthenticationMethod::Push));
        assert_eq!(Methods::default().first(), None);
        let two: Methods = [AuthenticationMethod::EmailCode, AuthenticationMethod::Passcode].into_iter().collect();
        assert_eq!(two.first(), Some(AuthenticationMethod::Passcode));
    }
}
