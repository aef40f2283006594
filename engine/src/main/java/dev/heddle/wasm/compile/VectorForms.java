package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.I64;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.TypeKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which the vectors of a method are there: as halves, or as four lanes of 32 bits, as
 * {@link VectorWriter} describes. Not thread-safe.
 */
final class VectorForms {

  /** The bits of the lower lane of a half. */
  static final long LOW = 0xffff_ffffL;

  /** A variable of the JVM with a lane, which vectors may share. */
  static final class Lane {
    final int place;
    final TypeKind kind;
    int users;

    Lane(int place, TypeKind kind) {
      this.place = place;
      this.kind = kind;
    }
  }

  /** In which forms a vector is there. */
  static final class Held {
    boolean halves;
    Lane @Nullable [] ints;
    Lane @Nullable [] floats;
  }

  private final Values values;
  private final Locals locals;
  private final Flow flow;
  private final CodeWriter out;

  /** By its first register; those that are not here are there as halves only. */
  private final Map<Integer, Held> held = new HashMap<>();

  private final Deque<Lane> freeInts = new ArrayDeque<>();
  private final Deque<Lane> freeFloats = new ArrayDeque<>();

  /**
   * Whether all vectors must be there as halves after each instruction: a handler may want them.
   */
  private boolean eager;

  private int longPlace = -1;

  VectorForms(Values values, Flow flow, CodeWriter out) {
    this.values = values;
    this.locals = values.locals();
    this.flow = flow;
    this.out = out;
  }

  /** Begins a block, in which an exception may be caught. */
  void begin(boolean caught) {
    if (!held.isEmpty()) {
      for (Integer slot : List.copyOf(held.keySet())) {
        forget(slot);
      }
    }
    eager = caught;
  }

  /** Sees to it that a register which is about to be read has what is in it. */
  void settle(int slot) {
    settleVector(slot);
    settleVector(slot - 1);
  }

  void settleVector(int slot) {
    if (held.containsKey(slot)) {
      halves(slot);
    }
  }

  /** Sees to it that vectors which are alive behind a block are there as halves. */
  void settleAll(long[] alive) {
    for (Map.Entry<Integer, Held> entry : held.entrySet()) {
      int slot = entry.getKey();
      if (Flow.contains(alive, flow.variable(slot, I64))
          || Flow.contains(alive, flow.variable(slot + 1, I64))) {
        halves(slot);
      }
    }
  }

  /** A register has got another value, of which nothing is known. */
  void overwritten(int slot) {
    if (!held.isEmpty()) {
      forget(slot);
      forget(slot - 1);
    }
  }

  /** Nothing is known any more of the vector in a register. */
  void forget(int slot) {
    Held old = held.remove(slot);
    if (old != null) {
      release(old.ints);
      release(old.floats);
    }
  }

  /** Gives lanes back that nobody else has. */
  void release(Lane @Nullable [] lanes) {
    if (lanes != null) {
      for (Lane lane : lanes) {
        if (--lane.users == 0) {
          (lane.kind == TypeKind.INT ? freeInts : freeFloats).push(lane);
        }
      }
    }
  }

  /** Takes note that one more vector has lanes. */
  static void keep(Lane @Nullable [] lanes) {
    if (lanes != null) {
      for (Lane lane : lanes) {
        lane.users++;
      }
    }
  }

  /** Puts the value on the operand stack into a new lane. */
  Lane lane(TypeKind kind) {
    Lane lane = (kind == TypeKind.INT ? freeInts : freeFloats).poll();
    if (lane == null) {
      lane = new Lane(out.allocateLocal(kind), kind);
    }
    out.storeLocal(kind, lane.place);
    return lane;
  }

  /** Leaves a lane on the operand stack. */
  void load(Lane lane) {
    out.loadLocal(lane.kind, lane.place);
  }

  /** Leaves half of a vector on the operand stack, which is there as halves. */
  void half(int slot, int which) {
    locals.load(flow.variable(slot + which, I64));
  }

  /** The forms in which a vector is there; null if that is as halves only. */
  @Nullable Held known(int slot) {
    return held.get(slot);
  }

  /** The same, to be changed. */
  Held held(int slot) {
    return held.computeIfAbsent(
        slot,
        s -> {
          Held fresh = new Held();
          fresh.halves = true;
          return fresh;
        });
  }

  /** Whether a vector is not there as halves. */
  boolean isInLanes(int slot) {
    Held known = held.get(slot);
    return known != null && !known.halves;
  }

