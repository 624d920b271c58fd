//! Texts that are spread over several QR codes ("structured append", ISO/IEC 18004, clause 8).

use zeroize::Zeroizing;

use crate::failure::Code;

/// What one of several QR codes says.
#[derive(Clone, Eq, PartialEq)]
pub struct Part {
    /// Its place among them, from 0.
    pub place: u8,
    /// How many there are, 2 to 16.
    pub count: u8,
    /// All bytes of the whole text, each added to the others without carry (exclusive or).
    pub parity: u8,
    /// Its share of the text.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// Parts as they come in, of one text or of several.
#[derive(Clone, Default)]
pub struct Parts(Vec<Part>);

impl Parts {
    /// Takes a part; the whole text when this was the last one that was missing.
    pub fn add(&mut self, part: Part) -> Option<Zeroizing<String>> {
        if part.place >= part.count || self.0.contains(&part) || self.0.len() == MAX_PARTS {
            return None;
        }
        let (count, parity) = (part.count, part.parity);
        self.0.push(part);
        let of_this_text = |part: &&Part| (part.count, part.parity) == (count, parity);
        let mut parts: Vec<&Part> = self.0.iter().filter(of_this_text).collect();
        parts.sort_by_key(|part| part.place);
        // With two different parts for one place, nobody can say which of them is meant.
        let is_whole = parts.len() == usize::from(count) && (0..).zip(&parts).all(|(place, part)| part.place == place);
        is_whole.then(|| joined(&parts, parity)).flatten()
    }

    /// Whether there are parts of a text that is not whole.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.0.iter().any(|part| {
            let places = (0..part.count).filter(|place| {
                self.0.iter().any(|other| (other.count, other.parity, other.place) == (part.count, part.parity, *place))
            });
            places.count() < usize::from(part.count)
        })
    }

    /// Why there is no text where there is no other.
    pub(super) fn nothing_whole(&self) -> Code {
        if self.is_waiting() { Code::QrCodesMissing } else { Code::NoQrCode }
    }
}

/// The whole text. Its parity is compared where it is plain ASCII: of other texts, writers take it in different encodings.
fn joined(parts: &[&Part], parity: u8) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.bytes.len()).sum()));
    for part in parts {
        bytes.extend_from_slice(&part.bytes);
    }
    if bytes.is_ascii() && bytes.iter().fold(0, |sum, byte| sum ^ byte) != parity {
        return None;
    }
    // What is no UTF-8 is Latin 1, the encoding of a QR code that names none.
    let text = str::from_utf8(&bytes).map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned);
    Some(Zeroizing::new(text))
}

/// Parts that are kept: of eight texts at least.
const MAX_PARTS: usize = 128;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step fails the test")]
mod tests {
    use super::*;

    /// The text in so many parts.
    fn cut(text: &str, count: usize) -> Vec<Part> {
        let parity = text.bytes().fold(0, |sum, byte| sum ^ byte);
        let pieces = text.as_bytes().chunks(text.len().div_ceil(count));
        let part = |(place, bytes): (usize, &[u8])| Part {
            place: u8::try_from(place).unwrap(),
            count: u8::try_from(count).unwrap(),
            parity,
            bytes: bytes.to_vec().into(),
        };
        pieces.enumerate().map(part).collect()
    }

    fn whole(parts: impl IntoIterator<Item = Part>) -> Vec<String> {
        let mut all = Parts::default();
        parts.into_iter().filter_map(|part| all.add(part).map(|text| text.to_string())).collect()
    }

    const KEY: &str = "otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn";

    #[test]
    fn text_is_whole_when_every_part_came_in_any_order() {
        let parts = cut(KEY, 3);
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
            assert_eq!(whole(order.map(|place| parts[place].clone())), [KEY], "{order:?}");
        }
        let twice = [&parts[..2], &parts[..]].concat();
        assert_eq!(whole(twice), [KEY], "a part that is seen again changes nothing");
        assert_eq!(whole(cut("Ærø, Langeland, Tåsinge", 4)), ["Ærø, Langeland, Tåsinge"]);
    }

    #[test]
    fn nothing_comes_of_a_part_alone() {
        let parts = cut(KEY, 3);
        assert!(whole(parts[..2].to_vec()).is_empty());
        let mut all = Parts::default();
        assert!(!all.is_waiting());
        let _ = all.add(parts[1].clone());
        assert!(all.is_waiting());
        let _ = all.add(parts[0].clone());
        let _ = all.add(parts[2].clone());
        assert!(!all.is_waiting());
    }

    #[test]
    fn parts_of_two_texts_are_not_mixed() {
        let other = KEY.replace(":bo", ":ida");
        let (first, second) = (cut(KEY, 2), cut(&other, 2));
        assert_eq!(whole([&first[..], &second[..]].concat()), [KEY, &*other]);
        // The second half of another text that claims to be of this one.
        let forged = Part { parity: first[0].parity, ..cut(&KEY.replace("issuer", "isSuer"), 2)[1].clone() };
        assert!(whole([first[0].clone(), forged.clone()]).is_empty());
        assert!(whole([first[0].clone(), forged, first[1].clone()]).is_empty(), "two for one place");
    }

    #[test]
    fn part_is_passed_over_when_its_place_cannot_be() {
        let part = Part { place: 2, ..cut(KEY, 2)[0].clone() };
        assert!(whole([part]).is_empty());
    }
}
