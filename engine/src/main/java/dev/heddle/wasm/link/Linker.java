package dev.heddle.wasm.link;

import dev.heddle.wasm.Execution;
import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.execute.Entry;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.ElementSegment;
import dev.heddle.wasm.module.Export;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.runtime.BudgetRoom;
import dev.heddle.wasm.runtime.ConstantEvaluator;
import dev.heddle.wasm.runtime.FuelSupply;
import dev.heddle.wasm.runtime.MemoryImage;
import dev.heddle.wasm.runtime.MemoryRoom;
import dev.heddle.wasm.runtime.Owner;
import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.runtime.RuntimeGlobal;
import dev.heddle.wasm.runtime.RuntimeGuestFunction;
import dev.heddle.wasm.runtime.RuntimeHostFunction;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeMemory;
import dev.heddle.wasm.runtime.RuntimeTable;
import dev.heddle.wasm.runtime.RuntimeTag;
import dev.heddle.wasm.runtime.TableRoom;
import dev.heddle.wasm.snapshot.InstanceState;
import dev.heddle.wasm.tier.Tiers;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ExternType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.TagType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes instances. Source: core specification, section 4.7.3 (instantiation).
 *
 * <p>Here and wherever else the first result of a JVM is waited for there are no switches on types:
 * they make classes when they are first used.
 */
public final class Linker {

  static {
    Preparation.loadClasses();
  }

  private static final FunctionType NOTHING = FunctionType.of(List.of(), List.of());

  private final LoadedModule module;
  private final ModuleDefinition definition;
  private final Set<Integer> boundedGlobals;
  private final @Nullable BudgetRoom budget;
  private final Limits limits;
  private final Execution execution;
  private final @Nullable FuelSupply fuel;
  private final List<RuntimeFunction> functions = new ArrayList<>();
  private final List<RuntimeMemory> memories = new ArrayList<>();
  private final List<RuntimeTable> tables = new ArrayList<>();
  private final List<RuntimeGlobal> globals = new ArrayList<>();
  private final List<RuntimeTag> tags = new ArrayList<>();
  private List<@Nullable MemoryImage> startingMemories = List.of();
  private int importedFunctions;
  private int importedTags;

  private Linker(
      LoadedModule module,
      Limits limits,
      @Nullable FuelSupply fuel,
      Execution execution,
      Set<Integer> boundedGlobals,
      @Nullable BudgetRoom budget) {
    this.budget = budget;
    this.boundedGlobals = new HashSet<>(boundedGlobals);
    this.fuel = fuel;
    this.execution = execution;
    this.module = module;
    this.definition = module.definition();
    this.limits = limits;
  }

  /**
   * An instance of {@code module}, its start function run.
   *
   * @param fuel what it pays with, if it is to be metered
   * @param execution how its functions are executed
   * @param boundedGlobals the globals that it is to keep within bounds
   * @param budget what its memories count for, if anything
   * @param initialize whether to call {@code _initialize} of a module that is a reactor
   */
  public static Instance instantiate(
      WasmModule module,
      Imports imports,
      Limits limits,
      Store store,
      @Nullable FuelSupply fuel,
      Execution execution,
      Set<Integer> boundedGlobals,
      @Nullable BudgetRoom budget,
      boolean initialize) {
    Linker linker =
        new Linker((LoadedModule) module, limits, fuel, execution, boundedGlobals, budget);
    linker.link(imports, store);
    store.attachment(InstanceCount.class, InstanceCount::new).add(limits.maxInstances());
    linker.startingMemories = StartingMemories.of(linker.module);
    RuntimeInstance instance = linker.make(store, null);
    linker.start(instance);
    if (initialize) {
      initialize(instance);
    }
    return instance;
  }

