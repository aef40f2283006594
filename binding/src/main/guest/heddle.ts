// What guests in AssemblyScript say to be bound to Java interfaces; see docs/binding.md. Compile
// them with --exportRuntime: the host allocates with __new, and keeps with __pin what it lends to
// an export until the call has ended. What an import returns is pinned, too, and the guest's to
// __unpin. What an export returns is read before the collector may run again.

/** A list as it is in memory: the address of its elements, and how many there are. */
@unmanaged
export class Slice {
  data: usize;
  count: usize;
}

/** A String of Java, given as two parameters. */
export function text(data: usize, size: usize): string {
  return String.UTF8.decodeUnsafe(data, size);
}

/** A String as UTF-8, for Java: keep it alive until it has been read. */
export function utf8(text: string): ArrayBuffer {
  return String.UTF8.encode(text);
}

// What was returned last, and where it says so.
let kept: ArrayBuffer = new ArrayBuffer(0);
const area: usize = heap.alloc(64);

/** Returns bytes, or text by utf8. */
export function returned(bytes: ArrayBuffer): usize {
  kept = bytes;
  return returnedList(changetype<usize>(bytes), bytes.byteLength);
}

/** Returns a list of which the elements lie somewhere and stay alive. */
export function returnedList(data: usize, count: usize): usize {
  const slice = changetype<Slice>(area);
  slice.data = data;
  slice.count = count;
  return area;
}
