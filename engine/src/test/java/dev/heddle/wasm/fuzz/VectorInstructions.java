package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.Type.Plain.F32;
import static dev.heddle.wasm.fuzz.Type.Plain.F64;
import static dev.heddle.wasm.fuzz.Type.Plain.I32;
import static dev.heddle.wasm.fuzz.Type.Plain.I64;

import dev.heddle.wasm.V128;
import dev.heddle.wasm.fuzz.Type.Plain;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.module.VectorInstruction.Form;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the vector instructions. The bits of a NaN that one of them makes are the same for all at
 * once, as any instruction on other lanes could tell them.
 */
final class VectorInstructions {

  private static final int BYTES = 16;

  private static final Set<Form> STORES = EnumSet.of(Form.STORE, Form.STORE_LANE);
  private static final Set<Form> LOADS = EnumSet.of(Form.LOAD, Form.LOAD_LANE);
  private static final Set<Form> TO_NUMBERS = EnumSet.of(Form.TEST, Form.EXTRACT);
  private static final Set<Form> TO_VECTORS =
      EnumSet.of(
          Form.SHUFFLE,
          Form.UNARY,
          Form.BINARY,
          Form.TERNARY,
          Form.SHIFT,
          Form.SPLAT,
          Form.REPLACE);

  /** Those that may make a NaN, or change its bits in a way that is left open. */
  private static final Pattern MAKES_NANS =
      Pattern.compile(
          "f(32x4|64x2)\\.(ceil|floor|trunc|nearest|sqrt|add|sub|mul|div|min|max|demote_.*|promote_.*"
              + "|relaxed_.*)");

  private static final Pattern SHAPE = Pattern.compile("[if]\\d+x\\d+");

  private final ProgramGenerator code;
  private final Random random;
  private final MemoryInstructions memories;
  private final Values values;

  VectorInstructions(ProgramGenerator code, MemoryInstructions memories, Values values) {
    this.code = code;
    this.random = code.random;
    this.memories = memories;
    this.values = values;
  }

  /** How many instructions there are. */
  static int count() {
    return VectorInstruction.values().length;
  }

  /** An instruction by its number, from 0 on. */
  Node instruction(int number, int depth) {
    VectorInstruction instruction = VectorInstruction.values()[number];
    return instruction.form() == Form.CONST ? constant() : node(instruction, depth);
  }

  /** A constant. */
  Node constant() {
    return constant(values.vector());
  }

  private static Node constant(V128 vector) {
    return Node.of(new Code().vector(vector.low(), vector.high()), List.of(Plain.V128));
  }

  /** A vector that is computed. */
  Node vector(int depth) {
    return node(choose(TO_VECTORS, instruction -> true), depth);
  }

  /** A number that is computed from a vector. */
  Node number(Plain type, int depth) {
    return node(choose(TO_NUMBERS, instruction -> result(instruction) == type), depth);
  }

  /** A vector that is loaded, all of it or a lane. */
  Node load(int depth) {
    return node(choose(LOADS, instruction -> true), depth);
  }

  /** A vector that is stored, all of it or a lane. */
  Node store(int depth) {
    return node(choose(STORES, instruction -> true), depth);
  }

  private VectorInstruction choose(Set<Form> forms, Predicate<VectorInstruction> which) {
    List<VectorInstruction> found =
        Stream.of(VectorInstruction.values())
            .filter(instruction -> forms.contains(instruction.form()))
            .filter(which)
            .toList();
    return found.get(random.nextInt(found.size()));
  }

  private static Plain result(VectorInstruction instruction) {
    return instruction.form() == Form.EXTRACT ? scalar(instruction) : I32;
  }

  private static Plain scalar(VectorInstruction instruction) {
    return switch (instruction.scalar()) {
      case I32 -> I32;
      case I64 -> I64;
      case F32 -> F32;
      case F64 -> F64;
    };
  }

