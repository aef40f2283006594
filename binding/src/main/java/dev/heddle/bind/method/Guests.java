package dev.heddle.bind.method;

import dev.heddle.bind.layout.Guest;
import dev.heddle.wasm.Instance;
import org.jspecify.annotations.Nullable;

/**
 * The guests that call the imports of a binding: mostly one, the last of which is remembered.
 * Thread-safe.
 */
final class Guests {

  private final Subject subject;
  private volatile @Nullable Guest last;

  Guests(Subject subject) {
    this.subject = subject;
  }

  Guest of(Instance instance) {
    Guest known = last;
    if (known == null || known.instance() != instance) {
      known = GuestsOfStore.guest(subject, instance);
      last = known;
    }
    return known;
  }
}
