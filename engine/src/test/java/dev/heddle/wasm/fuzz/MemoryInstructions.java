package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.Type.Plain.F32;
import static dev.heddle.wasm.fuzz.Type.Plain.F64;
import static dev.heddle.wasm.fuzz.Type.Plain.I32;
import static dev.heddle.wasm.fuzz.Type.Plain.I64;

import dev.heddle.wasm.fuzz.Type.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes the instructions on memories, but for vectors and atomic ones. */
final class MemoryInstructions {

  /** Up to this size there is little of it, so that what is stored is loaded again. */
  private static final int NEAR = 128;

  /** Where local variables are shown, and how many of a function. */
  private static final int SHOWN = 1024;

  private static final int MAX_SHOWN = 64;
  private static final int SHOWN_END = SHOWN + 16 * 16 * MAX_SHOWN;

  private final ProgramGenerator code;
  private final Random random;
  private final List<MemoryDefinition> memories;

  MemoryInstructions(ProgramGenerator code, List<MemoryDefinition> memories) {
    this.code = code;
    this.random = code.random;
    this.memories = memories;
  }

  /** Chooses memories for a program. */
  static List<MemoryDefinition> definitions(Random random) {
    List<MemoryDefinition> memories = new ArrayList<>();
    do {
      boolean first = memories.isEmpty();
      boolean usual = random.nextInt(first ? 10 : 3) > 0;
      int pages =
          random.nextInt(first ? 40 : 10) == 0
              ? 0
              : usual ? 1 + random.nextInt(2) : 64 + random.nextInt(1000);
      byte[] data = new byte[Math.min(100 + random.nextInt(100), usual ? pages << 16 : pages)];
      random.nextBytes(data);
      memories.add(
          new MemoryDefinition(
              random.nextInt(3) == 0,
              random.nextInt(4) == 0,
              usual ? 16 : 0,
              pages,
              usual ? 2 : 300,
              data));
    } while (memories.size() < 3 && random.nextInt(5) < 2);
    return List.copyOf(memories);
  }

  /** The index of a memory. */
  int choose() {
    return random.nextInt(memories.size());
  }

  /**
   * An instruction that accesses a memory, as far as its memory argument.
   *
   * @param alignment the binary logarithm of the size of what it accesses
   * @param atomic whether it must state just that alignment
   */
  Code access(Code opcode, int memory, int alignment, boolean atomic) {
    int stated = atomic ? alignment : random.nextInt(alignment + 1);
    if (memory > 0 || random.nextInt(8) == 0) {
      opcode.bytes(stated | 0x40).unsigned(memory);
    } else {
      opcode.bytes(stated);
    }
    MemoryDefinition definition = memories.get(memory);
    if (random.nextInt(80) == 0) {
      long wild = random.nextBoolean() ? random.nextLong() : -1 - random.nextInt(NEAR);
      return definition.wide() ? opcode.unsigned(wild) : opcode.unsigned((int) wild);
    }
    int offset = random.nextInt(Math.clamp(definition.bytes() / 4, 1, 100));
    return opcode.unsigned(
        atomic && random.nextInt(40) > 0 ? offset >> alignment << alignment : offset);
  }

  /** An address that is inside, most of the time. */
  Node address(int memory, int depth, boolean aligned) {
    MemoryDefinition definition = memories.get(memory);
    Plain type = definition.address();
    switch (random.nextInt(60)) {
      case 0 -> {
        return code.expression(type, depth + 1);
      }
      case 1 -> {
        int end = Math.max(0, definition.bytes() - 8 - random.nextInt(110));
        return Node.of(new Code().constant(type, end), List.of(type));
      }
      case 2 -> {
        if (type == I32) {
          return code.wrapped(random.nextInt(NEAR), depth);
        }
      }
      default -> {}
    }
    Node any = code.expression(type, depth + 1);
    int inside = Integer.highestOneBit(definition.bytes() | 1) / 2;
    int within = random.nextInt(3) == 0 ? inside : Math.min(inside, NEAR);
    int mask = Math.max(0, within - 1);
    if (aligned ? random.nextInt(40) > 0 : random.nextBoolean()) {
      mask &= -8;
    }
    return Node.of(
        new Code().constant(type, mask).bytes(type == I32 ? 0x71 : 0x83), List.of(type), any);
  }

  /** How much of a memory an instruction may work on, most of the time. */
  private Node count(Plain type, int memory, int depth) {
    return code.small(type, depth, Math.clamp(memories.get(memory).bytes() / 4, 1, 150));
  }

