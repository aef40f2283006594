package dev.heddle.wasm.runtime;

import dev.heddle.wasm.I31;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the objects that guests can reach: from globals, tables and element segments of
 * instances, from constants that are being made, and from frames. Objects that only the host has do
 * not count. Not thread-safe.
 *
 * <p>Objects have no field for a mark: it would make every one of them larger, for the sake of
 * guests that run into their limit. So marks are in a table of the census's own.
 */
final class Census {

  private static final int OBJECTS_BETWEEN_POLLS = 1 << 14;

  private final Set<Object> counted = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<GarbageCollected> unread = new ArrayDeque<>();
  private final @Nullable Activation current;
  private long bytes;

  private Census(@Nullable Activation current) {
    this.current = current;
  }

  /**
   * How many bytes of objects are in use.
   *
   * @param instances the instances of the store
   * @param waiting calls that are in the host
   * @param current the call that runs, if it is one; it can be interrupted
   */
  static long bytesInUse(
      List<WeakReference<RuntimeInstance>> instances,
      Set<Activation> waiting,
      @Nullable Activation current) {
    Census census = new Census(current);
    for (WeakReference<RuntimeInstance> reference : instances) {
      RuntimeInstance instance = reference.get();
      if (instance != null) {
        census.countAll(instance);
      }
    }
    for (Activation activation : waiting) {
      census.countAll(activation);
    }
    if (current != null) {
      census.countAll(current);
    }
    census.readAll();
    return census.bytes;
  }

  private void countAll(RuntimeInstance instance) {
    for (RuntimeGlobal global : instance.globals) {
      count(global.reference);
    }
    for (RuntimeTable table : instance.tables) {
      count(table.elements, table.size());
    }
    ElementSegments segments = instance.elements;
    for (int i = 0; i < segments.count(); i++) {
      count(segments.made(i));
    }
    count(segments.unfinished());
    for (int i = 0; i < instance.evaluated.size(); i++) {
      count(instance.evaluated.get(i));
    }
  }

  private void countAll(Activation activation) {
    for (int i = 0; i < activation.referenceFrames(); i++) {
      count(activation.referenceFrame(i));
    }
  }

  private void readAll() {
    for (int read = 1; !unread.isEmpty(); read++) {
      if (read % OBJECTS_BETWEEN_POLLS == 0 && current != null) {
        current.poll();
      }
      count(unread.pop().references());
    }
  }

  private void count(@Nullable Object[] references) {
    count(references, references.length);
  }

  private void count(@Nullable Object[] references, int length) {
    for (int i = 0; i < length; i++) {
      count(references[i]);
    }
  }

  private void count(@Nullable Object reference) {
    if (reference instanceof GarbageCollected object) {
      if (counted.add(object)) {
        bytes += object.bytes();
        if (object.references().length > 0) {
          unread.push(object);
        }
      }
    } else if (reference instanceof I31) {
      count(reference, ObjectHeap.I31_BYTES);
    } else if (reference instanceof Throwable) {
      count(reference, ObjectHeap.FOREIGN_EXCEPTION_BYTES);
    }
  }

  private void count(Object object, long size) {
    if (counted.add(object)) {
      bytes += size;
    }
  }
}
