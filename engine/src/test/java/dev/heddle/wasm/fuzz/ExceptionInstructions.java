package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.Type.Plain.I32;

import dev.heddle.wasm.fuzz.Heap.Abstract;
import dev.heddle.wasm.fuzz.Type.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Makes what throws exceptions and what catches them, in the present and in the older form. */
final class ExceptionInstructions {

  private static final Reference EXCEPTION = new Reference(false, Abstract.EXN);
  private static final Reference EXCEPTION_OR_NULL = new Reference(true, Abstract.EXN);

  /**
   * A clause of a {@code try_table}.
   *
   * @param kind its code in the binary format
   * @param tag the index of the tag, if it has one
   * @param types what it branches with
   */
  private record Clause(int kind, int tag, List<Type> types) {

    void writeTo(Code code, int label) {
      code.bytes(kind);
      if (kind < 2) {
        code.unsigned(tag);
      }
      code.unsigned(label);
    }
  }

  private final ProgramGenerator code;
  private final Random random;
  private final ProgramTypes types;

  /** The index of the type of each tag. */
  final List<Integer> tags = new ArrayList<>();

  /** Which of the labels around belong to the catching part of an older {@code try}. */
  private final Set<Integer> catching = new HashSet<>();

  ExceptionInstructions(ProgramGenerator code, ProgramTypes types) {
    this.code = code;
    this.random = code.random;
    this.types = types;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      tags.add(types.signature(types.some(3), List.of()));
    }
  }

  private int tag() {
    return random.nextInt(tags.size());
  }

  private List<Type> payload(int tag) {
    return types.all.get(tags.get(tag)).signature().parameters();
  }

  // ---- Throwing

  /** Leaves by an exception; what is said to be left on the stack is never there. */
  Node throwing(List<Type> claimed, int depth) {
    if (!catching.isEmpty() && random.nextBoolean()) {
      return again(claimed);
    }
    if (random.nextInt(3) == 0) {
      return Node.of(
          new Code().bytes(0x0a), claimed, code.expression(EXCEPTION_OR_NULL, depth + 1));
    }
    return throwing(tag(), claimed, depth);
  }

  /** Throws an exception again that has been caught. */
  private Node again(List<Type> claimed) {
    List<Integer> possible = List.copyOf(catching);
    int label = code.labels.size() - 1 - possible.get(random.nextInt(possible.size()));
    return Node.of(new Code().bytes(0x09).unsigned(label), claimed);
  }

  /** An exception that is thrown or not. */
  private Node sometimes(Supplier<Node> throwing, int depth) {
    Node condition = code.expression(I32, depth + 1);
    code.labels.add(List.of());
    Node thrown = throwing.get();
    code.labels.removeLast();
    return new Node(
        new byte[] {0x04, 0x40}, List.of(), List.of(condition), List.of(List.of(thrown)));
  }

  private Node throwing(int tag, List<Type> claimed, int depth) {
    List<Node> operands =
        payload(tag).stream().map(type -> code.expression(type, depth + 1)).toList();
    return new Node(new Code().bytes(0x08).unsigned(tag).toBytes(), claimed, operands, List.of());
  }

  /** An exception that has just been thrown and caught. */
  Node caught(int depth) {
    code.labels.add(List.of(EXCEPTION));
    code.labels.add(List.of());
    Node thrown = throwing(tag(), List.of(), Math.max(depth, ProgramGenerator.MAX_DEPTH));
    code.labels.removeLast();
    code.labels.removeLast();
    Node guarded = Node.block(new Code().bytes(0x1f, 0x40, 1, 3, 0), List.of(), List.of(thrown));
    Node never = Node.of(new Code().bytes(0x00), List.of(EXCEPTION));
    return Node.block(
        new Code().bytes(0x02).type(EXCEPTION), List.of(EXCEPTION), List.of(guarded, never));
  }

  // ---- Catching

  /** A block that catches some of the exceptions thrown in it. */
  Node catching(List<Type> leaves, int depth) {
    return random.nextInt(3) == 0 ? older(leaves, depth) : table(leaves, depth);
  }

  private Node table(List<Type> leaves, int depth) {
    List<Clause> clauses = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int kind = random.nextInt(4);
      int tag = tag();
      List<Type> carried = new ArrayList<>(kind < 2 ? payload(tag) : List.of());
      if (kind % 2 == 1) {
        carried.add(EXCEPTION);
      }
      clauses.add(new Clause(kind, tag, List.copyOf(carried)));
    }
    // blocks around it, the innermost first, that are left with what the clauses carry
    List<Clause> wrapped = new ArrayList<>();
    List<Integer> targets = new ArrayList<>();
    for (Clause clause : clauses) {
      List<Integer> fitting = fitting(clause.types());
      if (fitting.isEmpty() || random.nextBoolean()) {
        targets.add(-1 - wrapped.size());
        wrapped.add(clause);
      } else {
        targets.add(fitting.get(random.nextInt(fitting.size())));
      }
    }
    int blocks = wrapped.isEmpty() ? 0 : wrapped.size() + 1;
    Code head = new Code().bytes(0x1f).bytes(code.blockType(List.of(), leaves));
    head.unsigned(clauses.size());
    for (int i = 0; i < clauses.size(); i++) {
      int target = targets.get(i);
      clauses.get(i).writeTo(head, target < 0 ? -1 - target : target + blocks);
    }
    if (blocks > 0) {
      code.labels.add(leaves);
    }
    wrapped.reversed().forEach(clause -> code.labels.add(clause.types()));
    code.labels.add(leaves);
    List<Node> tried = new ArrayList<>();
    if (random.nextBoolean()) {
      int tag = clauses.get(random.nextInt(clauses.size())).tag();
      tried.add(sometimes(() -> throwing(tag, List.of(), depth + 1), depth));
    }
    tried.addAll(code.body(leaves, depth));
    Node guarded = Node.block(head, leaves, tried);
    code.labels.removeLast();
    for (int i = 0; i < wrapped.size(); i++) {
      List<Type> carried = wrapped.get(i).types();
      Code out = new Code().bytes(0x0c).unsigned(wrapped.size() - i);
      List<Node> body = new ArrayList<>();
      if (i == 0) {
        body.add(new Node(out.toBytes(), carried, List.of(guarded), List.of()));
      } else {
        body.addAll(handler(wrapped.get(i - 1).types(), guarded, depth));
        List<Node> values = leaving(leaves, depth);
        body.add(new Node(out.toBytes(), carried, values, List.of()));
      }
      code.labels.removeLast();
      guarded = block(carried, body);
    }
    if (blocks > 0) {
      List<Node> body = new ArrayList<>(handler(wrapped.getLast().types(), guarded, depth));
      body.addAll(leaving(leaves, depth));
      code.labels.removeLast();
      guarded = block(leaves, body);
    }
    return guarded;
  }

  private Node block(List<Type> leaves, List<Node> body) {
    return Node.block(
        new Code().bytes(0x02).bytes(code.blockType(List.of(), leaves)), leaves, body);
  }

  private List<Integer> fitting(List<Type> carried) {
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < code.labels.size(); label++) {
      if (types.areBelow(carried, code.labels.get(code.labels.size() - 1 - label))) {
        labels.add(label);
      }
    }
    return labels;
  }

  /** What is done with what a block leaves that a clause branches out of. */
  private List<Node> handler(List<Type> carried, Node block, int depth) {
    return List.of(
        new Node(code.sets(carried).toBytes(), List.of(), List.of(block), List.of()),
        code.statement(depth + 1));
  }

  private List<Node> leaving(List<Type> leaves, int depth) {
    return leaves.stream().map(type -> code.expression(type, depth + 1)).toList();
  }

  private Node older(List<Type> leaves, int depth) {
    byte[] head = new Code().bytes(0x06).bytes(code.blockType(List.of(), leaves)).toBytes();
    boolean delegates = random.nextInt(3) == 0;
    int around = code.labels.size();
    code.labels.add(leaves);
    List<Node> tried = new ArrayList<>();
    if (random.nextBoolean()) {
      tried.add(sometimes(() -> throwing(tag(), List.of(), depth + 1), depth));
    }
    tried.addAll(code.body(leaves, depth));
    List<List<Node>> bodies = new ArrayList<>(List.of(List.copyOf(tried)));
    List<byte[]> joints = new ArrayList<>();
    if (!delegates) {
      catching.add(around);
      for (int i = random.nextInt(3); i > 0; i--) {
        int tag = tag();
        joints.add(new Code().bytes(0x07).unsigned(tag).toBytes());
        bodies.add(caught(payload(tag), leaves, depth));
      }
      if (random.nextBoolean()) {
        joints.add(new Code().bytes(0x19).toBytes());
        bodies.add(caught(List.of(), leaves, depth));
      }
      catching.remove(around);
    }
    code.labels.removeLast();
    joints.add(
        delegates
            ? new Code().bytes(0x18).unsigned(random.nextInt(around)).toBytes()
            : new byte[] {0x0b});
    return new Node(head, leaves, List.of(), List.copyOf(bodies), List.copyOf(joints));
  }

  private List<Node> caught(List<Type> carried, List<Type> leaves, int depth) {
    List<Node> body = new ArrayList<>();
    if (!carried.isEmpty()) {
      body.add(Node.of(code.sets(carried), List.of()));
    }
    if (random.nextInt(3) == 0) {
      body.add(sometimes(() -> again(List.of()), depth));
    }
    body.addAll(code.body(leaves, depth));
    return List.copyOf(body);
  }
}
