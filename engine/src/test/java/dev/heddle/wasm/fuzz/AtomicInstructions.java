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
    List<Node> operands = new ArrayList<>();
    for (int i = operation.operands(); i > 0; i--) {
      operands.add(code.expression(type, depth + 1));
    }
    return node(opcode, operation.hasResult() ? List.of(type) : List.of(), operands, depth);
  }

  private Node notification(int depth) {
    return node(AtomicOpcode.NOTIFY, List.of(I32), List.of(code.expression(I32, depth + 1)), depth);
  }

  /** Nobody wakes the thread: it must not wait for long, even in a program that is reduced. */
  private Node await(int depth) {
    int opcode = random.nextBoolean() ? AtomicOpcode.WAIT32 : AtomicOpcode.WAIT64;
    Plain type = AtomicOpcode.isI64(opcode) ? I64 : I32;
    Node expected = code.expression(type, depth + 1);
    Node timeout = Node.of(new Code().constant(I64, random.nextInt(MAX_TIMEOUT)), List.of(I64));
    return node(opcode, List.of(I32), List.of(expected, timeout), depth);
  }

  private Node node(int opcode, List<Type> results, List<Node> values, int depth) {
    int memory = memories.choose();
    List<Node> operands = new ArrayList<>(List.of(memories.address(memory, depth + 1, true)));
    operands.addAll(values);
    Code head = new Code().bytes(0xfe).unsigned(opcode & 0xfff);
    memories.access(head, memory, AtomicOpcode.widthLog2(opcode), true);
    return new Node(head.toBytes(), results, operands, List.of());
  }
}
