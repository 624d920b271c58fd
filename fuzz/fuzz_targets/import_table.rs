#![no_main]

use segl_fuzz::entry_points;

libfuzzer_sys::fuzz_target!(|data: &[u8]| entry_points::import_table(data));
