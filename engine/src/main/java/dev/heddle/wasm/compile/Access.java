package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.ControlRegisterOpcode.*;
import static dev.heddle.wasm.code.ObjectRegisterOpcode.*;
import static dev.heddle.wasm.code.RegisterKind.*;
import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.code.AtomicRegisterOpcode;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.RegisterInstruction;
import dev.heddle.wasm.code.RegisterInstruction.Operand;
import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.code.StructLayout;
import dev.heddle.wasm.code.WideRegisterOpcode;
import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.types.FieldType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.StorageType;
import dev.heddle.wasm.types.ValueType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which number registers an instruction reads and writes, and of what kind their values are; a
 * vector counts as two registers, each with a half of it. What it does with references is not told:
 * they stay in the frame.
 *
 * <p>One object serves for one instruction after the other. Not thread-safe.
 */
final class Access {

  private static final VectorInstruction[] VECTORS = new VectorInstruction[VECTOR_COPY];

  static {
    for (VectorInstruction instruction : VectorInstruction.values()) {
      VECTORS[FIRST_VECTOR + instruction.number()] = instruction;
    }
  }

  private final ModuleDefinition module;
  private final Signature signature;
  private final int[] code;
  private final byte[] kinds;
  private final Map<FunctionType, Signature> signatures = new IdentityHashMap<>();

  /** Whether a vector is one variable of the JVM. */
  final boolean wholeVectors;

  /** The instruction that was read last. */
  private int last = -1;

  /** How many registers are read. */
  int uses;

  /** Which ones, in the order of the operands. */
  int[] useSlots = new int[16];

  /** Of which kind each of them is. */
  byte[] useKinds = new byte[16];

  /** How many registers are written. */
  int definitions;

  int[] definedSlots = new int[16];
  byte[] definedKinds = new byte[16];

  /** Tells about the instructions of a function, whose kinds are known. */
  Access(ModuleDefinition module, LoweredFunction function, boolean wholeVectors) {
    this.wholeVectors = wholeVectors;
    this.module = module;
    this.signature = function.signature;
    this.code = function.code;
    this.kinds = Objects.requireNonNull(function.kinds);
  }

  /** Where the parameters and results of a type of the module are. */
  Signature signature(int typeIndex) {
    return signatureOf(module.types().get(typeIndex).function());
  }

  /** Where the parameters and results of a function of the module are. */
  Signature signatureOf(int functionIndex) {
    return signatureOf(module.functionType(functionIndex));
  }

  private Signature signatureOf(FunctionType type) {
    Signature known = signatures.get(type);
    if (known == null) {
      known = Signature.of(type);
      signatures.put(type, known);
    }
    return known;
  }

  /** The vector instruction of a register opcode. */
  static VectorInstruction vector(int opcode) {
    return VECTORS[opcode];
  }

  /** The vector instructions that there are in code. */
  static Set<VectorInstruction> vectorInstructions(int[] code) {
    Set<VectorInstruction> found = EnumSet.noneOf(VectorInstruction.class);
    for (int pc = 0; pc < code.length; pc += RegisterInstruction.length(code, pc)) {
      if (code[pc] >= FIRST_VECTOR && code[pc] < VECTOR_COPY) {
        found.add(vector(code[pc]));
      }
    }
    return found;
  }

  /** Whether a register opcode is that of a load or store of a vector or of a lane. */
  static boolean isVectorAccess(int opcode) {
    if (opcode < FIRST_VECTOR || opcode >= VECTOR_COPY) {
      return false;
    }
    return switch (vector(opcode).form()) {
      case LOAD, STORE, LOAD_LANE, STORE_LANE -> true;
      default -> false;
    };
  }

  /** Finds out about the instruction at {@code pc}. */
  void read(int pc) {
    if (pc == last) {
      return;
    }
    find(pc);
    last = pc;
  }

  private void find(int pc) {
    uses = 0;
    definitions = 0;
    int opcode = code[pc];
    if (opcode < FIRST_RARE) {
      common(opcode, pc);
    } else if (opcode < FIRST_MEMORY) {
      rare(opcode, pc);
    } else if (opcode < FIRST_VECTOR) {
      if (opcode - FIRST_MEMORY + LOAD8_S >= STORE8) {
        use(code[pc + 1], kinds[pc]);
      } else {
        define(code[pc + 1], kinds[pc]);
      }
      address(pc + 2);
    } else if (opcode < FIRST_ATOMIC) {
      vectors(opcode, pc);
    } else if (opcode < FIRST_OBJECT) {
      atomic(opcode, pc);
    } else if (opcode < FIRST_CONTROL) {
      object(opcode, pc);
    } else if (opcode < FIRST_WIDE) {
      control(opcode, pc);
    } else {
      define(code[pc + 1], I64);
      define(code[pc + 2], I64);
      int operands =
          opcode == WideRegisterOpcode.I64_ADD128 || opcode == WideRegisterOpcode.I64_SUB128
              ? 4
              : 2;
      for (int i = 0; i < operands; i++) {
        use(code[pc + 3 + i], I64);
      }
    }
  }

