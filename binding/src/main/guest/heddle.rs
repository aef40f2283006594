// What guests in Rust say to be bound to Java interfaces; see docs/binding.md. It allocates as the
// Component Model does: what the host passes to an export is the guest's from then on, and what an
// export returns is dropped when the host has read it, by its cabi_post_ function.

use std::alloc::{Layout, alloc, realloc};

/// A `String` of Java, or the bytes of a `byte[]`: a vector taken apart.
#[repr(C)]
pub struct Slice<T> {
    pub data: *mut T,
    pub count: usize,
}

impl<T> Slice<T> {
    /// Gives a vector away, to be taken by `into_vec`, here or by who allocated it.
    pub fn of(vec: Vec<T>) -> Slice<T> {
        let slice = Box::leak(vec.into_boxed_slice());
        Slice { data: slice.as_mut_ptr(), count: slice.len() }
    }

    /// # Safety
    /// It must have come from `of`, or from the host.
    pub unsafe fn into_vec(self) -> Vec<T> {
        unsafe { Vec::from_raw_parts(self.data, self.count, self.count) }
    }

    /// # Safety
    /// As for `into_vec`.
    pub unsafe fn as_slice(&self) -> &[T] {
        unsafe { std::slice::from_raw_parts(self.data, self.count) }
    }
}

impl Slice<u8> {
    pub fn text(text: impl Into<String>) -> Slice<u8> {
        Slice::of(text.into().into_bytes())
    }

    /// # Safety
    /// As for `into_vec`. The host passes UTF-8.
    pub unsafe fn into_string(self) -> String {
        unsafe { String::from_utf8_unchecked(self.into_vec()) }
    }
}

/// What is larger than a number is returned by its address.
pub fn returned<T>(value: T) -> *mut T {
    Box::into_raw(Box::new(value))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn cabi_realloc(
    old: *mut u8,
    old_size: usize,
    alignment: usize,
    size: usize,
) -> *mut u8 {
    unsafe {
        if size == 0 {
            std::ptr::without_provenance_mut(alignment)
        } else if old_size == 0 {
            alloc(Layout::from_size_align_unchecked(size, alignment))
        } else {
            realloc(old, Layout::from_size_align_unchecked(old_size, alignment), size)
        }
    }
}
