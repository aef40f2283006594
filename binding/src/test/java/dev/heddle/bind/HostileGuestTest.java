package dev.heddle.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** A guest that lies harms nobody: {@code edge.c} does so on demand. */
class HostileGuestTest {

  enum Color {
    RED,
    GREEN
  }

  record Pair(String a, String b) {}

  interface Liar extends AutoCloseable {
    String textAt(int data, int size);

    @WasmExport("text_at")
    List<Pair> pairsAt(int data, int size);

    @WasmExport("text_at")
    long[] longsAt(int data, int size);

    String textBehind(int address);

    List<String> bomb(int count);

    Color color(int number);

    String brokenText();

    String replacedText();

    CompletableFuture<Void> lie(int data, int size);

    void lieAboutResult(int address);

    CompletableFuture<Void> failWith(String text);

    void trapWith(String text);

    int lent();

    @Override
    void close();
  }

  static final class Victim {
    @WasmImport("env")
    @SuppressWarnings("DoNotCallSuggester")
    void take(String text) throws IOException {
      throw new IOException(text);
    }

    @WasmImport("env")
    String give() {
      return "tea";
    }
  }

  private final Liar liar = Heddle.bind(Guests.EDGE, Liar.class, new Victim());

  @Test
  void pointersOutsideOfMemoryAreRefused() {
    for (int[] wild :
        new int[][] {{0x7fff_ffff, 1}, {-1, 1}, {-1, 2}, {0, -1}, {1 << 20, 1 << 20}}) {
      assertThatExceptionOfType(GuestDataException.class)
          .isThrownBy(() -> liar.textAt(wild[0], wild[1]))
          .withMessageStartingWith("Liar.textAt(int, int): result: ")
          .withMessageContaining("outside of the guest's memory of");
    }
    assertThat(liar.textAt(-1, 0)).isEmpty();
    assertThatThrownBy(() -> liar.textBehind(-4)).isInstanceOf(GuestDataException.class);
    assertThatThrownBy(() -> liar.textBehind(0x7fff_fff0)).isInstanceOf(GuestDataException.class);
  }

  @Test
  void crookedPointersAreRefused() {
    assertThatExceptionOfType(GuestDataException.class)
        .isThrownBy(() -> liar.textBehind(1025))
        .withMessage("Liar.textBehind(int): result: 1 times 8 bytes at 0x401 are not aligned to 4");
    assertThatExceptionOfType(GuestDataException.class)
        .isThrownBy(() -> liar.longsAt(1028, 1))
        .withMessageContaining("not aligned to 8");
  }

  @Test
  void aLengthDoesNotAllocateMoreThanThereIs() {
    assertThatExceptionOfType(GuestDataException.class)
        .isThrownBy(() -> liar.pairsAt(1024, 0x7fff_ffff))
        .withMessageContaining("2147483647 times 16 bytes at 0x400 lie outside");
    assertThatExceptionOfType(GuestDataException.class)
        .isThrownBy(() -> liar.longsAt(1024, 0x2000_0000))
        .withMessageContaining("lie outside");
  }

  @Test
  void theSameMegabyteAThousandTimesIsBeyondTheLimit() {
    assertThat(liar.bomb(3)).hasSize(3).allMatch(text -> text.length() == 1 << 20);
    assertThatExceptionOfType(GuestDataException.class)
        .isThrownBy(() -> liar.bomb(1_000))
        .withMessageContaining("limit of 67108864 bytes")
        .withMessageContaining("maxTransferBytes");
    Liar narrow =
        Heddle.binding(Guests.EDGE, Liar.class)
            .hosts(new Victim())
            .maxTransferBytes(2 << 20)
            .build()
            .instantiate();
    assertThatThrownBy(() -> narrow.bomb(2)).isInstanceOf(GuestDataException.class);
  }

  @Test
  void numbersThatAreNoConstantAreRefused() {
    assertThat(liar.color(1)).isEqualTo(Color.GREEN);
    assertThatExceptionOfType(GuestDataException.class)
        .isThrownBy(() -> liar.color(2))
        .withMessage("Liar.color(int): result: 2 is none of the 2 constants of Color");
    assertThatThrownBy(() -> liar.color(-1)).isInstanceOf(GuestDataException.class);
  }

  @Test
  void textHasToBeUtf8() {
    assertThatExceptionOfType(GuestDataException.class)
        .isThrownBy(liar::brokenText)
        .withMessageContaining("are not UTF-8");
    assertThat(liar.replacedText()).isEqualTo("\ufffd");
  }

  @Test
  void whatAnImportIsPassedIsLookedAtToo() {
    assertThatThrownBy(() -> liar.lie(-16, 64).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(GuestDataException.class)
        .hasMessageStartingWith(
            "env.take, served by Victim.take(String): argument 0 (text): 64 bytes at 0xfffffff0");
    assertThatExceptionOfType(GuestDataException.class)
        .isThrownBy(() -> liar.lieAboutResult(-8))
        .withMessageContaining("env.give")
        .withMessageContaining("the address for the result");
    assertThatExceptionOfType(GuestDataException.class)
        .isThrownBy(() -> liar.lieAboutResult(3))
        .withMessageContaining("not aligned");
  }

  @Test
  void whatWasLentIsFreedHoweverTheCallEnds() {
    assertThatThrownBy(() -> liar.failWith("tea").join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessage("tea");
    assertThat(liar.lent()).isZero();
    assertThatThrownBy(() -> liar.trapWith("tea")).isInstanceOf(TrapException.class);
    assertThat(liar.lent()).isZero();
  }

  interface Taker {
    int take(String text);
  }

  /** {@code heddle_alloc} is a constant function, and so is the export. */
  private static WasmModule allocating(int address) {
    return WasmModule.load(
        new ModuleBuilder()
            .memory(1)
            .function("heddle_alloc", 2, 1, ModuleBuilder.constant(address))
            .function("heddle_free", 3, 0)
            .function("take", 2, 1, ModuleBuilder.constant(7))
            .bytes());
  }

  @Test
  void anAllocatorThatLiesIsNotBelieved() {
    assertThat(Heddle.bind(allocating(64), Taker.class).take("tea")).isEqualTo(7);
    for (int address : new int[] {0, -1, 65_534, 65_536}) {
      Taker taker = Heddle.bind(allocating(address), Taker.class);
      assertThatExceptionOfType(GuestDataException.class)
          .isThrownBy(() -> taker.take("tea"))
          .withMessageStartingWith(
              "the guest's heddle_alloc was asked for 3 bytes, aligned to 1, and answered ");
      assertThat(taker.take("")).isEqualTo(7);
    }
  }
}
