package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ValueType;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Vector API, which a JVM has or has not. */
class VectorApiTest {

  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  private static final String RESULTS =
      "6, %s, out of bounds memory access: address 65505 + offset 16, memory of 65536 bytes"
          .formatted(new V128(5 * 13, 5 * 2));

  @Test
  void itIsUsedWhereItIsThere() throws Exception {
    assertThat(run("-Dheddle.vectors=api", MODULE, "-verbose:class"))
        .contains("jdk.incubator.vector.ByteVector")
        .contains(RESULTS);
  }

  @Test
  void nothingOfItIsLoadedWhereItIsNotThere() throws Exception {
    assertThat(run("-Dheddle.vectors=api", "-verbose:class"))
        .doesNotContain("jdk.incubator.vector")
        .contains(RESULTS);
  }

  @ParameterizedTest
  @CsvSource({"-Dheddle.vectors=swar", "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"})
  void itIsNotUsedIfThatIsNotWantedOrAddressesAreNotChecked(String option) throws Exception {
    assertThat(run(option, MODULE, "-verbose:class"))
        .doesNotContain("jdk.incubator.vector.ByteVector")
        .contains(RESULTS);
  }

  @ParameterizedTest
  @CsvSource({"-Xint", "-XX:TieredStopAtLevel=1"})
  void withoutHotSpotsSecondCompilerResultsAreTheSame(String option) throws Exception {
    assertThat(run(option, MODULE, "-Dheddle.vectors=api")).contains(RESULTS);
  }

  private static String run(String... options) throws Exception {
    return OtherJvm.run(Calls.class, options)
        .lines()
        .filter(line -> !line.startsWith("WARNING"))
        .collect(Collectors.joining("\n"));
  }

  /** Prints what functions with vectors give, compiled. */
  static final class Calls {

    private static final GlobalType CONSTANT = new GlobalType(ValueType.V128, false);

    private Calls() {}

    public static void main(String[] arguments) {
      Imports imports =
          Imports.builder()
              .function("env", "vector", call -> call.returnV128(call.v128(1)))
              .function("env", "vectors", call -> call.returnAll(0, call.v128(2), call.v128(2), 0L))
              .add("env", "constant", Global.create(CONSTANT, new V128(1, 2)))
              .build();
      Instance guest =
          Instance.builder(Guests.module("vectors"))
              .imports(imports)
              .execution(Execution.COMPILED)
              .build();
      guest.memory("memory").putInt(0, 1);
      guest.memory("memory").putInt(4, 5);
      int sum = guest.function("sum").callInt(1);
      Object spread = guest.function("spread").invoke(4, new V128(13, 2)).getFirst();
      try {
        guest.function("load").invoke(65_505);
      } catch (TrapException trap) {
        System.out.print("\n" + sum + ", " + spread + ", " + trap.getMessage());
      }
    }
  }
}
