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
import dev.heddle.wasm.module.Export;
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
          List<Object> arguments =
              ProgramGenerator.arguments(seed + round, program.signature(i).parameters());
          long before = reference.cost();
          Outcome expected = reference(reference, i, arguments);
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
            difference = compare(reference, metered);
          }
          if (difference.isEmpty()) {
            difference = compare(expected, engine(unmetered, name, arguments));
          }
          if (difference.isEmpty()) {
            difference = compare(reference, unmetered);
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
      ReferenceEvaluator reference, int function, List<Object> arguments) {
    try {
      return new Outcome(null, reference.call(function, arguments));
    } catch (ReferenceTrap trap) {
      return new Outcome(trap.kind, List.of());
    }
  }

  private static Outcome engine(Instance instance, String name, List<Object> arguments) {
    try {
      List<@Nullable Object> results = instance.function(name).invoke(arguments.toArray());
      return new Outcome(null, results.stream().map(Comparison::shown).toList());
    } catch (TrapException trap) {
      return new Outcome(trap.kind(), List.of());
    }
  }

  /** A value of the engine or of the reference evaluator as something that can be compared. */
  private static Object shown(@Nullable Object value) {
    return switch (value) {
      case null -> ReferenceEvaluator.NULL;
      case WasmFunction function -> function.name();
      case ReferenceEvaluator.FunctionReference(int index) -> "f" + index;
      default -> value;
    };
  }

  /** What is different in what can be seen between two calls. */
  private static Optional<String> compare(ReferenceEvaluator reference, Instance instance) {
    return reference.module.exports().stream()
        .flatMap(export -> difference(export, reference, instance).stream())
        .findFirst();
  }

  private static Optional<String> difference(
      Export export, ReferenceEvaluator reference, Instance instance) {
    String name = export.name();
    Optional<String> difference =
        switch (export.kind()) {
          case GLOBAL ->
              compare(shown(reference.globals[export.index()]), shown(instance.global(name).get()));
          case TABLE -> {
            Table table = instance.table(name);
            List<Object> found = new ArrayList<>();
            for (int i = 0; i < table.size(); i++) {
              found.add(shown(table.get(i)));
            }
            List<Object> expected = reference.tables.get(export.index()).contents();
            yield compare(expected.stream().map(Comparison::shown).toList(), found);
          }
          case MEMORY ->
              compare(reference.memories.get(export.index()).bytes(), instance.memory(name));
          default -> Optional.empty();
        };
    return difference.map(text -> name + ": " + text);
  }

  private static Optional<String> compare(byte[] expected, Memory memory) {
    byte[] found = memory.read(0, (int) memory.size());
    int address = Arrays.mismatch(expected, found);
    return address < 0
        ? Optional.empty()
        : Optional.of(
            "expected "
                + expected.length
                + " bytes, found "
                + found.length
                + ", different at address "
                + address);
  }
}
