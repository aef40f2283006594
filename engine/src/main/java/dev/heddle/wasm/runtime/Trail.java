package dev.heddle.wasm.runtime;

import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.load.LoadedModule;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the interpreted functions of a call have gone on to others: what is in no stack trace of
 * Java, as one method interprets them all.
 *
 * <p>A frame has its place by how many are outside of it, and writes there before it calls. Whoever
 * knows which frames there are finds them here; of others there may be traces left. Of a deep stack
 * the innermost {@value #MOST} are known.
 *
 * <p>Written by the thread of the call. Another may read it while that one is parked.
 */
final class Trail {

  private static final int MOST = 256;
  private static final int FEWEST = 8;

  private @Nullable LoweredFunction[] functions = new LoweredFunction[FEWEST];
  private @Nullable LoadedModule[] modules = new LoadedModule[FEWEST];
  private int[] positions = new int[FEWEST];

  /** Notes where a frame is, from which another function is called. */
  void note(int frame, LoweredFunction function, RuntimeInstance instance, int position) {
    int[] written = positions;
    if (frame >= written.length && written.length < MOST) {
      written = grow(frame);
    }
    int at = frame & written.length - 1;
    written[at] = position;
    if (functions[at] != function) {
      functions[at] = function;
      modules[at] = instance.module();
    }
  }

  private int[] grow(int frame) {
    int length = positions.length;
    while (length <= frame && length < MOST) {
      length *= 2;
    }
    functions = Arrays.copyOf(functions, length);
    modules = Arrays.copyOf(modules, length);
    positions = Arrays.copyOf(positions, length);
    return positions;
  }

  /**
   * The frame that has so many outside of it.
   *
   * @param innermost how many the innermost frame has, by which outer ones may have been
   *     overwritten
   * @return null if it has not been kept
   */
  @Nullable GuestFrame frame(int frame, int innermost) {
    int[] written = positions;
    int at = frame & written.length - 1;
    LoweredFunction function = functions[at];
    LoadedModule module = modules[at];
    if (innermost - frame >= written.length || function == null || module == null) {
      return null;
    }
    return new CodePlace(module, function, written[at]).frame();
  }
}
