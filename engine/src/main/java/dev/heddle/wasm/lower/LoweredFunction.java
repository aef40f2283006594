package dev.heddle.wasm.lower;

import dev.heddle.wasm.types.FunctionType;
import java.util.Arrays;

/**
 * The register code of a function, with what is needed to make a frame for it.
 *
 * <p>A frame has numbers in a window of a {@code long[]} and references in an {@code Object[]} of
 * its own. In both, parameters come first, then local variables, then operands; results replace
 * them from the start. Immutable, so that it may be published without synchronisation.
 */
public final class LoweredFunction {

  /** The index in the module's function index space. */
  public final int index;

  /** The register code, see {@link RegisterOpcode}. */
  public final int[] code;

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

  /** Positions in {@link #code} of instructions that can fail or call, ascending. */
  private final int[] positions;

  /** For each of {@link #positions}, the offset of the instruction it was made from. */
  private final int[] offsets;

  LoweredFunction(
      int index,
      int[] code,
      int frameSize,
      int zeroFrom,
      int zeroTo,
      int referenceFrameSize,
      boolean makesTailCalls,
      HandlerTable handlers,
      Signature signature,
      int[] positions,
      int[] offsets) {
    this.index = index;
    this.code = code;
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
  }

  /** The same function, to be gone on with instead of begun: its local variables stay. */
  public LoweredFunction continuation() {
    return new LoweredFunction(
        index,
        code,
        frameSize,
        zeroTo,
        zeroTo,
        referenceFrameSize,
        runsInPieces,
        handlers,
        signature,
        positions,
        offsets);
  }

  /**
   * The offset, in bytes from the start of the module, of the instruction from which the register
   * instruction at {@code position} was made.
   */
  public int codeOffset(int position) {
    int found = Arrays.binarySearch(positions, position);
    int at = found >= 0 ? found : Math.max(0, -found - 2);
    return positions.length == 0 ? 0 : offsets[at];
  }
}
