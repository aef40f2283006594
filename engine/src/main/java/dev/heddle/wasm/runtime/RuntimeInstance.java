package dev.heddle.wasm.runtime;

import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Global;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.types.DefinedType;
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

  /** Its data segments. */
  public final DataSegments data;

  /** Its element segments. */
  public final ElementSegments elements;

  /** What makes structures and arrays. */
  public final ObjectAllocator allocator;

  private final boolean metered;
  private final LoadedModule module;
  private final Store store;
  private final Limits limits;
  private final @Nullable RuntimeFunction[] functions;
  private boolean keepsCompiled;
  private final Exports exports = new Exports();

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
    this.data = new DataSegments(module.definition());
    this.objects = store.attachment(ObjectHeap.class, ObjectHeap::new);
    this.allocator = new ObjectAllocator(this);
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

  /** How many functions it imports, whose indices come first. */
  public int importedFunctions() {
    return module.definition().importedFunctions();
  }

  /** Takes note that one of its functions keeps its compiled code. */
  void keepsCompiled() {
    if (!keepsCompiled) {
      tier.addKeeper(this);
      keepsCompiled = true;
    }
  }

  /** Has its functions look again whether they are compiled. */
  void forgetCompiled() {
    for (RuntimeFunction function : functions) {
      if (function instanceof RuntimeGuestFunction guest && guest.instance() == this) {
        guest.forgetCompiled();
      }
    }
  }

  /** Exports something, while the instance is made. */
  public void addExport(String name, ExternValue value) {
    exports.add(name, value);
  }

  /** The memory that host functions are given: the first that is exported, or else the first. */
  Memory mainMemory() {
    Memory exported = exports.firstMemory();
    if (exported != null) {
      return exported;
    }
    if (memories.length == 0) {
      throw new IllegalStateException(module + " has no memory");
    }
    return memory;
  }

  @Override
  public Map<String, ExternValue> exports() {
    return exports.all();
  }

  @Override
  public WasmFunction function(String name) {
    return exports.get(name, WasmFunction.class, "function");
  }

  @Override
  public Memory memory(String name) {
    return exports.get(name, Memory.class, "memory");
  }

  @Override
  public Memory memory(int index) {
    return memories[Objects.checkIndex(index, memories.length)];
  }

  @Override
  public Table table(String name) {
    return exports.get(name, Table.class, "table");
  }

  @Override
  public Global global(String name) {
    return exports.get(name, Global.class, "global");
  }

  @Override
  public Global global(int index) {
    return globals[Objects.checkIndex(index, globals.length)];
  }

  @Override
  public Tag tag(String name) {
    return exports.get(name, Tag.class, "tag");
  }

  @Override
  public String toString() {
    return "instance of " + module;
  }
}
