package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.I31;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.decode.ModuleDecoder;
import dev.heddle.wasm.module.Export;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program in the engine and in the reference evaluator and compares everything that can be
 * seen after each call: results, exception or trap, memories, globals and tables with the objects
 * that can be reached from them, and the fuel it took.
 */
final class Comparison {

  private static final int MAX_DEPTH = 40;
  private static final int MAX_ARRAY_LENGTH = 1_000;
  private static final long MAX_STEPS = 20_000;

  /** More than the stretch of code that a trap cuts off can cost. */
  private static final long SPARE_FUEL = 100_000;

  private static final Limits LIMITS =
      Limits.builder().maxCallDepth(MAX_DEPTH).maxArrayLength(MAX_ARRAY_LENGTH).build();

  private final Supplier<Semantics> semantics;
  private final Set<Integer> executed = new HashSet<>();
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

  /** The opcodes of all instructions that have been executed, see {@link CodeReader#opcode}. */
  Set<Integer> executed() {
    return executed;
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
        new ReferenceEvaluator(
            ModuleDecoder.decode(bytes), semantics.get(), MAX_DEPTH, MAX_ARRAY_LENGTH, MAX_STEPS);
    try {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < program.functions().size(); i++) {
          String name = "f" + i;
          List<Type> parameters = program.signature(i).parameters();
          List<Object> arguments = ProgramGenerator.arguments(seed + round, parameters);
          if (!fit(arguments, parameters)) {
            continue;
          }
          long before = reference.cost();
          Outcome expected = reference(reference, i, arguments);
          long cost = reference.cost() - before;
          calls++;
          traps += expected.traps.isEmpty() ? 0 : 1;

          long used = fuel.used();
          fuel.add(Math.max(0, cost + SPARE_FUEL - fuel.remaining()));
          Outcome found = engine(metered, name, arguments);
          Optional<String> difference = compare(expected, reference, found, metered);
          if (difference.isEmpty() && expected.traps.isEmpty() && fuel.used() - used != cost) {
            difference = Optional.of("fuel: expected " + cost + ", found " + (fuel.used() - used));
          }
          if (difference.isEmpty()) {
            found = engine(unmetered, name, arguments);
            difference = compare(expected, reference, found, unmetered);
          }
          if (difference.isPresent()) {
            return Optional.of("call " + round + " of " + name + ": " + difference.get());
          }
        }
      }
    } catch (ReferenceEvaluator.OutOfSteps e) {
      // the rest would take too long, and says nothing new
    } finally {
      executed.addAll(reference.executed());
    }
    return Optional.empty();
  }

  /**
   * How a call ended: with a trap, with an exception of a tag, or with results.
   *
   * @param traps the reasons for the trap, any of which may be given; none if there was no trap
   */
  private record Outcome(Set<TrapKind> traps, int tag, List<@Nullable Object> values) {

    static final int NO_TAG = -1;

    /** The same, with the reason that another gives for a trap if that is as good. */
    Outcome asIn(Outcome other) {
      return !other.traps.isEmpty() && traps.containsAll(other.traps) ? other : this;
    }

    String text() {
      return !traps.isEmpty()
          ? "trap " + traps
          : tag == NO_TAG ? "results" : "exception of tag " + tag;
    }
  }

  private static Outcome reference(
      ReferenceEvaluator reference, int function, List<Object> arguments) {
    try {
      return new Outcome(
          Set.of(), Outcome.NO_TAG, List.copyOf(reference.call(function, arguments)));
    } catch (ReferenceTrap trap) {
      return new Outcome(trap.kinds, Outcome.NO_TAG, List.of());
    } catch (ReferenceThrow thrown) {
      return new Outcome(Set.of(), thrown.exception.tag, List.copyOf(thrown.exception.payload));
    }
  }

  private static Outcome engine(Instance instance, String name, List<Object> arguments) {
    try {
      return new Outcome(
          Set.of(),
          Outcome.NO_TAG,
          instance.function(name).invoke(arguments.stream().map(Comparison::forEngine).toArray()));
    } catch (TrapException trap) {
      return new Outcome(Set.of(trap.kind()), Outcome.NO_TAG, List.of());
    } catch (TaggedException exception) {
      return new Outcome(Set.of(), tagIndex(instance, exception.tag()), exception.payload());
    }
  }

  /** Whether none is null that must not be: the host does not have objects of all types. */
  private static boolean fit(List<Object> arguments, List<Type> parameters) {
    return IntStream.range(0, arguments.size())
        .allMatch(
            i -> arguments.get(i) != ReferenceEvaluator.NULL || parameters.get(i).hasDefault());
  }

  private static @Nullable Object forEngine(Object argument) {
    return switch (argument) {
      case ReferenceObject.Small(int value) -> new I31(value);
      case ReferenceObject.Host(Object object) -> object;
      case ReferenceObject.External(ReferenceObject internal) -> forEngine(internal);
      default -> argument == ReferenceEvaluator.NULL ? null : argument;
    };
  }

  private static int tagIndex(Instance instance, Tag tag) {
    int index = 0;
    while (instance.tag("e" + index) != tag) {
      index++;
    }
    return index;
  }

  // ---- What can be seen after a call

  private static Optional<String> compare(
      Outcome expected, ReferenceEvaluator reference, Outcome found, Instance instance) {
    Snapshot right = snapshot(reference, instance);
    Snapshot seen = snapshot(reference, instance);
    right.add(expected.asIn(found).text(), expected.values.stream());
    seen.add(found.text(), found.values.stream());
    for (Export export : reference.module.exports()) {
      String name = export.name();
      switch (export.kind()) {
        case GLOBAL -> {
          right.add(name, Stream.of(reference.globals[export.index()]));
          seen.add(
              name,
              Collections.<@Nullable Object>singletonList(instance.global(name).get()).stream());
        }
        case TABLE -> {
          Table table = instance.table(name);
          right.add(name, reference.tables.get(export.index()).contents().stream());
          seen.add(name, IntStream.range(0, table.size()).mapToObj(table::get));
        }
        default -> {}
      }
    }
    right.follow();
    seen.follow();
    return right.difference(seen).or(() -> compareMemories(reference, instance));
  }

  private static Snapshot snapshot(ReferenceEvaluator reference, Instance instance) {
    return new Snapshot(
        reference.types,
        type -> reference.module.types().indexOf(type),
        tag -> tagIndex(instance, tag));
  }

  private static Optional<String> compareMemories(ReferenceEvaluator reference, Instance instance) {
    return reference.module.exports().stream()
        .filter(export -> export.kind() == Export.Kind.MEMORY)
        .flatMap(export ->
            compare(
                export.name(),
                reference.memories.get(export.index()).bytes(),
                instance.memory(export.name()))
                .stream())
        .findFirst();
  }

  private static Optional<String> compare(String name, byte[] expected, Memory memory) {
    byte[] found = memory.read(0, (int) memory.size());
    int address = Arrays.mismatch(expected, found);
    return address < 0
        ? Optional.empty()
        : Optional.of(
            name
                + ": expected "
                + expected.length
                + " bytes, found "
                + found.length
                + ", different at address "
                + address);
  }
}
