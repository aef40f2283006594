package dev.heddle.wasm.snapshot;

import dev.heddle.wasm.Instance;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.runtime.MemoryImage;
import dev.heddle.wasm.runtime.RuntimeGlobal;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeTable;
import dev.heddle.wasm.runtime.RuntimeTag;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of an instance, with tokens in place of what is another object in each instance. */
public final class InstanceState implements Snapshot {

  /** A global; of an imported one only what is a number counts. */
  private record GlobalState(long bits, long high, @Nullable Object reference) {}

  /** An element segment: dropped, or its elements if they were made. */
  private record SegmentState(boolean dropped, @Nullable Object @Nullable [] elements) {}

  private final LoadedModule module;
  private final List<MemoryImage> memories = new ArrayList<>();
  private final List<@Nullable Object[]> tables = new ArrayList<>();
  private final List<GlobalState> globals = new ArrayList<>();
  private final List<SegmentState> segments = new ArrayList<>();
  private final boolean[] droppedData;
  private final RuntimeTag[] tags;
  private final List<Object> objects;

  private InstanceState(RuntimeInstance instance) {
    this.module = instance.module();
    checkImports(module.definition(), instance);
    Freezing freezing = new Freezing(instance);
    for (RuntimeGlobal global : instance.globals) {
      globals.add(new GlobalState(global.bits, global.high, freezing.freeze(global.reference)));
    }
    for (RuntimeTable table : instance.tables) {
      tables.add(freezing.freeze(table.elements, table.size()));
    }
    for (int i = 0; i < instance.elements.count(); i++) {
      @Nullable Object[] kept = instance.elements.kept(i);
      segments.add(
          new SegmentState(
              instance.elements.isDropped(i),
              kept == null ? null : freezing.freeze(kept, kept.length)));
    }
    this.droppedData = instance.data.dropped();
    this.tags = instance.tags.clone();
    this.objects = freezing.objects();
    for (int i = 0; i < instance.memories.length; i++) {
      memories.add(instance.memories[i].image());
    }
  }

  /** The state of an instance now. */
  public static InstanceState of(RuntimeInstance instance) {
    return new InstanceState(instance);
  }

  /** What others change, too, cannot be kept by one. */
  private static void checkImports(ModuleDefinition definition, RuntimeInstance instance) {
    for (ImportType imported : definition.imports()) {
      if (imported.type() instanceof MemoryType
          || imported.type() instanceof TableType
          || imported.type() instanceof GlobalType global && global.mutable()) {
        throw new IllegalStateException(
            "no snapshot of an "
                + instance
                + ": it imports "
                + imported.module()
                + "."
                + imported.name()
                + ", "
                + imported.type()
                + ", which others may change, too");
      }
    }
    for (int i = 0; i < instance.memories.length; i++) {
      if (instance.memories[i].type().shared()) {
        throw new IllegalStateException(
            "no snapshot of an "
                + instance
                + ": memory "
                + i
                + ", "
                + instance.memories[i].type()
                + ", is shared, others may change it");
      }
    }
  }

  @Override
  public LoadedModule module() {
    return module;
  }

  @Override
  public long memoryBytes() {
    long bytes = 0;
    for (MemoryImage memory : memories) {
      bytes += memory.size();
    }
    return bytes;
  }

  /** What the memory of an index holds. */
  public MemoryImage memory(int index) {
    return memories.get(index);
  }

  @Override
  public void restore(Instance instance) {
    RuntimeInstance target = (RuntimeInstance) instance;
    if (!target.module().isFormOf(module)) {
      throw new IllegalArgumentException(
          "a snapshot of an instance of " + module + " cannot restore an " + target);
    }
    // what becomes smaller first, as they share what room there is
    for (boolean growing : new boolean[] {false, true}) {
      for (int i = 0; i < memories.size(); i++) {
        if (memories.get(i).size() > target.memories[i].size() == growing) {
          target.memories[i].restore(memories.get(i));
        }
      }
    }
    restoreAllButMemories(target);
  }

  /**
   * Gives an instance everything but the contents of its memories.
   *
   * @throws LinkException if a global it imports has another value than when this was kept
   */
  public void restoreAllButMemories(RuntimeInstance target) {
    Thawing thawing = new Thawing(target, objects, tags);
    for (int i = 0; i < globals.size(); i++) {
      RuntimeGlobal global = target.globals[i];
      GlobalState state = globals.get(i);
      if (i < module.definition().importedGlobals()) {
        checkSame(i, global, state);
      } else {
        global.bits = state.bits();
        global.high = state.high();
        global.reference = thawing.thaw(state.reference());
      }
    }
    for (int i = 0; i < segments.size(); i++) {
      target.elements.drop(i);
    }
    for (boolean growing : new boolean[] {false, true}) {
      for (int i = 0; i < tables.size(); i++) {
        if (tables.get(i).length > target.tables[i].size() == growing) {
          target.tables[i].restore(thawing.thaw(tables.get(i)));
        }
      }
    }
    for (int i = 0; i < segments.size(); i++) {
      SegmentState segment = segments.get(i);
      @Nullable Object[] elements = segment.elements();
      target.elements.restore(
          i, segment.dropped(), elements == null ? null : thawing.thaw(elements));
    }
    target.data.restore(droppedData);
  }

  private void checkSame(int index, RuntimeGlobal global, GlobalState state) {
    if (global.bits != state.bits() || global.high != state.high()) {
      ImportType imported = imported(index);
      throw new LinkException(
          "import "
              + imported.module()
              + "."
              + imported.name()
              + ", "
              + global.type()
              + ": has another value than when the snapshot of "
              + module
              + " was taken, which has used it");
    }
  }

  private ImportType imported(int global) {
    int index = 0;
    for (ImportType imported : module.definition().imports()) {
      if (imported.type() instanceof GlobalType && index++ == global) {
        return imported;
      }
    }
    throw new IndexOutOfBoundsException("no imported global " + global);
  }

  @Override
  public String toString() {
    return "snapshot of an instance of " + module + ", " + memoryBytes() + " bytes of memory";
  }
}
