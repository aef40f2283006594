package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.types.TagType;
import dev.heddle.wasm.types.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tag by which guests catch what the host throws. */
class HostTagTest {

  private static Instance guest(Execution execution, HostFunction host) {
    return Instance.builder(Guests.module("host-tag"))
        .imports(
            Imports.builder()
                .add("env", "exception", Tag.host())
                .function("env", "host", host)
                .build())
        .execution(execution)
        .build();
  }

  private static Instance guestOfThrowing(Execution execution, Exception thrown) {
    return guest(
        execution,
        call -> {
          throw thrown;
        });
  }

  @ParameterizedTest
  @EnumSource
  void aGuestCatchesWhatTheHostThrowsAsTheVeryObject(Execution execution) {
    IOException thrown = new IOException("no disk");
    Instance guest = guestOfThrowing(execution, thrown);

    assertThat(guest.function("catch").invoke()).containsExactly(thrown);
    assertThat(guest.function("legacyCatch").invoke()).containsExactly(thrown);
    assertThat(guest.function("catchBoth").invoke()).containsExactly(thrown, thrown);
  }

  @ParameterizedTest
  @EnumSource
  void anotherTagOfTheSameTypeDoesNotCatchIt(Execution execution) {
    IOException thrown = new IOException("no disk");
    Instance guest = guestOfThrowing(execution, thrown);

    assertThatThrownBy(() -> guest.function("catchOther").invoke()).isSameAs(thrown);
  }

  @ParameterizedTest
  @EnumSource
  void itDoesNotCatchWhatHasATag(Execution execution) {
    Tag tag = Tag.create(TagType.of(ValueType.EXTERNREF));
    TaggedException thrown = TaggedException.of(tag, "text");
    Instance guest = guestOfThrowing(execution, thrown);

    assertThatThrownBy(() -> guest.function("catch").invoke()).isSameAs(thrown);
  }

  @ParameterizedTest
  @EnumSource
  void itDoesNotCatchWhatNoGuestCatches(Execution execution) {
    TrapException trap = new TrapException(TrapKind.UNREACHABLE);
    Instance guest = guestOfThrowing(execution, trap);

    assertThatThrownBy(() -> guest.function("catch").invoke()).isSameAs(trap);
    assertThatThrownBy(() -> guest.function("legacyCatch").invoke()).isSameAs(trap);
  }

  @ParameterizedTest
  @EnumSource
  void whatAGuestThrowsWithItIsWhatItCarriesIfThatIsAnException(Execution execution) {
    IOException thrown = new IOException("no disk");
    Instance guest = guestOfThrowing(execution, thrown);

    assertThatThrownBy(() -> guest.function("throw").invoke(thrown)).isSameAs(thrown);
    assertThatThrownBy(() -> guest.function("catchAndThrow").invoke()).isSameAs(thrown);
    assertThat(guest.function("throwAndCatch").invoke(thrown)).containsExactly(thrown);
  }

  @ParameterizedTest
  @EnumSource
  void anythingElseIsAnExceptionWithThatTag(Execution execution) {
    Instance guest = guest(execution, call -> {});

    assertThatThrownBy(() -> guest.function("throw").invoke(3.14))
        .isInstanceOfSatisfying(
            TaggedException.class,
            thrown -> {
              assertThat(thrown.tag()).isSameAs(Tag.host());
              assertThat(thrown.payload()).containsExactly(3.14);
            });
    assertThat(guest.function("throwAndCatch").invoke("text")).containsExactly("text");
  }

  @ParameterizedTest
  @EnumSource
  void aGuestCannotThrowATrap(Execution execution) {
    TrapException trap = new TrapException(TrapKind.UNREACHABLE);
    Instance guest = guest(execution, call -> {});

    assertThatThrownBy(() -> guest.function("throw").invoke(trap))
        .isInstanceOfSatisfying(
            TaggedException.class, thrown -> assertThat(thrown.payload()).containsExactly(trap));
  }

  @ParameterizedTest
  @EnumSource
  void aHostFunctionKnowsHowManyCallsIntoGuestsThereAre(Execution execution) {
    List<Integer> depths = new ArrayList<>();
    Instance inner = guest(execution, call -> depths.add(HostCall.depth()));
    Instance outer =
        guest(
            execution,
            call -> {
              depths.add(HostCall.depth());
              inner.function("catch").invoke();
              depths.add(HostCall.depth());
            });

    depths.add(HostCall.depth());
    outer.function("catch").invoke();
    depths.add(HostCall.depth());

    assertThat(depths).containsExactly(0, 1, 2, 1, 0);
  }

  @ParameterizedTest
  @EnumSource
  void aFunctionOfAGuestKnowsItsStore(Execution execution) {
    Instance guest = guest(execution, call -> {});

    assertThat(guest.function("throw").store()).containsSame(guest.store());
    assertThat(WasmFunction.of(guest.function("catch").type(), call -> {}).store()).isEmpty();
  }
}
