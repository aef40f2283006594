package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.V128;
import dev.heddle.wasm.fuzz.ReferenceMemories.Access;
import dev.heddle.wasm.module.VectorInstruction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The vector instructions that access memory, as their names say. Source: core specification,
 * section 4.6.10 (memory instructions).
 */
final class ReferenceVectorAccess {

  /** The size of what is loaded or stored, and for some how many, and whether with a sign. */
  private static final Pattern NAME =
      Pattern.compile("v128\\.(load|store)(\\d+)?(x\\d+)?(_splat|_zero|_lane|_s|_u)?");

  private final ReferenceMemories memories;

  ReferenceVectorAccess(ReferenceMemories memories) {
    this.memories = memories;
  }

  /** Executes an instruction, whose opcode has been read. */
  void execute(VectorInstruction instruction, CodeReader code, Operands stack) {
    MatchResult name = NAME.matcher(instruction.mnemonic()).results().findFirst().orElseThrow();
    int bits = name.group(2) == null ? 128 : Integer.parseInt(name.group(2));
    Shape shape = Shape.integers(bits);
    switch (instruction.form()) {
      case LOAD -> stack.push(load(name, shape, memories.access(code, stack)));
      case STORE -> {
        V128 vector = (V128) stack.pop();
        store(memories.access(code, stack), 128, Shape.integers(128).unsigned(vector).getFirst());
      }
      case LOAD_LANE -> {
        V128 vector = (V128) stack.pop();
        Access access = memories.access(code, stack);
        List<BigInteger> lanes = new ArrayList<>(shape.unsigned(vector));
        lanes.set(code.u8(), bits(access, bits));
        stack.push(shape.pack(lanes));
      }
      case STORE_LANE -> {
        V128 vector = (V128) stack.pop();
        Access access = memories.access(code, stack);
        store(access, bits, shape.unsigned(vector).get(code.u8()));
      }
      default -> throw new IllegalArgumentException("no access: " + instruction);
    }
  }

  private static V128 load(MatchResult name, Shape shape, Access access) {
    String manner = name.group(4) == null ? "" : name.group(4);
    return switch (manner) {
      case "_splat" -> {
        BigInteger lane = bits(access, shape.bits());
        yield shape.pack(shape.each(i -> lane));
      }
      case "_zero" -> {
        BigInteger lane = bits(access, shape.bits());
        yield shape.pack(shape.each(i -> i == 0 ? lane : BigInteger.ZERO));
      }
      case "_s", "_u" -> {
        V128 packed = Shape.integers(64).pack(List.of(bits(access, 64), BigInteger.ZERO));
        List<BigInteger> lanes = shape.integers(packed, manner.equals("_s"));
        Shape wide = Shape.integers(2 * shape.bits());
        yield wide.pack(lanes.subList(0, wide.lanes()));
      }
      default -> shape.pack(List.of(bits(access, 128)));
    };
  }

  /** Some bytes as a number, the lowest first. */
  private static BigInteger bits(Access access, int bits) {
    int place = access.place(bits / 8);
    BigInteger value = BigInteger.ZERO;
    for (int i = 0; i < bits / 8; i++) {
      value = value.or(BigInteger.valueOf(access.memory().load(place + i, 1)).shiftLeft(8 * i));
    }
    return value;
  }

  private static void store(Access access, int bits, BigInteger value) {
    int place = access.place(bits / 8);
    for (int i = 0; i < bits / 8; i++) {
      access.memory().store(place + i, 1, value.shiftRight(8 * i).longValue());
    }
  }
}
