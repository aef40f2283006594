package dev.heddle.wasm.types;

import static dev.heddle.wasm.types.ValueType.ANYREF;
import static dev.heddle.wasm.types.ValueType.EQREF;
import static dev.heddle.wasm.types.ValueType.I32;
import static dev.heddle.wasm.types.ValueType.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DefinedTypeTest {

  private static StructType struct(StorageType... fields) {
    return new StructType(Arrays.stream(fields).map(field -> new FieldType(field, false)).toList());
  }

  private static DefinedType open(CompositeType composite) {
    return DefinedType.of(composite, false, Optional.empty());
  }

  private static DefinedType below(DefinedType supertype, CompositeType composite) {
    return DefinedType.of(composite, false, Optional.of(supertype));
  }

  /** A list of which every element points to the next, with a number. */
  private static DefinedType list(ValueType number) {
    RecursionGroup group = new RecursionGroup(1);
    DefinedType self = group.types().getFirst();
    self.define(struct(new ReferenceType(true, self), number), true, null);
    return group.canonical().types().getFirst();
  }

  @Test
  void equalDefinitionsAreOneObject() {
    assertThat(open(struct(I32))).isSameAs(open(struct(I32)));
    assertThat(list(I32)).isSameAs(list(I32)).isNotSameAs(list(I64));
  }

  @Test
  void finalityAndSupertypeArePartsOfADefinition() {
    DefinedType top = open(struct());
    assertThat(open(struct(I32)))
        .isNotSameAs(DefinedType.of(struct(I32)))
        .isNotSameAs(below(top, struct(I32)));
    assertThat(below(top, struct(I32))).isSameAs(below(top, struct(I32)));
  }

  @Test
  void theOrderInAGroupIsAPartOfADefinition() {
    DefinedType alone = open(struct());
    RecursionGroup group = new RecursionGroup(2);
    group.types().forEach(type -> type.define(struct(), false, null));
    List<DefinedType> pair = group.canonical().types();

    assertThat(pair.get(0)).isNotSameAs(alone).isNotSameAs(pair.get(1));
    assertThat(pair.get(0).isSubtypeOf(pair.get(1))).isFalse();
  }

  @Test
  void aTypeThatPointsToItselfIsNotTheTypeThatPointsToIt() {
    DefinedType list = list(I32);
    DefinedType unrolled = DefinedType.of(struct(new ReferenceType(true, list), I32));

    assertThat(unrolled).isNotSameAs(list);
  }

  @Test
  void everyTypeAboveIsASupertype() {
    DefinedType a = open(struct());
    DefinedType b = below(a, struct(I32));
    DefinedType c = below(b, struct(I32, I64));
    DefinedType sibling = below(a, struct(I64));

    assertThat(c.isSubtypeOf(a)).isTrue();
    assertThat(c.isSubtypeOf(b)).isTrue();
    assertThat(c.isSubtypeOf(c)).isTrue();
    assertThat(c.isSubtypeOf(sibling)).isFalse();
    assertThat(a.isSubtypeOf(c)).isFalse();
    assertThat(c.depth()).isEqualTo(2);
    assertThat(c.supertype()).contains(b);
    assertThat(c.isSubtypeOf((HeapType) AbstractHeapType.EQ)).isTrue();
    assertThat(c.isSubtypeOf((HeapType) AbstractHeapType.ARRAY)).isFalse();
    assertThat(AbstractHeapType.NONE.isSubtypeOf(c)).isTrue();
    assertThat(AbstractHeapType.NOFUNC.isSubtypeOf(c)).isFalse();
  }

  @Test
  void whatCannotBeBelowIsRefused() {
    DefinedType mutable = open(StructType.of(new FieldType(ANYREF, true)));
    DefinedType constant = open(struct(ANYREF));
    FunctionType fromEq = FunctionType.of(List.of(EQREF), List.of(ANYREF));
    DefinedType function = open(fromEq);

    assertThat(below(constant, struct(EQREF, I32)).depth()).isOne();
    assertThat(below(function, FunctionType.of(List.of(ANYREF), List.of(EQREF))).depth()).isOne();
    refused(constant, struct(I32));
    refused(constant, struct());
    refused(constant, new ArrayType(new FieldType(ANYREF, false)));
    refused(mutable, StructType.of(new FieldType(EQREF, true)));
    refused(mutable, struct(ANYREF));
    refused(function, FunctionType.of(List.of(ValueType.I31REF), List.of(ANYREF)));
    refused(open(struct(PackedType.I8)), struct(PackedType.I16));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> below(DefinedType.of(struct()), struct(I32)))
        .withMessage("sub type: struct (i32) cannot be below the final type struct ()");
  }

  private static void refused(DefinedType supertype, CompositeType composite) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> below(supertype, composite))
        .withMessageStartingWith("sub type: ");
  }

  @Test
  void aDefinitionIsSettled() {
    DefinedType type = open(struct());
    assertThatIllegalStateException().isThrownBy(() -> type.define(struct(I32), true, null));
    RecursionGroup group = new RecursionGroup(2);
    assertThatIllegalStateException()
        .isThrownBy(() -> group.types().get(0).define(struct(), false, group.types().get(1)));
  }

  @Test
  void recursiveTypesCanBePrinted() {
    assertThat(list(I32)).hasToString("struct ((ref null struct...), i32)");
    assertThat(new ReferenceType(false, list(I32)))
        .hasToString("(ref struct ((ref null struct...), i32))");
  }

  @Test
  void manyThreadsAgreeOnOneObject() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 50; round++) {
        StructType fresh = struct(Collections.nCopies(20 + round, I64).toArray(ValueType[]::new));
        List<Callable<DefinedType>> tasks = Collections.nCopies(16, () -> DefinedType.of(fresh));
        List<DefinedType> made = new ArrayList<>();
        for (Future<DefinedType> future : threads.invokeAll(tasks)) {
          made.add(future.get());
        }
        assertThat(made).allMatch(type -> type == made.getFirst());
      }
    }
  }
}
