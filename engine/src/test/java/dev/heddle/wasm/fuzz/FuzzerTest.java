package dev.heddle.wasm.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.V128;
import dev.heddle.wasm.module.VectorInstruction;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fuzzer finds what is wrong, and makes it small. */
class FuzzerTest {

  /** Numeric instructions of which one does something else, for some operands. */
  private static final class Wrong extends ReferenceNumerics {

    private final int opcode;

    Wrong(int opcode) {
      this.opcode = opcode;
    }

    @Override
    Object apply(int asked, Object... operands) {
      Object right = super.apply(asked, operands);
      return asked != opcode
          ? right
          : switch (right) {
            case Integer value -> (Object) (value < 0 ? value ^ 4 : value);
            case Long value -> value < 0 ? value ^ 4 : value;
            case Float value -> value < 0 ? value - 1 : value;
            case Double value -> value < 0 ? value - 1 : value;
            default -> right;
          };
    }
  }

  /** Vector instructions of which one has a wrong bit in its last lane, for some operands. */
  private static final class WrongLane extends ReferenceVectors {

    private final VectorInstruction instruction;

    WrongLane(VectorInstruction instruction) {
      this.instruction = instruction;
    }

    @Override
    Object apply(VectorInstruction asked, List<Integer> lanes, Object... operands) {
      Object right = super.apply(asked, lanes, operands);
      return asked == instruction && right instanceof V128(long low, long high) && high < 0
          ? new V128(low, high ^ 1L << 56)
          : right;
    }
  }

  /** Casts that do not know that an object is also of the types above its own. */
  private static final class WrongCasts extends ReferenceCasts {

    @Override
    boolean matches(Object reference, boolean nullable, int heap, ReferenceTypes types) {
      return super.matches(reference, nullable, heap, types)
          && !(reference instanceof ReferenceObject.Aggregate aggregate
              && (heap < 0 || !types.same(aggregate.type, heap)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x75, 0x93, 0xb9})
  void oneWrongInstructionIsFoundAndReduced(int opcode) {
    isFoundAndReduced(
        () -> new Semantics(new Wrong(opcode), new ReferenceVectors(), new ReferenceCasts()));
  }

  @ParameterizedTest
  @EnumSource(names = {"I8X16_MAX_U", "I16X8_ADD_SAT_S", "F64X2_ADD"})
  void oneWrongVectorLaneIsFoundAndReduced(VectorInstruction instruction) {
    isFoundAndReduced(() ->
        new Semantics(new ReferenceNumerics(), new WrongLane(instruction), new ReferenceCasts()));
  }

  @Test
  void aWrongCastIsFoundAndReduced() {
    isFoundAndReduced(
        () -> new Semantics(new ReferenceNumerics(), new ReferenceVectors(), new WrongCasts()));
  }

  private static void isFoundAndReduced(Supplier<Semantics> wrong) {
    Comparison comparison = new Comparison(wrong);
    for (long seed = 1; seed < 5_000; seed++) {
      Program program = ProgramGenerator.generate(seed);
      if (comparison.difference(program, seed).isPresent()) {
        long found = seed;
        Program reduced =
            Reducer.reduce(
                program,
                candidate ->
                    GeneratedModulesTest.differs(comparison, candidate, found).isPresent());

        Optional<String> difference = comparison.difference(reduced, found);
        assertThat(difference).isPresent();
        assertThat(new Comparison(Semantics::new).difference(reduced, found)).isEmpty();
        assertThat(reduced.size()).isLessThan(40).isLessThanOrEqualTo(program.size());
        return;
      }
    }
    throw new AssertionError("not found");
  }

  @Test
  void aSeedRepeatsItsProgram() {
    for (long seed = 1; seed < 50; seed++) {
      assertThat(ProgramGenerator.generate(seed).toBytes())
          .isEqualTo(ProgramGenerator.generate(seed).toBytes());
    }
    assertThat(ProgramGenerator.generate(1).toBytes())
        .isNotEqualTo(ProgramGenerator.generate(2).toBytes());
  }
}
