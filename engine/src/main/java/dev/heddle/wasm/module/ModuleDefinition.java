package dev.heddle.wasm.module;

import dev.heddle.wasm.CustomSection;
import dev.heddle.wasm.Feature;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ExternType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.TagType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A decoded module: every section as data, with the index spaces of imports and definitions joined.
 *
 * <p>Source: core specification, section 2.5 (modules). Immutable by convention ({@code bytes} is
 * never written after decoding).
 *
 * @param bytes the module in the binary format; function bodies and data segments point into it
 * @param types the type section; equal types are the same object
 * @param imports the import section
 * @param functionTypes for every function, imported ones first, the index of its type
 * @param tables the tables, imported ones first
 * @param memories the memories, imported ones first
 * @param globals the globals, imported ones first
 * @param tagTypes for every tag, imported ones first, the index of its type
 * @param importedFunctions how many of the functions are imported
 * @param importedTables how many of the tables are imported
 * @param importedMemories how many of the memories are imported
 * @param importedGlobals how many of the globals are imported
 * @param importedTags how many of the tags are imported
 * @param tableInitializers the initial elements of the tables defined here, if they have one
 * @param globalInitializers the initial values of the globals defined here
 * @param exports the export section
 * @param start the index of the start function, if there is one
 * @param elements the element segments
 * @param dataCount the content of the data count section, if there is one
 * @param bodies the bodies of the functions defined here
 * @param data the data segments
 * @param customSections the custom sections
 * @param notations features that the bytes use where what they say could be said without them
 * @param names the name section, as far as it could be read
 */
public record ModuleDefinition(
    byte[] bytes,
    List<DefinedType> types,
    List<ImportType> imports,
    int[] functionTypes,
    List<TableType> tables,
    List<MemoryType> memories,
    List<GlobalType> globals,
    int[] tagTypes,
    int importedFunctions,
    int importedTables,
    int importedMemories,
    int importedGlobals,
    int importedTags,
    List<Optional<ConstantExpression>> tableInitializers,
    List<ConstantExpression> globalInitializers,
    List<Export> exports,
    OptionalInt start,
    List<ElementSegment> elements,
    OptionalInt dataCount,
    List<FunctionBody> bodies,
    List<DataSegment> data,
    List<CustomSection> customSections,
    Set<Feature> notations,
    NameSection names) {

  /** The number of functions, imported ones included. */
  public int functionCount() {
    return functionTypes.length;
  }

  /** The type of a function, by its index in the module's function index space. */
  public FunctionType functionType(int functionIndex) {
    return definedType(functionIndex).function();
  }

  /** The same, with its place among all types. */
  public DefinedType definedType(int functionIndex) {
    return types.get(functionTypes[functionIndex]);
  }

  /** The type of a tag. */
  public TagType tagType(int tagIndex) {
    return new TagType(types.get(tagTypes[tagIndex]).function().parameters());
  }

  /** The type of what an export gives. */
  public ExternType externType(Export export) {
    return switch (export.kind()) {
      case FUNCTION -> functionType(export.index());
      case TABLE -> tables.get(export.index());
      case MEMORY -> memories.get(export.index());
      case GLOBAL -> globals.get(export.index());
      case TAG -> tagType(export.index());
    };
  }

  /**
   * A name to show for a function: from the name section, else an import, else an export, else
   * {@code func[INDEX]}. For messages: it takes time in proportion to the number of names.
   */
  public String functionName(int functionIndex) {
    return new FunctionNames(this).of(functionIndex);
  }

  /** A name to show for the module: from the name section, else {@code wasm}. */
  public String displayName() {
    return names.module().orElse("wasm");
  }
}
