package dev.heddle.wasm.load;

import dev.heddle.wasm.CustomSection;
import dev.heddle.wasm.Feature;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.Section;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.code.Disassembler;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.StructLayout;
import dev.heddle.wasm.decode.ModuleDecoder;
import dev.heddle.wasm.lower.FunctionLowering;
import dev.heddle.wasm.module.Export;
import dev.heddle.wasm.module.FunctionNames;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.text.ModuleText;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.TagType;
import dev.heddle.wasm.validate.ModuleValidator;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The module that users hold: a valid definition, and the register code of the functions that have
 * been called.
 *
 * <p>Thread-safe: two threads that need a function for the first time may both lower it, with the
 * same result.
 */
public final class LoadedModule implements WasmModule {

  private final ModuleDefinition definition;
  private final Set<Integer> boundedGlobals;

  /** The module with all its forms that keep globals within bounds, by those globals. */
  private final Map<Set<Integer>, LoadedModule> forms;

  private final @Nullable LoweredFunction[] code;
  private volatile @Nullable LoweredFunction @Nullable [] meteredCode;
  private final Map<Class<?>, Object> attachments = new ConcurrentHashMap<>();
  private @Nullable FunctionNames functionNames;
  private volatile @Nullable Set<Feature> features;
  private volatile @Nullable BitSet askedSizes;
  private final @Nullable StructLayout[] layouts;

  private LoadedModule(
      ModuleDefinition definition,
      Set<Integer> boundedGlobals,
      Map<Set<Integer>, LoadedModule> forms) {
    this.definition = definition;
    this.boundedGlobals = boundedGlobals;
    this.forms = forms;
    this.code = new LoweredFunction[definition.functionCount()];
    this.layouts = new StructLayout[definition.types().size()];
  }

  /** Decodes and validates {@code bytes}, which must not be changed any more. */
  public static LoadedModule load(byte[] bytes, Limits limits) {
    try {
      ModuleDefinition definition = ModuleDecoder.decode(bytes, limits);
      ModuleValidator.validate(definition, limits);
      LoadedModule module = new LoadedModule(definition, Set.of(), new ConcurrentHashMap<>());
      module.forms.put(Set.of(), module);
      return module;
    } catch (OutOfMemoryError e) {
      throw new LimitExceededException(
          "the heap has no room for a module of " + bytes.length + " bytes");
    }
  }

  /**
   * The same module, with code of its own, which keeps some of its globals within bounds: they are
   * numbers, and what they are set to is checked. Instances of other forms pay nothing for that.
   *
   * @param globals their indices
   */
  public LoadedModule bounding(Set<Integer> globals) {
    return globals.equals(boundedGlobals)
        ? this
        : forms.computeIfAbsent(
            Set.copyOf(globals), bounded -> new LoadedModule(definition, bounded, forms));
  }

  /** The indices of the globals that it keeps within bounds. */
  public Set<Integer> boundedGlobals() {
    return boundedGlobals;
  }

  /** Whether both are forms of one module. */
  public boolean isFormOf(LoadedModule other) {
    return forms == other.forms;
  }

  /** The index of the global that is exported under this name, if one is. */
  public OptionalInt exportedGlobal(String name) {
    return definition.exports().stream()
        .filter(export -> export.kind() == Export.Kind.GLOBAL && export.name().equals(name))
        .mapToInt(Export::index)
        .findFirst();
  }

  /** The module as data. */
  public ModuleDefinition definition() {
    return definition;
  }

  /**
   * Register code by function index, with or without its metering; null for what has not been
   * lowered yet. Lowered functions are immutable, so that they may be read from here without
   * synchronisation.
   */
  public @Nullable LoweredFunction[] codeTable(boolean metered) {
    if (!metered) {
      return code;
    }
    @Nullable LoweredFunction[] table = meteredCode;
    return table != null ? table : makeMeteredCode();
  }

  private synchronized @Nullable LoweredFunction[] makeMeteredCode() {
    @Nullable LoweredFunction[] table = meteredCode;
    if (table == null) {
      table = new LoweredFunction[code.length];
      meteredCode = table;
    }
    return table;
  }

  /** What others keep with the module, by its type; null if that is nothing yet. */
  public <T> @Nullable T attachment(Class<T> type) {
    return type.cast(attachments.get(type));
  }

  /**
   * Keeps something with the module, unless there is something of its type.
   *
   * @return what is kept
   */
  public <T> T attach(Class<T> type, T initial) {
    Object known = attachments.putIfAbsent(type, initial);
    return known == null ? initial : type.cast(known);
  }

  /** Has callers notice that a function has been compiled; those ask who see no register code. */
  public void publish(int functionIndex, boolean metered) {
    @Nullable LoweredFunction[] table = codeTable(metered);
    LoweredFunction lowered = table[functionIndex];
    if (lowered != null) {
      table[functionIndex] = lowered.entered();
    }
  }

