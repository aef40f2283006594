package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.*;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.Frame;
import dev.heddle.wasm.bytecode.Label;
import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.types.MemoryType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The variables of the JVM in a method: those that hold variables of the guest, and what every
 * method needs of the instance and the call. Not thread-safe.
 */
final class Locals {

  /** From so many values on a frame counts as one that takes room. */
  private static final int LARGE_FRAME = 128;

  private final Flow flow;
  private final LoweredFunction function;
  private final Part part;
  private final CodeWriter out;

  /** Where the JVM has each variable; -1 for those that it does not have yet. */
  final int[] places;

  /** The variables of the JVM that are there wherever a block begins. */
  private final Frame everywhere = new Frame();

  /** Those that are there where some block begins. */
  private final Frame atBlock = new Frame();

  // Where the JVM has what every method needs, or -1
  final int instance;
  final int activation;
  final int depth;
  int references = -1;
  int segment = -1;
  int interruption = -1;
  int tank = -1;
  int frame = -1;
  int base = -1;

  /** Whether {@link #segment} is the memory as it is now. */
  boolean segmentIsFresh;

  /** Whether {@link #segment} may become another one at any time. */
  final boolean memoryIsShared;

  /** Those of a method that has the instance at a place; the activation and the depth follow. */
  Locals(Flow flow, Part part, CodeWriter out, int instance) {
    this.flow = flow;
    this.function = flow.function;
    this.part = part;
    this.out = out;
    this.instance = instance;
    this.activation = instance + 1;
    this.depth = instance + 2;
    List<MemoryType> memories = flow.module.memories();
    this.memoryIsShared = !memories.isEmpty() && memories.getFirst().shared();
    this.places = new int[flow.variables];
    Arrays.fill(places, -1);
  }

  /** Sets up what the instructions of the part need. */
  void prepare() {
    if (part.accesses() > 0) {
      segment = out.allocateLocal(TypeKind.REFERENCE);
      refreshSegment();
    }
    if (part.hasLoops() || part.isWhole()) {
      interruption = out.allocateLocal(TypeKind.REFERENCE);
      out.aload(activation).getfield(Types.ACTIVATION, "interruption", Types.INTERRUPTION);
      out.astore(interruption);
    }
    if (part.paysFuel()) {
      tank = out.allocateLocal(TypeKind.REFERENCE);
      out.aload(instance).aload(activation);
      out.invokestatic(
          Types.SUPPORT, "tank", "(" + Types.INSTANCE + Types.ACTIVATION + ")" + Types.TANK);
      out.astore(tank);
    }
  }

  void refreshSegment() {
    out.aload(instance).getfield(Types.INSTANCE, "memory", Types.MEMORY);
    out.getfield(Types.MEMORY, "segment", Types.SEGMENT).astore(segment);
    segmentIsFresh = true;
  }

  /** Sees to it that {@link #segment} is the memory as it is now. */
  void needSegment() {
    if (!segmentIsFresh) {
      refreshSegment();
    }
  }

  /** At the end of a block the segment is as it must be at the start of every block. */
  void settleSegment() {
    if (segment >= 0) {
      needSegment();
    }
  }

  /** Writes a look at whether the call is to be interrupted. */
  void poll() {
    Label on = out.newLabel();
    out.aload(interruption).getfield(Types.INTERRUPTION, "raised", "Z").ifeq(on);
    out.aload(activation).invokevirtual(Types.ACTIVATION, "poll", "()V");
    out.labelBinding(on);
  }

  /** Whether the values of its frame count: those of small ones are few, however deep the stack. */
  boolean isLarge() {
    return function.frameSize >= LARGE_FRAME;
  }

  /** Gives back what the frame has taken of what a call may have. */
  void giveBack() {
    if (function.referenceFrameSize > 0) {
      out.aload(activation);
      out.invokevirtual(Types.ACTIVATION, "popReferences", "()V");
    }
    if (isLarge()) {
      out.aload(activation).loadConstant(function.frameSize);
      out.invokevirtual(Types.ACTIVATION, "free", "(I)V");
    }
  }

  /** Takes note of what is there from now on, wherever a block begins. */
  void noteEverywhere() {
    if (!part.isWhole()) {
      out.put(everywhere, frame, TypeKind.REFERENCE, Types.LONGS);
      out.put(everywhere, base, TypeKind.INT, "I");
    }
    if (references >= 0) {
      out.put(everywhere, references, TypeKind.REFERENCE, Types.OBJECTS);
    }
    out.put(everywhere, instance, TypeKind.REFERENCE, Types.INSTANCE);
    out.put(everywhere, activation, TypeKind.REFERENCE, Types.ACTIVATION);
    out.put(everywhere, depth, TypeKind.INT, "I");
    if (segment >= 0) {
      out.put(everywhere, segment, TypeKind.REFERENCE, Types.SEGMENT);
    }
    if (interruption >= 0) {
      out.put(everywhere, interruption, TypeKind.REFERENCE, Types.INTERRUPTION);
    }
    if (tank >= 0) {
      out.put(everywhere, tank, TypeKind.REFERENCE, Types.TANK);
    }
    for (int v = 1; v < flow.variables; v++) {
      if (places[v] >= 0) {
        putInto(everywhere, v);
      }
    }
  }

  private void putInto(Frame to, int variable) {
    TypeKind kind = Types.typeKind(flow.kind(variable));
    out.put(to, place(variable), kind, Form.BYTES.vector);
  }

  /** What is there where a block begins, given which variables are alive there. */
  Frame known(BitSet alive) {
    atBlock.copyOf(everywhere);
    for (int v = alive.nextSetBit(0); v >= 0; v = alive.nextSetBit(v + 1)) {
      if (part.isWhole() || part.mentions(v)) {
        putInto(atBlock, v);
      }
    }
    return atBlock;
  }

  /** Leaves the value of a variable on the operand stack. */
  void load(int variable) {
    out.loadLocal(Types.typeKind(flow.kind(variable)), place(variable));
  }

  /** Takes the value of a variable from the operand stack. */
  void put(int variable) {
    out.storeLocal(Types.typeKind(flow.kind(variable)), place(variable));
  }

  /** Where the JVM has a variable, from now on at the latest. */
  int place(int variable) {
    if (places[variable] < 0) {
      places[variable] = out.allocateLocal(Types.typeKind(flow.kind(variable)));
    }
    return places[variable];
  }

  /** Says which instruction may trap next. */
  void line(int pc) {
    int origin = function.originAt(pc) - part.firstOrigin();
    if (origin >= 0) {
      out.lineNumber(origin + 1);
    }
  }

  /** Leaves a global on the operand stack. */
  void global(int index) {
    out.aload(instance).getfield(Types.INSTANCE, "globals", Types.GLOBALS);
    out.loadConstant(index).aaload();
  }

  /** Leaves a memory on the operand stack. */
  void memory(int index) {
    out.aload(instance).getfield(Types.INSTANCE, "memories", Types.MEMORIES);
    out.loadConstant(index).aaload();
  }
}
