@external("host", "lookup")
declare function lookup(word: usize, length: usize, to: usize, room: usize): usize;

export function fill(text: usize, length: usize, to: usize, room: usize): usize {
  const end = text + length;
  const limit = to + room;
  let next = to;
  while (text < end && next < limit) {
    const close = load<u8>(text) == 0x7b ? closing(text, end) : end;
    if (close == end) {
      store<u8>(next++, load<u8>(text++));
    } else {
      if (close == text + 1) throw new Error("a word is missing");
      next += lookup(text + 1, close - text - 1, next, limit - next);
      text = close + 1;
    }
  }
  return next - to;
}

/** Where the next } is, or else the end. */
function closing(text: usize, end: usize): usize {
  while (text < end && load<u8>(text) != 0x7d) {
    text++;
  }
  return text;
}

export function malloc(size: usize): usize {
  return heap.alloc(size);
}

export function free(address: usize): void {
  heap.free(address);
}
