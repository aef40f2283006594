package dev.heddle.wasm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.Guests;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.types.TagType;
import dev.heddle.wasm.types.ValueType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationTest {

  /**
   * HotSpot throws the same {@link ArithmeticException} again and again once a division is hot. If
   * a host function has thrown that very object and the guest has caught it, it stands for a trap
   * when the guest itself divides by zero later.
   */
  @ParameterizedTest
  @ValueSource(strings = {"catchAll", "legacyCatchAll"})
  void anExceptionOfTheHostIsForgottenOnceTheGuestHasCaughtIt(String export) {
    ArithmeticException shared = new ArithmeticException("/ by zero");
    Activation activation = Activation.begin(null, 10, 1_000, 0);
    Instance guest =
        Guests.instance(
            "exceptions",
            Imports.builder()
                .add("env", "tag", Tag.create(TagType.of(ValueType.I32, ValueType.EXTERNREF)))
                .function(
                    "env",
                    "host",
                    call -> {
                      throw shared;
                    })
                .build());
    long[] r = new long[100];

    ((RuntimeFunction) guest.function(export)).enter(r, 0, new Object[0], 0, null, activation, 10);

    assertThat(r[0]).isEqualTo(1);
    assertThat(activation.isForeign(shared)).isFalse();
  }
}
