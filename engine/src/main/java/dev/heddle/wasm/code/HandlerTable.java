package dev.heddle.wasm.code;

import java.util.Arrays;
import java.util.List;

/**
 * The exception handlers of a function, found by the position in the code that they are for.
 *
 * <p>What handlers are for lies one inside the other or apart, never across. So for every position
 * there is an innermost one, and for every handler the next one outside: what is thrown is offered
 * to those that are concerned and to no others, however many the function has. Immutable.
 */
public final class HandlerTable {

  /** In place of a handler: there is none. */
  public static final int NONE = -1;

  private final List<ExceptionHandler> handlers;

  /** For each handler the next one outside. */
  private final int[] outer;

  /** Where another handler begins to be the innermost one, ascending. */
  private final int[] positions;

  /** For each of {@link #positions} which handler that is. */
  private final int[] innermost;

  /** A table of handlers, of which those inside come before those around them. */
  public HandlerTable(List<ExceptionHandler> handlers) {
    this.handlers = List.copyOf(handlers);
    int count = handlers.size();
    outer = new int[count];
    positions = new int[2 * count];
    innermost = new int[2 * count];
    int size = 0;
    int current = NONE;
    for (int next : outsideFirst(handlers)) {
      int from = handlers.get(next).from();
      while (current != NONE && handlers.get(current).to() <= from) {
        positions[size] = handlers.get(current).to();
        current = outer[current];
        innermost[size++] = current;
      }
      outer[next] = current;
      current = next;
      positions[size] = from;
      innermost[size++] = current;
    }
    while (current != NONE) {
      positions[size] = handlers.get(current).to();
      current = outer[current];
      innermost[size++] = current;
    }
  }

  /** The handlers by where they begin; of those that begin together, the outermost first. */
  private static int[] outsideFirst(List<ExceptionHandler> handlers) {
    int last = handlers.size() - 1;
    long[] keys = new long[handlers.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) handlers.get(i).from() << Integer.SIZE | last - i;
    }
    Arrays.sort(keys);
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = last - (int) keys[i];
    }
    return order;
  }

  /** Whether there are no handlers. */
  public boolean isEmpty() {
    return handlers.isEmpty();
  }

  /** The innermost handler for a position, or {@link #NONE}. */
  public int innermost(int position) {
    int low = 0;
    int high = positions.length;
    while (low < high) {
      int middle = low + high >>> 1;
      if (positions[middle] <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? NONE : innermost[low - 1];
  }

  /** The next handler outside of another, or {@link #NONE}. */
  public int outer(int handler) {
    return outer[handler];
  }

  /** A handler by its number. */
  public ExceptionHandler get(int handler) {
    return handlers.get(handler);
  }

  /** All handlers; those inside come before those around them. */
  public List<ExceptionHandler> all() {
    return handlers;
  }
}