  /**
   * An instance that starts from a snapshot.
   *
   * @param fuel what it pays with, if it is to be metered
   * @param execution how its functions are executed
   * @param boundedGlobals the globals that it is to keep within bounds
   * @param budget what its memories count for, if anything
   */
  public static Instance instantiate(
      InstanceState state,
      Imports imports,
      Limits limits,
      Store store,
      @Nullable FuelSupply fuel,
      Execution execution,
      Set<Integer> boundedGlobals,
      @Nullable BudgetRoom budget) {
    Linker linker = new Linker(state.module(), limits, fuel, execution, boundedGlobals, budget);
    linker.link(imports, store);
    store.attachment(InstanceCount.class, InstanceCount::new).add(limits.maxInstances());
    RuntimeInstance instance = linker.make(store, state);
    state.restoreAllButMemories(instance);
    return instance;
  }

  private void link(Imports imports, Store store) {
    LinkReport report = new LinkReport(imports);
    for (ImportType wanted : definition.imports()) {
      ExternValue given = resolve(imports, wanted).orElse(null);
      if (given == null) {
        report.missing(wanted);
      } else if (!matches(given, wanted.type())) {
        report.incompatible(wanted, given);
      } else if (!allows(given, store)) {
        report.ofAnotherStore(wanted, given);
      } else {
        add(given, wanted);
      }
      importedFunctions += wanted.type() instanceof FunctionType ? 1 : 0;
      importedTags += wanted.type() instanceof TagType ? 1 : 0;
    }
    report.check();
    keepBounds();
    takeOwnership(store);
  }

  /**
   * An imported global is within bounds if all who set it keep it there, and so this one has to.
   */
  private void keepBounds() {
    for (int i = 0; i < globals.size(); i++) {
      if (globals.get(i).isBounded()) {
        boundedGlobals.add(i);
      } else if (boundedGlobals.contains(i)) {
        throw new LinkException(
            "global "
                + i
                + " of "
                + module
                + " cannot be kept within bounds, as it is imported, and was made without");
      }
    }
  }

  private Optional<ExternValue> resolve(Imports imports, ImportType wanted) {
    return wanted.type() instanceof FunctionType
        ? imports.resolve(wanted.module(), wanted.name(), wantedFunction())
        : imports.resolve(wanted.module(), wanted.name(), wanted.type());
  }

  private void add(ExternValue given, ImportType wanted) {
    if (given instanceof RuntimeHostFunction function) {
      functions.add(function.named(wanted.module() + "." + wanted.name()));
    } else if (given instanceof RuntimeFunction function) {
      functions.add(function);
    } else if (given instanceof RuntimeMemory memory) {
      memories.add(memory);
    } else if (given instanceof RuntimeTable table) {
      tables.add(table);
    } else if (given instanceof RuntimeGlobal global) {
      globals.add(global);
    } else {
      tags.add((RuntimeTag) given);
    }
  }

  /** The type of the next function to be imported. */
  private DefinedType wantedFunction() {
    return definition.definedType(importedFunctions);
  }

  /** The type of the next tag to be imported. */
  private DefinedType wantedTag() {
    return definition.types().get(definition.tagTypes()[importedTags]);
  }

  /**
   * Whether an instance of this store may use a value: what is a store's own may be used there
   * only. Functions, tags and constants of the host and shared memories are nobody's.
   */
  private static boolean allows(ExternValue value, Store store) {
    if (value instanceof RuntimeGuestFunction function) {
      return function.instance().store() == store;
    }
    if (value instanceof RuntimeMemory memory) {
      return memory.type().shared() || memory.owner.allows(store);
    }
    if (value instanceof RuntimeTable table) {
      return table.owner.allows(store);
    }
    if (value instanceof RuntimeGlobal global) {
      return global.owner.allows(store);
    }
    return !(value instanceof RuntimeTag tag) || tag.allows(store);
  }

