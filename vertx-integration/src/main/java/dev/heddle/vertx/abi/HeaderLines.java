package dev.heddle.vertx.abi;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.stream.Collectors;

/** Headers as guests have them: lines of a name, a colon and a value. */
public final class HeaderLines {

  private HeaderLines() {}

  /** Reads lines. */
  public static MultiMap parse(String text) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty()) {
        int colon = line.indexOf(':');
        Refusal.when(colon < 1 || line.indexOf('\r') >= 0, CapabilityError.INVALID);
        headers.add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  /** All values of a name, a line each. */
  public static String values(MultiMap headers, String name) {
    List<String> values = headers.getAll(name);
    Refusal.when(values.isEmpty(), CapabilityError.NOT_FOUND);
    return String.join("\n", values);
  }

  /** All headers, a line each. */
  public static String all(MultiMap headers) {
    return headers.entries().stream()
        .map(header -> header.getKey() + ": " + header.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
