package dev.heddle.wasm.runtime;

import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Global;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.code.ElementKind;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.StructLayout;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FieldType;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An instance: what its module's indices stand for.
 *
 * <p>The fields are what the interpreter reads; nothing of a running call is here. The tables of
 * indices do not change once the instance is linked.
 */
public final class RuntimeInstance implements Instance {

  /** How many exports are listed for those who ask for one that is not there. */
  private static final int SHOWN_EXPORTS = 50;

  /** The first memory, or one without pages. */
  public final RuntimeMemory memory;

  /** All memories. */
  public final RuntimeMemory[] memories;

  /** All globals. */
  public final RuntimeGlobal[] globals;

  /** All tags. */
  public final RuntimeTag[] tags;

  /** All tables. */
  public final RuntimeTable[] tables;

  /** All types of the module. */
  public final DefinedType[] types;

  /** Register code by function index, null for what has not been called and for imports. */
  public final @Nullable LoweredFunction[] codeTable;

  /** What decides which functions are compiled. */
  public final Tier tier;

  /** The functions that are there as JVM bytecode, by function index. */
  public final @Nullable CompiledCode[] compiled;

  /** What executes functions that are not. */
  public final CodeExecutor executor;

  /** What it pays with for its code; of no use if it is not metered. */
  public final FuelTank fuel;

  /** What guests of its store take of the Java heap. */
  public final ObjectHeap objects;

  private final boolean metered;
  private final LoadedModule module;
  private final Store store;
  private final Limits limits;
  private final @Nullable RuntimeFunction[] functions;
  private final ElementSegments elements;
  private final boolean[] droppedData;
  private final Map<String, ExternValue> exports = new LinkedHashMap<>();

  /** What the constant expression that is being evaluated has made so far. */
  List<@Nullable Object> evaluated = List.of();