  /** A number that is loaded. */
  Node load(Plain type, int depth) {
    int memory = choose();
    int opcode =
        switch (type) {
          case I32 -> new int[] {0x28, 0x2c, 0x2d, 0x2e, 0x2f}[random.nextInt(5)];
          case I64 -> new int[] {0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35}[random.nextInt(7)];
          case F32 -> 0x2a;
          default -> 0x2b;
        };
    int alignment =
        switch (opcode) {
          case 0x2c, 0x2d, 0x30, 0x31 -> 0;
          case 0x2e, 0x2f, 0x32, 0x33 -> 1;
          case 0x28, 0x2a, 0x34, 0x35 -> 2;
          default -> 3;
        };
    return Node.of(
        access(new Code().bytes(opcode), memory, alignment, false),
        List.of(type),
        address(memory, depth + 1, false));
  }

  /** A number that is stored. */
  Node store(int depth) {
    int memory = choose();
    int opcode = 0x36 + random.nextInt(9);
    Plain type =
        switch (opcode) {
          case 0x36, 0x3a, 0x3b -> I32;
          case 0x38 -> F32;
          case 0x39 -> F64;
          default -> I64;
        };
    int alignment =
        switch (opcode) {
          case 0x3a, 0x3c -> 0;
          case 0x3b, 0x3d -> 1;
          case 0x36, 0x38, 0x3e -> 2;
          default -> 3;
        };
    return Node.of(
        access(new Code().bytes(opcode), memory, alignment, false),
        List.of(),
        address(memory, depth, false),
        code.visible(type, code.expression(type, depth)));
  }

  /** What stores a value at a place of its own; drops it if there is no room for many. */
  Node show(Plain type, Node value, int function, int number) {
    OptionalInt memory =
        IntStream.range(0, memories.size())
            .filter(i -> memories.get(i).bytes() >= SHOWN_END)
            .findFirst();
    if (memory.isEmpty() || number >= MAX_SHOWN) {
      return ProgramGenerator.drop(List.of(value));
    }
    int place = SHOWN + (function * MAX_SHOWN + number) * 16;
    Code store =
        switch (type) {
          case I32 -> new Code().bytes(0x36);
          case I64 -> new Code().bytes(0x37);
          case F32 -> new Code().bytes(0x38);
          case F64 -> new Code().bytes(0x39);
          case V128 -> new Code().bytes(0xfd, 0x0b);
        };
    store.bytes(0x40).unsigned(memory.getAsInt()).unsigned(place);
    Plain address = memories.get(memory.getAsInt()).address();
    return Node.of(store, List.of(), Node.zero(address), code.visible(type, value));
  }

  /** The size of a memory, which may grow. */
  Node size(Plain type, int depth) {
    int memory = choose();
    MemoryDefinition definition = memories.get(memory);
    Plain address = definition.address();
    Node size =
        random.nextBoolean()
            ? Node.of(new Code().bytes(0x3f).unsigned(memory), List.of(address))
            : Node.of(
                new Code().bytes(0x40).unsigned(memory),
                List.of(address),
                code.small(address, depth + 1, definition.growth() + 1));
    return code.converted(size, type);
  }

  /** Something that changes many bytes. */
  Node bulk(int depth) {
    int memory = choose();
    Plain address = memories.get(memory).address();
    return switch (random.nextInt(10)) {
      case 0 -> Node.of(new Code().bytes(0xfc, 9).unsigned(segment(memory)), List.of());
      case 1, 2, 3 ->
          Node.of(
              new Code().bytes(0xfc, 11).unsigned(memory),
              List.of(),
              address(memory, depth, false),
              code.expression(I32, depth),
              count(address, memory, depth));
      case 4, 5, 6 ->
          Node.of(
              new Code().bytes(0xfc, 8).unsigned(segment(memory)).unsigned(memory),
              List.of(),
              address(memory, depth, false),
              code.small(I32, depth, 50),
              code.small(I32, depth, Math.clamp(memories.get(memory).bytes() / 4, 1, 50)));
      default -> {
        int source = choose();
        Plain other = memories.get(source).address();
        yield Node.of(
            new Code().bytes(0xfc, 10).unsigned(memory).unsigned(source),
            List.of(),
            address(memory, depth, false),
            address(source, depth, false),
            count(address == I64 && other == I64 ? I64 : I32, memory, depth));
      }
    };
  }

  private int segment(int memory) {
    return MemoryDefinition.passiveSegment(random.nextInt(3) == 0 ? choose() : memory);
  }
}
