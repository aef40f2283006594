package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Libraries are initialized when they are instantiated, programs are not. */
class InitializeTest {

  private final List<Integer> log = new ArrayList<>();
  private final Store store = Store.create();

  private Instance.Builder builder(String guest) {
    return Instance.builder(Guests.module(guest))
        .store(store)
        .imports(Imports.builder().function("env", "log", call -> log.add(call.i32(0))).build());
  }

  @Test
  void aLibraryIsInitializedOnceAfterItsStartFunction() {
    builder("reactor").build();

    assertThat(log).containsExactly(1, 2);
  }

  @Test
  void anOptionLeavesItToTheHost() {
    Instance instance = builder("reactor").initialize(false).build();
    assertThat(log).containsExactly(1);

    instance.function("_initialize").callVoid();
    assertThat(log).containsExactly(1, 2);
  }

  @Test
  void aProgramIsNot() {
    builder("command").build();

    assertThat(log).isEmpty();
  }

  @Test
  void neitherIsWhatOnlyHasTheName() {
    builder("reactor-otherwise").build();

    assertThat(log).isEmpty();
  }

  @Test
  void aLibraryIsNotInitializedByThoseWhoExportItAgain() {
    Instance reactor = builder("reactor").build();
    Imports imports = Imports.builder().instance("reactor", reactor).build();
    Instance relay = builder("reactor-relay").imports(imports).build();

    assertThat(log).containsExactly(1, 2);
    relay.function("_initialize").callVoid();
    assertThat(log).containsExactly(1, 2, 2);
  }

  @Test
  void whatItThrowsComesOutOfBuild() {
    Imports throwing =
        Imports.builder()
            .function(
                "env",
                "log",
                call -> {
                  log.add(call.i32(0));
                  if (call.i32(0) == 2) {
                    throw new IllegalStateException("no");
                  }
                })
            .build();

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> builder("reactor").imports(throwing).build())
        .withMessage("no");
    assertThat(log).containsExactly(1, 2);
  }

  @Test
  void itIsMetered() {
    Fuel fuel = Fuel.of(1_000);
    builder("reactor").fuel(fuel).build();
    long both = 1_000 - fuel.remaining();
    Fuel other = Fuel.of(1_000);
    builder("reactor").initialize(false).fuel(other).build();

    assertThat(1_000 - other.remaining()).isPositive().isLessThan(both);
  }
}
