//! Digits that wait to become a PIN, in a page of their own.

use std::{fmt, ptr::NonNull};

/// Up to a fixed number of ASCII digits: between guard pages, locked into memory, left out of dumps, zeroed when
/// cleared or dropped. Neither cloned, printed nor serialised.
///
/// Locking is a request: a system that has no memory to lock leaves the page swappable.
pub struct Digits {
    page: NonNull<[u8]>,
    length: usize,
}

// The page belongs to its owner alone and knows no thread.
#[expect(unsafe_code, reason = "a pointer to memory that nobody else has")]
unsafe impl Send for Digits {}

impl Digits {
    /// No digits yet, and room for this many.
    ///
    /// # Panics
    /// When the system has no page of memory left.
    #[must_use]
    #[expect(unsafe_code, reason = "the page comes from the system, not from the heap")]
    pub fn with_capacity(capacity: usize) -> Self {
        // SAFETY: any size may be asked for; what comes back is initialised and is freed once, in `drop`.
        let page = unsafe { memsec::malloc_sized(capacity) }.expect("there is a page of memory");
        Self { page, length: 0 }
    }

    /// Adds a digit; what is no ASCII digit, and what does not fit, changes nothing.
    pub fn push(&mut self, digit: char) {
        let byte = u8::try_from(digit).ok().filter(u8::is_ascii_digit);
        let length = self.length;
        if let (Some(byte), Some(place)) = (byte, self.page_mut().get_mut(length)) {
            *place = byte;
            self.length += 1;
        }
    }

    /// Takes the last digit away.
    pub fn pop(&mut self) {
        self.length = self.length.saturating_sub(1);
        let length = self.length;
        if let Some(place) = self.page_mut().get_mut(length) {
            *place = 0;
        }
    }

    /// Takes all digits away.
    pub fn clear(&mut self) {
        self.page_mut().fill(0);
        self.length = 0;
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The digits. Keep what is made of them as short-lived as themselves.
    ///
    /// # Panics
    /// Never: what was put in are ASCII digits.
    #[must_use]
    #[expect(unsafe_code, reason = "the page is not the heap's")]
    pub fn expose(&self) -> &str {
        // SAFETY: the page was initialised when it was made, lives as long as `self`, and is written through
        // `&mut self` alone.
        let page = unsafe { self.page.as_ref() };
        std::str::from_utf8(&page[..self.length]).expect("only ASCII digits are put in")
    }

    #[expect(unsafe_code, reason = "the page is not the heap's")]
    fn page_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `expose`; `&mut self` says that nobody else looks.
        unsafe { self.page.as_mut() }
    }
}

impl Drop for Digits {
    #[expect(unsafe_code, reason = "the page goes back to the system")]
    fn drop(&mut self) {
        // SAFETY: it came from `malloc_sized` and nothing borrows it any more. `free` zeroes it first.
        unsafe { memsec::free(self.page) };
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digits(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(digits: &str) -> Digits {
        let mut typed = Digits::with_capacity(6);
        digits.chars().for_each(|digit| typed.push(digit));
        typed
    }

    #[test]
    fn digits_are_kept_in_order_and_no_more_than_fit() {
        assert_eq!(typed("583017").expose(), "583017");
        assert_eq!(typed("5830174").expose(), "583017", "the seventh does not fit");
        assert_eq!(typed("5x8 ３").expose(), "58", "only ASCII digits");
    }

    #[test]
    fn digit_is_taken_away_from_the_end() {
        let mut digits = typed("58");
        for (rest, length) in [("5", 1), ("", 0), ("", 0)] {
            digits.pop();
            assert_eq!((digits.expose(), digits.len()), (rest, length));
        }
        assert!(digits.is_empty());
    }

    #[test]
    fn digits_leave_nothing_behind_when_cleared() {
        let mut digits = typed("583017");
        digits.clear();
        assert!(digits.is_empty() && digits.page_mut().iter().all(|byte| *byte == 0));
    }

    #[test]
    fn digits_debug_shows_neither_digits_nor_length() {
        assert_eq!(format!("{:?}", typed("583017")), "Digits(redacted)");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn page_is_locked_and_left_out_of_dumps() {
        let digits = typed("583017");
        let flags = flags_of(digits.expose().as_ptr().addr());
        assert!(flags.contains("lo") && flags.contains("dd"), "locked and not dumped (proc(5), VmFlags): {flags}");
    }

    /// `VmFlags` of the mapping that an address is in.
    #[cfg(target_os = "linux")]
    fn flags_of(address: usize) -> String {
        let maps = std::fs::read_to_string("/proc/self/smaps").expect("a process may read its own map");
        let mut inside = false;
        for line in maps.lines() {
            let range = line.split_whitespace().next().and_then(|range| range.split_once('-'));
            let bound = |text| usize::from_str_radix(text, 16).ok();
            if let Some((Some(from), Some(to))) = range.map(|(from, to)| (bound(from), bound(to))) {
                inside = (from..to).contains(&address);
            }
            if let (true, Some(flags)) = (inside, line.strip_prefix("VmFlags:")) {
                return flags.to_owned();
            }
        }
        panic!("no mapping holds the address");
    }
}
