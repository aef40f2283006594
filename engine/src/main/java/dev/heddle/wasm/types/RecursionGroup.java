package dev.heddle.wasm.types;

import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Types that are defined together, and so may refer to each other.
 *
 * <p>Groups of equal structure are one and the same object after {@link #canonical}, in the whole
 * JVM, so that comparing types is comparing references. They are kept for as long as someone uses
 * one of their types. Thread-safe once canonical. Source: core specification, section 2.3.9
 * (recursive types) and 3.1.2 (type equivalence).
 */
public final class RecursionGroup {

  private static final long SEED = ThreadLocalRandom.current().nextLong();

  private static final ConcurrentHashMap<Key, Entry> GROUPS = new ConcurrentHashMap<>();
  private static final ReferenceQueue<RecursionGroup> UNUSED = new ReferenceQueue<>();

  private final List<DefinedType> types;

  /**
   * A group of types, each to be said what it is by {@link DefinedType#define}, in order.
   *
   * @param size how many types
   */
  public RecursionGroup(int size) {
    types = IntStream.range(0, size).mapToObj(index -> new DefinedType(this, index)).toList();
  }

  /** The types, in order. */
  public List<DefinedType> types() {
    return types;
  }

  /**
   * The one group of this structure that all use: this one, or one that was there before.
   *
   * @throws IllegalArgumentException if a type cannot be below its supertype
   */
  public RecursionGroup canonical() {
    for (DefinedType type : types) {
      if (!type.isValidSubtype()) {
        DefinedType above = type.supertype().orElseThrow();
        throw new IllegalArgumentException(
            "sub type: "
                + type
                + " cannot be below "
                + (above.isFinal() ? "the final type " : "")
                + above);
      }
    }
    removeUnused();
    Key key = new Key(new GroupKey(this).toArray());
    Entry entry = new Entry(this, key);
    // Whoever comes by a type without synchronisation must still find it defined.
    VarHandle.storeStoreFence();
    while (true) {
      Entry present = GROUPS.putIfAbsent(key, entry);
      if (present == null) {
        return this;
      }
      RecursionGroup group = present.get();
      if (group != null) {
        return group;
      }
      GROUPS.remove(key, present);
    }
  }

  private static void removeUnused() {
    for (Reference<?> unused = UNUSED.poll(); unused != null; unused = UNUSED.poll()) {
      GROUPS.remove(((Entry) unused).key, unused);
    }
  }

  /**
   * A hash of numbers for which nobody can find many groups that all have the same one: it is
   * another in each JVM, and no polynomial as those of {@link Arrays} are.
   */
  static int hash(long[] numbers) {
    long mixed = SEED;
    for (long number : numbers) {
      mixed = Long.rotateLeft((mixed ^ number) * 0x9e37_79b9_7f4a_7c15L, 29);
    }
    return Long.hashCode(mixed);
  }

  private static final class Entry extends WeakReference<RecursionGroup> {

    private final Key key;

    Entry(RecursionGroup group, Key key) {
      super(group, UNUSED);
      this.key = key;
    }
  }

  /** The structure of a group as numbers, see {@link GroupKey}. */
  private static final class Key {

    private final long[] numbers;
    private final int hash;

    Key(long[] numbers) {
      this.numbers = numbers;
      this.hash = hash(numbers);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && Arrays.equals(numbers, key.numbers);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
