package dev.heddle.wasm.runtime;

import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Global;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.lower.LoweredFunction;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.LoadedModule;
import dev.heddle.wasm.types.FunctionType;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An instance: what its module's indices stand for.
 *
 * <p>The fields are what the interpreter reads; nothing of a running call is here. The tables of
 * indices do not change once the instance is linked.
 */
public final class RuntimeInstance implements Instance {

  private static final @Nullable Object[] DROPPED = {};

  /** The first memory, or one without pages. */
  public final RuntimeMemory memory;

  /** All memories. */
  public final RuntimeMemory[] memories;

  /** All globals. */
  public final RuntimeGlobal[] globals;

  /** All tables. */
  public final RuntimeTable[] tables;

  /** All types of the module. */
  public final FunctionType[] types;

  /** Register code by function index, null for what has not been called and for imports. */
  public final @Nullable LoweredFunction[] codeTable;

  /** What it pays with for its code; of no use if it is not metered. */
  public final FuelTank fuel;

  private final boolean metered;
  private final LoadedModule module;
  private final Store store;
  private final Limits limits;
  private final @Nullable RuntimeFunction[] functions;
  private final @Nullable Object[][] elements;
  private final boolean[] droppedData;
  private final Map<String, ExternValue> exports = new LinkedHashMap<>();

  RuntimeInstance(
      LoadedModule module,
      Store store,
      Limits limits,
      @Nullable FuelTank fuel,
      RuntimeFunction[] importedFunctions,
      RuntimeMemory[] memories,
      RuntimeTable[] tables,
      RuntimeGlobal[] globals) {
    this.module = module;
    this.store = store;
    this.limits = limits;
    this.metered = fuel != null;
    this.fuel = fuel != null ? fuel : FuelTank.UNUSED;
    this.memories = memories;
    this.memory = memories.length > 0 ? memories[0] : RuntimeMemory.NONE;
    this.tables = tables;
    this.globals = globals;
    this.types = module.definition().types().toArray(FunctionType[]::new);
    this.codeTable = module.codeTable(metered);
    this.functions = new RuntimeFunction[module.definition().functionCount()];
    System.arraycopy(importedFunctions, 0, functions, 0, importedFunctions.length);
    this.elements = new Object[module.definition().elements().size()][];
    this.droppedData = new boolean[module.definition().data().size()];
  }

  @Override
  public LoadedModule module() {
    return module;
  }

  @Override
  public Store store() {
    return store;
  }

  /** The register code of a function that its module defines, metered if it is. */
  LoweredFunction code(int functionIndex) {
    return module.code(functionIndex, metered);
  }

  /** What it may use. */
  public Limits limits() {
    return limits;
  }

  /** The function of an index; always the same object for one index. */
  public RuntimeFunction function(int index) {
    RuntimeFunction function = functions[index];
    if (function == null) {
      function = new RuntimeGuestFunction(this, index);
      functions[index] = function;
    }
    return function;
  }

  /** {@code memory.init}. */
  public void initializeMemory(int memoryIndex, int dataIndex, long to, long from, long length) {
    DataSegment data = module.definition().data().get(dataIndex);
    long size = droppedData[dataIndex] ? 0 : data.size();
    RuntimeMemory target = memories[memoryIndex];
    long targetSize = target.size();
    if (from > size - length
        || Long.compareUnsigned(to, targetSize) > 0
        || length > targetSize - to) {
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS,
          length
              + " bytes from offset "
              + from
              + " of a data segment of "
              + size
              + " to address "
              + Long.toUnsignedString(to)
              + ", memory of "
              + targetSize
              + " bytes");
    }
    MemorySegment.copy(
        MemorySegment.ofArray(module.definition().bytes()),
        data.start() + from,
        target.segment,
        to,
        length);
  }

  /** {@code data.drop}. */
  public void dropData(int dataIndex) {
    droppedData[dataIndex] = true;
  }

  /** {@code table.init}. */
  public void initializeTable(int tableIndex, int elementIndex, long to, long from, long count) {
    tables[tableIndex].copyFrom(elements[elementIndex], to, from, count);
  }

  /** {@code elem.drop}. */
  public void dropElements(int elementIndex) {
    elements[elementIndex] = DROPPED;
  }

  void setElements(int elementIndex, @Nullable Object[] values) {
    elements[elementIndex] = values;
  }

  void addExport(String name, ExternValue value) {
    exports.put(name, value);
  }

  /** The memory that host functions are given: the first that is exported, or else the first. */
  Memory mainMemory() {
    for (ExternValue value : exports.values()) {
      if (value instanceof Memory exported) {
        return exported;
      }
    }
    if (memories.length == 0) {
      throw new IllegalStateException(module + " has no memory");
    }
    return memories[0];
  }

  @Override
  public Map<String, ExternValue> exports() {
    return Collections.unmodifiableMap(exports);
  }

  @Override
  public WasmFunction function(String name) {
    return export(name, WasmFunction.class, "function");
  }

  @Override
  public Memory memory(String name) {
    return export(name, Memory.class, "memory");
  }

  @Override
  public Table table(String name) {
    return export(name, Table.class, "table");
  }

  @Override
  public Global global(String name) {
    return export(name, Global.class, "global");
  }

  private <T extends ExternValue> T export(String name, Class<T> kind, String word) {
    ExternValue value = exports.get(name);
    if (!kind.isInstance(value)) {
      throw new IllegalArgumentException(
          "export "
              + name
              + ": expected a "
              + word
              + ", found "
              + (value == null ? "nothing; exports are " + exports.keySet() : value.type()));
    }
    return kind.cast(value);
  }

  @Override
  public String toString() {
    return "instance of " + module;
  }
}
