//! Where a request came from.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

/// The address of a browser or a device, as the portal saw it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Source(IpAddr);

impl Source {
    /// What is counted, blocked and compared: the address of IPv4, the /64 of IPv6, where one household has 2^64 addresses.
    #[must_use]
    pub fn network(&self) -> String {
        match self.0 {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }
}

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> String {
        Source::from(address.parse::<IpAddr>().expect("an address")).network()
    }

    #[test]
    fn network_is_shared_when_two_addresses_are_in_one_household() {
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::3"), network("2001:db8:1:3::3"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"), "one address in two spellings");
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }
}
