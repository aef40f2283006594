package dev.heddle.wasm.decode;

import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.heddle.wasm.CallControl;
import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.Guests;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the bytes are, loading ends with a module or with one of the documented exceptions; and
 * so do instantiating and running what could be loaded, within small limits and with little fuel.
 */
class LoadingRobustnessTest {

  private static final int MUTANTS = 1_000;
  private static final long FUEL = 2_000;

  private static final Limits LIMITS =
      Limits.builder()
          .maxMemoryPages(20)
          .maxTableElements(1_000)
          .maxCallDepth(50)
          .maxStackValues(10_000)
          .build();

  private static final int[] TELLING = {0x00, 0x01, 0x0b, 0x40, 0x7f, 0x80, 0xfc, 0xff};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "calls",
        "globals",
        "imports",
        "kernels",
        "sections",
        "tables",
        "tail-calls",
        "vectors",
        "wide-arithmetic"
      })
  void aGuestThatIsCutOffAnywhere(String guest) {
    byte[] bytes = Guests.bytes(guest);
    for (int length = 0; length < bytes.length; length++) {
      load(Arrays.copyOf(bytes, length));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "calls",
        "globals",
        "imports",
        "kernels",
        "sections",
        "tables",
        "tail-calls",
        "vectors",
        "wide-arithmetic"
      })
  void aGuestWithAnyByteReplacedByATellingOne(String guest) {
    byte[] bytes = Guests.bytes(guest);
    for (int i = 0; i < bytes.length; i++) {
      byte original = bytes[i];
      for (int value : TELLING) {
        bytes[i] = (byte) value;
        load(bytes);
      }
      bytes[i] = original;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "calls",
        "globals",
        "imports",
        "kernels",
        "sections",
        "tables",
        "tail-calls",
        "vectors",
        "wide-arithmetic"
      })
  void aGuestWithSeveralRandomChanges(String guest) {
    byte[] bytes = Guests.bytes(guest);
    Random random = new Random(guest.hashCode());
    for (int mutant = 0; mutant < MUTANTS; mutant++) {
      byte[] changed = bytes.clone();
      for (int change = random.nextInt(1, 6); change > 0; change--) {
        changed[random.nextInt(8, changed.length)] = (byte) random.nextInt();
      }
      load(changed);
    }
  }

  private static void load(byte[] bytes) {
    assertThatNoException()
        .as(() -> "loading and running " + HexFormat.of().formatHex(bytes))
        .isThrownBy(() -> {
          try {
            run(WasmModule.load(bytes));
          } catch (MalformedModuleException
              | InvalidModuleException
              | UnsupportedFeatureException
              | LimitExceededException
              | LinkException
              | TrapException documented) {
            // One of the ways in which it may end.
          }
        });
  }

  /** Calls every export with zeros. */
  private static void run(WasmModule module) {
    Imports.Builder imports = Imports.builder();
    for (ImportType wanted : module.imports()) {
      if (wanted.type() instanceof FunctionType type) {
        imports.function(
            wanted.module(), wanted.name(), type, call -> call.returnAll(zeros(type.results())));
      }
    }
    Instance instance =
        Instance.builder(module)
            .imports(imports.build())
            .limits(LIMITS)
            .fuel(Fuel.of(FUEL))
            .build();
    for (ExternValue export : instance.exports().values()) {
      if (export instanceof WasmFunction function) {
        CallControl ownFuel = new CallControl(Fuel.of(FUEL));
        try {
          ownFuel.run(() -> function.invoke(zeros(function.type().parameters())));
        } catch (TrapException | LimitExceededException documented) {
          // One of the ways in which a call may end.
        } catch (Exception e) {
          throw new AssertionError("calling " + function, e);
        }
      }
    }
  }

  private static @Nullable Object[] zeros(List<ValueType> types) {
    return types.stream().map(LoadingRobustnessTest::zero).toArray();
  }

  private static @Nullable Object zero(ValueType type) {
    return switch (type) {
      case NumberType.I32 -> 0;
      case NumberType.I64 -> 0L;
      case NumberType.F32 -> 0f;
      case NumberType.F64 -> 0d;
      case VectorType.V128 -> V128.ZERO;
      default -> null;
    };
  }
}
