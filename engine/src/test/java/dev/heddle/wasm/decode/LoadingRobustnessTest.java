package dev.heddle.wasm.decode;

import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.heddle.wasm.CallControl;
import dev.heddle.wasm.CallInterruptedException;
import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.Global;
import dev.heddle.wasm.Guests;
import dev.heddle.wasm.I31;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.WasmArray;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.WasmStruct;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.ArrayType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ExternType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.StructType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.TagType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes are, loading ends with a module or with one of the documented exceptions; and
 * so do instantiating and running what could be loaded, within small limits and with little fuel.
 */
class LoadingRobustnessTest {

  private static final int MUTANTS = 1_000;
  private static final long FUEL = 2_000;

  /** How many exports of a mutant are called, others of the next one. */
  private static final int CALLS = 2;

  /** Memories and tables of more than so many pages and elements are not given to guests. */
  private static final int MANY = 1_000;

  /** So far structures inside structures are made. */
  private static final int MAX_DEPTH = 5;

  private static final Limits LIMITS =
      Limits.builder()
          .maxMemoryPages(20)
          .maxTableElements(1_000)
          .maxCallDepth(50)
          .maxStackValues(10_000)
          .build();

  /** One of every family of instructions at least. */
  static Stream<String> guests() {
    return Stream.of(
        "calls",
        "exceptions",
        "globals",
        "imports",
        "kernels",
        "memories",
        "objects",
        "references",
        "relaxed",
        "sections",
        "tables",
        "tail-calls",
        "threads",
        "type-group",
        "vector-objects",
        "vectors",
        "wide-arithmetic");
  }

  /** Of the telling bytes, one in so many is tried in each place, others in the next. */
  private static final int EVERY = 3;

  private static final int[] TELLING = {0x00, 0x01, 0x0b, 0x40, 0x7f, 0x80, 0xfc, 0xff};

  @ParameterizedTest
  @MethodSource("guests")
  void aGuestThatIsCutOffAnywhere(String guest) {
    byte[] bytes = Guests.bytes(guest);
    for (int length = 0; length < bytes.length; length++) {
      load(Arrays.copyOf(bytes, length), length);
    }
  }

  @ParameterizedTest
  @MethodSource("guests")
  void aGuestWithAnyByteReplacedByATellingOne(String guest) {
    byte[] bytes = Guests.bytes(guest);
    for (int i = 0; i < bytes.length; i++) {
      byte original = bytes[i];
      for (int which = i % EVERY; which < TELLING.length; which += EVERY) {
        bytes[i] = (byte) TELLING[which];
        load(bytes, i);
      }
      bytes[i] = original;
    }
  }

  @ParameterizedTest
  @MethodSource("guests")
  void aGuestWithSeveralRandomChanges(String guest) {
    byte[] bytes = Guests.bytes(guest);
    Random random = new Random(guest.hashCode());
    for (int mutant = 0; mutant < MUTANTS; mutant++) {
      byte[] changed = bytes.clone();
      for (int change = random.nextInt(1, 6); change > 0; change--) {
        changed[random.nextInt(8, changed.length)] = (byte) random.nextInt();
      }
      load(changed, mutant);
    }
  }

  /** Loads and runs a module; the number says which of its exports are called. */
  private static void load(byte[] bytes, int number) {
    assertThatNoException()
        .as(() -> "loading and running " + HexFormat.of().formatHex(bytes))
        .isThrownBy(() -> {
          try {
            run(WasmModule.load(bytes), number);
          } catch (MalformedModuleException
              | InvalidModuleException
              | UnsupportedFeatureException
              | LimitExceededException
              | LinkException
              | TrapException
              | TaggedException documented) {
            // One of the ways in which it may end.
          } catch (NoValueException e) {
            // It wants what the host cannot give.
          }
        });
  }

