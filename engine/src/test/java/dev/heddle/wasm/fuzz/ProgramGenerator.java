package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.Type.Plain.F32;
import static dev.heddle.wasm.fuzz.Type.Plain.F64;
import static dev.heddle.wasm.fuzz.Type.Plain.I32;
import static dev.heddle.wasm.fuzz.Type.Plain.I64;
import static dev.heddle.wasm.fuzz.Type.Plain.V128;
import static dev.heddle.wasm.fuzz.Type.Reference.FUNCREF;

import dev.heddle.wasm.fuzz.Definition.Signature;
import dev.heddle.wasm.fuzz.Instructions.Numeric;
import dev.heddle.wasm.fuzz.Type.Plain;
import dev.heddle.wasm.fuzz.Type.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes valid programs by chance; a seed repeats one.
 *
 * <p>Loops count down local variables of their own, so that a program is not endless but by
 * recursion. The bits of a NaN, which the specification leaves open, are made the same for all
 * wherever they could be seen: where they are stored or taken for an integer.
 */
final class ProgramGenerator {

  /** From this depth on, what is made is short. */
  static final int MAX_DEPTH = 6;

  /** The first number of the instructions of 128-bit arithmetic, and how many there are. */
  private static final int FIRST_WIDE = 0x13;

  private static final int WIDE = 4;
  private static final int CANONICAL_F32 = 0x7fc0_0000;
  private static final long CANONICAL_F64 = 0x7ff8_0000_0000_0000L;

  /** With how many instructions a program begins that are chosen in turn. */
  private static final int IN_TURN = 8;

  private final long seed;

  /** Where all choices come from. */
  final Random random;

  /** Whether references, objects and exceptions abound, or else numbers and vectors. */
  private final boolean isRich;

  private final Values values;
  private final ProgramTypes types;

  /** The index of the type of each function. */
  final List<Integer> functionTypes = new ArrayList<>();

  private final List<Type> globals = new ArrayList<>();

  private final int functions;
  private final List<TableDefinition> tables;
  private final List<MemoryDefinition> memories;
  private final TableInstructions tableInstructions;
  private final MemoryInstructions memoryInstructions;
  private final VectorInstructions vectorInstructions;
  private final AtomicInstructions atomicInstructions;
  private final ReferenceSegments segments;
  private final ObjectInstructions objectInstructions;
  private final ReferenceInstructions referenceInstructions;
  private final ExceptionInstructions exceptionInstructions;
  private final CallInstructions callInstructions;
  private final ConstantExpressions constants;

  // The function that is being made
  private int current;
  private List<Type> parameters = List.of();
  private List<Type> results = List.of();
  private List<Type> locals = new ArrayList<>();
  private final List<Integer> counters = new ArrayList<>();

  /** Local variables that have no value, as null is none of their type. */
  private final Set<Integer> unset = new HashSet<>();

  /** The types with which the blocks around are left, that of the function first. */
  final List<List<Type>> labels = new ArrayList<>();

  private int budget;

  private ProgramGenerator(long seed) {
    this.seed = seed;
    random = new Random(seed);
    values = new Values(random);
    functions = 1 + random.nextInt(5);
    isRich = random.nextBoolean();
    types = new ProgramTypes(random, isRich);
    tables = TableInstructions.definitions(random, functions);
    memories = MemoryInstructions.definitions(random);
    tableInstructions = new TableInstructions(this, tables);
    memoryInstructions = new MemoryInstructions(this, memories);
    vectorInstructions = new VectorInstructions(this, memoryInstructions, values);
    atomicInstructions = new AtomicInstructions(this, memoryInstructions);
    for (int i = 0; i < functions; i++) {
      functionTypes.add(functionType());
    }
    constants = new ConstantExpressions(random, types, values, this::functionsOf);
    segments = new ReferenceSegments(this, types, constants, tables.size(), memories.size());
    objectInstructions = new ObjectInstructions(this, types, segments);
    exceptionInstructions = new ExceptionInstructions(this, types);
    referenceInstructions =
        new ReferenceInstructions(this, types, objectInstructions, exceptionInstructions, segments);
    callInstructions = new CallInstructions(this, types, tableInstructions);
  }

