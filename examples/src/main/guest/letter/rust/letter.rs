use std::collections::BTreeMap;
use std::slice;
use std::sync::Mutex;

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    fn lookup(word: *const u8, length: usize, to: *mut u8, room: usize) -> usize;
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fill(text: *const u8, length: usize, to: *mut u8, room: usize) -> usize {
    let mut text = unsafe { slice::from_raw_parts(text, length) };
    let to = unsafe { slice::from_raw_parts_mut(to, room) };
    let mut filled = 0;
    while filled < room && !text.is_empty() {
        let close = if text[0] == b'{' { text.iter().position(|&c| c == b'}') } else { None };
        if let Some(close) = close {
            filled += meaning(&text[1..close], &mut to[filled..]);
            text = &text[close + 1..];
        } else {
            to[filled] = text[0];
            filled += 1;
            text = &text[1..];
        }
    }
    filled
}

/// Asks the host, and waits without knowing it.
fn meaning(word: &[u8], to: &mut [u8]) -> usize {
    unsafe { lookup(word.as_ptr(), word.len(), to.as_mut_ptr(), to.len()) }
}

/// What the host has asked for and not given back yet, by its address.
static ROOMS: Mutex<BTreeMap<usize, Box<[u8]>>> = Mutex::new(BTreeMap::new());

#[unsafe(no_mangle)]
pub extern "C" fn malloc(size: usize) -> usize {
    let room = vec![0; size].into_boxed_slice();
    let address = room.as_ptr() as usize;
    ROOMS.lock().unwrap().insert(address, room);
    address
}

#[unsafe(no_mangle)]
pub extern "C" fn free(address: usize) {
    ROOMS.lock().unwrap().remove(&address);
}
