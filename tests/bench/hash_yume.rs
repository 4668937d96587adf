// SPDX-License-Identifier: Apache-2.0
//! A door for hash.py to the crate yume-pdq: hashes luma of 512 x 512, many times, with
//! the kernel that the crate takes for the features that it was built with.
use std::hint::black_box;
use yume_pdq::{GenericArray, hash, smart_kernel};

/// `out` receives 32 bytes; `luma` is 512 x 512 floats from 0 to 255.
///
/// # Safety
/// Both point to that much memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_yume(out: *mut u8, luma: *const f32, times: u32) {
    let mut kernel = smart_kernel();
    let mut columns = GenericArray::default();
    let mut row = GenericArray::default();
    let mut coefficients = GenericArray::default();
    let (out, luma) = unsafe { (&mut *out.cast(), &*luma.cast()) };
    for _ in 0..times {
        hash(&mut kernel, black_box(luma), out, &mut columns, &mut row, &mut coefficients);
    }
}
