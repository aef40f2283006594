import { Slice, returned, returnedList, text, utf8 } from "../../../main/guest/heddle";

@unmanaged
class Item {
  sku: i32;
  name: usize;
  nameSize: usize;
  price: f64;
  sold: bool;
}

@unmanaged
class Point {
  x: f64;
  y: f64;
}

@external("env", "price")
declare function price(sku: i32): i32;

@external("env", "describe")
declare function describe(sku: i32, description: usize): void;

@external("env", "note")
declare function note(line: usize, size: usize): void;

export function add(a: i32, b: i32): i32 {
  return a + b;
}

export function total(cart: i32): i32 {
  let cents = 0;
  for (let sku = 1; sku <= cart; sku++) {
    cents += price(sku); // waits, and does not know it
  }
  return cents;
}

export function greet(name: usize, size: usize): usize {
  return returned(utf8("Hello, " + text(name, size) + "!"));
}

export function reversed(data: usize, size: usize): usize {
  const bytes = new ArrayBuffer(<i32>size);
  for (let i: usize = 0; i < size; i++) {
    store<u8>(changetype<usize>(bytes) + i, load<u8>(data + size - 1 - i));
  }
  return returned(bytes);
}

/** From one item to the next: a multiple of 8, as the price is aligned to that. */
const STRIDE = (offsetof<Item>() + 7) & ~7;

/** The items are lent, and may be returned all the same: they are read before they are freed. */
export function cheapest(items: usize, count: usize): usize {
  let found = changetype<Item>(items);
  for (let i: usize = 1; i < count; i++) {
    const item = changetype<Item>(items + i * STRIDE);
    if (item.price < found.price) {
      found = item;
    }
  }
  return changetype<usize>(found);
}

const ALL = ["tea", "teapot", "coffee"];
let found = new Array<ArrayBuffer>();
const slices: usize = heap.alloc(3 * offsetof<Slice>());

export function names(query: usize, size: usize): usize {
  const start = text(query, size);
  found = new Array<ArrayBuffer>();
  for (let i = 0; i < ALL.length; i++) {
    if (ALL[i].startsWith(start)) {
      const name = utf8(ALL[i]);
      const slice = changetype<Slice>(slices + found.length * offsetof<Slice>());
      slice.data = changetype<usize>(name);
      slice.count = name.byteLength;
      found.push(name);
    }
  }
  return returnedList(slices, found.length);
}

export function mean(values: usize, count: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < count; i++) {
    sum += load<f64>(values + i * 8);
  }
  return sum / <f64>count;
}

export function nextColor(before: i32): i32 {
  return (before + 1) % 3;
}

const point = changetype<Point>(heap.alloc(offsetof<Point>()));

export function scaled(x: f64, y: f64, factor: f64): usize {
  point.x = x * factor;
  point.y = y * factor;
  return changetype<usize>(point);
}

const area = changetype<Slice>(heap.alloc(offsetof<Slice>()));

export function label(sku: i32): usize {
  describe(sku, changetype<usize>(area));
  const label = utf8("<" + text(area.data, area.count) + ">");
  if (area.count > 0) {
    __unpin(area.data);
  }
  note(changetype<usize>(label), label.byteLength);
  return returned(label);
}