  /** Calls a few exports with zeros. */
  private static void run(WasmModule module, int number) {
    Imports.Builder imports = Imports.builder();
    for (ImportType wanted : module.imports()) {
      if (wanted.type() instanceof FunctionType type) {
        imports.function(
            wanted.module(), wanted.name(), call -> call.returnAll(zeros(type.results())));
      } else {
        imports.add(wanted.module(), wanted.name(), imported(wanted.type()));
      }
    }
    Instance instance =
        Instance.builder(module)
            .imports(imports.build())
            .limits(LIMITS)
            .fuel(Fuel.of(FUEL))
            .build();
    List<WasmFunction> functions =
        instance.exports().values().stream()
            .filter(WasmFunction.class::isInstance)
            .map(WasmFunction.class::cast)
            .toList();
    for (int i = 0; i < Math.min(CALLS, functions.size()); i++) {
      call(functions.get((number * CALLS + i) % functions.size()));
    }
  }

  private static void call(WasmFunction function) {
    CallControl ownFuel = new CallControl(Fuel.of(FUEL));
    // so that a guest does not wait for others: there are none
    Thread.currentThread().interrupt();
    try {
      ownFuel.run(() -> function.invoke(zeros(function.type().parameters())));
    } catch (TrapException
        | LimitExceededException
        | TaggedException
        | CallInterruptedException documented) {
      // One of the ways in which a call may end.
    } catch (NoValueException e) {
      // It wants what the host cannot give.
    } catch (Exception e) {
      throw new AssertionError("calling " + function, e);
    } finally {
      Thread.interrupted();
    }
  }

  /** There is no value of a type, or none that is worth being made. */
  private static final class NoValueException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NoValueException(Object type) {
      super("no " + type, null, false, false);
    }
  }

  private static ExternValue imported(ExternType type) {
    return switch (type) {
      case MemoryType memory when memory.minimum() >= 0 && memory.minimum() < MANY ->
          Memory.create(memory);
      case TableType table when table.minimum() >= 0 && table.minimum() < MANY ->
          Table.create(table, zero(table.element(), 0));
      case TagType tag -> Tag.create(tag);
      case GlobalType global -> Global.create(global, zero(global.value(), 0));
      default -> throw new NoValueException(type);
    };
  }

  private static @Nullable Object[] zeros(List<ValueType> types) {
    return types.stream().map(type -> zero(type, 0)).toArray();
  }

  private static @Nullable Object zero(ValueType type, int depth) {
    return switch (type) {
      case NumberType.I32 -> 0;
      case NumberType.I64 -> 0L;
      case NumberType.F32 -> 0f;
      case NumberType.F64 -> 0d;
      case VectorType.V128 -> V128.ZERO;
      case ReferenceType(boolean nullable, HeapType heap) -> nullable ? null : object(heap, depth);
      default -> throw new NoValueException(type);
    };
  }

  private static Object object(HeapType heap, int depth) {
    if (depth > MAX_DEPTH) {
      throw new NoValueException(heap);
    }
    return switch (heap) {
      case AbstractHeapType.ANY, AbstractHeapType.EQ, AbstractHeapType.I31 -> new I31(0);
      case AbstractHeapType.EXTERN -> "object of the host";
      case AbstractHeapType.EXN -> new IllegalStateException("of the host");
      case AbstractHeapType.FUNC ->
          WasmFunction.of(FunctionType.of(List.of(), List.of()), call -> {});
      case AbstractHeapType.STRUCT -> WasmStruct.create(DefinedType.of(StructType.of()));
      case AbstractHeapType other -> throw new NoValueException(other);
      case DefinedType type ->
          switch (type.composite()) {
            case FunctionType function ->
                WasmFunction.of(type, call -> call.returnAll(zeros(function.results())));
            case StructType struct ->
                WasmStruct.create(
                    type,
                    struct.fields().stream()
                        .map(field -> zero(field.value(), depth + 1))
                        .toArray());
            case ArrayType array ->
                WasmArray.create(type, 2, zero(array.element().value(), depth + 1));
          };
    };
  }
}
