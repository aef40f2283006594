package dev.heddle.wasm.validate;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.ElementSegment;
import dev.heddle.wasm.module.Export;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Validates a decoded module. Thread-safe; every call has its own state. Source: core
 * specification, section 3.5 (modules).
 */
public final class ModuleValidator {

  private final ModuleDefinition module;
  private final Limits limits;
  private final ModuleTypes types;
  private final BitSet declaredFunctions = new BitSet();
  private final ConstantExpressionValidator expressions;

  private ModuleValidator(ModuleDefinition module, Limits limits) {
    this.module = module;
    this.limits = limits;
    this.types = new ModuleTypes(module.types(), module.bytes().length);
    this.expressions = new ConstantExpressionValidator(module, types, limits, declaredFunctions);
  }

  /** Validates {@code module} within the default limits. */
  public static void validate(ModuleDefinition module) {
    validate(module, Limits.defaults());
  }

  /**
   * Validates {@code module}, the instructions of its functions included.
   *
   * @throws InvalidModuleException if it breaks a validation rule
   * @throws dev.heddle.wasm.MalformedModuleException if the instructions of a function break the
   *     grammar
   * @throws dev.heddle.wasm.UnsupportedFeatureException if an instruction needs a feature this
   *     engine does not have
   * @throws dev.heddle.wasm.LimitExceededException if a function keeps too many operands
   */
  public static void validate(ModuleDefinition module, Limits limits) {
    ModuleValidator validator = new ModuleValidator(module, limits);
    validator.functionTypes();
    validator.tables();
    validator.memories();
    validator.tagTypes();
    validator.globals();
    validator.exports();
    validator.start();
    validator.elements();
    validator.data();
    validator.functions();
    validator.tagResults();
  }

  private void functionTypes() {
    int[] indices = module.functionTypes();
    for (int i = 0; i < indices.length; i++) {
      int index = indices[i];
      if (index < 0 || index >= module.types().size() || !module.types().get(index).isFunction()) {
        throw invalid(
            "unknown type " + Integer.toUnsignedString(index),
            "function " + i,
            Places.sectionOffset(module, Places.FUNCTION_SECTION));
      }
    }
  }

  private void tables() {
    for (int i = 0; i < module.tables().size(); i++) {
      TableType type = module.tables().get(i);
      limits(
          type.minimum(),
          type.maximum(),
          SizeBounds.ofTable(type),
          "table " + i,
          i < module.importedTables() ? Places.IMPORT_SECTION : Places.TABLE_SECTION);
      if (i >= module.importedTables()) {
        tableInitializer(i, type);
      }
    }
  }

  private void tableInitializer(int index, TableType type) {
    String place = "table " + index;
    Optional<ConstantExpression> initializer =
        module.tableInitializers().get(index - module.importedTables());
    if (initializer.isPresent()) {
      int element = types.of(type.element());
      expressions.validate(initializer.get(), element, module.importedGlobals(), place);
    } else if (!type.element().nullable()) {
      throw invalid(
          "type mismatch: elements of " + type + " need an initial value",
          place,
          Places.sectionOffset(module, Places.TABLE_SECTION));
    }
  }

  private void memories() {
    for (int i = 0; i < module.memories().size(); i++) {
      MemoryType type = module.memories().get(i);
      int section = i < module.importedMemories() ? Places.IMPORT_SECTION : Places.MEMORY_SECTION;
      String place = "memory " + i;
      if (type.pageSizeLog2() != 0 && type.pageSize() != MemoryType.PAGE_SIZE) {
        throw invalid(
            "invalid custom page size 2**" + type.pageSizeLog2() + ", must be 1 or 65536",
            place,
            Places.sectionOffset(module, section));
      }
      limits(type.minimum(), type.maximum(), SizeBounds.ofMemory(type), place, section);
      if (type.shared() && type.maximum().isEmpty()) {
        throw invalid(
            "shared memory must have maximum", place, Places.sectionOffset(module, section));
      }
    }
  }

  private void limits(
      long minimum, OptionalLong maximum, SizeBounds bounds, String place, int section) {
    long upper = maximum.orElse(minimum);
    long bound = bounds.most();
    if (Long.compareUnsigned(minimum, bound) > 0 || Long.compareUnsigned(upper, bound) > 0) {
      long found = Long.compareUnsigned(minimum, bound) > 0 ? minimum : upper;
      throw invalid(
          bounds.tooLarge() + ", not " + Long.toUnsignedString(found),
          place,
          Places.sectionOffset(module, section));
    }
    if (Long.compareUnsigned(minimum, upper) > 0) {
      throw invalid(
          "size minimum must not be greater than maximum: "
              + Long.toUnsignedString(minimum)
              + " and "
              + Long.toUnsignedString(upper),
          place,
          Places.sectionOffset(module, section));
    }
  }

