package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.Type.Plain.I32;
import static dev.heddle.wasm.fuzz.Type.Plain.I64;

import dev.heddle.wasm.fuzz.Type.Plain;
import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.AtomicOpcode.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes the atomic instructions. */
final class AtomicInstructions {

  /** What a thread waits for in vain, in nanoseconds. */
  private static final int MAX_TIMEOUT = 3;

  /** How many loads there are; the opcodes of other accesses have the same order. */
  private static final int SHAPES = 7;

  private static final List<Integer> ACCESSES =
      IntStream.rangeClosed(AtomicOpcode.FIRST_ACCESS, AtomicOpcode.LAST_ACCESS).boxed().toList();

  private final ProgramGenerator code;
  private final Random random;
  private final MemoryInstructions memories;

  AtomicInstructions(ProgramGenerator code, MemoryInstructions memories) {
    this.code = code;
    this.random = code.random;
    this.memories = memories;
  }

  /** How many instructions access memory and do nothing else. */
  static int count() {
    return ACCESSES.size();
  }

  /** One of those by its number, from 0 on. */
  Node instruction(int number, int depth) {
    return access(ACCESSES.get(number), depth);
  }

  /** What a load, a read-modify-write, a notification or a wait tells. */
  Node read(Plain type, int depth) {
    if (type == I32 && random.nextInt(8) == 0) {
      return random.nextBoolean() ? notification(depth) : await(depth);
    }
    List<Integer> found =
        ACCESSES.stream()
            .filter(opcode -> AtomicOpcode.isI64(opcode) == (type == I64))
            .filter(opcode -> AtomicOpcode.operation(opcode).hasResult())
            .toList();
    return access(found.get(random.nextInt(found.size())), depth);
  }

  /** A store or a fence. */
  Node statement(int depth) {
    if (random.nextInt(10) == 0) {
      return Node.of(new Code().bytes(0xfe, 0x03, 0x00), List.of());
    }
    List<Integer> found =
        ACCESSES.stream()
            .filter(opcode -> AtomicOpcode.operation(opcode) == Operation.STORE)
            .toList();
    return access(found.get(random.nextInt(found.size())), depth);
  }

  private Node access(int opcode, int depth) {
    Plain type = AtomicOpcode.isI64(opcode) ? I64 : I32;
    Operation operation = AtomicOpcode.operation(opcode);
    int memory = memories.choose();
    Node address = memories.address(memory, depth + 1, true);
    Code argument = argument(opcode, memory);
    List<Node> operands = new ArrayList<>();
    if (operation == Operation.COMPARE_EXCHANGE) {
      // before the replacement, which may change the memory
      int load = AtomicOpcode.FIRST_ACCESS + (opcode - AtomicOpcode.FIRST_ACCESS) % SHAPES;
      addExpected(address, load, argument, depth, operands);
    } else {
      operands.add(address);
    }
    while (operands.size() <= operation.operands()) {
      operands.add(code.expression(type, depth + 1));
    }
    return node(opcode, argument, operation.hasResult() ? List.of(type) : List.of(), operands);
  }

  /** Adds an address, and what is expected there: half of the time rightly, as far as it counts. */
  private void addExpected(Node address, int load, Code argument, int depth, List<Node> operands) {
    Plain type = AtomicOpcode.isI64(load) ? I64 : I32;
    if (random.nextBoolean()) {
      operands.add(address);
      operands.add(code.expression(type, depth + 1));
      return;
    }
    Type addressType = address.results().getFirst();
    int local = code.local(addressType);
    operands.add(Node.of(new Code().bytes(0x22).unsigned(local), List.of(addressType), address));
    Node again = Node.of(new Code().bytes(0x20).unsigned(local), List.of(addressType));
    Node found = node(load, argument, List.of(type), List.of(again));
    int bits = 8 << AtomicOpcode.widthLog2(load);
    boolean narrow = bits < (type == I64 ? 64 : 32);
    if (narrow) {
      Code or =
          type == I32
              ? new Code().constant(I32, random.nextInt() << bits).bytes(0x72)
              : new Code().constant(I64, random.nextLong() << bits).bytes(0x84);
      operands.add(Node.of(or, List.of(type), found));
    } else {
      operands.add(found);
    }
  }

  private Node notification(int depth) {
    int memory = memories.choose();
    return node(
        AtomicOpcode.NOTIFY,
        argument(AtomicOpcode.NOTIFY, memory),
        List.of(I32),
        List.of(memories.address(memory, depth + 1, true), code.expression(I32, depth + 1)));
  }

  /** Nobody wakes the thread: it must not wait for long, even in a program that is reduced. */
  private Node await(int depth) {
    boolean wide = random.nextBoolean();
    int opcode = wide ? AtomicOpcode.WAIT64 : AtomicOpcode.WAIT32;
    int load = AtomicOpcode.FIRST_ACCESS + (wide ? 1 : 0);
    int memory = memories.choose();
    Code argument = argument(opcode, memory);
    List<Node> operands = new ArrayList<>();
    addExpected(memories.address(memory, depth + 1, true), load, argument, depth, operands);
    operands.add(Node.of(new Code().constant(I64, random.nextInt(MAX_TIMEOUT)), List.of(I64)));
    return node(opcode, argument, List.of(I32), operands);
  }

  private Code argument(int opcode, int memory) {
    return memories.access(new Code(), memory, AtomicOpcode.widthLog2(opcode), true);
  }

  private static Node node(int opcode, Code argument, List<Type> results, List<Node> operands) {
    Code head = new Code().bytes(0xfe).unsigned(opcode & 0xfff).bytes(argument.toBytes());
    return new Node(head.toBytes(), results, operands, List.of());
  }
}
