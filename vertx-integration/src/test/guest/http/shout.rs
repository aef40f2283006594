#[link(wasm_import_module = "heddle_http")]
unsafe extern "C" {
    fn set_header(name: *const u8, name_length: usize, value: *const u8, value_length: usize);
    fn read(to: *mut u8, room: usize) -> i32;
    fn write(from: *const u8, length: usize);
}

fn header(name: &str, value: &str) {
    unsafe { set_header(name.as_ptr(), name.len(), value.as_ptr(), value.len()) }
}

/// Gives back the body of a request in capitals, as it comes.
#[unsafe(no_mangle)]
pub extern "C" fn handle() {
    header("content-type", "text/plain");
    let mut piece = [0; 1024];
    loop {
        let n = unsafe { read(piece.as_mut_ptr(), piece.len()) } as usize;
        if n == 0 {
            return;
        }
        piece[..n].make_ascii_uppercase();
        unsafe { write(piece.as_ptr(), n) }
    }
}
