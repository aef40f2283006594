package dev.heddle.wasm;

import static dev.heddle.wasm.types.ValueType.I32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ReferenceType;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Structures, arrays and 31-bit integers between guest and host. */
class ObjectsTest {

  private final List<@Nullable Object> seen = new ArrayList<>();
  private final Instance guest = instance(Limits.defaults());

  private Instance instance(Limits limits) {
    Imports imports =
        Imports.builder().function("host", "see", call -> seen.add(call.reference(0))).build();
    return Instance.builder(Guests.module("objects")).imports(imports).limits(limits).build();
  }

  private @Nullable Object call(String name, @Nullable Object... arguments) {
    List<@Nullable Object> results = guest.function(name).invoke(arguments);
    return results.isEmpty() ? null : results.getFirst();
  }

  private WasmStruct struct(String name, @Nullable Object... arguments) {
    return (WasmStruct) call(name, arguments);
  }

  private WasmArray array(String name, @Nullable Object... arguments) {
    return (WasmArray) call(name, arguments);
  }

  /** The type that a function of the guest returns a reference to. */
  private DefinedType resultType(String function) {
    return (DefinedType)
        ((ReferenceType) guest.function(function).type().results().getFirst()).heap();
  }

  private static void traps(TrapKind kind, ThrowingCallable call) {
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(call)
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(kind))
        .withMessageStartingWith(kind.wording());
  }

  @Test
  void theHostReadsAndWritesFields() {
    WasmStruct node = struct("node", 5);

    assertThat(node.get(0)).isNull();
    assertThat(node.get(1)).isEqualTo(5);
    node.set(1, 6);
    node.set(0, node);
    assertThat(call("value", node)).isEqualTo(6);
    assertThat(node.get(0)).isSameAs(node);
    assertThat(node.type()).isSameAs(resultType("node"));
  }

  @Test
  void fieldsOfEveryTypeHaveTheirJavaObjects() {
    Object mine = new Object();
    WasmStruct mixed = struct("mixed", mine);

    assertThat(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8).stream().map(mixed::get))
        .containsExactly(0xff, 0xfffe, -3L, 4.5f, 5.5, new V128(6, 7), mine, new I31(8), 9);
    mixed.set(0, 0x1ff);
    mixed.set(1, 0x18000);
    mixed.set(5, new V128(1, -2));
    assertThat(guest.function("packed").invoke(mixed)).containsExactly(-1, 0xff, -32768, 0x8000);
    assertThat(call("vector", mixed)).isEqualTo(-2L);
  }

  @Test
  void fieldsAreChecked() {
    WasmStruct node = struct("node", 1);
    WasmStruct mixed = struct("mixed", "x");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> node.set(1, 1L))
        .withMessageStartingWith("field 1 of struct (")
        .withMessageContaining("expected i32 (Integer), found java.lang.Long 1");
    assertThatIllegalArgumentException().isThrownBy(() -> node.set(0, mixed));
    assertThatIllegalArgumentException().isThrownBy(() -> mixed.set(7, 3));
    assertThatIllegalStateException()
        .isThrownBy(() -> mixed.set(8, 1))
        .withMessageContaining("field 8")
        .withMessageContaining("immutable");
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> node.get(2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> node.set(-1, 0));
  }

  @Test
  void theHostMakesStructures() {
    DefinedType type = resultType("node");
    WasmStruct second = WasmStruct.create(type, null, 2);
    WasmStruct first = WasmStruct.create(type, second, 1);

    assertThat(call("length", first)).isEqualTo(2);
    assertThat(call("value", first)).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WasmStruct.create(type, (Object) null))
        .withMessageContaining("expected 2 fields, found 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WasmStruct.create(resultType("bytes"), 1))
        .withMessageContaining("expected the type of a structure");
  }

  @Test
  void theHostReadsAndWritesElements() {
    WasmArray bytes = array("bytes", 3);

    assertThat(bytes.length()).isEqualTo(3);
    assertThat(bytes.get(0)).isEqualTo(255);
    assertThat(call("sum", bytes)).isEqualTo(-3);
    bytes.set(0, 130);
    bytes.set(1, 7);
    bytes.set(2, -1);
    assertThat(call("sum", bytes)).isEqualTo(-126 + 7 - 1);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> bytes.get(3));
    assertThatIllegalArgumentException().isThrownBy(() -> bytes.set(0, "x"));
    assertThatIllegalStateException().isThrownBy(() -> array("fixed").set(0, 1));
    assertThat(array("fixed").get(1)).isEqualTo(4);
  }

  @Test
  void theHostMakesArrays() {
    WasmArray bytes = WasmArray.create(resultType("bytes"), 4, 5);
    WasmArray vectors = WasmArray.create(resultType("vectors"), 2, new V128(3, 4));
    WasmArray objects = WasmArray.create(resultType("objects"), 2, "text");

    assertThat(call("sum", bytes)).isEqualTo(20);
    assertThat(vectors.get(1)).isEqualTo(new V128(3, 4));
    vectors.set(0, new V128(9, 9));
    assertThat(vectors.get(0)).isEqualTo(new V128(9, 9));
    assertThat(vectors.get(1)).isEqualTo(new V128(3, 4));
    assertThat(call("at", objects, 1)).isEqualTo("text");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WasmArray.create(resultType("bytes"), -1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WasmArray.create(resultType("bytes"), 1, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WasmArray.create(resultType("node"), 1, 0));
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> WasmArray.create(resultType("objects"), Integer.MAX_VALUE, null))
        .withMessage("the heap has no room for an array (mut anyref) of 2147483647 elements");
  }

  @Test
  void arraysOfVectorsAreCopiedWhole() {
    WasmArray vectors = array("vectors");

    assertThat(List.of(0, 1, 2, 3).stream().map(vectors::get))
        .containsExactly(new V128(8, 9), new V128(3, 4), new V128(5, 6), new V128(8, 9));
  }

  @Test
  void castsFollowTheTypesOfObjects() {
    assertThat(call("asLeaf", struct("leaf", 1))).isEqualTo(7L);
    assertThat(call("isLeaf", struct("leaf", 1))).isEqualTo(1);
    assertThat(call("isLeaf", struct("node", 1))).isEqualTo(0);
    assertThat(call("isLeaf", "an object of the host")).isEqualTo(0);
    assertThat(call("isLeaf", (Object) null)).isEqualTo(0);
    traps(TrapKind.CAST_FAILURE, () -> call("asLeaf", struct("node", 1)));
    traps(TrapKind.CAST_FAILURE, () -> call("asLeaf", (Object) null));
  }

  @Test
  void argumentsMustBeOfTheType() {
    WasmStruct mixed = struct("mixed", (Object) null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> call("value", mixed))
        .withMessageContaining("WasmStruct of that type or null");
    assertThatIllegalArgumentException().isThrownBy(() -> call("packed", (Object) null));
    assertThatIllegalArgumentException().isThrownBy(() -> call("same", "x", null));
    assertThatIllegalArgumentException().isThrownBy(() -> call("show", array("bytes", 1)));
  }

  @Test
  void typesOfEqualModulesAreTheSame() {
    Instance other = instance(Limits.defaults());

    assertThat(other.module().types()).isEqualTo(guest.module().types());
    assertThat(other.function("value").invoke(struct("leaf", 3))).containsExactly(3);
    assertThat(other.module().types().getFirst()).isSameAs(resultType("node"));
  }

  @Test
  void smallIntegersAreComparedByValue() {
    assertThat(call("i31", -1)).isEqualTo(new I31(-1));
    assertThat(call("i31", 1 << 30)).isEqualTo(new I31(I31.MIN));
    assertThat(call("same", new I31(1_000_000), call("i31", 1_000_000))).isEqualTo(1);
    assertThat(call("same", new I31(1), new I31(2))).isEqualTo(0);
    assertThat(call("same", struct("node", 1), struct("node", 1))).isEqualTo(0);
    assertThat(call("same", null, null)).isEqualTo(1);
    assertThat(new I31(-1).unsignedValue()).isEqualTo(Integer.MAX_VALUE);
    assertThatIllegalArgumentException().isThrownBy(() -> new I31(I31.MAX + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new I31(I31.MIN - 1));
  }

  @Test
  void conversionsKeepIdentity() {
    Object mine = new Object();
    WasmStruct node = struct("node", 1);

    assertThat(call("inside", mine)).isSameAs(mine);
    assertThat(call("outside", node)).isSameAs(node);
    assertThat(call("inside", call("outside", node))).isSameAs(node);
    call("show", node);
    assertThat(seen).containsExactly(node);
  }

  @Test
  void functionReferencesAreCheckedByTheirDefinition() {
    FunctionType unary = FunctionType.of(List.of(I32), List.of(I32));
    WasmFunction twice = WasmFunction.of(unary, call -> call.returnI32(2 * call.i32(0)));
    WasmFunction other =
        WasmFunction.of(FunctionType.of(List.of(), List.of(I32)), call -> call.returnI32(0));

    assertThat(call("callRef", twice, 21)).isEqualTo(42);
    traps(TrapKind.NULL_FUNCTION_REFERENCE, () -> call("callRef", null, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> call("callRef", other, 1));
    assertThat(twice.definedType()).isSameAs(DefinedType.of(unary));
  }

  @Test
  void nullAndBoundsTrap() {
    traps(TrapKind.NULL_STRUCT_REFERENCE, () -> call("value", (Object) null));
    traps(TrapKind.NULL_ARRAY_REFERENCE, () -> call("at", null, 0));
    traps(TrapKind.ARRAY_OUT_OF_BOUNDS, () -> call("at", array("objects", 2), 2));
    traps(TrapKind.ARRAY_OUT_OF_BOUNDS, () -> call("at", array("objects", 2), -1));
  }

  @Test
  void tooLongAnArrayTraps() {
    Instance small = instance(Limits.builder().maxArrayLength(10).build());

    assertThat(((WasmArray) small.function("objects").invoke(10).getFirst()).length())
        .isEqualTo(10);
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> small.function("objects").invoke(11))
        .withMessage("allocation failed: an array of 11 elements, but Limits.maxArrayLength is 10");
    traps(TrapKind.ALLOCATION_FAILED, () -> call("bytes", -1));
  }

  @Test
  void anArrayThatTheHeapHasNoRoomForTraps() {
    Instance large =
        instance(
            Limits.builder()
                .maxArrayLength(Integer.MAX_VALUE)
                .maxObjectBytes(Long.MAX_VALUE)
                .build());

    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> large.function("objects").invoke(Integer.MAX_VALUE))
        .withMessage("allocation failed: the Java heap is full");
    assertThat(large.function("objects").invoke(1)).hasSize(1);
  }

  @Test
  void longListsAreCollectedByTheJvm() {
    assertThat(call("length", call("list", 1_000_000))).isEqualTo(1_000_000);
  }
}