  private void common(int opcode, int pc) {
    switch (opcode) {
      case COPY -> {
        byte kind = kinds[pc];
        use(code[pc + 2], before(kind));
        define(code[pc + 1], after(kind));
      }
      case CONST32, CONST64 -> define(code[pc + 1], kinds[pc]);
      case SELECT -> {
        use(code[pc + 3], kinds[pc]);
        use(code[pc + 4], kinds[pc]);
        use(code[pc + 2], I32);
        define(code[pc + 1], kinds[pc]);
      }
      case BR, FUEL -> {}
      case RETURN -> results(signature.type().results(), signature.resultSlots(), 0, true);
      case RETURN_VALUE -> use(code[pc + 1], of(signature.type().results().getFirst()));
      case CALL, CALL_EXTERNAL -> call(signatureOf(code[pc + 1]), code[pc + 2]);
      case CALL_INDIRECT -> {
        use(code[pc + 3], ofIndices(module, code[pc + 2]));
        call(signature(code[pc + 1]), code[pc + 4]);
      }
      case GLOBAL_GET -> define(code[pc + 1], of(module.globals().get(code[pc + 2]).value()));
      case GLOBAL_SET -> use(code[pc + 1], of(module.globals().get(code[pc + 2]).value()));
      case BR_ZERO, BR_NONZERO, BR_TABLE -> use(code[pc + 1], I32);
      default -> {
        if (opcode <= BR_I64_LE_U) {
          byte kind = opcode < BR_I64_EQ ? I32 : I64;
          use(code[pc + 1], kind);
          if (opcode < BR_I32_EQ_IMM || opcode > BR_I32_GE_U_IMM) {
            use(code[pc + 2], kind);
          }
        } else if (opcode <= LOAD64) {
          use(code[pc + 2], I32);
          define(code[pc + 1], kinds[pc]);
        } else if (opcode <= STORE64) {
          use(code[pc + 1], I32);
          use(code[pc + 2], kinds[pc]);
        } else {
          arithmetic(opcode, pc);
        }
      }
    }
  }

  private void arithmetic(int opcode, int pc) {
    byte operand = ofOperand(opcode);
    if (opcode == EXTEND8_S || opcode == EXTEND16_S || opcode == EXTEND32_S) {
      operand = kinds[pc];
    }
    use(code[pc + 2], operand);
    if (isBinary(opcode)) {
      use(code[pc + 3], operand);
    }
    define(
        code[pc + 1],
        opcode == EXTEND8_S || opcode == EXTEND16_S ? operand : RegisterKind.ofResult(opcode));
  }

  /** Whether an arithmetic instruction has two registers as operands. */
  static boolean isBinary(int opcode) {
    if (opcode <= I64_EQZ) {
      return opcode < I32_ADD_IMM
          || opcode > I32_SHR_U_IMM
              && opcode != I32_EQZ
              && (opcode < I64_ADD_IMM || opcode > I64_SHR_U_IMM)
              && opcode != I64_EQZ;
    }
    return opcode >= F32_ADD && opcode < FIRST_UNARY;
  }

  /** The kind of what an arithmetic instruction works on, where its opcode says it. */
  static byte ofOperand(int opcode) {
    if (opcode <= I32_EQZ) {
      return I32;
    }
    if (opcode <= I64_EQZ) {
      return I64;
    }
    if (opcode <= EXTEND32_U) {
      return I32;
    }
    if (opcode <= F64_LE) {
      return opcode <= F32_DIV ? F32 : F64;
    }
    if (opcode <= F64_COPYSIGN) {
      return opcode <= I32_ROTR
          ? I32
          : opcode <= I64_ROTR ? I64 : opcode <= F32_COPYSIGN ? F32 : F64;
    }
    if (opcode <= F64_SQRT) {
      return opcode <= I32_POPCNT
          ? I32
          : opcode <= I64_POPCNT ? I64 : opcode <= F32_SQRT ? F32 : F64;
    }
    return switch (opcode) {
      case I32_TRUNC_F32_S,
          I32_TRUNC_F32_U,
          I64_TRUNC_F32_S,
          I64_TRUNC_F32_U,
          I32_TRUNC_SAT_F32_S,
          I32_TRUNC_SAT_F32_U,
          I64_TRUNC_SAT_F32_S,
          I64_TRUNC_SAT_F32_U,
          F64_PROMOTE_F32 ->
          F32;
      case F32_CONVERT_I32_S, F32_CONVERT_I32_U, F64_CONVERT_I32_S, F64_CONVERT_I32_U -> I32;
      case F32_CONVERT_I64_S, F32_CONVERT_I64_U, F64_CONVERT_I64_S, F64_CONVERT_I64_U -> I64;
      default -> F64;
    };
  }

