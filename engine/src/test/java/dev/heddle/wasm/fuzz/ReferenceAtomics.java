package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.fuzz.ReferenceMemories.Access;
import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.AtomicOpcode.Operation;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Set;

/**
 * The atomic memory instructions, for a single thread: nobody is there to be woken, and a thread
 * that waits is never woken before its time is up. Source: threads proposal.
 */
final class ReferenceAtomics {

  private static final int NOT_EQUAL = 1;
  private static final int TIMED_OUT = 2;

  private final ReferenceMemories memories;

  ReferenceAtomics(ReferenceMemories memories) {
    this.memories = memories;
  }

  /** Executes an instruction, whose opcode has been read. */
  void execute(int opcode, CodeReader code, Operands stack) {
    switch (opcode) {
      case AtomicOpcode.FENCE -> code.u8();
      case AtomicOpcode.NOTIFY -> {
        stack.pop();
        place(memories.access(code, stack), 4, false);
        stack.push(0);
      }
      case AtomicOpcode.WAIT32, AtomicOpcode.WAIT64 -> {
        stack.pop();
        long expected = ((Number) stack.pop()).longValue();
        int bits = opcode == AtomicOpcode.WAIT64 ? 64 : 32;
        Access access = memories.access(code, stack);
        int place = place(access, bits / 8, true);
        long found = access.memory().load(place, bits / 8);
        stack.push(found == low(expected, bits) ? TIMED_OUT : NOT_EQUAL);
      }
      default -> access(opcode, code, stack);
    }
  }

  private void access(int opcode, CodeReader code, Operands stack) {
    Operation operation = AtomicOpcode.operation(opcode);
    int bits = 8 << AtomicOpcode.widthLog2(opcode);
    long operand = operation.operands() > 0 ? ((Number) stack.pop()).longValue() : 0;
    long expected = operation.operands() > 1 ? ((Number) stack.pop()).longValue() : 0;
    Access access = memories.access(code, stack);
    int place = place(access, bits / 8, false);
    long before = access.memory().load(place, bits / 8);
    long after =
        switch (operation) {
          case LOAD -> before;
          case STORE, EXCHANGE -> operand;
          case ADD -> before + operand;
          case SUB -> before - operand;
          case AND -> before & operand;
          case OR -> before | operand;
          case XOR -> before ^ operand;
          case COMPARE_EXCHANGE -> before == low(expected, bits) ? operand : before;
        };
    access.memory().store(place, bits / 8, after);
    if (operation.hasResult()) {
      stack.push(AtomicOpcode.isI64(opcode) ? (Object) before : (Object) (int) before);
    }
  }

  private static long low(long value, int bits) {
    return bits == 64 ? value : value & (1L << bits) - 1;
  }

  /** Where the bytes are; of several reasons to trap, the specification prefers none. */
  private static int place(Access access, int count, boolean waits) {
    Set<TrapKind> reasons = EnumSet.noneOf(TrapKind.class);
    if (access.address().mod(BigInteger.valueOf(count)).signum() != 0) {
      reasons.add(TrapKind.UNALIGNED_ATOMIC);
    }
    if (waits && !access.memory().type().shared()) {
      reasons.add(TrapKind.EXPECTED_SHARED_MEMORY);
    }
    try {
      int place = access.place(count);
      if (reasons.isEmpty()) {
        return place;
      }
    } catch (ReferenceTrap trap) {
      reasons.addAll(trap.kinds);
    }
    throw new ReferenceTrap(reasons);
  }
}