  private int functionType() {
    List<Integer> declared = types.indices(type -> type.composite() instanceof Signature);
    if (isRich && !declared.isEmpty() && random.nextInt(4) == 0) {
      return declared.get(random.nextInt(declared.size()));
    }
    // functions with the same results can take the place of each other
    List<Type> leaves =
        functionTypes.isEmpty() || random.nextBoolean()
            ? types.some(3)
            : types.all.get(functionTypes.getLast()).signature().results();
    return types.signature(types.some(3), leaves);
  }

  /** The functions whose type is a heap type or below it. */
  List<Integer> functionsOf(Heap heap) {
    return IntStream.range(0, functions)
        .filter(i -> types.isBelow(new Heap.Defined(functionTypes.get(i)), heap))
        .boxed()
        .toList();
  }

  /** The program of a seed. */
  static Program generate(long seed) {
    return new ProgramGenerator(seed).program();
  }

  /** Arguments for a function of the program of a seed. */
  static List<Object> arguments(long seed, List<Type> types) {
    Values values = new Values(new Random(seed));
    return types.stream().map(values::object).toList();
  }

  private Program program() {
    List<Program.Global> initial = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      Type type = types.any();
      globals.add(type);
      initial.add(new Program.Global(type, constants.of(type)));
    }
    List<Program.Function> made = new ArrayList<>();
    for (int i = 0; i < functions; i++) {
      made.add(function(i));
    }
    return new Program(
        List.copyOf(types.all),
        made,
        initial,
        memories,
        tables,
        segments.tables,
        exceptionInstructions.tags);
  }

  private Program.Function function(int index) {
    Signature signature = types.all.get(functionTypes.get(index)).signature();
    current = index;
    parameters = signature.parameters();
    results = signature.results();
    locals = new ArrayList<>(parameters);
    counters.clear();
    unset.clear();
    labels.clear();
    labels.add(results);
    List<Node> body = new ArrayList<>(index == 0 ? inTurn() : List.of());
    for (int i = random.nextInt(5); i > 0; i--) {
      local(types.any());
    }
    budget = 20 + random.nextInt(120);
    body.addAll(body(results, 0));
    return new Program.Function(
        functionTypes.get(index),
        List.copyOf(locals.subList(parameters.size(), locals.size())),
        List.copyOf(body));
  }

  /**
   * A few vector, atomic and numeric instructions, different ones for each seed: there are too many
   * for all of them to be executed by chance in a few hundred programs.
   */
  private List<Node> inTurn() {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < IN_TURN; i++) {
      Node node = inTurn(seed * IN_TURN + i);
      nodes.add(node.results().isEmpty() ? node : shown(node, i));
    }
    return nodes;
  }

  private Node inTurn(long turn) {
    int vectors = VectorInstructions.count();
    int others = vectors + AtomicInstructions.count();
    List<Numeric> numeric = Instructions.all();
    int wide = others + numeric.size();
    int number = Math.floorMod(turn, wide + WIDE);
    return number < vectors
        ? vectorInstructions.instruction(number, MAX_DEPTH)
        : number < others
            ? atomicInstructions.instruction(number - vectors, MAX_DEPTH)
            : number < wide
                ? numeric(numeric.get(number - others), MAX_DEPTH)
                : wide(FIRST_WIDE + number - wide, MAX_DEPTH);
  }

  /** Statements, and what leaves values of these types. */
  List<Node> body(List<Type> leaves, int depth) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 1 + random.nextInt(depth == 0 ? 8 : 3); i > 0 && budget > 0; i--) {
      nodes.add(statement(depth + 1));
    }
    if (depth == 0) {
      nodes.addAll(show());
    }
    for (Type type : leaves) {
      nodes.add(expression(type, depth + 1));
    }
    return List.copyOf(nodes);
  }

  /** Stores local variables, so that it shows what has been computed. */
  private List<Node> show() {
    List<Node> nodes = new ArrayList<>();
    for (int i = locals.size() - 1; i >= 0; i--) {
      if (locals.get(i) instanceof Plain type) {
        nodes.add(shown(Node.of(new Code().bytes(0x20).unsigned(i), List.of(type)), IN_TURN + i));
      }
    }
    return nodes;
  }

  /** Stores a value at a place of its own. */
  private Node shown(Node value, int number) {
    Type type = value.results().getFirst();
    return memoryInstructions.show((Plain) type, value, current, number);
  }

  // ---- Statements

  /** Something that leaves nothing. */
  Node statement(int depth) {
    budget--;
    return switch (random.nextInt(depth > MAX_DEPTH ? 8 : isRich ? 25 : 20)) {
      case 0, 1, 2 -> setLocal(depth);
      case 3 -> setGlobal(depth);
      case 4, 5 -> store(depth);
      case 6 -> drop(List.of(expression(types.any(), depth)));
      case 7 -> random.nextInt(4) == 0 ? jump(depth, List.of()) : bulk(depth);
      case 8, 9 -> block(List.of(), depth);
      case 10, 11 -> branchIf(depth);
      case 12, 13 -> choice(List.of(), depth);
      case 14, 15 -> loop(depth);
      case 16 -> branchTable(depth);
      case 17, 18 -> call(depth);
      case 19 ->
          isRich ? leaving(depth) : new Node(new byte[] {0x01}, List.of(), List.of(), List.of());
      case 20, 21 -> exceptionInstructions.catching(List.of(), depth);
      case 22 -> referenceInstructions.branch(depth);
      case 23, 24 -> withObject(depth);
      default -> new Node(new byte[] {0x01}, List.of(), List.of(), List.of());
    };
  }

  private Node setLocal(int depth) {
    int local = random.nextInt(locals.size() + 1);
    if (local == locals.size() || counters.contains(local)) {
      local = local(types.any());
    }
    return Node.of(
        new Code().bytes(0x21).unsigned(local), List.of(), expression(locals.get(local), depth));
  }

  private Node setGlobal(int depth) {
    if (globals.isEmpty()) {
      return setLocal(depth);
    }
    int global = random.nextInt(globals.size());
    return Node.of(
        new Code().bytes(0x24).unsigned(global),
        List.of(),
        visible(globals.get(global), expression(globals.get(global), depth)));
  }

  private Node store(int depth) {
    return switch (random.nextInt(isRich ? 8 : 5)) {
      case 5, 6, 7 -> orElse(objectInstructions.statement(depth), depth);
      case 0 -> atomicInstructions.statement(depth);
      case 1, 2 -> vectorInstructions.store(depth);
      default -> memoryInstructions.store(depth);
    };
  }

  private Node bulk(int depth) {
    return switch (random.nextInt(isRich ? 4 : 2)) {
      case 0 -> memoryInstructions.bulk(depth);
      case 1 -> tableInstructions.statement(depth);
      default -> orElse(segments.statement(depth), depth);
    };
  }

  /** A tail call or an exception, on a condition. */
  private Node leaving(int depth) {
    Node condition = expression(I32, depth);
    labels.add(List.of());
    List<Node> call = callInstructions.tailCall(List.of(), depth);
    Node left = call.isEmpty() ? exceptionInstructions.throwing(List.of(), depth) : call.getFirst();
    labels.removeLast();
    return new Node(new byte[] {0x04, 0x40}, List.of(), List.of(condition), List.of(List.of(left)));
  }

  private Node orElse(List<Node> possible, int depth) {
    return possible.isEmpty() ? setLocal(depth) : possible.getFirst();
  }

  /** Statements that may read a local variable which is never null. */
  private Node withObject(int depth) {
    Reference type = types.reference();
    Reference never = new Reference(false, type.heap());
    int local = local(never);
    List<Node> nodes = new ArrayList<>();
    nodes.add(Node.of(new Code().bytes(0x21).unsigned(local), List.of(), expression(never, depth)));
    unset.remove(local);
    nodes.add(statement(depth + 1));
    nodes.add(drop(List.of(expression(types.any(), depth + 1))));
    nodes.add(statement(depth + 1));
    unset.add(local);
    return Node.sequence(nodes);
  }

  /** An index or a count that is below a bound, most of the time. */
  Node small(Plain type, int depth, int bound) {
    if (random.nextInt(40) == 0) {
      return expression(type, depth);
    }
    return type == I32 && random.nextInt(16) == 0
        ? wrapped(random.nextInt(bound), depth)
        : Node.of(new Code().constant(type, random.nextInt(bound)), List.of(type));
  }

  /** An {@code i32} that is the lower half of a number with something else in its upper half. */
  Node wrapped(int value, int depth) {
    Code code = new Code().constant(I64, 32).bytes(0x86).constant(I64, value).bytes(0x84, 0xa7);
    return Node.of(code, List.of(I32), expression(I64, depth + 1));
  }

  /** Drops what nodes leave. */
  static Node drop(List<Node> nodes) {
    int values = nodes.stream().mapToInt(node -> node.results().size()).sum();
    Code drops = new Code();
    for (int i = 0; i < values; i++) {
      drops.bytes(0x1a);
    }
    return new Node(drops.toBytes(), List.of(), nodes, List.of());
  }

  private Node branchIf(int depth) {
    int label = random.nextInt(labels.size());
    List<Type> carried = labels.get(labels.size() - 1 - label);
    List<Node> operands = new ArrayList<>();
    for (Type type : carried) {
      operands.add(expression(type, depth));
    }
    operands.add(expression(I32, depth));
    Node branch =
        new Node(new Code().bytes(0x0d).unsigned(label).toBytes(), carried, operands, List.of());
    return drop(List.of(branch));
  }

  /** A branch that is taken or not; in a block of its own, as nothing behind it is reached. */
  private Node branchTable(int depth) {
    Node condition = expression(I32, depth);
    labels.add(List.of());
    List<Type> carried = labels.get(random.nextInt(labels.size()));
    List<Integer> possible = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      if (labels.get(labels.size() - 1 - label).equals(carried)) {
        possible.add(label);
      }
    }
    int count = random.nextInt(5);
    Code code = new Code().bytes(0x0e).unsigned(count);
    for (int i = 0; i <= count; i++) {
      code.unsigned(possible.get(random.nextInt(possible.size())));
    }
    List<Node> operands = new ArrayList<>();
    for (Type type : carried) {
      operands.add(expression(type, depth));
    }
    operands.add(small(I32, depth, 6));
    labels.removeLast();
    Node branch = new Node(code.toBytes(), List.of(), operands, List.of());
    return new Node(
        new byte[] {0x04, 0x40}, List.of(), List.of(condition), List.of(List.of(branch)));
  }

  /** Leaves for good; what is said to be left on the stack is never there. */
  private Node jump(int depth, List<Type> claimed) {
    int choice = random.nextInt(12);
    if (choice < 2) {
      return new Node(new byte[] {0x00}, claimed, List.of(), List.of());
    }
    if (isRich && choice < 5) {
      return exceptionInstructions.throwing(claimed, depth);
    }
    if (isRich && choice < 8) {
      List<Node> call = callInstructions.tailCall(claimed, depth);
      if (!call.isEmpty()) {
        return call.getFirst();
      }
    }
    boolean leaves = random.nextBoolean();
    int label = leaves ? labels.size() - 1 : random.nextInt(labels.size());
    List<Node> operands = new ArrayList<>();
    for (Type type : labels.get(labels.size() - 1 - label)) {
      operands.add(expression(type, depth + 2));
    }
    Code code = leaves ? new Code().bytes(0x0f) : new Code().bytes(0x0c).unsigned(label);
    return new Node(code.toBytes(), claimed, operands, List.of());
  }

  // ---- Blocks

  private Node block(List<Type> leaves, int depth) {
    List<Type> takes = random.nextInt(4) == 0 ? types.some(2) : List.of();
    List<Node> operands = new ArrayList<>();
    for (Type type : takes) {
      operands.add(expression(type, depth));
    }
    labels.add(leaves);
    List<Node> body = new ArrayList<>(keep(takes));
    body.addAll(body(leaves, depth));
    labels.removeLast();
    return new Node(
        new Code().bytes(0x02).bytes(blockType(takes, leaves)).toBytes(),
        leaves,
        operands,
        List.of(List.copyOf(body)));
  }

  private Node choice(List<Type> leaves, int depth) {
    Node condition = expression(I32, depth);
    labels.add(leaves);
    List<List<Node>> bodies = new ArrayList<>();
    bodies.add(body(leaves, depth));
    if (!leaves.isEmpty() || random.nextBoolean()) {
      bodies.add(body(leaves, depth));
    }
    labels.removeLast();
    return new Node(
        new Code().bytes(0x04).bytes(blockType(List.of(), leaves)).toBytes(),
        leaves,
        List.of(condition),
        bodies);
  }

  /** Runs its body a few times, with a counter, and may leave or go on early. */
  private Node loop(int depth) {
    locals.add(I32);
    int counter = locals.size() - 1;
    counters.add(counter);
    List<Type> takes = random.nextInt(4) == 0 ? types.some(2) : List.of();
    labels.add(List.of());
    labels.add(takes);
    List<Node> body = new ArrayList<>(keep(takes));
    body.add(
        Node.of(
            new Code()
                .bytes(0x20)
                .unsigned(counter)
                .bytes(0x45, 0x0d, 1, 0x20)
                .unsigned(counter)
                .bytes(0x41, 1, 0x6b, 0x21)
                .unsigned(counter),
            List.of()));
    body.addAll(body(List.of(), depth));
    for (Type type : takes) {
      body.add(expression(type, depth));
    }
    body.add(new Node(new byte[] {0x0c, 0}, List.of(), List.of(), List.of()));
    labels.removeLast();
    List<Node> operands = new ArrayList<>();
    for (Type type : takes) {
      operands.add(expression(type, depth));
    }
    labels.removeLast();
    Node loop =
        new Node(
            new Code().bytes(0x03).bytes(blockType(takes, List.of())).toBytes(),
            List.of(),
            operands,
            List.of(List.copyOf(body)));
    Code set = new Code().bytes(0x41).signed(random.nextInt(6)).bytes(0x21).unsigned(counter);
    return new Node(
        new byte[] {0x02, 0x40},
        List.of(),
        List.of(),
        List.of(List.of(Node.of(set, List.of()), loop)));
  }

  /** Puts the parameters of a block into local variables. */
  private List<Node> keep(List<Type> takes) {
    return takes.isEmpty() ? List.of() : List.of(Node.of(sets(takes), List.of()));
  }

  /** What puts the values on the stack into new local variables, all of which may be read. */
  Code sets(List<Type> values) {
    Code sets = new Code();
    for (Type type : values.reversed()) {
      sets.bytes(0x21)
          .unsigned(
              local(
                  type instanceof Reference(boolean nullable, Heap heap)
                      ? new Reference(true, heap)
                      : type));
    }
    return sets;
  }

  /** The type of a block. */
  byte[] blockType(List<Type> takes, List<Type> leaves) {
    if (takes.isEmpty() && leaves.size() < 2 && random.nextInt(4) > 0) {
      return leaves.isEmpty() ? new byte[] {0x40} : new Code().type(leaves.getFirst()).toBytes();
    }
    return new Code().signed(types.signature(takes, leaves)).toBytes();
  }

  // ---- Expressions

  /** What leaves a value of a type. */
  Node expression(Type type, int depth) {
    budget--;
    if (budget <= 0 || depth > MAX_DEPTH) {
      return leaf(type, depth);
    }
    int choice = random.nextInt(isRich ? 25 : 24);
    return switch (choice) {
      case 0, 1, 2, 3 -> leaf(type, depth);
      case 24 -> exceptionInstructions.catching(List.of(type), depth + 1);
      case 4 -> select(type, depth);
      case 5 -> block(List.of(type), depth + 1);
      case 6 -> choice(List.of(type), depth + 1);
      case 7 -> several(type, depth + 1);
      case 8 -> callFor(type, depth);
      case 9 -> tee(type, depth);
      case 10 -> random.nextInt(6) == 0 ? jump(depth, List.of(type)) : leaf(type, depth);
      case 11 -> branchWithValue(type, depth);
      default ->
          switch (type) {
            case Plain plain -> choice < 15 ? read(plain, depth) : numeric(plain, depth);
            case Reference reference ->
                choice < 13 && reference.equals(FUNCREF)
                    ? tableInstructions.get(depth + 1)
                    : referenceInstructions.expression(reference, depth);
          };
    };
  }

  private Node leaf(Type type, int depth) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < locals.size(); i++) {
      if (types.isBelow(locals.get(i), type) && !unset.contains(i)) {
        found.add(i);
      }
    }
    if (!found.isEmpty() && random.nextInt(3) > 0) {
      int local = found.get(random.nextInt(found.size()));
      return Node.of(new Code().bytes(0x20).unsigned(local), List.of(type));
    }
    for (int global = 0; global < globals.size(); global++) {
      if (types.isBelow(globals.get(global), type) && random.nextInt(3) == 0) {
        return Node.of(new Code().bytes(0x23).unsigned(global), List.of(type));
      }
    }
    return switch (type) {
      case Plain.V128 -> vectorInstructions.constant();
      case Plain plain -> Node.of(new Code().constant(plain, values.bits(plain)), List.of(plain));
      case Reference reference ->
          referenceInstructions.leaf(reference, Math.max(depth, MAX_DEPTH + 1));
    };
  }

  private Node select(Type type, int depth) {
    Code code =
        type instanceof Reference || random.nextInt(3) == 0
            ? new Code().bytes(0x1c, 1).type(type)
            : new Code().bytes(0x1b);
    return Node.of(
        code,
        List.of(type),
        expression(type, depth + 1),
        expression(type, depth + 1),
        expression(I32, depth + 1));
  }

  /** A block with several results, of which the first is kept. */
  private Node several(Type type, int depth) {
    List<Type> leaves = new ArrayList<>(List.of(type));
    leaves.addAll(types.some(2));
    return first(random.nextBoolean() ? block(leaves, depth) : choice(leaves, depth));
  }

  /** What keeps the first of the values that a node leaves. */
  static Node first(Node node) {
    if (node.results().size() == 1) {
      return node;
    }
    Code drops = new Code();
    for (int i = 1; i < node.results().size(); i++) {
      drops.bytes(0x1a);
    }
    return Node.of(drops, List.of(node.results().getFirst()), node);
  }

  private Node callFor(Type type, int depth) {
    for (int tries = 0; tries < 3; tries++) {
      OptionalInt function = callee();
      if (function.isPresent()) {
        List<Type> found =
            types.all.get(functionTypes.get(function.getAsInt())).signature().results();
        if (!found.isEmpty() && types.isBelow(found.getFirst(), type)) {
          Node call = callInstructions.call(function.getAsInt(), depth);
          // a supertype of the function may promise less
          return types.isBelow(call.results().getFirst(), type) ? first(call) : leaf(type, depth);
        }
      }
    }
    return leaf(type, depth);
  }

  private Node call(int depth) {
    OptionalInt function = callee();
    return function.isPresent()
        ? drop(List.of(callInstructions.call(function.getAsInt(), depth)))
        : store(depth);
  }

  /** The index of a function that does not call this one back, most of the time. */
  OptionalInt callee() {
    if (random.nextInt(24) == 0) {
      return OptionalInt.of(random.nextInt(functions));
    }
    int later = current + 1;
    return later < functions
        ? OptionalInt.of(later + random.nextInt(functions - later))
        : OptionalInt.empty();
  }

  private Node tee(Type type, int depth) {
    int local = locals.indexOf(type);
    return local < 0 || counters.contains(local)
        ? leaf(type, depth)
        : Node.of(
            new Code().bytes(0x22).unsigned(local), List.of(type), expression(type, depth + 1));
  }

  private Node branchWithValue(Type type, int depth) {
    for (int label = 0; label < labels.size(); label++) {
      if (labels.get(labels.size() - 1 - label).equals(List.of(type))) {
        return Node.of(
            new Code().bytes(0x0d).unsigned(label),
            List.of(type),
            expression(type, depth + 1),
            expression(I32, depth + 1));
      }
    }
    return leaf(type, depth);
  }

  /** Something that is read: a memory, or a size. */
  private Node read(Plain type, int depth) {
    if ((type == I32 || type == I64) && random.nextInt(8) == 0) {
      return type == I32 && random.nextInt(4) == 0
          ? referenceInstructions.test(depth)
          : random.nextBoolean()
              ? tableInstructions.size(type, depth)
              : memoryInstructions.size(type, depth);
    }
    return switch (type) {
      case V128 -> vectorInstructions.load(depth);
      case I32, I64 ->
          random.nextBoolean()
              ? atomicInstructions.read(type, depth)
              : memoryInstructions.load(type, depth);
      case F32, F64 -> memoryInstructions.load(type, depth);
    };
  }

  private Node numeric(Plain type, int depth) {
    if (type == V128) {
      return vectorInstructions.vector(depth);
    }
    if (random.nextInt(6) == 0) {
      return type == I64 && random.nextInt(3) == 0
          ? wide(FIRST_WIDE + random.nextInt(WIDE), depth)
          : vectorInstructions.number(type, depth);
    }
    if (random.nextInt(isRich ? 3 : 24) == 0) {
      List<Node> number =
          type == I32 && random.nextInt(4) == 0
              ? List.of(referenceInstructions.test(depth))
              : objectInstructions.number(type, depth);
      if (!number.isEmpty()) {
        return number.getFirst();
      }
    }
    List<Numeric> all = Instructions.of(type);
    Numeric instruction = all.get(random.nextInt(all.size()));
    if (instruction.oftenTraps() && random.nextInt(4) > 0) {
      return numeric(type, depth);
    }
    return numeric(instruction, depth);
  }

  private Node numeric(Numeric instruction, int depth) {
    Plain type = instruction.result();
    List<Node> operands = new ArrayList<>();
    for (Type operand : instruction.operands()) {
      operands.add(expression(operand, depth + 1));
    }
    int last = operands.size() - 1;
    if (instruction.divides() && random.nextInt(8) > 0) {
      Code or = new Code().constant(type, 1).bytes(type == I32 ? 0x72 : 0x84);
      operands.set(last, Node.of(or, List.of(type), operands.get(last)));
    }
    if (instruction.showsBits()) {
      operands.set(last, visible(instruction.operands().get(last), operands.get(last)));
    }
    return new Node(instruction.code().toBytes(), List.of(type), operands, List.of());
  }

  /** One half of what 128-bit arithmetic leaves, or something of both. */
  private Node wide(int opcode, int depth) {
    List<Node> operands = new ArrayList<>();
    for (int i = opcode < 0x15 ? 4 : 2; i > 0; i--) {
      operands.add(expression(I64, depth + 1));
    }
    Node both =
        new Node(new Code().bytes(0xfc, opcode).toBytes(), List.of(I64, I64), operands, List.of());
    return random.nextBoolean()
        ? first(both)
        : Node.of(new Code().bytes(0x7c + random.nextInt(2)), List.of(I64), both);
  }

  /** The value of an integer type as another. */
  Node converted(Node value, Plain type) {
    return value.results().getFirst() == type
        ? value
        : Node.of(new Code().bytes(type == I32 ? 0xa7 : 0xad), List.of(type), value);
  }

  /** The index of a new local variable. */
  int local(Type type) {
    locals.add(type);
    if (!type.hasDefault()) {
      unset.add(locals.size() - 1);
    }
    return locals.size() - 1;
  }

  /** The value with the bits of a NaN made the same for all. */
  Node visible(Type type, Node value) {
    if (type != F32 && type != F64) {
      return value;
    }
    int local = local(type);
    Code code =
        new Code()
            .bytes(0x22)
            .unsigned(local)
            .constant(type, type == F32 ? CANONICAL_F32 : CANONICAL_F64)
            .bytes(0x20)
            .unsigned(local)
            .bytes(0x20)
            .unsigned(local)
            .bytes(type == F32 ? 0x5b : 0x61, 0x1b);
    return Node.of(code, List.of(type), value);
  }
}
