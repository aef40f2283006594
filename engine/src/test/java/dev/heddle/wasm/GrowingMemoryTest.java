package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.heddle.wasm.types.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memories that grow in small steps, and some that cannot. */
class GrowingMemoryTest {

  private static final int PAGE = MemoryType.PAGE_SIZE;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 4, 100})
  void growingByAPageMovesAMemoryAFewTimes(long pagesAtFirst) throws Exception {
    assumeThat(Files.readString(Path.of("/proc/sys/vm/overcommit_memory")).strip())
        .as("address space takes no memory here")
        .isNotEqualTo("2");
    Memory memory = Memory.create(MemoryType.of(pagesAtFirst));
    Set<Long> places = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      places.add(memory.segment().address());
      assertThat(memory.grow(1)).isEqualTo(pagesAtFirst + i);
      memory.putInt(memory.size() - 4, i + 1);
    }

    // where a JVM has made many memories, it goes through slots of five sizes up to 1 MiB first
    assertThat(places).hasSizeLessThanOrEqualTo(8);
    for (int i = 0; i < 2_000; i++) {
      assertThat(memory.getInt((pagesAtFirst + i + 1) * PAGE - 4)).isEqualTo(i + 1);
      assertThat(memory.getInt((pagesAtFirst + i + 1) * PAGE - 8)).isZero();
    }
  }

  @Test
  void aMemoryThatMayGrowLittleIsNotLargerThanThat() {
    Memory memory = Memory.create(MemoryType.of(1, 3));
    memory.putInt(PAGE - 4, 7);

    assertThat(memory.grow(1)).isEqualTo(1);
    assertThat(memory.grow(1)).isEqualTo(2);
    assertThat(memory.grow(1)).isEqualTo(-1);
    assertThat(memory.getInt(PAGE - 4)).isEqualTo(7);
    assertThat(memory.getLong(3 * PAGE - 8)).isZero();
  }

  /** What the JVM with little room for native memory does. */
  static final class FailingToGrow {

    private FailingToGrow() {}

    /** Tries to grow a thousand times, and to make one more memory. */
    public static void main(String[] arguments) {
      Memory memory = Memory.create(MemoryType.of(1, 3));
      System.out.println("first grow: " + memory.grow(1));
      int failed = 0;
      for (int i = 0; i < 1_000; i++) {
        failed += memory.grow(1) == -1 ? 1 : 0;
      }
      System.out.println("failed: " + failed);
      System.out.println("pages: " + memory.pages());
      try {
        System.out.println("one more: " + Memory.create(MemoryType.of(2)));
      } catch (LimitExceededException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void growingWhereThereIsNoRoomDoesNotCollectGarbageEachTime() throws Exception {
    String output =
        OtherJvm.run(
            FailingToGrow.class, "-XX:MaxDirectMemorySize=100k", "-XX:+UseSerialGC", "-Xlog:gc");

    assertThat(output)
        .contains("first grow: -1")
        .contains("failed: 1000")
        .contains("pages: 1")
        .contains(
            "memory 2: the machine has no room for 2 pages of 65536 bytes, or the JVM may not use"
                + " it: see -XX:MaxDirectMemorySize");
    assertThat(output.lines().filter(line -> line.contains("Pause"))).hasSizeBetween(1, 9);
  }
}