  /** The kind of what a copy reads. */
  static byte before(byte kind) {
    return switch (kind) {
      case I32_OF_I64, F64_OF_I64 -> I64;
      case I32_OF_F32 -> F32;
      case I64_OF_F64 -> F64;
      case F32_OF_I32 -> I32;
      default -> kind;
    };
  }

  /** The kind of what a copy writes. */
  static byte after(byte kind) {
    return switch (kind) {
      case I32_OF_I64, I32_OF_F32 -> I32;
      case I64_OF_F64 -> I64;
      case F32_OF_I32 -> F32;
      case F64_OF_I64 -> F64;
      default -> kind;
    };
  }

  private void rare(int opcode, int pc) {
    switch (opcode) {
      case FUEL_FOR_SIZE -> {
        find(pc + 1);
        definitions = 0;
      }
      case COPY_RANGE -> {
        List<ValueType> results = signature.type().results();
        for (int i = 0; i < results.size(); i++) {
          if (!results.get(i).isReference()) {
            use(code[pc + 2] + signature.resultSlots()[i], of(results.get(i)));
          }
        }
        results(results, signature.resultSlots(), code[pc + 1], false);
      }
      case BOUNDED_GLOBAL_SET -> use(code[pc + 1], of(module.globals().get(code[pc + 2]).value()));
      case MEMORY_SIZE -> define(code[pc + 1], ofAddresses(module, code[pc + 2]));
      case MEMORY_GROW -> {
        use(code[pc + 2], ofAddresses(module, code[pc + 3]));
        define(code[pc + 1], ofAddresses(module, code[pc + 3]));
      }
      case MEMORY_COPY -> {
        byte to = ofAddresses(module, code[pc + 4]);
        byte from = ofAddresses(module, code[pc + 5]);
        use(code[pc + 1], to);
        use(code[pc + 2], from);
        use(code[pc + 3], to == I64 && from == I64 ? I64 : I32);
      }
      case MEMORY_FILL -> {
        byte kind = ofAddresses(module, code[pc + 4]);
        use(code[pc + 1], kind);
        use(code[pc + 2], I32);
        use(code[pc + 3], kind);
      }
      case MEMORY_INIT -> {
        use(code[pc + 1], ofAddresses(module, code[pc + 5]));
        use(code[pc + 2], I32);
        use(code[pc + 3], I32);
      }
      case TABLE_SIZE -> define(code[pc + 1], ofIndices(module, code[pc + 2]));
      case TABLE_COPY -> {
        byte to = ofIndices(module, code[pc + 4]);
        byte from = ofIndices(module, code[pc + 5]);
        use(code[pc + 1], to);
        use(code[pc + 2], from);
        use(code[pc + 3], to == I64 && from == I64 ? I64 : I32);
      }
      case TABLE_INIT -> {
        use(code[pc + 1], ofIndices(module, code[pc + 5]));
        use(code[pc + 2], I32);
        use(code[pc + 3], I32);
      }
      case TABLE_GET -> use(code[pc + 2], ofIndices(module, code[pc + 3]));
      case TABLE_SET -> use(code[pc + 1], ofIndices(module, code[pc + 3]));
      case TABLE_GROW -> {
        use(code[pc + 3], ofIndices(module, code[pc + 4]));
        define(code[pc + 1], ofIndices(module, code[pc + 4]));
      }
      case TABLE_FILL -> {
        use(code[pc + 1], ofIndices(module, code[pc + 4]));
        use(code[pc + 3], ofIndices(module, code[pc + 4]));
      }
      case REF_IS_NULL -> define(code[pc + 1], I32);
      case REF_SELECT -> use(code[pc + 2], I32);
      default -> {}
    }
  }

