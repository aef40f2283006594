package dev.heddle.wasm.module;

/**
 * The opcodes of atomic memory instructions, as {@link Opcode} has them. Source: threads proposal.
 *
 * <p>From {@link #FIRST_ACCESS} on they are regular: seven shapes (the type, and how much of it is
 * accessed) of each of nine operations.
 */
public final class AtomicOpcode {

  public static final int NOTIFY = Opcode.PREFIX_FE << 12;
  public static final int WAIT32 = NOTIFY + 1;
  public static final int WAIT64 = NOTIFY + 2;
  public static final int FENCE = NOTIFY + 3;

  /** The first that accesses memory and does nothing else. */
  public static final int FIRST_ACCESS = NOTIFY + 0x10;

  /** The last that accesses memory and does nothing else. */
  public static final int LAST_ACCESS = NOTIFY + 0x4e;

  /** What is done with the bytes that are accessed; the order is that of the opcodes. */
  public enum Operation {
    LOAD("load", 0, true),
    STORE("store", 1, false),
    ADD("add", 1, true),
    SUB("sub", 1, true),
    AND("and", 1, true),
    OR("or", 1, true),
    XOR("xor", 1, true),
    EXCHANGE("xchg", 1, true),
    COMPARE_EXCHANGE("cmpxchg", 2, true);

    private static final Operation[] ALL = values();

    private final String word;
    private final int operands;
    private final boolean hasResult;

    Operation(String word, int operands, boolean hasResult) {
      this.word = word;
      this.operands = operands;
      this.hasResult = hasResult;
    }

    /** How many operands there are above the address. */
    public int operands() {
      return operands;
    }

    /** Whether there is a result. */
    public boolean hasResult() {
      return hasResult;
    }
  }

  private static final int SHAPES = 7;
  private static final int[] WIDTH_LOG2 = {2, 3, 0, 1, 0, 1, 2};
  private static final boolean[] IS_I64 = {false, true, false, false, true, true, true};

  private AtomicOpcode() {}

  /** Whether an opcode is one of these. */
  public static boolean isAtomic(int opcode) {
    return opcode >= NOTIFY && opcode <= FENCE || isAccess(opcode);
  }

  /** Whether an opcode is that of an atomic access. */
  public static boolean isAccess(int opcode) {
    return opcode >= FIRST_ACCESS && opcode <= LAST_ACCESS;
  }

  /** What an atomic access does. */
  public static Operation operation(int opcode) {
    return Operation.ALL[(opcode - FIRST_ACCESS) / SHAPES];
  }

  /** Whether the values of an access or a wait are {@code i64}, rather than {@code i32}. */
  public static boolean isI64(int opcode) {
    return isAccess(opcode) ? IS_I64[(opcode - FIRST_ACCESS) % SHAPES] : opcode == WAIT64;
  }

  /** The binary logarithm of the number of bytes at the address; there are none for a fence. */
  public static int widthLog2(int opcode) {
    return isAccess(opcode) ? WIDTH_LOG2[(opcode - FIRST_ACCESS) % SHAPES] : isI64(opcode) ? 3 : 2;
  }

  /** The mnemonic of the text format. */
  public static String mnemonic(int opcode) {
    return switch (opcode) {
      case NOTIFY -> "memory.atomic.notify";
      case WAIT32 -> "memory.atomic.wait32";
      case WAIT64 -> "memory.atomic.wait64";
      case FENCE -> "atomic.fence";
      default -> accessMnemonic(opcode);
    };
  }

  private static String accessMnemonic(int opcode) {
    Operation operation = operation(opcode);
    int bits = 8 << widthLog2(opcode);
    boolean narrow = bits < (isI64(opcode) ? 64 : 32);
    boolean modifies = operation != Operation.LOAD && operation != Operation.STORE;
    return (isI64(opcode) ? "i64" : "i32")
        + ".atomic."
        + (modifies ? "rmw" : operation.word)
        + (narrow ? bits : "")
        + (modifies ? "." + operation.word : "")
        + (narrow && operation.hasResult ? "_u" : "");
  }
}
