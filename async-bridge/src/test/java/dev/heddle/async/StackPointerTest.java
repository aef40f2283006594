package dev.heddle.async;

import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Desk.Request;
import dev.heddle.wasm.Global;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which guests may be interleaved: those whose stack in memory can be found, or is not there. */
class StackPointerTest {

  private static final int TOP = 65536;

  private final Desk desk = new Desk();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stack_named",
        "stack_imported_memory",
        "stack_imported",
        "stack_wide",
        "stack_other_memory_first"
      })
  void theUsualStackPointerIsFoundWhereverCompilersPutIt(String guest) {
    assertStacksAreKept(interleaved(guest).build());
  }

  @Test
  void aStackPointerWithoutANameIsFoundByItsIndex() {
    assertStacksAreKept(interleaved("stack_nameless").stackPointer(0, 0).build());
  }

  @Test
  void aStackMayBeInAnotherMemoryThanTheFirst() {
    assertStacksAreKept(
        interleaved("stack_second_memory").stackPointer("__stack_pointer", 1).build());
  }

  @Test
  void aGuestThatMayHaveAStackNobodyKnowsIsNotInterleaved() {
    AsyncInstance.Builder builder = interleaved("stack_nameless");
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stack_nameless cannot be INTERLEAVED")
        .hasMessageContaining("--export=__stack_pointer")
        .hasMessageContaining("stackPointer(...)")
        .hasMessageContaining("mutable globals: 0)")
        .hasMessageContaining("noStackPointer()");
    assertThat(failure(builder.buildAsync()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be INTERLEAVED");
  }

  /** What Go's linker writes into every module, here after a memory of one page. */
  private static final byte[] MADE_BY_GO =
      HexFormat.of()
          .parseHex("0061736d01000000" + "0503010001" + "000b0a" + "676f3a6275696c646964");

  @Test
  void whatGoHasMadeIsNotInterleavedWhateverIsSaidOfItsStack() {
    AsyncInstance.Builder guest = AsyncInstance.builder(WasmModule.load(MADE_BY_GO));
    assertThat(guest.build()).isNotNull();
    assertThatThrownBy(guest.policy(Concurrency.INTERLEAVED).noStackPointer()::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be INTERLEAVED: it was made by Go")
        .hasMessageContaining("use SERIAL");
  }

  @Test
  void aGuestThatIsSaidToHaveNoStackIsInterleavedAsItIs() {
    AsyncInstance guest = Guests.calls(desk).policy(Concurrency.INTERLEAVED).build();
    CompletableFuture<Integer> waiting = guest.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
    request.answer(1);
    assertThat(result(waiting)).isEqualTo(2);
  }

  @Test
  void aGuestWithoutMemoryOrWithoutMutableIntegersHasNoStack() {
    assertThat(
            AsyncInstance.builder(Guests.START)
                .imports(AsyncImports.builder().suspending("env", "get", call -> 1).build())
                .policy(Concurrency.INTERLEAVED)
                .build())
        .isNotNull();
    assertThat(
            AsyncInstance.builder(Guests.SHOP)
                .imports(AsyncImports.builder().suspending("env", "price", desk).build())
                .policy(Concurrency.INTERLEAVED)
                .build())
        .isNotNull();
  }

  @Test
  void aSerialGuestNeedsNoStackPointer() {
    AsyncInstance guest = interleaved("stack_nameless").policy(Concurrency.SERIAL).build();
    CompletableFuture<Integer> kept = guest.function("keep").future(Integer.class, 5);
    desk.take().answer(0);
    assertThat(result(kept)).isEqualTo(64);
  }

  @Test
  void aStackPointerThatCannotPointIntoItsMemoryIsRefused() {
    assertThatThrownBy(interleaved("stack_wide").stackPointer("__stack_pointer", 1)::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot point into memory 1: the module has memories 0 to 0");
    assertThatThrownBy(Guests.calls(desk).stackPointer("get")::build)
        .hasMessageContaining("neither exports nor imports a global of this name");
    assertThatThrownBy(interleaved("stack_nameless").stackPointer(1, 0)::build)
        .hasMessageContaining("has no global 1, its globals are 0");
  }

  @Test
  void instancesThatShareAStoreProtectEachOther() {
    Store store = Store.create();
    AsyncInstance unknown =
        interleaved("stack_nameless").policy(Concurrency.SERIAL).store(store).build();
    assertThatThrownBy(interleaved("stack_named").store(store)::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stack_named are INTERLEAVED in the store")
        .hasMessageContaining("shares with module stack_nameless, whose stack is not protected");
    unknown.close();
    AsyncInstance known = interleaved("stack_named").store(store).build();
    assertThatThrownBy(interleaved("stack_nameless").policy(Concurrency.SERIAL).store(store)::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shares with module stack_nameless, whose stack is not protected");
    assertStacksAreKept(known);
  }

  @Test
  void aFailedInstantiationLeavesNothingInItsStore() {
    Store store = Store.create();
    assertThatThrownBy(AsyncInstance.builder(Guests.load("stack_nameless")).store(store)::build)
        .isInstanceOf(dev.heddle.wasm.LinkException.class);
    assertStacksAreKept(interleaved("stack_named").store(store).build());
  }

  @Test
  void anInstanceThatNobodyGetsLeavesNothingInItsStore() {
    // The order to stop comes too late for the start function, which ends by itself.
    for (boolean cancelled : new boolean[] {true, false}) {
      Store store = Store.create();
      CompletableFuture<CompletableFuture<AsyncInstance>> building = new CompletableFuture<>();
      building.complete(
          AsyncInstance.builder(Guests.START)
              .imports(
                  AsyncImports.builder()
                      .function(
                          "env",
                          "get",
                          call -> {
                            CompletableFuture<AsyncInstance> itself = building.join();
                            if (cancelled) {
                              itself.cancel(true);
                            } else {
                              itself.completeExceptionally(new TimeoutException());
                            }
                            return 7;
                          })
                      .build())
              .policy(Concurrency.INTERLEAVED)
              .store(store)
              .buildAsync());
      assertThat(failure(result(building)))
          .isInstanceOf(cancelled ? CancellationException.class : TimeoutException.class);
      Desk.await(
          () -> canBeBuilt(interleaved("stack_nameless").policy(Concurrency.SERIAL).store(store)),
          () -> "the interleaved instance to be gone");
    }
  }

  private static boolean canBeBuilt(AsyncInstance.Builder builder) {
    try {
      builder.build();
      return true;
    } catch (IllegalArgumentException | IllegalStateException notYet) {
      return false;
    }
  }

  @Test
  void instancesWithOneStackKeepItUntilBothAreClosed() {
    Store store = Store.create();
    AsyncImports imports = imports();
    AsyncInstance one = sharing(store, imports);
    AsyncInstance other = sharing(store, imports);
    one.close();
    result(one.closed());
    assertStacksAreKept(other);
  }

  @Test
  void theMemoryOfATaskIsTheFirstIfNoneIsExported() {
    AsyncInstance guest = interleaved("stack_imported_memory").build();
    CompletableFuture<Long> pages = guest.future(call -> call.memory().pages());
    assertThat(result(pages)).isEqualTo(2);
  }

  private void assertStacksAreKept(AsyncInstance guest) {
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      futures.add(guest.function("keep").future(Integer.class, i));
      requests.add(desk.take());
    }
    requests.forEach(request -> request.answer(0));
    futures.forEach(future -> assertThat(result(future)).isEqualTo(64));
  }

  private AsyncInstance.Builder interleaved(String guest) {
    return AsyncInstance.builder(Guests.load(guest))
        .imports(imports())
        .policy(Concurrency.INTERLEAVED);
  }

  private AsyncInstance sharing(Store store, AsyncImports imports) {
    return AsyncInstance.builder(Guests.load("stack_imported"))
        .imports(imports)
        .policy(Concurrency.INTERLEAVED)
        .store(store)
        .build();
  }

  private AsyncImports imports() {
    return AsyncImports.builder()
        .suspending("env", "get", desk)
        .add("env", "memory", Memory.create(MemoryType.of(2)))
        .add("env", "__stack_pointer", Global.create(new GlobalType(ValueType.I32, true), TOP))
        .build();
  }
}
