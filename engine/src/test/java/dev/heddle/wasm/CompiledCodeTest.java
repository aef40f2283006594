package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.wasm.decode.ModuleBytes;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guests as JVM bytecode: where they can be seen, when they come, and that they go again. */
class CompiledCodeTest {

  private static final int[] IMPORT_LOOK =
      ModuleBytes.join(
          new int[] {1}, ModuleBytes.name("env"), ModuleBytes.name("look"), new int[] {0, 0});

  /** A module whose function 1, "spin", calls the host until it gets something else than 0. */
  private static WasmModule spinning() {
    return WasmModule.load(
        ModuleBytes.module()
            .section(1, 2, 0x60, 0, 1, 0x7f, 0x60, 1, 0x7f, 1, 0x7f)
            .section(2, IMPORT_LOOK)
            .section(3, 1, 1)
            .section(7, ModuleBytes.join(new int[] {1}, ModuleBytes.name("spin"), new int[] {0, 1}))
            .section(
                10,
                // (func (param i32) (result i32) (loop (br_if 0 (i32.eqz (call 0)))) local.get 0)
                1,
                12,
                0,
                0x03,
                0x40,
                0x10,
                0,
                0x45,
                0x0d,
                0,
                0x0b,
                0x20,
                0,
                0x0b)
            .toBytes());
  }

  private static Instance instance(WasmModule module, Execution execution, HostFunction look) {
    return Instance.builder(module)
        .imports(
            Imports.builder()
                .function("env", "look", FunctionType.of(List.of(), List.of(ValueType.I32)), look)
                .build())
        .execution(execution)
        .build();
  }

  @Test
  void javaStackTracesShowGuestFunctionsByName() {
    List<StackTraceElement> seen = new ArrayList<>();
    Instance guest =
        instance(
            spinning(),
            Execution.COMPILED,
            call -> {
              seen.addAll(List.of(new Throwable().getStackTrace()));
              call.returnI32(1);
            });

    assertThat(guest.function("spin").callInt(42)).isEqualTo(42);

    assertThat(seen)
        .anySatisfy(element -> {
          assertThat(element.getClassName()).startsWith("wasm.");
          assertThat(element.getMethodName()).isEqualTo("spin");
        });
  }

  @Test
  void interpretedGuestsMakeNoClasses() {
    List<StackTraceElement> seen = new ArrayList<>();
    Instance guest =
        instance(
            spinning(),
            Execution.INTERPRETED,
            call -> {
              seen.clear();
              seen.addAll(List.of(new Throwable().getStackTrace()));
              call.returnI32(1);
            });

    for (int i = 0; i < 5_000; i++) {
      guest.function("spin").callInt(0);
    }

    assertThat(seen).noneMatch(element -> element.getClassName().startsWith("wasm."));
  }

  @Test
  @Timeout(60)
  void aLoopThatRunsLongIsGoneOnWithAsBytecodeWhileItRuns() {
    boolean[] begunInterpreted = new boolean[1];
    while (!begunInterpreted[0]) {
      // functions with loops are compiled once they are called: another time it may be too quick
      Instance guest =
          instance(
              spinning(),
              Execution.TIERED,
              call -> {
                boolean compiled = false;
                boolean continued = false;
                for (StackTraceElement element : new Throwable().getStackTrace()) {
                  compiled |= element.getMethodName().equals("spin");
                  continued |= element.getMethodName().startsWith("spin$");
                }
                begunInterpreted[0] = continued;
                call.returnI32(compiled || continued ? 1 : 0);
              });

      assertThat(guest.function("spin").callInt(7)).isEqualTo(7);
    }
  }

  @Test
  @Timeout(60)
  void aFunctionThatIsCalledOftenIsCompiledInTheBackground() {
    boolean[] compiled = new boolean[1];
    Instance guest =
        instance(
            spinning(),
            Execution.TIERED,
            call -> {
              for (StackTraceElement element : new Throwable().getStackTrace()) {
                compiled[0] |= element.getMethodName().equals("spin");
              }
              call.returnI32(1);
            });

    while (!compiled[0]) {
      guest.function("spin").callInt(0);
    }

    assertThat(guest.function("spin").callInt(3)).isEqualTo(3);
  }

