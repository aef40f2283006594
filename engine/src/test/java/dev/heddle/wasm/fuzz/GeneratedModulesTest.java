package dev.heddle.wasm.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.ControlOpcode;
import dev.heddle.wasm.module.ObjectOpcode;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.module.WideOpcode;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Generated modules do the same in the engine and in the reference evaluator, and execute every
 * instruction that the generator knows.
 *
 * <p>By default the same {@value #MODULES} modules in every build; with {@code
 * -Dheddle.fuzz.seconds} as many as can be done in that time, from {@code -Dheddle.fuzz.seed} on.
 */
class GeneratedModulesTest {

  private static final int MODULES = 400;

  @Test
  void theEngineDoesWhatTheSpecificationSays() {
    long first = Long.getLong("heddle.fuzz.seed", 1);
    long seconds = Long.getLong("heddle.fuzz.seconds", 0);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Comparison comparison = new Comparison(Semantics::new);
    long seed = first;
    for (; seconds == 0 ? seed < first + MODULES : System.nanoTime() < end; seed++) {
      long current = seed;
      Program program = ProgramGenerator.generate(seed);
      comparison.difference(program, seed).ifPresent(found -> report(program, current, found));
    }
    System.out.println(
        "Fuzzing: "
            + comparison.calls()
            + " calls in "
            + (seed - first)
            + " modules, "
            + comparison.traps()
            + " of them trapped");
    assertThat(comparison.calls()).isGreaterThan(2 * (seed - first));
    assertThat(comparison.traps()).isBetween(comparison.calls() / 20, comparison.calls() / 2);
    if (seed - first >= MODULES) {
      assertThat(comparison.executed()).containsAll(opcodes());
    }
  }

  /**
   * The opcodes of all instructions, see {@link CodeReader#opcode}, and the clauses of {@code
   * try_table}.
   */
  private static Set<Integer> opcodes() {
    Set<Integer> opcodes = new TreeSet<>();
    IntStream.rangeClosed(Opcode.UNREACHABLE, ControlOpcode.RETURN_CALL_REF).forEach(opcodes::add);
    IntStream.rangeClosed(ControlOpcode.LEGACY_DELEGATE, Opcode.SELECT_TYPED).forEach(opcodes::add);
    opcodes.add(ControlOpcode.TRY_TABLE);
    IntStream.rangeClosed(ReferenceHandler.Clause.FIRST_KIND, ReferenceHandler.Clause.LAST_KIND)
        .forEach(opcodes::add);
    IntStream.rangeClosed(Opcode.REF_NULL, ObjectOpcode.BR_ON_NON_NULL).forEach(opcodes::add);
    IntStream.rangeClosed(ObjectOpcode.STRUCT_NEW, ObjectOpcode.I31_GET_U).forEach(opcodes::add);
    IntStream.rangeClosed(Opcode.LOCAL_GET, Opcode.TABLE_SET).forEach(opcodes::add);
    IntStream.rangeClosed(Opcode.I32_LOAD, Opcode.I64_EXTEND32_S).forEach(opcodes::add);
    IntStream.rangeClosed(Opcode.I32_TRUNC_SAT_F32_S, Opcode.TABLE_FILL).forEach(opcodes::add);
    IntStream.rangeClosed(WideOpcode.I64_ADD128, WideOpcode.I64_MUL_WIDE_U).forEach(opcodes::add);
    IntStream.rangeClosed(AtomicOpcode.NOTIFY, AtomicOpcode.LAST_ACCESS)
        .filter(AtomicOpcode::isAtomic)
        .forEach(opcodes::add);
    for (VectorInstruction instruction : VectorInstruction.values()) {
      opcodes.add(Opcode.prefixed(Opcode.PREFIX_FD, instruction.number()));
    }
    return opcodes;
  }

  /** Fails with the smallest module that still shows a difference. */
  private static void report(Program program, long seed, String difference) {
    Comparison comparison = new Comparison(Semantics::new);
    Program reduced =
        Reducer.reduce(program, candidate -> differs(comparison, candidate, seed).isPresent());
    fail(
        "seed %d: %s%nreduced from %d nodes to %d: %s%n%s",
        seed,
        difference,
        program.size(),
        reduced.size(),
        differs(comparison, reduced, seed).orElseThrow(),
        HexFormat.of().formatHex(reduced.toBytes()));
  }

  /** What is different; nothing if the candidate of the reducer is not valid. */
  static Optional<String> differs(Comparison comparison, Program program, long seed) {
    try {
      return comparison.difference(program, seed);
    } catch (InvalidModuleException e) {
      return Optional.empty();
    }
  }
}