  /** Makes what is imported the store's own, where two at a time would be one too many. */
  private void takeOwnership(Store store) {
    boolean taken = true;
    for (RuntimeMemory memory : memories) {
      taken &= memory.type().shared() || memory.owner.take(store);
    }
    for (RuntimeTable table : tables) {
      taken &= table.owner.take(store);
    }
    for (RuntimeGlobal global : globals) {
      taken &= !global.type().mutable() || global.owner.take(store);
    }
    if (!taken) {
      // another thread was quicker, for which linking anew finds words
      throw new LinkException("import of another store: " + Owner.REMEDY);
    }
  }

  /** Import matching. Source: core specification, section 3.3.7 (external types). */
  private boolean matches(ExternValue value, ExternType wanted) {
    if (wanted instanceof FunctionType) {
      return value instanceof RuntimeFunction function
          && function.definedType().isSubtypeOf(wantedFunction());
    }
    if (wanted instanceof TagType) {
      return value instanceof RuntimeTag tag && tag.definedType().equals(wantedTag());
    }
    ExternType given = value.type();
    if (wanted instanceof GlobalType type) {
      return given instanceof GlobalType found
          && found.mutable() == type.mutable()
          && (type.mutable()
              ? found.value().equals(type.value())
              : found.value().isSubtypeOf(type.value()));
    }
    if (wanted instanceof MemoryType type) {
      return given instanceof MemoryType found
          && found.address() == type.address()
          && found.shared() == type.shared()
          && found.pageSizeLog2() == type.pageSizeLog2()
          && isWithin(found.minimum(), found.maximum(), type.minimum(), type.maximum());
    }
    TableType type = (TableType) wanted;
    return given instanceof TableType found
        && found.element().equals(type.element())
        && found.address() == type.address()
        && isWithin(found.minimum(), found.maximum(), type.minimum(), type.maximum());
  }

  private static boolean isWithin(
      long minimum, OptionalLong maximum, long wantedMinimum, OptionalLong wantedMaximum) {
    return Long.compareUnsigned(minimum, wantedMinimum) >= 0
        && (wantedMaximum.isEmpty()
            || maximum.isPresent()
                && Long.compareUnsigned(maximum.getAsLong(), wantedMaximum.getAsLong()) <= 0);
  }

  private RuntimeInstance make(Store store, @Nullable InstanceState state) {
    MemoryRoom memoryRoom = store.attachment(MemoryRoom.class, MemoryRoom::new);
    TableRoom tableRoom = new TableRoom(limits.maxTableElements());
    Owner owner = new Owner();
    owner.take(store);
    for (int i = definition.importedMemories(); i < definition.memories().size(); i++) {
      RuntimeMemory memory = memory(definition.memories().get(i), i, memoryRoom, state);
      memory.owner.take(store);
      memories.add(memory);
    }
    for (int i = definition.importedTables(); i < definition.tables().size(); i++) {
      RuntimeTable table = RuntimeTable.allocate(definition.tables().get(i), null, tableRoom);
      table.owner.take(store);
      tables.add(table);
    }
    for (int i = definition.importedGlobals(); i < definition.globals().size(); i++) {
      globals.add(
          new RuntimeGlobal(definition.globals().get(i), owner, boundedGlobals.contains(i)));
    }
    for (int i = definition.importedTags(); i < definition.tagTypes().length; i++) {
      tags.add(new RuntimeTag(definition.types().get(definition.tagTypes()[i]), store));
    }
    LoadedModule form = module.bounding(boundedGlobals);
    RuntimeInstance instance =
        new RuntimeInstance(
            form,
            store,
            limits,
            fuel,
            functions.toArray(RuntimeFunction[]::new),
            memories.toArray(RuntimeMemory[]::new),
            tables.toArray(RuntimeTable[]::new),
            globals.toArray(RuntimeGlobal[]::new),
            tags.toArray(RuntimeTag[]::new),
            tableRoom,
            Tiers.of(form, fuel != null, execution),
            Entry.INTERPRETER);
    for (Export export : definition.exports()) {
      instance.addExport(export.name(), value(instance, export));
    }
    return instance;
  }

