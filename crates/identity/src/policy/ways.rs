//! The ways back of a bound account, beside another device of the same person (ADR 0022).

use crate::login::methods::AuthenticationMethod;

/// One way back, beside another device of the same person.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Way {
    /// A code that was made before, and kept on paper.
    Code,
    /// A pass in two halves, one of them from the service desk.
    Desk,
    /// An e-mailed code, and a waiting time.
    Wait,
}

impl Way {
    /// Every way, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Code, Self::Desk, Self::Wait];
}

/// A set of ways.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Ways(u8);

impl Ways {
    /// Whether it holds this one.
    #[must_use]
    pub fn has(self, way: Way) -> bool {
        self.0 & bit(way) != 0
    }

    /// What its ways add to the methods of a login; waiting begins with an e-mailed code, which is one already.
    pub(crate) fn methods(self) -> impl Iterator<Item = AuthenticationMethod> {
        [(Way::Code, AuthenticationMethod::SavedCode), (Way::Desk, AuthenticationMethod::DevicePass)]
            .into_iter()
            .filter_map(move |(way, method)| self.has(way).then_some(method))
    }
}

impl FromIterator<Way> for Ways {
    fn from_iter<I: IntoIterator<Item = Way>>(ways: I) -> Self {
        Self(ways.into_iter().fold(0, |set, way| set | bit(way)))
    }
}

fn bit(way: Way) -> u8 {
    match way {
        Way::Code => 1,
        Way::Desk => 2,
        Way::Wait => 4,
    }
}
