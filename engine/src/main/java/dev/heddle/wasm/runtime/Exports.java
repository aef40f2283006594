package dev.heddle.wasm.runtime;

import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Memory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an instance exports, by name; not changed any more once the instance is linked. */
final class Exports {

  /** How many are listed for those who ask for one that is not there. */
  private static final int SHOWN = 50;

  private final Map<String, ExternValue> byName = new LinkedHashMap<>();
  private @Nullable Memory firstMemory;

  void add(String name, ExternValue value) {
    byName.put(name, value);
    if (firstMemory == null && value instanceof Memory memory) {
      firstMemory = memory;
    }
  }

  /** The first memory among them, if there is one. */
  @Nullable Memory firstMemory() {
    return firstMemory;
  }

  /** All, in the order of their declaration. */
  Map<String, ExternValue> all() {
    return Collections.unmodifiableMap(byName);
  }

  /**
   * The one of a name.
   *
   * @param word what it shall be, for the message
   * @throws IllegalArgumentException if there is none, or it is something else
   */
  <T extends ExternValue> T get(String name, Class<T> kind, String word) {
    ExternValue value = byName.get(name);
    if (!kind.isInstance(value)) {
      throw new IllegalArgumentException(
          "export "
              + name
              + ": expected a "
              + word
              + ", found "
              + (value == null ? "nothing; exports are " + names() : value.type()));
    }
    return kind.cast(value);
  }

  private String names() {
    List<String> names = List.copyOf(byName.keySet());
    return names.size() <= SHOWN
        ? names.toString()
        : names.subList(0, SHOWN) + " and " + (names.size() - SHOWN) + " more";
  }
}