  private void vectors(int opcode, int pc) {
    if (opcode >= VECTOR_COPY) {
      switch (opcode) {
        case VECTOR_COPY -> {
          use(code[pc + 2], V128);
          define(code[pc + 1], V128);
        }
        case VECTOR_SELECT -> {
          use(code[pc + 3], V128);
          use(code[pc + 4], V128);
          use(code[pc + 2], I32);
          define(code[pc + 1], V128);
        }
        case VECTOR_GLOBAL_GET -> define(code[pc + 1], V128);
        default -> use(code[pc + 1], V128);
      }
      return;
    }
    VectorInstruction instruction = vector(opcode);
    switch (instruction.form()) {
      case LOAD -> {
        address(pc + 2);
        define(code[pc + 1], V128);
      }
      case STORE, STORE_LANE -> {
        address(pc + 2);
        use(code[pc + 1], V128);
      }
      case LOAD_LANE -> {
        address(pc + 2);
        use(code[pc + 6], V128);
        define(code[pc + 1], V128);
      }
      case CONST -> define(code[pc + 1], V128);
      case UNARY -> {
        use(code[pc + 2], V128);
        define(code[pc + 1], V128);
      }
      case BINARY, SHUFFLE -> {
        use(code[pc + 2], V128);
        use(code[pc + 3], V128);
        define(code[pc + 1], V128);
      }
      case TERNARY -> {
        use(code[pc + 2], V128);
        use(code[pc + 3], V128);
        use(code[pc + 4], V128);
        define(code[pc + 1], V128);
      }
      case SHIFT -> {
        use(code[pc + 2], V128);
        use(code[pc + 3], I32);
        define(code[pc + 1], V128);
      }
      case TEST -> {
        use(code[pc + 2], V128);
        define(code[pc + 1], I32);
      }
      case SPLAT -> {
        use(code[pc + 2], ofLane(instruction));
        define(code[pc + 1], V128);
      }
      case EXTRACT -> {
        use(code[pc + 2], V128);
        define(code[pc + 1], ofLane(instruction));
      }
      case REPLACE -> {
        use(code[pc + 2], V128);
        use(code[pc + 3], ofLane(instruction));
        define(code[pc + 1], V128);
      }
    }
  }

  private void atomic(int opcode, int pc) {
    int binary = AtomicRegisterOpcode.binary(opcode);
    if (binary == AtomicOpcode.FENCE) {
      return;
    }
    List<Operand> operands = RegisterInstruction.of(opcode).operands();
    int registers = operands.size() - 1;
    int at = pc + 1;
    String name = AtomicOpcode.mnemonic(binary);
    byte kind = name.startsWith("i64") ? I64 : I32;
    if (AtomicRegisterOpcode.hasResult(binary)) {
      define(code[at++], kind);
      registers--;
    }
    for (int i = 0; i < registers; i++) {
      byte operand = kind;
      if (binary == AtomicOpcode.WAIT32 || binary == AtomicOpcode.WAIT64) {
        operand = i == 0 && binary == AtomicOpcode.WAIT32 ? I32 : I64;
      }
      use(code[at++], operand);
    }
    address(at);
  }

  private void object(int opcode, int pc) {
    switch (opcode) {
      case CALL_REF -> call(signature(code[pc + 4]), code[pc + 2]);
      case BR_ON_NULL,
          BR_ON_NON_NULL,
          BR_ON_CAST,
          BR_ON_CAST_FAIL,
          REF_CHECK_NON_NULL,
          REF_CAST,
          STRUCT_GET_REF,
          STRUCT_SET_REF,
          STRUCT_NEW_DEFAULT -> {}
      case REF_EQ, REF_TEST, I31_GET_S, I31_GET_U, ARRAY_LEN -> define(code[pc + 1], I32);
      case REF_I31 -> use(code[pc + 2], I32);
      case STRUCT_GET,
          STRUCT_GET8_S,
          STRUCT_GET8_U,
          STRUCT_GET16_S,
          STRUCT_GET16_U,
          STRUCT_GET128 ->
          define(code[pc + 1], kinds[pc]);
      case STRUCT_SET, STRUCT_SET128 -> use(code[pc + 2], kinds[pc]);
      case ARRAY_GET8_S,
          ARRAY_GET8_U,
          ARRAY_GET16_S,
          ARRAY_GET16_U,
          ARRAY_GET32,
          ARRAY_GET64,
          ARRAY_GET128 -> {
        use(code[pc + 3], I32);
        define(code[pc + 1], kinds[pc]);
      }
      case ARRAY_GET_REF -> use(code[pc + 3], I32);
      case ARRAY_SET8, ARRAY_SET16, ARRAY_SET32, ARRAY_SET64, ARRAY_SET128 -> {
        use(code[pc + 2], I32);
        use(code[pc + 3], kinds[pc]);
      }
      case ARRAY_SET_REF -> use(code[pc + 2], I32);
      case STRUCT_NEW -> {
        StructLayout layout = StructLayout.of(module.types().get(code[pc + 2]));
        for (int i = 0, slot = code[pc + 3]; i < layout.slots().length; i++) {
          slot += useField(layout.field(i), slot);
        }
      }
      case ARRAY_NEW, ARRAY_NEW128 -> {
        use(code[pc + 3], kinds[pc]);
        use(code[pc + 4], I32);
      }
      case ARRAY_NEW_REF -> use(code[pc + 4], I32);
      case ARRAY_NEW_DEFAULT -> use(code[pc + 3], I32);
      case ARRAY_NEW_FIXED -> {
        FieldType element = module.types().get(code[pc + 2]).array().element();
        for (int i = 0, slot = code[pc + 4]; i < code[pc + 3]; i++) {
          slot += useField(element, slot);
        }
      }
      case ARRAY_NEW_DATA, ARRAY_NEW_ELEM -> {
        use(code[pc + 4], I32);
        use(code[pc + 5], I32);
      }
      case ARRAY_FILL, ARRAY_FILL128 -> {
        use(code[pc + 2], I32);
        use(code[pc + 3], kinds[pc]);
        use(code[pc + 4], I32);
      }
      case ARRAY_FILL_REF -> {
        use(code[pc + 2], I32);
        use(code[pc + 4], I32);
      }
      case ARRAY_COPY -> {
        use(code[pc + 2], I32);
        use(code[pc + 4], I32);
        use(code[pc + 5], I32);
      }
      case ARRAY_INIT_DATA, ARRAY_INIT_ELEM -> {
        use(code[pc + 2], I32);
        use(code[pc + 3], I32);
        use(code[pc + 4], I32);
      }
      default -> throw new IllegalStateException("unknown opcode " + opcode);
    }
  }

