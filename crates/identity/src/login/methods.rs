//! What a login may be proved by.

use crate::{account::user::User, credential::token::Token, issuer::Issuer, policy::RuleBook};

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

/// What may prove a login: what the rules allow the account's tokens, and an e-mailed code. A name that nobody has is proved
/// by nothing, and looks as if it could be.
pub(crate) fn offered(issuer: &Issuer, account: Option<(&User, &[Token])>) -> Methods {
    let of_token = match account {
        Some((user, tokens)) if tokens.iter().any(Token::is_active) => issuer.rules_for(Some(user)).methods,
        _ => Methods::default(),
    };
    let recovery = issuer.rules_for(account.map(|(user, _)| user)).recovery.methods();
    of_token.iter().chain([AuthenticationMethod::EmailCode]).chain(recovery).collect()
}

/// The first step in a browser that the account does not know: the same for every name, whether or not somebody has it.
pub(crate) fn first_for_strangers(rules: &RuleBook) -> AuthenticationMethod {
    let of_any: Methods = rules.all().flat_map(|rules| rules.methods.iter()).collect();
    of_any.first().unwrap_or(AuthenticationMethod::EmailCode)
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
