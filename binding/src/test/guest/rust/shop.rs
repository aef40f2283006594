#[path = "../../../main/guest/heddle.rs"]
mod heddle;

use heddle::{Slice, returned};

#[derive(Clone, Copy)]
#[repr(C)]
pub struct Point {
    x: f64,
    y: f64,
}

#[repr(C)]
pub struct Item {
    sku: i32,
    name: Slice<u8>,
    price: f64,
    sold: bool,
}

#[link(wasm_import_module = "env")]
unsafe extern "C" {
    fn price(sku: i32) -> i32;
    fn describe(sku: i32, description: *mut Slice<u8>);
    fn note(line: *const u8, size: usize);
}

#[unsafe(no_mangle)]
pub extern "C" fn add(a: i32, b: i32) -> i32 {
    a + b
}

#[unsafe(no_mangle)]
pub extern "C" fn total(cart: i32) -> i32 {
    (1..=cart).map(|sku| unsafe { price(sku) }).sum() // waits, and does not know it
}

/// The text is the guest's, and is dropped here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn greet(name: *mut u8, size: usize) -> *mut Slice<u8> {
    let name = unsafe { Slice { data: name, count: size }.into_string() };
    returned(Slice::text(format!("Hello, {name}!")))
}

/// The host has read it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cabi_post_greet(greeting: *mut Slice<u8>) {
    unsafe { Box::from_raw(greeting).into_string() };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn reversed(data: *mut u8, size: usize) -> *mut Slice<u8> {
    let mut bytes = unsafe { Slice { data, count: size }.into_vec() };
    bytes.reverse();
    returned(Slice::of(bytes))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn cabi_post_reversed(bytes: *mut Slice<u8>) {
    unsafe { Box::from_raw(bytes).into_vec() };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn cheapest(items: *mut Item, count: usize) -> *mut Item {
    let items = unsafe { Slice { data: items, count }.into_vec() };
    let found = items
        .into_iter()
        .reduce(|a, b| {
            let (kept, dropped) = if b.price < a.price { (b, a) } else { (a, b) };
            unsafe { dropped.name.into_string() };
            kept
        })
        .unwrap();
    returned(found)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn cabi_post_cheapest(item: *mut Item) {
    unsafe { Box::from_raw(item).name.into_string() };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn names(query: *mut u8, size: usize) -> *mut Slice<Slice<u8>> {
    let query = unsafe { Slice { data: query, count: size }.into_string() };
    let found = ["tea", "teapot", "coffee"].into_iter().filter(|name| name.starts_with(&query));
    returned(Slice::of(found.map(Slice::text).collect()))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn cabi_post_names(names: *mut Slice<Slice<u8>>) {
    for name in unsafe { Box::from_raw(names).into_vec() } {
        unsafe { name.into_string() };
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn mean(values: *mut f64, count: usize) -> f64 {
    let values = unsafe { Slice { data: values, count }.into_vec() };
    values.iter().sum::<f64>() / values.len() as f64
}

#[unsafe(no_mangle)]
pub extern "C" fn next_color(before: i32) -> i32 {
    (before + 1) % 3
}

#[unsafe(no_mangle)]
pub extern "C" fn scaled(x: f64, y: f64, factor: f64) -> *mut Point {
    returned(Point { x: x * factor, y: y * factor })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn cabi_post_scaled(point: *mut Point) {
    unsafe { drop(Box::from_raw(point)) };
}

#[unsafe(no_mangle)]
pub extern "C" fn label(sku: i32) -> *mut Slice<u8> {
    let mut description = Slice { data: std::ptr::null_mut(), count: 0 };
    let text = unsafe {
        describe(sku, &mut description);
        format!("<{}>", description.into_string())
    };
    unsafe { note(text.as_ptr(), text.len()) };
    returned(Slice::text(text))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn cabi_post_label(label: *mut Slice<u8>) {
    unsafe { Box::from_raw(label).into_string() };
}