  private RuntimeMemory memory(
      MemoryType type, int index, MemoryRoom room, @Nullable InstanceState state) {
    if (state == null) {
      return RuntimeMemory.create(type, limits, room, budget, startingMemory(index));
    }
    MemoryImage image = state.memory(index);
    return RuntimeMemory.create(
        type.withMinimum(image.size() >>> type.pageSizeLog2()), limits, room, budget, image);
  }

  private @Nullable MemoryImage startingMemory(int index) {
    return startingMemories.isEmpty() ? null : startingMemories.get(index);
  }

  /** Gives an instance what its module says it starts with, and runs its start function. */
  private void start(RuntimeInstance instance) {
    initializeGlobals(instance);
    fillTables(instance);
    initializeTables(instance);
    initializeMemories(instance);
    if (definition.start().isPresent()) {
      instance.function(definition.start().getAsInt()).callVoid();
    }
  }

  /** Source: WASI's application ABI, which tells reactors from commands. */
  private static void initialize(RuntimeInstance instance) {
    if (instance.exports().get("_initialize") instanceof RuntimeGuestFunction function
        && function.instance() == instance
        && function.type().equals(NOTHING)
        && !instance.exports().containsKey("_start")) {
      function.callVoid();
    }
  }

  private static ExternValue value(RuntimeInstance instance, Export export) {
    return switch (export.kind()) {
      case FUNCTION -> instance.function(export.index());
      case TABLE -> instance.tables[export.index()];
      case MEMORY -> instance.memories[export.index()];
      case GLOBAL -> instance.globals[export.index()];
      case TAG -> instance.tags[export.index()];
    };
  }

  private void initializeGlobals(RuntimeInstance instance) {
    int index = definition.importedGlobals();
    for (ConstantExpression initializer : definition.globalInitializers()) {
      RuntimeGlobal global = instance.globals[index++];
      if (global.type().value().isReference()) {
        global.reference = ConstantEvaluator.reference(initializer, instance, null);
      } else if (global.type().value() == ValueType.V128) {
        global.putVector(ConstantEvaluator.vector(initializer, instance));
      } else {
        global.bits = ConstantEvaluator.number(initializer, instance);
      }
    }
  }

  private void fillTables(RuntimeInstance instance) {
    int index = definition.importedTables();
    for (Optional<ConstantExpression> initializer : definition.tableInitializers()) {
      RuntimeTable table = instance.tables[index++];
      if (initializer.isPresent()) {
        table.fill(0, ConstantEvaluator.reference(initializer.get(), instance, null), table.size());
      }
    }
  }

  private void initializeTables(RuntimeInstance instance) {
    for (int i = 0; i < definition.elements().size(); i++) {
      ElementSegment segment = definition.elements().get(i);
      if (segment.mode() instanceof ElementSegment.Active(int table, ConstantExpression start)) {
        long to = address(start, instance, definition.tables().get(table).address());
        instance.elements.writeTo(instance.tables[table], to, i);
        instance.elements.drop(i);
      } else if (segment.mode() instanceof ElementSegment.Declarative) {
        instance.elements.drop(i);
      }
    }
  }

  private void initializeMemories(RuntimeInstance instance) {
    for (int i = 0; i < definition.data().size(); i++) {
      DataSegment segment = definition.data().get(i);
      if (segment.active().isPresent()) {
        DataSegment.Active active = segment.active().get();
        int memory = active.memory();
        if (startingMemory(memory) == null) {
          long to =
              address(active.address(), instance, definition.memories().get(memory).address());
          instance.data.write(i, 0, instance.memories[memory], to, segment.size());
        }
        instance.data.drop(i);
      }
    }
  }

  private static long address(
      ConstantExpression expression, RuntimeInstance instance, AddressType type) {
    long number = ConstantEvaluator.number(expression, instance);
    return type == AddressType.I64 ? number : number & 0xffff_ffffL;
  }
}