  /** The frame of "busy" if it is in the form that long loops are compiled to anew. */
  private static Optional<StackTraceElement> better() {
    return Arrays.stream(new Throwable().getStackTrace())
        .filter(element -> element.getClassName().matches("wasm\\..*\\.F\\d+D(L\\d+)?"))
        .filter(element -> element.getMethodName().startsWith("busy"))
        .findFirst();
  }

  private static Instance busy(Execution execution, HostFunction look) {
    return Instance.builder(Guests.module("accesses"))
        .imports(
            Imports.builder()
                .function(
                    "env",
                    "look",
                    FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)),
                    look)
                .build())
        .execution(execution)
        .build();
  }

  @ParameterizedTest
  @EnumSource(names = {"TIERED", "COMPILED"})
  @Timeout(60)
  void aLoopOfManyAccessesThatRunsLongIsCompiledAnewWhileItRuns(Execution execution) {
    List<StackTraceElement> seen = new ArrayList<>();
    Instance guest =
        busy(
            execution,
            call -> {
              better().ifPresent(seen::add);
              call.returnI32(seen.size());
            });
    Object kept = new Object();

    List<@Nullable Object> results = guest.function("busy").invoke(kept, 1.5);

    assertThat(seen).singleElement().satisfies(it -> assertThat(it.getMethodName()).contains("$"));
    int rounds = (int) Objects.requireNonNull(results.getFirst());
    assertThat(results).containsExactly(rounds, kept, 1.5);
    int sum = (int) ((long) rounds * (rounds + 1) / 2);
    for (int word = 0; word < 32; word++) {
      assertThat(guest.memory("memory").getInt(4L * word)).isEqualTo(sum);
    }
    while (!seen.getLast().getMethodName().equals("busy")) {
      // the function as a whole comes after the loop
      assertThat(guest.function("busy").invoke(kept, 0.0)).contains(kept, 0.0);
    }
  }

  @Test
  @Timeout(60)
  void aFunctionThatIsGoneOnWithInTheOtherFormIsOneFrame() {
    Instance guest =
        busy(
            Execution.TIERED,
            call -> {
              if (better().isPresent()) {
                throw new TrapException(TrapKind.UNREACHABLE, "by the host");
              }
              call.returnI32(0);
            });

    TrapException trap =
        catchThrowableOfType(TrapException.class, () -> guest.function("busy").invoke(null, 1.0));

    assertThat(trap.guestFrames()).hasSize(1);
    assertThat(trap.guestFrames().getFirst().functionName()).isEqualTo("busy");
  }

  @Test
  void tracesAreTheSameInterpretedAndCompiled() {
    List<List<GuestFrame>> frames = new ArrayList<>();
    List<String> messages = new ArrayList<>();
    for (Execution execution : List.of(Execution.INTERPRETED, Execution.COMPILED)) {
      Instance guest =
          instance(
              spinning(),
              execution,
              call -> {
                throw new TrapException(TrapKind.UNREACHABLE, "by the host");
              });
      TrapException trap =
          catchThrowableOfType(TrapException.class, () -> guest.function("spin").callInt(0));
      frames.add(trap.guestFrames());
      messages.add(trap.getMessage());
    }

    assertThat(frames.get(1)).isEqualTo(frames.get(0)).hasSize(1);
    assertThat(messages.get(1)).isEqualTo(messages.get(0));
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void classesGoWithTheirModules() throws Exception {
    assertThat(OtherJvm.run(ManyModules.class, "-Xmx128m", "-XX:MaxMetaspaceSize=20m"))
        .isEqualTo("1000");
  }

  @Test
  void whatAllModulesMayTakeIsBounded() throws Exception {
    assertThat(OtherJvm.run(ManyModules.class, "-Xmx128m", "-Dheddle.maxCompiledBytes=1000"))
        .as("guests that are interpreted instead give the same results")
        .isEqualTo("1000");
  }

  /** Loads, compiles and forgets a thousand modules. */
  static final class ManyModules {

    private ManyModules() {}

    public static void main(String[] arguments) {
      int right = 0;
      for (int i = 0; i < 1_000; i++) {
        Instance guest = instance(spinning(), Execution.COMPILED, call -> call.returnI32(1));
        boolean compiled = guest.function("spin").callInt(i) == i;
        right += compiled ? 1 : 0;
      }
      System.out.print(right);
    }
  }
}
