package dev.heddle.wasm.module;

import dev.heddle.wasm.CustomSection;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.decode.ModuleDecoder;
import dev.heddle.wasm.lower.Disassembler;
import dev.heddle.wasm.lower.FunctionLowering;
import dev.heddle.wasm.lower.LoweredFunction;
import dev.heddle.wasm.lower.StructLayout;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.validate.ModuleValidator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
  private final @Nullable LoweredFunction[] code;
  private volatile @Nullable LoweredFunction @Nullable [] meteredCode;
  private @Nullable FunctionNames functionNames;
  private final @Nullable StructLayout[] layouts;

  private LoadedModule(ModuleDefinition definition) {
    this.definition = definition;
    this.code = new LoweredFunction[definition.functionCount()];
    this.layouts = new StructLayout[definition.types().size()];
  }

  /** Decodes and validates {@code bytes}, which must not be changed any more. */
  public static LoadedModule load(byte[] bytes, Limits limits) {
    ModuleDefinition definition = ModuleDecoder.decode(bytes, limits);
    ModuleValidator.validate(definition, limits);
    return new LoadedModule(definition);
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

  /** The register code of a function defined in this module, with or without its metering. */
  public LoweredFunction code(int functionIndex, boolean metered) {
    @Nullable LoweredFunction[] table = codeTable(metered);
    LoweredFunction lowered = table[functionIndex];
    if (lowered == null) {
      lowered = FunctionLowering.lower(definition, functionIndex, metered);
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

  /** A name to show for a function, as {@link ModuleDefinition#functionName} has it. */
  public String functionName(int functionIndex) {
    FunctionNames names = functionNames;
    if (names == null) {
      // immutable, so that it does not matter if another thread does the same
      names = new FunctionNames(definition);
      functionNames = names;
    }
    return names.of(functionIndex);
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
  public String toString() {
    return "module " + Objects.requireNonNullElse(definition.displayName(), "wasm");
  }
}
