//! What stays in this process's memory, read as another program would read it.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]

use std::{fs::File, hint::black_box, os::unix::fs::FileExt as _};

use device::memory::scrubbed;

/// A secret that has never been in the program's file: every byte is made when the test runs.
fn secret() -> [u8; 64] {
    std::array::from_fn(|index| u8::try_from(index).unwrap() ^ black_box(0xa5))
}

/// How many of the secret's bytes are found in their place, at an address that nobody uses any more.
fn remains(address: usize) -> usize {
    let mut bytes = [0; 64];
    let memory = File::open("/proc/self/mem").unwrap();
    memory.read_exact_at(&mut bytes, u64::try_from(address).unwrap()).unwrap();
    let secret = secret();
    // What the heap writes into a free place for itself may equal a byte or two.
    bytes.iter().zip(secret).filter(|(found, byte)| **found == *byte).count()
}

#[test]
fn heap_holds_nothing_when_it_was_given_back() {
    let place = Box::new(secret());
    let address = place.as_ptr().addr();
    assert_eq!(remains(address), 64, "as long as it is kept, it is there");
    drop(place);
    assert!(remains(address) < 8);

    let mut grown = secret().to_vec();
    let address = grown.as_ptr().addr();
    grown.reserve_exact(100_000);
    assert!(grown.as_ptr().addr() == address || remains(address) < 8, "growing leaves no copy behind");
}

#[test]
fn stack_holds_nothing_when_it_was_scrubbed() {
    assert_eq!(remains(deep(200)), 64, "a call leaves behind what it worked with");
    assert_eq!(remains(scrubbed(|| deep(200))), 0);
}

/// Keeps the secret on the stack, this many calls down, and says where.
#[inline(never)]
fn deep(calls: u8) -> usize {
    let kept = black_box(secret());
    if calls == 0 { black_box(&kept).as_ptr().addr() } else { black_box(deep(calls - 1)) }
}
