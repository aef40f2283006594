package dev.heddle.wasm.instruction;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.code.AtomicRegisterOpcode;
import dev.heddle.wasm.code.RegisterInstruction;
import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.AtomicOpcode.Operation;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Atomic memory instructions, sequentially consistent. Source: threads proposal.
 *
 * <p>The JVM has no atomic update of less than 32 bits in native memory: those are made in the word
 * around them.
 */
final class Atomics {

  private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();
  private static final VarHandle SHORT = littleEndian(ValueLayout.JAVA_SHORT);
  private static final VarHandle INT = littleEndian(ValueLayout.JAVA_INT);
  private static final VarHandle LONG = littleEndian(ValueLayout.JAVA_LONG);

  static {
    // the compiler's table of the enum's constants must be there before the stack is full
    apply(Operation.ADD, 0, 0);
  }

  private Atomics() {}

  private static VarHandle littleEndian(ValueLayout layout) {
    return layout.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  }

  /** Executes the instruction at {@code pc}. */
  static void execute(
      int[] code, long[] r, int fp, int pc, RuntimeInstance instance, Activation activation) {
    int opcode = AtomicRegisterOpcode.binary(code[pc]);
    if (opcode == AtomicOpcode.FENCE) {
      VarHandle.fullFence();
      return;
    }
    int at = pc + RegisterInstruction.of(code[pc]).addressPosition();
    RuntimeMemory memory = EffectiveAddress.memory(code, at, instance);
    MemorySegment segment = memory.segment();
    long address = EffectiveAddress.of(code, r, fp, at, memory);
    int bytes = 1 << AtomicOpcode.widthLog2(opcode);
    // where two reasons to trap meet, the order is that of other engines
    boolean outOfBoundsFirst =
        !AtomicOpcode.isAccess(opcode) && !memory.hasWideAddresses && address >>> Integer.SIZE != 0;
    if (!outOfBoundsFirst && (address & bytes - 1) != 0) {
      throw new TrapException(
          TrapKind.UNALIGNED_ATOMIC,
          EffectiveAddress.describe(code, r, fp, at, instance) + ", " + bytes + " bytes");
    }
    if (address < 0 || address > segment.byteSize() - bytes) {
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS, EffectiveAddress.describe(code, r, fp, at, instance));
    }
    switch (opcode) {
      case AtomicOpcode.NOTIFY ->
          r[fp + code[pc + 1]] = memory.wake(address, (int) r[fp + code[pc + 2]]);
      case AtomicOpcode.WAIT32, AtomicOpcode.WAIT64 -> {
        activation.settleFuel();
        r[fp + code[pc + 1]] =
            memory.await(
                address,
                opcode == AtomicOpcode.WAIT64,
                r[fp + code[pc + 2]],
                r[fp + code[pc + 3]],
                activation.interruption);
      }
      default -> access(opcode, code, r, fp, pc, memory, segment, address);
    }
  }

  private static void access(
      int opcode,
      int[] code,
      long[] r,
      int fp,
      int pc,
      RuntimeMemory memory,
      MemorySegment segment,
      long address) {
    Operation operation = AtomicOpcode.operation(opcode);
    int width = AtomicOpcode.widthLog2(opcode);
    switch (operation) {
      case LOAD -> r[fp + code[pc + 1]] = load(width, segment, address);
      case STORE -> store(width, segment, address, r[fp + code[pc + 1]]);
      case COMPARE_EXCHANGE -> {
        long expected = r[fp + code[pc + 2]];
        r[fp + code[pc + 1]] =
            compareAndExchange(width, memory, segment, address, expected, r[fp + code[pc + 3]]);
      }
      default ->
          r[fp + code[pc + 1]] =
              switch (width) {
                case 3 -> updateLong(operation, segment, address, r[fp + code[pc + 2]]);
                case 2 ->
                    updateInt(operation, segment, address, (int) r[fp + code[pc + 2]])
                        & 0xffff_ffffL;
                default ->
                    updatePart(
                        operation, memory.words(), address, 8 << width, (int) r[fp + code[pc + 2]]);
              };
    }
  }

  /** What is at the address, with zeros in front. */
  private static long load(int width, MemorySegment segment, long address) {
    return switch (width) {
      case 0 -> (byte) BYTE.getVolatile(segment, address) & 0xffL;
      case 1 -> (short) SHORT.getVolatile(segment, address) & 0xffffL;
      case 2 -> (int) INT.getVolatile(segment, address) & 0xffff_ffffL;
      default -> (long) LONG.getVolatile(segment, address);
    };
  }

  private static void store(int width, MemorySegment segment, long address, long value) {
    switch (width) {
      case 0 -> BYTE.setVolatile(segment, address, (byte) value);
      case 1 -> SHORT.setVolatile(segment, address, (short) value);
      case 2 -> INT.setVolatile(segment, address, (int) value);
      default -> LONG.setVolatile(segment, address, value);
    }
  }

  /** Replaces what is at the address if it is as expected, as far as it is wide. */
  private static long compareAndExchange(
      int width,
      RuntimeMemory memory,
      MemorySegment segment,
      long address,
      long expected,
      long replacement) {
    if (width == 3) {
      return (long) LONG.compareAndExchange(segment, address, expected, replacement);
    }
    if (width == 2) {
      return (int) INT.compareAndExchange(segment, address, (int) expected, (int) replacement)
          & 0xffff_ffffL;
    }
    MemorySegment words = memory.words();
    int bits = 8 << width;
    int wanted = part((int) expected, 0, bits);
    for (; ; ) {
      int word = (int) INT.getVolatile(words, address & -4);
      int found = part(word, address, bits);
      if (found != wanted
          || INT.compareAndSet(
              words, address & -4, word, with(word, address, bits, (int) replacement))) {
        return found;
      }
    }
  }

  private static long updateLong(
      Operation operation, MemorySegment segment, long address, long operand) {
    return switch (operation) {
      case ADD -> (long) LONG.getAndAdd(segment, address, operand);
      case SUB -> (long) LONG.getAndAdd(segment, address, -operand);
      case AND -> (long) LONG.getAndBitwiseAnd(segment, address, operand);
      case OR -> (long) LONG.getAndBitwiseOr(segment, address, operand);
      case XOR -> (long) LONG.getAndBitwiseXor(segment, address, operand);
      case EXCHANGE -> (long) LONG.getAndSet(segment, address, operand);
      case LOAD, STORE, COMPARE_EXCHANGE -> throw new IllegalStateException("no update");
    };
  }

  private static int updateInt(
      Operation operation, MemorySegment segment, long address, int operand) {
    return switch (operation) {
      case ADD -> (int) INT.getAndAdd(segment, address, operand);
      case SUB -> (int) INT.getAndAdd(segment, address, -operand);
      case AND -> (int) INT.getAndBitwiseAnd(segment, address, operand);
      case OR -> (int) INT.getAndBitwiseOr(segment, address, operand);
      case XOR -> (int) INT.getAndBitwiseXor(segment, address, operand);
      case EXCHANGE -> (int) INT.getAndSet(segment, address, operand);
      case LOAD, STORE, COMPARE_EXCHANGE -> throw new IllegalStateException("no update");
    };
  }

  private static long updatePart(
      Operation operation, MemorySegment words, long address, int bits, int operand) {
    for (; ; ) {
      int word = (int) INT.getVolatile(words, address & -4);
      int before = part(word, address, bits);
      int after = apply(operation, before, operand);
      if (INT.compareAndSet(words, address & -4, word, with(word, address, bits, after))) {
        return before;
      }
    }
  }

  private static int apply(Operation operation, int before, int operand) {
    return switch (operation) {
      case ADD -> before + operand;
      case SUB -> before - operand;
      case AND -> before & operand;
      case OR -> before | operand;
      case XOR -> before ^ operand;
      case EXCHANGE -> operand;
      case LOAD, STORE, COMPARE_EXCHANGE -> throw new IllegalStateException("no update");
    };
  }

  /** The bits of a word that are at the address, with zeros in front. */
  private static int part(int word, long address, int bits) {
    return word >>> shift(address) & (1 << bits) - 1;
  }

  private static int with(int word, long address, int bits, int part) {
    int mask = (1 << bits) - 1;
    return word & ~(mask << shift(address)) | (part & mask) << shift(address);
  }

  private static int shift(long address) {
    return (int) (address & 3) * Byte.SIZE;
  }
}