  /** Sees to it that a vector is there as halves. */
  void halves(int slot) {
    if (!isInLanes(slot)) {
      return;
    }
    Lane[] lanes = ints(slot);
    for (int which = 0; which < 2; which++) {
      load(lanes[2 * which]);
      load(lanes[2 * which + 1]);
      out.invokestatic(Types.SWAR, "join", "(II)J");
      locals.put(flow.variable(slot + which, I64));
    }
    held(slot).halves = true;
  }

  /** The lanes of a vector as {@code int}. */
  Lane[] ints(int slot) {
    Held vector = held(slot);
    Lane[] known = vector.ints;
    if (known != null) {
      return known;
    }
    Lane[] lanes;
    if (vector.floats != null) {
      lanes =
          convert(
              vector.floats,
              TypeKind.INT,
              () -> out.invokestatic(Types.FLOAT_CLASS, "floatToRawIntBits", "(F)I"));
    } else {
      lanes = new Lane[4];
      for (int i = 0; i < 4; i++) {
        half(slot, i >> 1);
        laneOfHalf(i & 1);
        lanes[i] = lane(TypeKind.INT);
      }
    }
    keep(lanes);
    vector.ints = lanes;
    return lanes;
  }

  /** The lanes of a vector as {@code float}. */
  Lane[] floats(int slot) {
    Held vector = held(slot);
    Lane[] known = vector.floats;
    if (known != null) {
      return known;
    }
    Lane[] lanes =
        convert(
            ints(slot),
            TypeKind.FLOAT,
            () -> out.invokestatic(Types.FLOAT_CLASS, "intBitsToFloat", "(I)F"));
    keep(lanes);
    vector.floats = lanes;
    return lanes;
  }

  /** Converts lanes, those that are the same once. */
  Lane[] convert(Lane[] from, TypeKind kind, Runnable operation) {
    Lane[] lanes = new Lane[4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < i; j++) {
        if (from[j] == from[i]) {
          lanes[i] = lanes[j];
        }
      }
      if (lanes[i] == null) {
        load(from[i]);
        operation.run();
        lanes[i] = lane(kind);
      }
    }
    return lanes;
  }

  /** Takes one of the two lanes of 32 bits of the half on the operand stack. */
  void laneOfHalf(int which) {
    if (which == 1) {
      out.loadConstant(32).lushr();
    }
    out.l2i();
  }

  /** Readies the register of a result: nobody waits any more to read what is in it. */
  void ready(int slot) {
    values.flushReaders(flow.variable(slot, I64));
    values.flushReaders(flow.variable(slot + 1, I64));
  }

  /** The vector is the two halves on the operand stack. */
  void defineHalves(int slot) {
    locals.put(flow.variable(slot + 1, I64));
    locals.put(flow.variable(slot, I64));
    overwritten(slot);
    forget(slot + 1);
  }

  /** The vector is in lanes. */
  void defineLanes(int slot, Lane @Nullable [] ints, Lane @Nullable [] floats) {
    keep(ints);
    keep(floats);
    overwritten(slot);
    forget(slot + 1);
    Held vector = new Held();
    vector.ints = ints;
    vector.floats = floats;
    held.put(slot, vector);
    if (eager) {
      halves(slot);
    }
  }

  /** The same with lanes that are written one after the other. */
  void defineInts(int slot, IntConsumer value) {
    defineLanes(slot, lanes(TypeKind.INT, value), null);
  }

  /** The same with lanes of floating-point numbers. */
  void defineFloats(int slot, IntConsumer value) {
    defineLanes(slot, null, lanes(TypeKind.FLOAT, value));
  }

  Lane[] lanes(TypeKind kind, IntConsumer value) {
    Lane[] lanes = new Lane[4];
    for (int i = 0; i < 4; i++) {
      value.accept(i);
      lanes[i] = lane(kind);
    }
    return lanes;
  }

  /** The same lane four times. */
  static Lane[] four(Lane lane) {
    return new Lane[] {lane, lane, lane, lane};
  }

  /** Where a number is for a moment. */
  int longPlace() {
    if (longPlace < 0) {
      longPlace = out.allocateLocal(TypeKind.LONG);
    }
    return longPlace;
  }

  /** Leaves a lane of 32 bits on the operand stack. */
  void intLane(int vector, int lane) {
    Held known = held.get(vector);
    if (known == null || known.ints == null && known.halves) {
      half(vector, lane >> 1);
      laneOfHalf(lane & 1);
    } else {
      load(ints(vector)[lane]);
    }
  }

  /** Leaves a number on the operand stack whose low bits are a lane of 8 or 16 bits. */
  void smallLane(int vector, int lane, String shape) {
    int bit = shape.equals("I8X16") ? lane << 3 : lane << 4;
    intLane(vector, bit >> 5);
    if ((bit & 31) != 0) {
      out.loadConstant(bit & 31).iushr();
    }
  }
}
