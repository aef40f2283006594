package dev.heddle.bind.method;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.async.GuestReader;
import dev.heddle.bind.layout.Guest;
import dev.heddle.bind.layout.Layout;
import dev.heddle.bind.layout.Layouts;
import dev.heddle.bind.layout.Lifting;
import dev.heddle.bind.layout.Lowering;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;

/**
 * The import by which a guest reads the elements of the {@code Flux} that another import has
 * returned, one by one. Immutable and thread-safe.
 *
 * @param name its name
 * @param item how elements pass
 * @param type its type
 */
record Reading(String name, Layout item, FunctionType type) {

  /** What its name begins with; the name of the import that returns the stream follows. */
  static final String PREFIX = "next_";

  /** The type that it has to have: of a stream and an address; whether there was an element. */
  static FunctionType typeFor(Layouts layouts) {
    return FunctionType.of(List.of(ValueType.I32, layouts.pointer()), List.of(ValueType.I32));
  }

  /** The streams that guests read, by the numbers that they know them by. Thread-safe. */
  static final class Open {

    private record Stream(Guest guest, String reading, GuestReader<?> reader) {}

    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Stream> streams = new ConcurrentHashMap<>();

    /** Begins to read, until the call ends at the latest. */
    int begin(String reading, Publisher<?> source, AsyncHostCall call, Guest guest) {
      int number = numbers.incrementAndGet();
      GuestReader<?> reader = call.read(source);
      streams.put(number, new Stream(guest, reading, reader));
      call.closingAtEnd(() -> streams.remove(number));
      return number;
    }

    private GuestReader<?> reader(int number, String reading, Guest guest) {
      Stream stream = streams.get(number);
      if (stream == null
          || !stream.reading.equals(reading)
          || stream.guest.instance() != guest.instance()) {
        throw new IllegalArgumentException(
            Emission.MODULE
                + "."
                + reading
                + ": "
                + number
                + " is no stream that the guest may read, or its call has ended");
      }
      return stream.reader;
    }
  }

  /** Reads an element for the guest; tells whether there was one. */
  int next(AsyncHostCall call, Guests guests, Open open) {
    Guest guest = guests.of(call.instance());
    Lifting from = Values.lifting(guest, call, type.parameters());
    from.skip(1);
    long area =
        from.at(Emission.MODULE + "." + name + ": the address for the element")
            .area(item.size(), item.alignment());
    Object element = open.reader(call.i32(0), name, guest).next(call);
    if (element == null) {
      return 0;
    }
    item.store(element, area, Lowering.given(guest, 0));
    return 1;
  }
}