  public RuntimeInstance(
      LoadedModule module,
      Store store,
      Limits limits,
      @Nullable FuelSupply fuel,
      RuntimeFunction[] importedFunctions,
      RuntimeMemory[] memories,
      RuntimeTable[] tables,
      RuntimeGlobal[] globals,
      RuntimeTag[] tags,
      TableRoom tableRoom,
      Tier tier,
      CodeExecutor executor) {
    this.module = module;
    this.store = store;
    this.limits = limits;
    this.metered = fuel != null;
    this.fuel = fuel != null ? new FuelTank(fuel) : FuelTank.UNUSED;
    this.memories = memories;
    this.memory = memories.length > 0 ? memories[0] : RuntimeMemory.NONE;
    this.tables = tables;
    this.globals = globals;
    this.tags = tags;
    this.types = module.definition().types().toArray(DefinedType[]::new);
    this.codeTable = module.codeTable(metered);
    this.tier = tier;
    this.executor = executor;
    this.compiled = tier.compiled;
    this.functions = new RuntimeFunction[module.definition().functionCount()];
    System.arraycopy(importedFunctions, 0, functions, 0, importedFunctions.length);
    this.elements = new ElementSegments(this, module.definition().elements(), tableRoom);
    this.droppedData = new boolean[module.definition().data().size()];
    this.objects = store.attachment(ObjectHeap.class, ObjectHeap::new);
    objects.add(this);
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
  public LoweredFunction code(int functionIndex) {
    LoweredFunction known = codeTable[functionIndex];
    if (known != null) {
      return known;
    }
    LoweredFunction lowered = module.code(functionIndex, metered);
    tier.lowered(functionIndex);
    return lowered;
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
    checkMemoryInit(memoryIndex, dataIndex, to, from, length);
    MemorySegment.copy(
        MemorySegment.ofArray(module.definition().bytes()),
        module.definition().data().get(dataIndex).start() + from,
        memories[memoryIndex].segment(),
        to,
        length);
  }

  /**
   * Demands that {@code memory.init} reads and writes what is there.
   *
   * @throws TrapException if it does not
   */
  public void checkMemoryInit(int memoryIndex, int dataIndex, long to, long from, long length) {
    long size = dataSize(dataIndex);
    long targetSize = memories[memoryIndex].size();
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
  }

  private long dataSize(int dataIndex) {
    return droppedData[dataIndex] ? 0 : module.definition().data().get(dataIndex).size();
  }

  /** {@code data.drop}. */
  public void dropData(int dataIndex) {
    droppedData[dataIndex] = true;
  }

  /** {@code table.init}. */
  public void initializeTable(
      int tableIndex, int elementIndex, long to, long from, long count, Activation activation) {
    checkTableInit(tableIndex, elementIndex, to, from, count);
    if (count > 0) {
      tables[tableIndex].write(elements.get(elementIndex, activation), to, from, count);
    }
  }

  /** Writes an active element segment to its table. */
  public void initializeTable(int tableIndex, int elementIndex, long to) {
    elements.writeTo(tables[tableIndex], to, elementIndex);
  }

  /**
   * Demands that {@code table.init} reads and writes what is there.
   *
   * @throws TrapException if it does not
   */
  public void checkTableInit(int tableIndex, int elementIndex, long to, long from, long count) {
    RuntimeTable.check(from, count, elements.size(elementIndex));
    tables[tableIndex].check(to, count);
  }

  /** {@code elem.drop}. */
  public void dropElements(int elementIndex) {
    elements.drop(elementIndex);
  }

  /**
   * Makes room for something that guests make and the JVM collects.
   *
   * @param activation the call that makes it, null while the instance itself is made
   * @throws TrapException if there is no room
   */
  public void takeRoom(long bytes, @Nullable Activation activation) {
    objects.take(bytes, limits.maxObjectBytes(), activation);
  }

  /**
   * A structure whose fields are zero or null.
   *
   * @param activation the call that makes it, null while the instance itself is made
   * @throws TrapException if there is no room for it
   */
  public RuntimeStruct newStruct(int typeIndex, @Nullable Activation activation) {
    StructLayout layout = module.structLayout(typeIndex);
    takeRoom(ObjectHeap.structBytes(layout.numbers(), layout.references()), activation);
    return new RuntimeStruct(layout);
  }

  /**
   * An array whose elements are zero or null.
   *
   * @param length the number of elements, in the low half
   * @param activation the call that makes it, null while the instance itself is made
   * @throws TrapException if that is more than an array may have, or there is no room for it
   */
  public RuntimeArray newArray(int typeIndex, long length, @Nullable Activation activation) {
    long count = checkArrayLength(typeIndex, length);
    takeRoom(RuntimeArray.bytes(types[typeIndex], (int) count), activation);
    return RuntimeArray.allocate(types[typeIndex], (int) count);
  }

  /**
   * Demands that an array may have so many elements, a number in the low half, and returns it.
   *
   * @throws TrapException if that is more than an array may have
   */
  public long checkArrayLength(int typeIndex, long length) {
    long count = length & 0xffff_ffffL;
    if (count > limits.maxArrayLength() || count > RuntimeArray.maxLength(types[typeIndex])) {
      throw new TrapException(
          TrapKind.ALLOCATION_FAILED,
          "an array of "
              + count
              + " elements, but Limits.maxArrayLength is "
              + limits.maxArrayLength());
    }
    return count;
  }

  /** {@code array.new_data}; offset and length are in the low halves. */
  public RuntimeArray newArrayOfData(
      int typeIndex, int dataIndex, long from, long length, Activation activation) {
    long start = from & 0xffff_ffffL;
    long count = length & 0xffff_ffffL;
    checkArrayData(typeIndex, dataIndex, start, count);
    RuntimeArray array = newArray(typeIndex, count, activation);
    readData(dataIndex, start, array, 0, array.length);
    return array;
  }

  /** {@code array.new_elem}; offset and length are in the low halves. */
  public RuntimeArray newArrayOfElements(
      int typeIndex, int elementIndex, long from, long length, Activation activation) {
    long start = from & 0xffff_ffffL;
    long count = length & 0xffff_ffffL;
    checkElements(elementIndex, start, count);
    checkArrayLength(typeIndex, count);
    if (count > 0) {
      // before the array, which is not to be forgotten if what is in use is counted meanwhile
      elements.get(elementIndex, activation);
    }
    RuntimeArray array = newArray(typeIndex, count, activation);
    readElements(elementIndex, start, array, 0, array.length, activation);
    return array;
  }

  /** {@code array.init_data}, the range of the array having been checked. */
  public void readData(int dataIndex, long from, RuntimeArray array, int to, int count) {
    checkData(dataIndex, from, (long) count * array.elementBytes());
    DataSegment data = module.definition().data().get(dataIndex);
    if (count > 0) {
      array.read(module.definition().bytes(), data.start() + (int) from, to, count);
    }
  }

  /** {@code array.init_elem}, the range of the array having been checked. */
  public void readElements(
      int elementIndex, long from, RuntimeArray array, int to, int count, Activation activation) {
    checkElements(elementIndex, from, count);
    if (count > 0) {
      System.arraycopy(
          elements.get(elementIndex, activation), (int) from, array.elements, to, count);
    }
  }

  /**
   * Demands that a data segment has so many elements for an array.
   *
   * @throws TrapException if it does not
   */
  public void checkArrayData(int typeIndex, int dataIndex, long from, long count) {
    FieldType element = types[typeIndex].array().element();
    checkData(dataIndex, from, count * ElementKind.of(element.storage()).bytes());
  }

  /**
   * Demands that a data segment has so many bytes.
   *
   * @throws TrapException if it does not
   */
  public void checkData(int dataIndex, long from, long bytes) {
    long size = dataSize(dataIndex);
    if (from + bytes > size) {
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS,
          bytes + " bytes from offset " + from + " of a data segment of " + size);
    }
  }

  /**
   * Demands that an element segment has so many elements.
   *
   * @throws TrapException if it does not
   */
  public void checkElements(int elementIndex, long from, long count) {
    int size = elements.size(elementIndex);
    if (from + count > size) {
      throw new TrapException(
          TrapKind.TABLE_OUT_OF_BOUNDS,
          count + " elements from index " + from + " of an element segment of " + size);
    }
  }

  /** The element segments. */
  ElementSegments elementSegments() {
    return elements;
  }

  public void addExport(String name, ExternValue value) {
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
  public Memory memory(int index) {
    return memories[Objects.checkIndex(index, memories.length)];
  }

  @Override
  public Table table(String name) {
    return export(name, Table.class, "table");
  }

  @Override
  public Global global(String name) {
    return export(name, Global.class, "global");
  }

  @Override
  public Global global(int index) {
    return globals[Objects.checkIndex(index, globals.length)];
  }

  @Override
  public Tag tag(String name) {
    return export(name, Tag.class, "tag");
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
              + (value == null ? "nothing; exports are " + exportNames() : value.type()));
    }
    return kind.cast(value);
  }

  private String exportNames() {
    List<String> names = List.copyOf(exports.keySet());
    return names.size() <= SHOWN_EXPORTS
        ? names.toString()
        : names.subList(0, SHOWN_EXPORTS) + " and " + (names.size() - SHOWN_EXPORTS) + " more";
  }

  @Override
  public String toString() {
    return "instance of " + module;
  }
}
