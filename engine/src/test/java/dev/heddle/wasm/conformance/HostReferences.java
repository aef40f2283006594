package dev.heddle.wasm.conformance;

import java.util.HashMap;
import java.util.Map;

/** The host objects of one script, one for each number. Not thread-safe. */
final class HostReferences {

  /** A host object; equal to nothing but itself. */
  static final class Referent {

    private final String number;

    private Referent(String number) {
      this.number = number;
    }

    /** The number that the script has for it. */
    String number() {
      return number;
    }

    @Override
    public String toString() {
      return "host object " + number;
    }
  }

  private final Map<String, Referent> referents = new HashMap<>();

  /** The object of this number. */
  Referent of(String number) {
    return referents.computeIfAbsent(number, Referent::new);
  }
}