  private Node node(VectorInstruction instruction, int depth) {
    Code head = new Code().bytes(0xfd).unsigned(instruction.number());
    List<Node> operands = new ArrayList<>();
    List<Type> results = List.of(Plain.V128);
    switch (instruction.form()) {
      case LOAD, STORE, LOAD_LANE, STORE_LANE -> {
        int memory = memories.choose();
        memories.access(head, memory, instruction.naturalAlignment(), false);
        operands.add(memories.address(memory, depth + 1, false));
        if (instruction.form() != Form.LOAD) {
          operands.add(operand(instruction, depth));
        }
        if (STORES.contains(instruction.form())) {
          results = List.of();
        }
      }
      case CONST, SHUFFLE, UNARY, BINARY, TERNARY -> {
        int count =
            switch (instruction.form()) {
              case UNARY -> 1;
              case TERNARY -> 3;
              default -> 2;
            };
        for (int i = 0; i < count; i++) {
          operands.add(operand(instruction, depth));
        }
      }
      case SHIFT -> {
        operands.add(operand(instruction, depth));
        operands.add(code.expression(I32, depth + 1));
      }
      case SPLAT -> operands.add(scalar(instruction, depth));
      case REPLACE -> {
        operands.add(operand(instruction, depth));
        operands.add(scalar(instruction, depth));
      }
      case TEST, EXTRACT -> {
        operands.add(operand(instruction, depth));
        results = List.of(result(instruction));
      }
    }
    if (instruction.form() == Form.BINARY && random.nextInt(6) == 0) {
      makeAlike(operands, depth);
    }
    for (int i = instruction.form() == Form.SHUFFLE ? BYTES : 1; i > 0; i--) {
      if (instruction.lanes() > 0) {
        head.bytes(random.nextInt(instruction.lanes()));
      }
    }
    if (MAKES_NANS.matcher(instruction.mnemonic()).matches()) {
      canonicalise(head, instruction.mnemonic().startsWith("f32"));
    }
    return new Node(head.toBytes(), results, operands, List.of());
  }

  /** Makes the second of two vectors that are compared, perhaps, the first or almost that. */
  private void makeAlike(List<Node> operands, int depth) {
    int local = code.local(Plain.V128);
    List<Type> vector = List.of(Plain.V128);
    operands.set(0, Node.of(new Code().bytes(0x22).unsigned(local), vector, operands.getFirst()));
    Node again = Node.of(new Code().bytes(0x20).unsigned(local), vector);
    Code replace = new Code().bytes(0xfd, 0x1c, random.nextInt(4));
    operands.set(
        1,
        random.nextBoolean()
            ? again
            : Node.of(replace, vector, again, code.expression(I32, depth + 1)));
  }

  private Node operand(VectorInstruction instruction, int depth) {
    // of two shapes, the one named last is that of the operands
    String shape =
        SHAPE
            .matcher(instruction.mnemonic())
            .results()
            .map(MatchResult::group)
            .reduce("i8x16", (first, last) -> last);
    return random.nextInt(3) == 0
        ? constant(values.vector(Shape.of(shape)))
        : code.expression(Plain.V128, depth + 1);
  }

  private Node scalar(VectorInstruction instruction, int depth) {
    Plain type = scalar(instruction);
    return code.visible(type, code.expression(type, depth + 1));
  }

  /** Appends what replaces all lanes that are a NaN by the same one. */
  private void canonicalise(Code head, boolean single) {
    int local = code.local(Plain.V128);
    long nan = single ? 0x7fc0_0000_7fc0_0000L : 0x7ff8_0000_0000_0000L;
    head.bytes(0x22).unsigned(local).vector(nan, nan);
    head.bytes(0x20).unsigned(local).bytes(0x20).unsigned(local);
    // a lane that does not equal itself is a NaN; others may read the local variable later
    head.bytes(0xfd, single ? 0x41 : 0x47, 0xfd, 0x52, 0x22).unsigned(local);
  }
}