  /** Uses the register of a field, and returns how many registers that are. */
  private int useField(FieldType field, int slot) {
    StorageType storage = field.storage();
    byte kind = storage instanceof ValueType value ? of(value) : I32;
    if (kind == REFERENCE) {
      return 0;
    }
    use(slot, kind);
    return kind == V128 ? 2 : 1;
  }

  private void control(int opcode, int pc) {
    switch (opcode) {
      case TAIL_CALL -> arguments(signatureOf(code[pc + 1]), code[pc + 2]);
      case TAIL_CALL_INDIRECT -> {
        use(code[pc + 3], ofIndices(module, code[pc + 2]));
        arguments(signature(code[pc + 1]), code[pc + 4]);
      }
      case THROW -> arguments(signature(module.tagTypes()[code[pc + 1]]), code[pc + 2]);
      case TAIL_CALL_REF -> arguments(signature(code[pc + 1]), code[pc + 3]);
      default -> {}
    }
  }

  private void call(Signature callee, int base) {
    arguments(callee, base);
    results(callee.type().results(), callee.resultSlots(), base, false);
  }

  private void arguments(Signature callee, int base) {
    List<ValueType> parameters = callee.type().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      if (!parameters.get(i).isReference()) {
        use(base + callee.parameterSlots()[i], of(parameters.get(i)));
      }
    }
  }

  private void results(List<ValueType> types, int[] slots, int base, boolean used) {
    for (int i = 0; i < types.size(); i++) {
      byte kind = of(types.get(i));
      if (kind != REFERENCE) {
        if (used) {
          use(base + slots[i], kind);
        } else {
          define(base + slots[i], kind);
        }
      }
    }
  }

  /** Uses the address whose operand is at {@code at}. */
  private void address(int at) {
    use(code[at], ofAddresses(module, code[at + 1]));
  }

  private void use(int slot, byte kind) {
    if (kind == V128) {
      use(slot, Types.LOW);
      use(slot + 1, Types.HIGH);
      return;
    }
    if (kind == 0) {
      throw new IllegalStateException("register " + slot + " is used as nobody knows what");
    }
    if (uses == useSlots.length) {
      useSlots = Arrays.copyOf(useSlots, 2 * uses);
      useKinds = Arrays.copyOf(useKinds, 2 * uses);
    }
    useSlots[uses] = slot;
    useKinds[uses++] = kind;
  }

  private void define(int slot, byte kind) {
    if (kind == V128) {
      define(slot, Types.LOW);
      define(slot + 1, Types.HIGH);
      return;
    }
    if (kind == 0) {
      throw new IllegalStateException("register " + slot + " becomes nobody knows what");
    }
    if (definitions == definedSlots.length) {
      definedSlots = Arrays.copyOf(definedSlots, 2 * definitions);
      definedKinds = Arrays.copyOf(definedKinds, 2 * definitions);
    }
    definedSlots[definitions] = slot;
    definedKinds[definitions++] = kind;
  }
}
