package dev.heddle.wasm.compile;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.TypeKind;
import java.util.Arrays;

/** Writes shuffles: instructions that move bytes of vectors. Not thread-safe. */
final class VectorShuffles {

  private final VectorForms forms;
  private final int[] code;
  private final CodeWriter out;

  VectorShuffles(VectorForms forms, Flow flow, CodeWriter out) {
    this.forms = forms;
    this.code = flow.code;
    this.out = out;
  }

  void shuffle(int pc) {
    int result = code[pc + 1];
    forms.ready(result);
    int[] bytes = new int[16];
    for (int i = 0; i < 16; i++) {
      bytes[i] = code[pc + 4 + (i >> 2)] >>> (8 * i) & 31;
    }
    int a = code[pc + 2];
    int b = code[pc + 3];
    int[] sources = new int[4];
    int[] rotations = new int[4];
    if (isOfLanes(bytes, sources, rotations)
        && (forms.isInLanes(a) || forms.isInLanes(b) || !isOfHalves(sources, rotations))) {
      shuffleLanes(result, a, b, sources, rotations);
      return;
    }
    forms.halves(a);
    forms.halves(b);
    shuffleHalf(a, b, Arrays.copyOfRange(bytes, 0, 8));
    shuffleHalf(a, b, Arrays.copyOfRange(bytes, 8, 16));
    forms.defineHalves(result);
  }

  /** Whether lanes of 32 bits are moved and rotated by whole bytes: of which one, and how far. */
  private static boolean isOfLanes(int[] bytes, int[] sources, int[] rotations) {
    for (int lane = 0; lane < 4; lane++) {
      int first = bytes[4 * lane];
      sources[lane] = first >> 2;
      rotations[lane] = 32 - 8 * (first & 3) & 31;
      for (int i = 1; i < 4; i++) {
        if (bytes[4 * lane + i] != (first & ~3 | first + i & 3)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isOfHalves(int[] sources, int[] rotations) {
    return Arrays.stream(rotations).allMatch(rotation -> rotation == 0)
        && (sources[0] & 1) == 0
        && sources[1] == sources[0] + 1
        && (sources[2] & 1) == 0
        && sources[3] == sources[2] + 1;
  }

  private void shuffleLanes(int result, int a, int b, int[] sources, int[] rotations) {
    boolean rotated = Arrays.stream(rotations).anyMatch(rotation -> rotation != 0);
    boolean floats = !rotated;
    for (int source : sources) {
      VectorForms.Held known = forms.known(source < 4 ? a : b);
      floats &= known != null && known.floats != null;
    }
    VectorForms.Lane[] lanes = new VectorForms.Lane[4];
    for (int i = 0; i < 4; i++) {
      int slot = sources[i] < 4 ? a : b;
      VectorForms.Lane[] from = floats ? forms.floats(slot) : forms.ints(slot);
      lanes[i] = from[sources[i] & 3];
    }
    if (rotated) {
      VectorForms.Lane[] from = lanes.clone();
      for (int i = 0; i < 4; i++) {
        if (rotations[i] != 0) {
          forms.load(from[i]);
          out.loadConstant(rotations[i]);
          call(Types.INTEGER_CLASS, "rotateLeft", "(II)I");
          lanes[i] = forms.lane(TypeKind.INT);
        }
      }
    }
    forms.defineLanes(result, floats ? null : lanes, floats ? lanes : null);
  }

  /** Leaves half of a vector on the operand stack, given which bytes of two vectors it has. */
  private void shuffleHalf(int a, int b, int[] bytes) {
    if (isReversed(bytes)) {
      forms.half(bytes[0] < 16 ? a : b, bytes[0] >> 3 & 1);
      call(Types.LONG_CLASS, "reverseBytes", "(J)J");
      return;
    }
    boolean done = zip(a, b, bytes);
    if (done) {
      return;
    }
    // bytes that come from the same half, as far away, are moved together
    boolean[] moved = new boolean[8];
    boolean first = true;
    for (int i = 0; i < 8; i++) {
      if (moved[i]) {
        continue;
      }
      int source = bytes[i] >> 3;
      int distance = (bytes[i] & 7) - i;
      long mask = 0;
      for (int j = i; j < 8; j++) {
        if (bytes[j] >> 3 == source && (bytes[j] & 7) - j == distance) {
          moved[j] = true;
          mask |= 0xffL << 8 * j;
        }
      }
      forms.half(source < 2 ? a : b, source & 1);
      long shifted = -1;
      if (distance > 0) {
        out.loadConstant(8 * distance).lushr();
        shifted = -1L >>> 8 * distance;
      } else if (distance < 0) {
        out.loadConstant(-8 * distance).lshl();
        shifted = -1L << -8 * distance;
      }
      if (mask != shifted) {
        out.loadConstant(mask).land();
      }
      if (!first) {
        out.lor();
      }
      first = false;
    }
  }

  private static boolean isReversed(int[] bytes) {
    for (int i = 0; i < 8; i++) {
      if (bytes[i] != bytes[0] - i) {
        return false;
      }
    }
    return (bytes[0] & 7) == 7;
  }

  /** Writes a half that takes four bytes, or two pairs of them, in turns from two places. */
  private boolean zip(int a, int b, int[] bytes) {
    for (int width = 1; width <= 2; width++) {
      boolean is = bytes[0] >> 2 << 2 == bytes[0] && bytes[width] >> 2 << 2 == bytes[width];
      for (int i = 0; i < 8; i++) {
        int pair = i / (2 * width);
        int first = i / width % 2 == 0 ? bytes[0] : bytes[width];
        is &= bytes[i] == first + pair * width + i % width;
      }
      if (is) {
        for (int place = 0; place < 2; place++) {
          int from = bytes[place * width];
          forms.half(from < 16 ? a : b, from >> 3 & 1);
          if ((from & 4) != 0) {
            out.loadConstant(32).lushr();
          }
          call(Types.SWAR, width == 1 ? "extendUnsigned8" : "extendUnsigned16", "(J)J");
        }
        out.loadConstant(8 * width).lshl().lor();
        return true;
      }
    }
    return false;
  }

  private void call(String owner, String name, String type) {
    out.invokestatic(owner, name, type);
  }
}
