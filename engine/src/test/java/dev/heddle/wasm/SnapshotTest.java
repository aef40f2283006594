package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What instances that start from a snapshot have, and what they do not share. */
class SnapshotTest {

  private static final WasmModule MODULE = Guests.module("snapshot");

  /** What the guest counts together after it has booted. */
  private static final long SUM =
      7
          + 9
          + 1234
          + 'f'
          + 2
          + 20
          + 4
          + 1
          + 0x123456789abcdef0L
          + 2
          + 4
          + 10
          + 20
          + 5
          + 33
          + 44
          + 10;

  private static Imports imports(int given, int scale) {
    return Imports.builder()
        .function(
            "env",
            "given",
            FunctionType.of(List.of(), List.of(ValueType.I32)),
            call -> call.returnAll(given))
        .add("env", "scale", Global.create(new GlobalType(ValueType.I32, false), scale))
        .build();
  }

  private static Instance booted(Execution execution) {
    Instance instance =
        Instance.builder(MODULE).imports(imports(50, 3)).execution(execution).build();
    instance.function("boot").callVoid();
    return instance;
  }

  private static Instance start(Snapshot snapshot) {
    return Instance.builder(snapshot).imports(imports(60, 3)).build();
  }

  private static long sum(Instance instance) {
    return instance.function("sum").callLong();
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void anInstanceStartsWhereAnotherWas(Execution execution) {
    Instance original = booted(execution);
    assertThat(sum(original)).isEqualTo(SUM);

    Instance copy =
        Instance.builder(Snapshot.of(original))
            .imports(imports(60, 3))
            .execution(execution)
            .build();

    assertThat(sum(copy)).isEqualTo(SUM);
    assertThat(copy.function("same").callInt()).isEqualTo(1);
    assertThat(copy.global("starts").get()).as("runs of the start function").isEqualTo(1);
  }

  @Test
  void theyDoNotSeeWhatOthersChange() {
    Instance original = booted(Execution.standard());
    Snapshot snapshot = Snapshot.of(original);
    Instance first = start(snapshot);
    original.function("change").callVoid();
    Instance second = start(snapshot);
    first.function("change").callVoid();

    assertThat(sum(second)).isEqualTo(SUM);
    assertThat(second.function("same").callInt()).isEqualTo(1);
    assertThat(sum(start(snapshot))).isEqualTo(SUM);
  }

  @Test
  void functionsAreTheirOwn() {
    Instance copy = start(Snapshot.of(booted(Execution.standard())));

    assertThat(copy.function("call").callInt(0)).isEqualTo(1);
    assertThat(copy.function("call").callInt(1)).as("its own import").isEqualTo(60);
    assertThat(copy.function("call").callInt(2)).isEqualTo(2);
    WasmFunction one = (WasmFunction) copy.table("functions").get(0);
    assertThat(one).isNotNull();
    copy.table("functions").set(3, one);
    assertThat(copy.function("call").callInt(3)).isEqualTo(1);
  }

  @Test
  void whatWasDroppedStaysSo() {
    Instance copy = start(Snapshot.of(booted(Execution.standard())));

    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> copy.function("initialize-once").callVoid());
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> copy.function("initialize-gone").callVoid());
    copy.function("initialize-text").callVoid();
    copy.function("initialize-kept").callVoid();
    assertThat(copy.memory("memory").getByte(0)).isEqualTo((byte) 'a');
  }

  @Test
  void objectsOfTheHostAreShared() {
    Instance original = booted(Execution.standard());
    Object mine = new Object();
    original.global("extern").set(mine);
    original
        .table("functions")
        .set(
            3,
            WasmFunction.of(
                FunctionType.of(List.of(), List.of(ValueType.I32)), call -> call.returnAll(70)));

    Instance copy = start(Snapshot.of(original));

    assertThat(copy.global("extern").get()).isSameAs(mine);
    assertThat(copy.table("functions").get(3)).isSameAs(original.table("functions").get(3));
  }

  @Test
  void anInstanceIsRestoredWhateverHappenedToIt() {
    Instance instance = booted(Execution.standard());
    Snapshot snapshot = Snapshot.of(instance);
    WasmFunction sum = instance.function("sum");
    for (int i = 0; i < 50; i++) {
      instance.function("change").callVoid();
      assertThatExceptionOfType(TrapException.class).isThrownBy(sum::callLong);

      snapshot.restore(instance);

      assertThat(sum.callLong()).isEqualTo(SUM);
      assertThat(instance.function("same").callInt()).isEqualTo(1);
      assertThat(instance.function("call").callInt(1)).isEqualTo(50);
      assertThat(instance.memory("memory").size()).isEqualTo(131_072);
      instance.function("initialize-text").callVoid();
    }
  }

  @Test
  void restoringGivesBackAllRoomAndTakesWhatItNeeds() {
    Limits limits =
        Limits.builder().maxStoreMemoryPages(56).maxTableElements(14).maxObjectBytes(2_000).build();
    Instance instance = Instance.builder(MODULE).imports(imports(1, 3)).limits(limits).build();
    Snapshot empty = Snapshot.of(instance);
    instance.function("boot").callVoid();
    Snapshot booted = Snapshot.of(instance);
    for (int i = 0; i < 100; i++) {
      instance.function("change").callVoid();
      assertThat(instance.memory("memory").pages()).as("it could grow").isEqualTo(32);
      empty.restore(instance);
      assertThat(instance.global("starts").get()).isEqualTo(1);
      booted.restore(instance);
      assertThat(sum(instance)).isEqualTo(SUM);
    }
  }

  @Test
  void whatIsBehindTheEndIsZeroAgain() {
    Instance instance = booted(Execution.standard());
    Snapshot snapshot = Snapshot.of(instance);
    instance.function("change").callVoid();
    snapshot.restore(instance);
    Memory memory = instance.memory("memory");
    memory.grow(30);
    for (long address = 131_072; address < memory.size(); address += 8) {
      assertThat(memory.getLong(address)).isZero();
    }
    Instance other = start(snapshot);
    other.memory("second").grow(3);
    for (long address = 20 << 16; address < other.memory("second").size(); address += 8) {
      assertThat(other.memory("second").getLong(address)).isZero();
    }
  }

  @Test
  void aLargeMemoryMayGrowAndMove() {
    Instance original = booted(Execution.standard());
    Memory memory = original.memory("memory");
    memory.grow(300);
    memory.putInt(memory.size() - 4, 77);
    Instance copy = start(Snapshot.of(original));
    memory.putInt(memory.size() - 4, 78);

    assertThat(copy.memory("memory").getInt(copy.memory("memory").size() - 4)).isEqualTo(77);
    assertThat(copy.memory("memory").grow(98)).isEqualTo(302);
    assertThat(copy.memory("memory").grow(1)).isEqualTo(-1);
    assertThat(copy.memory("memory").getInt((302 << 16) - 4)).isEqualTo(77);
  }

  @Test
  void manyThreadsStartFromOne() throws Exception {
    Snapshot snapshot = Snapshot.of(booted(Execution.standard()));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> right = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Callable<Boolean> work =
            () -> {
              for (int j = 0; j < 200; j++) {
                Instance copy = start(snapshot);
                if (sum(copy) != SUM) {
                  return false;
                }
                copy.function("change").callVoid();
                snapshot.restore(copy);
                if (sum(copy) != SUM) {
                  return false;
                }
              }
              return true;
            };
        right.add(threads.submit(work));
      }
      for (Future<Boolean> each : right) {
        assertThat(each.get()).isTrue();
      }
    }
  }

  @Test
  void anInterruptedThreadStartsFromOneToo() {
    Snapshot snapshot = Snapshot.of(booted(Execution.standard()));
    for (int i = 0; i < 5; i++) {
      Thread.currentThread().interrupt();
      Instance copy = start(snapshot);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(sum(copy)).isEqualTo(SUM);
    }
  }

  @Test
  void limitsHoldForThoseThatStartFromOne() {
    Snapshot snapshot = Snapshot.of(booted(Execution.standard()));

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() ->
            Instance.builder(snapshot)
                .imports(imports(1, 3))
                .limits(Limits.builder().maxMemoryPages(19).build())
                .build())
        .withMessageContaining("starts with 20 pages")
        .withMessageContaining("Limits.maxMemoryPages is 19");
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() ->
            Instance.builder(snapshot)
                .imports(imports(1, 3))
                .limits(Limits.builder().maxObjectBytes(100).build())
                .build())
        .withMessageContaining("Limits.maxObjectBytes is 100");
  }

  @Test
  void anotherConstantIsRefused() {
    Snapshot snapshot = Snapshot.of(booted(Execution.standard()));

    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> Instance.builder(snapshot).imports(imports(1, 4)).build())
        .withMessageContaining("import env.scale")
        .withMessageContaining("another value");
  }

  @Test
  void anInstanceOfAnotherModuleIsNotRestored() {
    Snapshot snapshot = Snapshot.of(booted(Execution.standard()));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> snapshot.restore(Guests.instance("store-parts")))
        .withMessageContaining("cannot restore");
  }

  @Test
  void whatOthersMayChangeIsNotKept() {
    Store store = Store.create();
    Instance parts = Instance.builder(Guests.module("store-parts")).store(store).build();
    Instance importer =
        Instance.builder(Guests.module("store-importer"))
            .store(store)
            .imports(
                Imports.builder()
                    .instance("parts", parts)
                    .function("env", "give", call -> {})
                    .build())
            .build();

    assertThatIllegalStateException()
        .isThrownBy(() -> Snapshot.of(importer))
        .withMessageContaining("it imports parts.memory");
  }

  @Test
  void functionsOfOthersAreNotKept() {
    Store store = Store.create();
    Instance parts = Instance.builder(Guests.module("store-parts")).store(store).build();
    Instance instance = Instance.builder(MODULE).store(store).imports(imports(1, 3)).build();
    instance.table("functions").set(0, parts.function("answer"));

    assertThatIllegalStateException()
        .isThrownBy(() -> Snapshot.of(instance))
        .withMessageContaining("it refers to function answer of another");
  }
}
