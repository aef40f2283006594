package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.decode.ModuleDecoder;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program in the engine and in the reference evaluator and compares everything that can be
 * seen after each call: results or trap, memory, globals, table, and the fuel it took.
 */
final class Comparison {

  private static final int MAX_DEPTH = 40;
  private static final long MAX_STEPS = 20_000;

  /** More than the stretch of code that a trap cuts off can cost. */
  private static final long SPARE_FUEL = 100_000;

  private static final Limits LIMITS = Limits.builder().maxCallDepth(MAX_DEPTH).build();

  private final Supplier<Semantics> semantics;
  private long calls;
  private long traps;

  /**
   * A comparison.
   *
   * @param semantics makes the instructions of the reference evaluator
   */
  Comparison(Supplier<Semantics> semantics) {
    this.semantics = semantics;
  }

  /** How many calls have been compared. */
  long calls() {
    return calls;
  }

  /** How many of them trapped. */
  long traps() {
    return traps;
  }

  /**
   * What is different when every function is called with arguments of this seed, if anything is.
   */
  Optional<String> difference(Program program, long seed) {
    byte[] bytes = program.toBytes();
    WasmModule module = WasmModule.load(bytes);
    Fuel fuel = Fuel.of(0);
    Instance metered = Instance.builder(module).limits(LIMITS).fuel(fuel).build();
    Instance unmetered = Instance.builder(module).limits(LIMITS).build();
    ReferenceEvaluator reference =
        new ReferenceEvaluator(ModuleDecoder.decode(bytes), semantics.get(), MAX_DEPTH, MAX_STEPS);
    try {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < program.functions().size(); i++) {
          String name = "f" + i;
          List<ValueType> types = metered.function(name).type().parameters();
          List<Type> parameters =
              program.types().get(program.functions().get(i).type()).parameters();
          long[] arguments = ProgramGenerator.arguments(seed + round, parameters);
          long before = reference.cost();
          Outcome expected = reference(reference, i, types, arguments);
          long cost = reference.cost() - before;
          calls++;
          traps += expected.trap == null ? 0 : 1;

          long used = fuel.used();
          fuel.add(Math.max(0, cost + SPARE_FUEL - fuel.remaining()));
          Optional<String> difference = compare(expected, engine(metered, name, arguments));
          if (difference.isEmpty() && expected.trap == null && fuel.used() - used != cost) {
            difference = Optional.of("fuel: expected " + cost + ", found " + (fuel.used() - used));
          }
          if (difference.isEmpty()) {
            difference = state(reference).difference(state(metered, program));
          }
          if (difference.isEmpty()) {
            difference = compare(expected, engine(unmetered, name, arguments));
          }
          if (difference.isEmpty()) {
            difference = state(reference).difference(state(unmetered, program));
          }
          if (difference.isPresent()) {
            return Optional.of("call " + round + " of " + name + ": " + difference.get());
          }
        }
      }
    } catch (ReferenceEvaluator.OutOfSteps e) {
      // the rest would take too long, and says nothing new
    }
    return Optional.empty();
  }

  /**
   * How a call ended: with a trap or with results. One NaN is as good as another: so it is for
   * {@link Float#equals}.
   */
  private record Outcome(@Nullable TrapKind trap, List<Object> results) {}

  private static Optional<String> compare(Object expected, Object found) {
    return expected.equals(found)
        ? Optional.empty()
        : Optional.of("expected " + shortened(expected) + ", found " + shortened(found));
  }

  private static String shortened(Object value) {
    String text = value.toString();
    return text.length() < 300 ? text : text.substring(0, 300) + "...";
  }

  private static Outcome reference(
      ReferenceEvaluator reference, int function, List<ValueType> types, long[] arguments) {
    List<Object> objects = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      objects.add(value(types.get(i), arguments[i]));
    }
    try {
      return new Outcome(null, reference.call(function, objects));
    } catch (ReferenceTrap trap) {
      return new Outcome(trap.kind, List.of());
    }
  }

  private static Outcome engine(Instance instance, String name, long[] arguments) {
    WasmFunction function = instance.function(name);
    try {
      long[] raw = function.call(arguments);
      List<Object> results = new ArrayList<>();
      for (int i = 0; i < raw.length; i++) {
        results.add(value(function.type().results().get(i), raw[i]));
      }
      return new Outcome(null, results);
    } catch (TrapException trap) {
      return new Outcome(trap.kind(), List.of());
    }
  }

  private static Object value(ValueType type, long bits) {
    return switch ((NumberType) type) {
      case I32 -> (Object) (int) bits;
      case I64 -> bits;
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
    };
  }

  /** What can be seen between two calls. */
  private record State(List<Object> globals, List<Object> table, byte[] memory) {

    Optional<String> difference(State found) {
      int address = Arrays.mismatch(memory, found.memory);
      if (address >= 0) {
        return Optional.of(
            "memory of "
                + memory.length
                + " bytes, found "
                + found.memory.length
                + " bytes, different at address "
                + address);
      }
      return compare(globals, found.globals)
          .or(() -> compare(table, found.table))
          .map(difference -> "globals and table: " + difference);
    }
  }

  private static State state(ReferenceEvaluator reference) {
    List<Object> table = new ArrayList<>();
    for (Object element : reference.tables.get(0).elements()) {
      table.add(
          element instanceof ReferenceEvaluator.FunctionReference(int index)
              ? "f" + index
              : "null");
    }
    return new State(List.of(reference.globals), table, reference.memories.get(0).bytes());
  }

  private static State state(Instance instance, Program program) {
    List<Object> globals = new ArrayList<>();
    for (int i = 0; i < program.globals().size(); i++) {
      globals.add(instance.global("g" + i).get());
    }
    List<Object> elements = new ArrayList<>();
    Table table = instance.table("table");
    for (int i = 0; i < table.size(); i++) {
      elements.add(table.get(i) instanceof WasmFunction function ? function.name() : "null");
    }
    Memory memory = instance.memory("memory");
    return new State(globals, elements, memory.read(0, (int) memory.size()));
  }
}
