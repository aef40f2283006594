package dev.heddle.wasm.runtime;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.code.ElementKind;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of the Java heap the guests of a store take with structures, arrays, 31-bit integers and
 * exceptions.
 *
 * <p>The JVM does not tell when it collects an object. So what guests make is added up, and only
 * when the sum exceeds the limit a {@link Census} finds out how much of it they still have. A
 * census is worth its time only if much was made since the last one; a guest that leaves less than
 * an eighth of the limit free between two of them has reached it.
 *
 * <p>Sizes are those of a 64-bit JVM with objects of 12 to 16 bytes for a header and references of
 * 8, so that a guest gets equally far on all of them.
 *
 * <p>Used under the rule of {@link dev.heddle.wasm.Store}: by one thread at a time. What is asked
 * for when an instance is made or the host called is thread-safe.
 */
public final class ObjectHeap {

  /** The size of a structure or array without what it holds. */
  private static final int OBJECT_BYTES = 24;

  /** The size of the header of a Java array. */
  private static final int HEADER_BYTES = 16;

  private static final int REFERENCE_BYTES = 8;

  /** The size of an {@link dev.heddle.wasm.I31}. */
  public static final int I31_BYTES = 16;

  /** The size of an exception without its values and the frames it has left. */
  private static final int EXCEPTION_BYTES = 160;

  /** What an exception takes for each frame it has left. */
  public static final int FRAME_BYTES = 32;

  /** What an exception of the host takes, about, with its stack trace. */
  public static final int FOREIGN_EXCEPTION_BYTES = 1024;

  /** A census after fewer than this part of the limit was made would cost too much. */
  private static final int RESERVE = 8;

  private List<WeakReference<RuntimeInstance>> instances = new ArrayList<>();
  private final Set<Activation> waiting = new HashSet<>();
  private int instancesAfterPruning;

  /** At most so many bytes are in use. */
  private long used;

  /** So many bytes were made since {@link #used} was exact. */
  private long madeSinceCensus;

  /** An empty one. */
  ObjectHeap() {}

  /** The size of a structure with so many numbers and references. */
  static long structBytes(int numbers, int references) {
    return OBJECT_BYTES + javaArrayBytes(numbers, Long.BYTES) + referencesBytes(references);
  }

  /** The size of an array. */
  static long arrayBytes(ElementKind kind, long length) {
    return OBJECT_BYTES
        + (kind == ElementKind.REFERENCE
            ? referencesBytes(length)
            : javaArrayBytes(length, kind.bytes()));
  }

  /** The size of an exception with so many numbers and references, thrown but not on its way. */
  public static long exceptionBytes(int numbers, int references) {
    return EXCEPTION_BYTES + javaArrayBytes(numbers, Long.BYTES) + referencesBytes(references);
  }

  private static long referencesBytes(long count) {
    return javaArrayBytes(count, REFERENCE_BYTES);
  }

  /** The size of a Java array; one of no elements is shared. */
  private static long javaArrayBytes(long length, int elementBytes) {
    return length == 0 ? 0 : HEADER_BYTES + length * elementBytes;
  }

  /** Adds an instance to where a census looks for objects. */
  synchronized void add(RuntimeInstance instance) {
    if (instances.size() > 2 * instancesAfterPruning + 16) {
      prune();
    }
    instances.add(new WeakReference<>(instance));
  }

  private void prune() {
    List<WeakReference<RuntimeInstance>> alive = new ArrayList<>();
    for (WeakReference<RuntimeInstance> reference : instances) {
      if (!reference.refersTo(null)) {
        alive.add(reference);
      }
    }
    instances = alive;
    instancesAfterPruning = alive.size();
  }

  /**
   * Notes that a host function was called, or the host asked for fuel, during which other calls may
   * run guest code: what is in the frames of this one is still in use.
   */
  public synchronized void enterHost(Activation activation) {
    waiting.add(activation);
  }

  /** Notes that the host returned. */
  public synchronized void leaveHost(Activation activation) {
    waiting.remove(activation);
  }

  /** Counts what a guest made where there is no way to stop it. */
  public void note(long bytes) {
    used += bytes;
    madeSinceCensus += bytes;
  }

  /**
   * Makes room for an object.
   *
   * @param limit how many bytes may be in use
   * @param activation the call that makes it, if it is not made while an instance is
   * @throws TrapException if there is no room
   */
  public void take(long bytes, long limit, @Nullable Activation activation) {
    if (bytes > limit - used) {
      takeCensus(bytes, limit, activation);
    }
    used += bytes;
    madeSinceCensus += bytes;
  }

  private synchronized void takeCensus(long bytes, long limit, @Nullable Activation activation) {
    boolean worthIt = madeSinceCensus + bytes >= limit / RESERVE;
    if (worthIt && bytes <= limit) {
      try {
        used = Census.bytesInUse(instances, waiting, activation);
      } catch (OutOfMemoryError e) {
        throw new TrapException(
            TrapKind.ALLOCATION_FAILED, "the Java heap is full: no room to count what is in use");
      }
      madeSinceCensus = 0;
    }
    if (bytes > limit - used) {
      // the call is over; the next one may find that it left room behind
      madeSinceCensus = limit / RESERVE;
      throw new TrapException(
          TrapKind.ALLOCATION_FAILED,
          "no room for an object of "
              + bytes
              + " bytes: "
              + used
              + " are in use, and Limits.maxObjectBytes is "
              + limit);
    }
  }
}
