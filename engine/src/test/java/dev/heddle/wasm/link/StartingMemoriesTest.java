package dev.heddle.wasm.link;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.wasm.Instance;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.decode.ModuleBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Instances of modules with so much data that they share what they start with. */
class StartingMemoriesTest {

  private static final int PAGE = 65_536;

  /** An active segment of the first memory. */
  private record Segment(int address, int[] content) {

    static Segment filled(int address, int size, int value) {
      int[] content = new int[size];
      Arrays.fill(content, value);
      return new Segment(address, content);
    }

    int[] bytes() {
      // a signed number needs a bit more
      return join(
          new int[] {0, 0x41}, signed(address), new int[] {0x0b}, u32(content.length), content);
    }

    private static int[] signed(int value) {
      int[] five = new int[5];
      for (int i = 0; i < 4; i++) {
        five[i] = value >>> (7 * i) & 0x7f | 0x80;
      }
      five[4] = value >>> 28 & 0x7f;
      return five;
    }
  }

  private static WasmModule module(int pages, int most, Segment... segments) {
    int[] data = u32(segments.length);
    for (Segment segment : segments) {
      data = join(data, segment.bytes());
    }
    return WasmModule.load(
        ModuleBytes.module()
            .section(5, join(new int[] {1, 1}, u32(pages), u32(most)))
            .section(7, join(new int[] {1}, name("memory"), new int[] {2, 0}))
            .section(11, data)
            .toBytes());
  }

  private static Memory memory(WasmModule module) {
    return Instance.builder(module).build().memory("memory");
  }

  @Test
  void allStartWithTheSameAndShareNothing() {
    WasmModule module =
        module(
            8,
            20,
            Segment.filled(1_000, 100_000, 7),
            Segment.filled(50_000, 100_000, 8),
            Segment.filled(8 * PAGE - 3, 3, 9));
    List<Memory> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Memory memory = memory(module);
      assertThat(memory.getByte(999)).isZero();
      assertThat(memory.getByte(49_999)).isEqualTo((byte) 7);
      assertThat(memory.getByte(50_000)).isEqualTo((byte) 8);
      assertThat(memory.getByte(149_999)).isEqualTo((byte) 8);
      assertThat(memory.getByte(150_000)).isZero();
      assertThat(memory.getByte(8 * PAGE - 1)).isEqualTo((byte) 9);
      memory.fill(0, memory.size(), (byte) i);
      assertThat(memory.grow(12)).isEqualTo(8);
      assertThat(memory.grow(1)).isEqualTo(-1);
      assertThat(memory.getLong(8 * PAGE)).isZero();
      all.add(memory);
    }
    for (int i = 0; i < 6; i++) {
      assertThat(all.get(i).getByte(60_000)).isEqualTo((byte) i);
    }
  }

  @Test
  void whatDoesNotFitTrapsEveryTime() {
    WasmModule module =
        module(8, 8, Segment.filled(0, 200_000, 1), Segment.filled(8 * PAGE - 2, 3, 9));
    for (int i = 0; i < 4; i++) {
      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> memory(module))
          .withMessageContaining("3 bytes from offset 0 of a data segment");
    }
  }

  @Test
  void limitsHoldEveryTime() {
    WasmModule module = module(8, 20, Segment.filled(0, 200_000, 1));
    for (int i = 0; i < 4; i++) {
      assertThatExceptionOfType(LimitExceededException.class)
          .isThrownBy(() ->
              Instance.builder(module).limits(Limits.builder().maxMemoryPages(7).build()).build())
          .withMessageContaining("starts with 8 pages");
      assertThat(memory(module).getByte(199_999)).isEqualTo((byte) 1);
    }
  }

  @Test
  void manyThreadsMakeThemAtOnce() throws Exception {
    for (int round = 0; round < 20; round++) {
      WasmModule module = module(8, 8, Segment.filled(round, 150_000, 5));
      int first = round;
      try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
        List<Future<Boolean>> right = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          right.add(
              threads.submit(() -> {
                boolean all = true;
                for (int j = 0; j < 10; j++) {
                  Memory memory = memory(module);
                  all &=
                      memory.getByte(first) == 5
                          && memory.getByte(first + 149_999L) == 5
                          && memory.getByte(first + 150_000L) == 0;
                  memory.putByte(first, (byte) 6);
                }
                return all;
              }));
        }
        for (Future<Boolean> each : right) {
          assertThat(each.get()).isTrue();
        }
      }
    }
  }
}
