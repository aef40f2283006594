package dev.heddle.bind.layout;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * How the binding gets at the classes of its user: by the lookup that it was given, or by its own
 * where their module lets it. Immutable and thread-safe.
 */
public final class Access {

  private static final MethodHandles.Lookup OWN = MethodHandles.lookup();

  private final MethodHandles.@Nullable Lookup given;

  /**
   * @param given the user's lookup, if there is one
   */
  public Access(MethodHandles.@Nullable Lookup given) {
    this.given = given;
  }

  /**
   * A lookup with all rights in a class.
   *
   * @throws IllegalArgumentException if there is none; the message says what to change
   */
  public MethodHandles.Lookup to(Class<?> type) {
    if (given != null) {
      try {
        return MethodHandles.privateLookupIn(type, given);
      } catch (IllegalAccessException elsewhere) {
        // perhaps it is of another module, which is open to this one
      }
    }
    try {
      Module own = Access.class.getModule();
      if (own.isNamed()) {
        own.addReads(type.getModule());
      }
      return MethodHandles.privateLookupIn(type, OWN);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          type.getName()
              + " is in a module that does not open it: add \"opens "
              + type.getPackageName()
              + " to "
              + Access.class.getModule().getName()
              + ";\" to module "
              + type.getModule().getName()
              + ", or give the binding .lookup(MethodHandles.lookup())");
    }
  }
}
