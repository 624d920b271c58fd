//! Where a request came from.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

/// The address of a browser or a device, as the portal saw it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Source {
    address: IpAddr,
    is_certain: bool,
}

impl Source {
    /// The address of a proxy that nobody has named to the portal: who is behind it cannot be seen.
    #[must_use]
    pub fn behind(proxy: IpAddr) -> Self {
        Self { is_certain: false, ..proxy.into() }
    }

    /// Whether it is the address of whoever asks, and not of something in between.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.is_certain
    }

    /// What is counted, blocked and compared: the address of IPv4, the /64 of IPv6, where one household has 2^64 addresses.
    #[must_use]
    pub fn network(&self) -> String {
        match self.address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => prefix(address, 64),
        }
    }

    /// The wider networks of IPv6, which one customer may have as a whole: the /56 and the /48. None for IPv4.
    #[must_use]
    pub fn wider_networks(&self) -> Vec<String> {
        match self.address {
            IpAddr::V4(_) => Vec::new(),
            IpAddr::V6(address) => vec![prefix(address, 56), prefix(address, 48)],
        }
    }
}

fn prefix(address: Ipv6Addr, bits: u32) -> String {
    let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
    format!("{}/{bits}", Ipv6Addr::from_bits(address.to_bits() & mask))
}

/// A block of addresses, such as `192.0.2.0/24`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// The addresses whose first `prefix` bits are those of `address`; at most 32 bits count of IPv4, 128 of IPv6.
    #[must_use]
    pub fn new(address: IpAddr, prefix: u8) -> Self {
        Self { address, prefix }
    }

    /// Whether the address is one of them.
    #[must_use]
    pub fn has(&self, source: Source) -> bool {
        let begins_alike = |differing: u128, bits: u32| {
            let prefix = u32::from(self.prefix).min(bits);
            // Shifted by all its bits, nothing is left to differ.
            differing.checked_shr(bits - prefix).unwrap_or(0) == 0
        };
        match (self.address, source.address) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => begins_alike(u128::from(ours.to_bits() ^ theirs.to_bits()), 32),
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => begins_alike(ours.to_bits() ^ theirs.to_bits(), 128),
            _ => false,
        }
    }
}

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        Self { address: address.to_canonical(), is_certain: true }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
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

    #[test]
    fn wider_networks_are_those_of_one_customer() {
        let wider = |address: &str| Source::from(address.parse::<IpAddr>().expect("an address")).wider_networks();
        assert_eq!(wider("2001:db8:1:2ff::3"), ["2001:db8:1:200::/56", "2001:db8:1::/48"]);
        assert!(wider("192.0.2.7").is_empty());
    }

    #[test]
    fn network_has_the_addresses_that_begin_like_its_own() {
        let has = |network: &str, prefix, address: &str| {
            let [network, address] = [network, address].map(|text| text.parse::<IpAddr>().expect("an address"));
            Network::new(network, prefix).has(address.into())
        };
        assert!(has("192.0.2.0", 24, "192.0.2.255") && has("192.0.2.7", 24, "::ffff:192.0.2.9"));
        assert!(!has("192.0.2.0", 24, "192.0.3.0") && !has("192.0.2.0", 32, "192.0.2.1"));
        assert!(has("0.0.0.0", 0, "203.0.113.7") && !has("0.0.0.0", 0, "2001:db8::1"));
        assert!(has("2001:db8::", 32, "2001:db8:ffff::1") && !has("2001:db8::", 33, "2001:db8:ffff::1"));
        assert!(has("::", 0, "2001:db8::1") && has("2001:db8::1", 128, "2001:db8::1"));
    }
}