  private void tagTypes() {
    int[] indices = module.tagTypes();
    for (int i = 0; i < indices.length; i++) {
      int index = indices[i];
      if (index < 0 || index >= module.types().size() || !module.types().get(index).isFunction()) {
        throw invalidTag("unknown type " + Integer.toUnsignedString(index), i);
      }
    }
  }

  /** Asked for at the end: with instructions that the engine does not have, tags give results. */
  private void tagResults() {
    for (int i = 0; i < module.tagTypes().length; i++) {
      FunctionType type = module.types().get(module.tagTypes()[i]).function();
      if (!type.results().isEmpty()) {
        throw invalidTag("non-empty tag result type: " + type, i);
      }
    }
  }

  private InvalidModuleException invalidTag(String problem, int tag) {
    int section = tag < module.importedTags() ? Places.IMPORT_SECTION : Places.TAG_SECTION;
    return invalid(problem, "tag " + tag, Places.sectionOffset(module, section));
  }

  private void globals() {
    int index = module.importedGlobals();
    for (ConstantExpression initializer : module.globalInitializers()) {
      int type = types.of(module.globals().get(index).value());
      expressions.validate(initializer, type, index, "global " + index);
      index++;
    }
  }

  private void exports() {
    Set<String> names = HashSet.newHashSet(module.exports().size());
    for (Export export : module.exports()) {
      int index = export.index();
      if (index < 0 || index >= count(export.kind())) {
        throw invalid(
            "unknown " + word(export.kind()) + " " + Integer.toUnsignedString(index), export);
      }
      if (!names.add(export.name())) {
        throw invalid("duplicate export name", export);
      }
      if (export.kind() == Export.Kind.FUNCTION) {
        declaredFunctions.set(index);
      }
    }
  }

  private int count(Export.Kind kind) {
    return switch (kind) {
      case FUNCTION -> module.functionCount();
      case TABLE -> module.tables().size();
      case MEMORY -> module.memories().size();
      case GLOBAL -> module.globals().size();
      case TAG -> module.tagTypes().length;
    };
  }

  private static String word(Export.Kind kind) {
    return switch (kind) {
      case FUNCTION -> "function";
      case TABLE -> "table";
      case MEMORY -> "memory";
      case GLOBAL -> "global";
      case TAG -> "tag";
    };
  }

  private void start() {
    if (module.start().isEmpty()) {
      return;
    }
    int index = module.start().getAsInt();
    if (index < 0 || index >= module.functionCount()) {
      throw invalid(
          "unknown function " + Integer.toUnsignedString(index),
          "start section",
          Places.sectionOffset(module, Places.START_SECTION));
    }
    FunctionType type = module.functionType(index);
    if (!type.parameters().isEmpty() || !type.results().isEmpty()) {
      throw invalid(
          "start function must be () -> (), not " + type,
          Places.function(module, index),
          Places.sectionOffset(module, Places.START_SECTION));
    }
  }

  private void elements() {
    for (int i = 0; i < module.elements().size(); i++) {
      ElementSegment segment = module.elements().get(i);
      String place = "element segment " + i;
      if (segment.mode() instanceof ElementSegment.Active(int table, ConstantExpression start)) {
        activeElements(segment, table, start, place);
      }
      int type = types.of(segment.type());
      for (ConstantExpression item : segment.items()) {
        expressions.validate(item, type, module.globals().size(), place);
      }
    }
  }

  private void activeElements(
      ElementSegment segment, int table, ConstantExpression start, String place) {
    if (table < 0 || table >= module.tables().size()) {
      throw invalid("unknown table " + Integer.toUnsignedString(table), place, segment.offset());
    }
    TableType type = module.tables().get(table);
    if (!segment.type().isSubtypeOf(type.element())) {
      throw invalid(
          "type mismatch: a segment of " + segment.type() + " for " + type,
          place,
          segment.offset());
    }
    int address = types.of(type.address().valueType());
    expressions.validate(start, address, module.globals().size(), place);
  }

  private void data() {
    for (int i = 0; i < module.data().size(); i++) {
      DataSegment segment = module.data().get(i);
      if (segment.active().isPresent()) {
        DataSegment.Active active = segment.active().get();
        String place = "data segment " + i;
        int memory = active.memory();
        if (memory < 0 || memory >= module.memories().size()) {
          throw invalid(
              "unknown memory " + Integer.toUnsignedString(memory), place, segment.offset());
        }
        int address = types.of(module.memories().get(memory).address().valueType());
        expressions.validate(active.address(), address, module.globals().size(), place);
      }
    }
  }

  private void functions() {
    ModuleContext context = new ModuleContext(module, types, declaredFunctions);
    FunctionValidator functions = new FunctionValidator(context, limits);
    for (int i = module.importedFunctions(); i < module.functionCount(); i++) {
      functions.validate(i);
    }
  }

  private static InvalidModuleException invalid(String problem, Export export) {
    return invalid(problem, "export " + Places.quote(export.name()), export.offset());
  }

  private static InvalidModuleException invalid(String problem, String place, long offset) {
    return new InvalidModuleException(problem, place, offset);
  }
}
