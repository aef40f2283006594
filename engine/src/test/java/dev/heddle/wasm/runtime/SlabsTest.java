package dev.heddle.wasm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlabsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ParameterizedTest
  @CsvSource({
    "1, 65536",
    "65536, 65536",
    "65537, 131072",
    "131072, 131072",
    "600000, 1048576",
    "1048576, 1048576"
  })
  void slots_are_the_smallest_in_which_it_has_room(long bytes, int expected) {
    Slabs slabs = Slabs.ofAtLeast(bytes);

    assertThat(slabs.slotBytes()).isEqualTo(expected);
    assertThat(slabs.take().orElseThrow().byteSize()).isEqualTo(expected);
  }

  @Test
  void slots_are_zeroed_and_do_not_overlap() {
    Slabs slabs = new Slabs(Slabs.SMALLEST);
    List<MemorySegment> slots = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      MemorySegment slot = slabs.take().orElseThrow();
      assertThat(isAll(slot, (byte) 0)).isTrue();
      slots.add(slot.fill((byte) i));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(isAll(slots.get(i), (byte) i)).as("slot %d", i).isTrue();
    }
  }

  /**
   * Slots come and go at random, what is kept of them is a slice or a buffer of a slice; free ones
   * are used again, and never one of which a part is still referred to.
   */
  @Test
  void a_slot_is_used_again_cleared_once_no_part_of_it_is_referred_to() {
    Slabs slabs = new Slabs(Slabs.SMALLEST);
    Random random = new Random(42);
    Map<Integer, MemorySegment> kept = new HashMap<>();
    Set<Long> seen = new HashSet<>();
    int again = 0;
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int i = 1; again < 100; i++) {
      assertThat(System.nanoTime()).as("a slot was to be used again before").isLessThan(end);
      MemorySegment slot = slabs.take().orElseThrow();
      assertThat(isAll(slot, (byte) 0)).as("slot %d is zeroed", i).isTrue();
      again += seen.add(slot.address()) ? 0 : 1;
      byte mark = (byte) (1 + i % 100);
      slot.fill(mark);
      if (random.nextInt(16) == 0) {
        MemorySegment part = slot.asSlice(1_000, 2_000);
        kept.put(i, random.nextBoolean() ? part : MemorySegment.ofBuffer(part.asByteBuffer()));
      }
      if (i % 500 == 0) {
        System.gc();
      }
    }
    kept.forEach((i, part) ->
        assertThat(isAll(part, (byte) (1 + i % 100))).as("what is kept of slot %d", i).isTrue());
  }

  @Test
  void a_hundred_thousand_small_memories_live_at_once() {
    List<MemorySegment> memories = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      MemorySegment memory = NativeMemory.growable(65_536, 1L << 32);
      memory.set(ValueLayout.JAVA_INT, 0, i);
      memories.add(memory);
    }
    for (int i = 0; i < memories.size(); i += 997) {
      assertThat(memories.get(i).get(ValueLayout.JAVA_INT, 0)).isEqualTo(i);
    }
  }

  private static boolean isAll(MemorySegment segment, byte value) {
    byte[] bytes = segment.toArray(ValueLayout.JAVA_BYTE);
    for (byte b : bytes) {
      if (b != value) {
        return false;
      }
    }
    return true;
  }
}