  /** The register code of a function defined in this module, with or without its metering. */
  public LoweredFunction code(int functionIndex, boolean metered) {
    @Nullable LoweredFunction[] table = codeTable(metered);
    LoweredFunction lowered = table[functionIndex];
    if (lowered == null) {
      lowered = FunctionLowering.lower(definition, functionIndex, boundedGlobals, metered);
      table[functionIndex] = lowered;
    }
    return lowered;
  }

  /** Where the fields of the structures of a type are, made when it is needed first. */
  public StructLayout structLayout(int typeIndex) {
    StructLayout layout = layouts[typeIndex];
    if (layout == null) {
      layout = StructLayout.of(definition.types().get(typeIndex));
      layouts[typeIndex] = layout;
    }
    return layout;
  }

  @Override
  public String functionName(int functionIndex) {
    Objects.checkIndex(functionIndex, code.length);
    FunctionNames names = functionNames;
    if (names == null) {
      // immutable, so that it does not matter if another thread does the same
      names = new FunctionNames(definition);
      functionNames = names;
    }
    return names.of(functionIndex);
  }

  @Override
  public OptionalInt functionIndex(String name) {
    return IntStream.concat(
            definition.exports().stream()
                .filter(each -> each.kind() == Export.Kind.FUNCTION && each.name().equals(name))
                .mapToInt(Export::index),
            IntStream.range(0, code.length).filter(index -> functionName(index).equals(name)))
        .findFirst();
  }

  @Override
  public Optional<String> name() {
    return definition.names().module();
  }

  @Override
  public List<ImportType> imports() {
    return definition.imports();
  }

  @Override
  public List<ExportType> exports() {
    return definition.exports().stream()
        .map(export -> new ExportType(export.name(), definition.externType(export)))
        .toList();
  }

  @Override
  public List<DefinedType> types() {
    return definition.types();
  }

  @Override
  public List<MemoryType> memories() {
    return definition.memories();
  }

  @Override
  public List<TableType> tables() {
    return definition.tables();
  }

  @Override
  public List<GlobalType> globals() {
    return definition.globals();
  }

  @Override
  public List<TagType> tags() {
    return IntStream.range(0, definition.tagTypes().length).mapToObj(definition::tagType).toList();
  }

  @Override
  public DefinedType functionType(int functionIndex) {
    return definition.definedType(Objects.checkIndex(functionIndex, definition.functionCount()));
  }

  @Override
  public Optional<String> globalName(int globalIndex) {
    Objects.checkIndex(globalIndex, definition.globals().size());
    return Optional.ofNullable(definition.names().globals().get(globalIndex));
  }

  @Override
  public OptionalInt start() {
    return definition.start();
  }

  @Override
  public Set<Feature> features() {
    Set<Feature> known = features;
    if (known == null) {
      // immutable, so that it does not matter if another thread does the same
      known = Collections.unmodifiableSet(FeatureScan.of(definition));
      features = known;
    }
    return known;
  }

  @Override
  public boolean asksForSizeOf(int memoryIndex) {
    Objects.checkIndex(memoryIndex, definition.memories().size());
    BitSet known = askedSizes;
    if (known == null) {
      // not changed any more, so that it does not matter if another thread does the same
      known = SizeScan.of(definition);
      askedSizes = known;
    }
    return known.get(memoryIndex);
  }

  @Override
  public List<Section> sections() {
    return SectionScan.of(definition.bytes());
  }

  @Override
  public byte[] content(CustomSection section) {
    if (!definition.customSections().contains(section)) {
      throw new IllegalArgumentException(this + " has no " + section);
    }
    return Arrays.copyOfRange(
        definition.bytes(), section.offset(), section.offset() + section.size());
  }

  @Override
  public List<CustomSection> customSections() {
    return definition.customSections();
  }

  @Override
  public int definedFunctions() {
    return definition.bodies().size();
  }

  @Override
  public String disassemble(int functionIndex) {
    int imported = definition.importedFunctions();
    if (functionIndex < imported || functionIndex >= definition.functionCount()) {
      throw new IndexOutOfBoundsException(
          "function "
              + functionIndex
              + " is not defined in the module: its functions are "
              + imported
              + " to "
              + (definition.functionCount() - 1));
    }
    return Disassembler.print(definition, code(functionIndex, false));
  }

  @Override
  public void writeText(Appendable to) throws IOException {
    ModuleText.write(definition, to);
  }

  @Override
  public void writeText(int functionIndex, Appendable to) throws IOException {
    Objects.checkIndex(functionIndex, code.length);
    ModuleText.writeFunction(definition, functionIndex, to);
  }

  /** What is of one module is equal, whichever form it has. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LoadedModule module && isFormOf(module);
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(forms);
  }

  @Override
  public String toString() {
    return "module " + Objects.requireNonNullElse(definition.displayName(), "wasm");
  }
}
