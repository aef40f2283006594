package dev.heddle.vertx.abi;

import java.util.List;

/** Names in which a star stands for any characters, none included. Immutable and thread-safe. */
public record Wildcards(List<String> names) {

  public Wildcards {
    names = List.copyOf(names);
  }

  public boolean match(String text) {
    return names.stream().anyMatch(name -> matches(name, text));
  }

  /** Refuses what none of them matches. */
  public void require(String text) {
    Refusal.when(!match(text), CapabilityError.DENIED);
  }

  /** Takes each part between stars where it comes first, so that no text takes long. */
  private static boolean matches(String name, String text) {
    int star = name.indexOf('*');
    if (star < 0) {
      return name.equals(text);
    }
    String end = name.substring(name.lastIndexOf('*') + 1);
    if (!text.startsWith(name.substring(0, star)) || !text.endsWith(end)) {
      return false;
    }
    int from = star;
    for (int next = name.indexOf('*', star + 1); next >= 0; next = name.indexOf('*', star + 1)) {
      String part = name.substring(star + 1, next);
      int found = text.indexOf(part, from);
      if (found < 0) {
        return false;
      }
      from = found + part.length();
      star = next;
    }
    return from <= text.length() - end.length();
  }
}
