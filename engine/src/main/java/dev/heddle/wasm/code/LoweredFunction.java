package dev.heddle.wasm.code;

import dev.heddle.wasm.types.FunctionType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The register code of a function, with what is needed to make a frame for it.
 *
 * <p>A frame has numbers in a window of a {@code long[]} and references in an {@code Object[]} of
 * its own. In both, parameters come first, then local variables, then operands; results replace
 * them from the start. Immutable, so that it may be published without synchronisation.
 */
public final class LoweredFunction {

  /**
   * How many calls and rounds of loops it takes until the function is worth being compiled. In a
   * young JVM, which interprets the interpreter, 100 of them take about as long as compiling does,
   * a millisecond or some; in an old one they take a hundredth of that, but then there is a thread
   * for it that has nothing else to do. Tests set it by a property.
   */
  private static final int COOL = Integer.getInteger("heddle.cool", 100);

  /**
   * How many calls and rounds of loops are left until somebody is told. Counted down by every
   * thread that interprets the function, without care: it is but a hint.
   */
  public int heat = COOL;

  /** The index in the module's function index space. */
  public final int index;

  /** The register code, see {@link RegisterOpcode}. */
  public final int[] code;

  /**
   * Where the code ends that was made from the function's; behind it is a return, for a frame that
   * is run to its end by other means.
   */
  public final int end;

  /** How many {@code long}s a frame needs. */
  public final int frameSize;

  /**
   * The first {@code long} that must be zero when the function starts: the first local variable.
   */
  public final int zeroFrom;

  /** Just after the last {@code long} that must be zero when the function starts. */
  public final int zeroTo;

  /** How many references a frame needs; 0 for a function that has none. */
  public final int referenceFrameSize;

  /**
   * Whether running it may take several invocations of the interpreter's loop: it makes tail calls
   * or catches exceptions.
   */
  public final boolean runsInPieces;

  /** Whether it needs more than numbers in a frame behind that of its caller. */
  public final boolean needsEntry;

  /** What becomes of exceptions. */
  public final HandlerTable handlers;

  /** The type of the function. */
  public final FunctionType type;

  /** Where parameters and results are. */
  public final Signature signature;

  /**
   * For the position of each instruction whose opcode leaves open what it works on, a {@link
   * RegisterKind}; only there if it was asked for.
   */
  public final byte @Nullable [] kinds;

  /** Positions in {@link #code} of instructions that can fail or call, ascending. */
  private final int[] positions;

  /** For each of {@link #positions}, the offset of the instruction it was made from. */
  private final int[] offsets;

  public LoweredFunction(
      int index,
      int[] code,
      int end,
      int frameSize,
      int zeroFrom,
      int zeroTo,
      int referenceFrameSize,
      boolean makesTailCalls,
      HandlerTable handlers,
      Signature signature,
      int[] positions,
      int[] offsets,
      byte @Nullable [] kinds) {
    this.index = index;
    this.code = code;
    this.end = end;
    this.frameSize = frameSize;
    this.zeroFrom = zeroFrom;
    this.zeroTo = zeroTo;
    this.referenceFrameSize = referenceFrameSize;
    this.runsInPieces = makesTailCalls || !handlers.isEmpty();
    this.handlers = handlers;
    this.needsEntry = runsInPieces || referenceFrameSize != 0;
    this.type = signature.type();
    this.signature = signature;
    this.positions = positions;
    this.offsets = offsets;
    this.kinds = kinds;
  }

  /** Whether there is a branch back in it. */
  public boolean hasLoops() {
    for (int pc = 0; pc < end; pc += RegisterInstruction.length(code, pc)) {
      int at =
          RegisterInstruction.of(code[pc]).operands().indexOf(RegisterInstruction.Operand.TARGET);
      if (at >= 0 && code[pc + 1 + at] <= pc) {
        return true;
      }
    }
    return false;
  }

  /** The same function, to be entered where calls are that the interpreter does not do itself. */
  public LoweredFunction entered() {
    return new LoweredFunction(this, true);
  }

  private LoweredFunction(LoweredFunction other, boolean needsEntry) {
    this.index = other.index;
    this.code = other.code;
    this.end = other.end;
    this.frameSize = other.frameSize;
    this.zeroFrom = other.zeroFrom;
    this.zeroTo = other.zeroTo;
    this.referenceFrameSize = other.referenceFrameSize;
    this.runsInPieces = other.runsInPieces;
    this.handlers = other.handlers;
    this.needsEntry = needsEntry;
    this.type = other.type;
    this.signature = other.signature;
    this.positions = other.positions;
    this.offsets = other.offsets;
    this.kinds = other.kinds;
  }

  /** The same function, to be gone on with instead of begun: its local variables stay. */
  public LoweredFunction continuation() {
    return new LoweredFunction(
        index,
        code,
        end,
        frameSize,
        zeroTo,
        zeroTo,
        referenceFrameSize,
        runsInPieces,
        handlers,
        signature,
        positions,
        offsets,
        kinds);
  }

  /**
   * The offset, in bytes from the start of the module, of the instruction from which the register
   * instruction at {@code position} was made.
   */
  public int codeOffset(int position) {
    return positions.length == 0 ? 0 : offsets[originAt(position)];
  }

  /**
   * Which of the instructions that can fail or call is at a position of the code, or is the last
   * one before it.
   */
  public int originAt(int position) {
    int found = Arrays.binarySearch(positions, position);
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  /** Where in the code one of the instructions is that can fail or call; 0 if there are none. */
  public int position(int origin) {
    return origin < positions.length ? positions[origin] : 0;
  }
}
