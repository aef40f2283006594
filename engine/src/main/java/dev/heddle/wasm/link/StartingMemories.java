package dev.heddle.wasm.link;

import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.runtime.MemoryImage;
import dev.heddle.wasm.types.MemoryType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the memories of a module start with, where its data segments are so large that instances had
 * better share the pages than have each its copy.
 *
 * <p>Found out when there is a second instance: a program of which there is one needs none of this.
 * Thread-safe.
 */
final class StartingMemories {

  /** From so many bytes of data on a mapping is cheaper than a copy. */
  private static final long LEAST_DATA = 128 << 10;

  /** Larger memories are left alone: it is made once in full. */
  private static final long LARGEST = 64 << 20;

  private final ModuleDefinition definition;
  private boolean isFirst = true;

  /** By the index of the memory; null for those whose data each instance copies. */
  private @Nullable List<@Nullable MemoryImage> images;

  private StartingMemories(ModuleDefinition definition) {
    this.definition = definition;
  }

  /**
   * What the memories of the next instance start with, by their indices; null for those that are
   * zero at first and get the data of the segments then. Empty if that goes for all.
   */
  static List<@Nullable MemoryImage> of(LoadedModule module) {
    ModuleDefinition definition = module.definition();
    // what traps before the data are there must be seen without them, if it is seen
    if (definition.importedTables() > 0 || definition.data().isEmpty()) {
      return List.of();
    }
    StartingMemories known = module.attachment(StartingMemories.class);
    StartingMemories memories =
        known != null
            ? known
            : module.attach(StartingMemories.class, new StartingMemories(definition));
    return memories.next();
  }

  private synchronized List<@Nullable MemoryImage> next() {
    if (isFirst) {
      isFirst = false;
      return List.of();
    }
    List<@Nullable MemoryImage> made = images;
    if (made == null) {
      made = make();
      images = made;
    }
    return made;
  }

  private List<@Nullable MemoryImage> make() {
    List<@Nullable MemoryImage> all = new ArrayList<>();
    boolean some = false;
    for (int i = 0; i < definition.memories().size(); i++) {
      MemoryImage image = i < definition.importedMemories() ? null : image(i);
      some |= image != null;
      all.add(image);
    }
    return some ? all : List.of();
  }

  private @Nullable MemoryImage image(int memory) {
    MemoryType type = definition.memories().get(memory);
    long pages = type.minimum();
    if (type.shared()
        || Long.compareUnsigned(pages, LARGEST >>> type.pageSizeLog2()) > 0
        || dataOf(memory, pages << type.pageSizeLog2()) < LEAST_DATA) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment content = arena.allocate(pages << type.pageSizeLog2());
      MemorySegment module = MemorySegment.ofArray(definition.bytes());
      for (DataSegment segment : definition.data()) {
        if (isOf(segment, memory)) {
          long to = address(segment).orElseThrow();
          MemorySegment.copy(module, segment.start(), content, to, segment.size());
        }
      }
      return MemoryImage.of(content);
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  private static boolean isOf(DataSegment segment, int memory) {
    return segment.active().isPresent() && segment.active().get().memory() == memory;
  }

  /** How many bytes of data a memory gets; -1 if it is not known where, or some do not fit. */
  private long dataOf(int memory, long size) {
    long bytes = 0;
    for (DataSegment segment : definition.data()) {
      if (isOf(segment, memory)) {
        long address = address(segment).orElse(-1);
        if (address < 0 || address > size || segment.size() > size - address) {
          return -1;
        }
        bytes += segment.size();
      }
    }
    return bytes;
  }

  /** Where an active segment goes, if that is a plain constant. */
  private static OptionalLong address(DataSegment segment) {
    List<ConstantExpression.Instruction> instructions =
        segment.active().orElseThrow().address().instructions();
    if (instructions.size() != 1) {
      return OptionalLong.empty();
    }
    ConstantExpression.Instruction only = instructions.getFirst();
    if (only instanceof ConstantExpression.I32Const(int value)) {
      return OptionalLong.of(value & 0xffff_ffffL);
    }
    return only instanceof ConstantExpression.I64Const(long value)
        ? OptionalLong.of(value)
        : OptionalLong.empty();
  }
}
