#![no_std]

#[link(wasm_import_module = "heddle_message")]
extern "C" {
    #[link_name = "body"]
    fn message_body(to: *mut u8, room: usize) -> i32;
    #[link_name = "reply"]
    fn message_reply(kind: i32, body: *const u8, length: usize, headers: *const u8, lines: usize) -> i32;
}

const TEXT: i32 = 1;

#[no_mangle]
pub extern "C" fn greet() {
    let mut text = *b"Hello, ----------------------------------------";
    let room = text.len() - 7;
    unsafe {
        let length = message_body(text[7..].as_mut_ptr(), room) as usize;
        message_reply(TEXT, text.as_ptr(), 7 + length.min(room), core::ptr::null(), 0);
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
