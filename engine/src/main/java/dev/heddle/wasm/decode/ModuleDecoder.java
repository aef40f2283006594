package dev.heddle.wasm.decode;

import dev.heddle.wasm.CustomSection;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.ElementSegment;
import dev.heddle.wasm.module.Export;
import dev.heddle.wasm.module.FunctionBody;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.NameSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Decodes a module: checks everything the binary grammar demands except the instructions of
 * function bodies, which validation reads anyway.
 *
 * <p>Sizes are compared with the bytes that are left before memory is set aside for them, so that
 * decoding takes time and memory in proportion to the module. Source: core specification, section
 * 5.5 (modules).
 */
public final class ModuleDecoder {

  /** What is before the first section. */
  public static final int PREAMBLE_BYTES = 8;

  private static final int MAGIC = 0x6d73_6100;
  private static final int VERSION = 1;

  /** What the upper half of a version is in components. */
  private static final int COMPONENT_LAYER = 1;

  /** How modules in the text format begin: {@code (mod}. */
  private static final int TEXT = 0x646f_6d28;

  private static final String TEXT_HINT =
      ": this is the text format; 'wasm-tools parse' or 'wat2wasm' makes a binary module of it";
  private static final int TABLE_WITH_INITIALIZER = 0x40;
  private static final int MIN_EXPORT_BYTES = 3;
  private static final String NAME_SECTION = "name";

  private final byte[] bytes;
  private final Limits limits;
  private final ByteReader module;
  private final IndexSpaces spaces = new IndexSpaces();

  private int definedFunctions;
  private List<ConstantExpression> globalInitializers = List.of();
  private List<Export> exports = List.of();
  private OptionalInt start = OptionalInt.empty();
  private List<ElementSegment> elements = List.of();
  private OptionalInt dataCount = OptionalInt.empty();
  private List<FunctionBody> bodies = List.of();
  private List<DataSegment> data = List.of();
  private final List<CustomSection> customSections = new ArrayList<>();

  private ModuleDecoder(byte[] bytes, Limits limits) {
    this.bytes = bytes;
    this.limits = limits;
    this.module = new ByteReader(bytes, 0, bytes.length, "module");
  }

  /** What the specification calls the section of an id, which is not that of custom ones. */
  public static String sectionName(int id) {
    return SectionId.nameOf(id);
  }

  /** Decodes {@code bytes} within the default limits. */
  public static ModuleDefinition decode(byte[] bytes) {
    return decode(bytes, Limits.defaults());
  }

  /**
   * Decodes {@code bytes}, which must not be changed any more.
   *
   * @throws MalformedModuleException if the bytes break the grammar
   * @throws dev.heddle.wasm.InvalidModuleException if an imported function has a type that is not
   *     there
   * @throws UnsupportedFeatureException if the module needs a feature this engine does not have
   * @throws dev.heddle.wasm.LimitExceededException if the module is larger than the limits or the
   *     engines of the web allow
   */
  public static ModuleDefinition decode(byte[] bytes, Limits limits) {
    ImplementationLimits.check(
        bytes.length, limits.maxModuleBytes(), "bytes", "module", "maxModuleBytes");
    ModuleDecoder decoder = new ModuleDecoder(bytes, limits);
    decoder.preamble();
    try {
      decoder.sections();
      decoder.checkLengths();
    } catch (MalformedModuleException flaw) {
      decoder.checkBodies();
      throw flaw;
    }
    return decoder.definition();
  }

  private void preamble() {
    int magic = preambleWord();
    if (magic != MAGIC) {
      throw new MalformedModuleException(
          "magic header not detected" + (magic == TEXT ? TEXT_HINT : ""), "module", 0);
    }
    int version = preambleWord();
    if (version != VERSION) {
      throw new MalformedModuleException(
          "unknown binary version " + Integer.toUnsignedString(version) + layer(version),
          "module",
          4);
    }
  }

  /** What a version says of the layer that it is a version of: 0 for modules. */
  private static String layer(int version) {
    return version >>> Short.SIZE == COMPONENT_LAYER
        ? ": this is a WebAssembly component, not a core module: compile for a core target such as"
            + " wasm32-wasip1, or take the module out of it, e.g. with 'wasm-tools component"
            + " unbundle'"
        : "";
  }

  private int preambleWord() {
    if (module.remaining() < Integer.BYTES) {
      throw module.malformed("unexpected end: " + bytes.length + " bytes, without a preamble");
    }
    return module.fixed32();
  }

  private void sections() {
    int next = 0;
    while (!module.atEnd()) {
      int code = module.u8();
      if (code == SectionId.CUSTOM) {
        customSection(section("custom section"));
        continue;
      }
      SectionId id = SectionId.of(module, code);
      if (id.ordinal() < next) {
        throw module.malformed("unexpected content after last section: " + id);
      }
      next = id.ordinal() + 1;
      ByteReader reader = section(id.toString());
      readSection(id, reader);
      if (!reader.atEnd()) {
        throw reader.malformed("section size mismatch: " + reader.remaining() + " bytes left");
      }
    }
  }

  private ByteReader section(String name) {
    int size = module.length();
    int begin = module.position();
    module.skip(size);
    return new ByteReader(bytes, begin, begin + size, name);
  }

  private void customSection(ByteReader reader) {
    String name = reader.name();
    customSections.add(new CustomSection(name, reader.position(), reader.remaining()));
  }

  private void readSection(SectionId id, ByteReader reader) {
    switch (id) {
      case TYPE -> spaces.types = TypeSectionReader.read(reader, spaces.notations);
      case IMPORT -> importSection(reader);
      case FUNCTION -> functionSection(reader);
      case TABLE -> tableSection(reader);
      case MEMORY -> memorySection(reader);
      case TAG -> TagReader.section(reader, spaces);
      case GLOBAL -> globalSection(reader);
      case EXPORT -> exportSection(reader);
      case START -> start = OptionalInt.of(reader.u32());
      case ELEMENT -> elements = ElementSectionReader.read(reader, spaces);
      case DATA_COUNT -> dataCount = OptionalInt.of(reader.u32());
      case CODE -> bodies = CodeSectionReader.read(reader, bytes, spaces.types, limits);
      case DATA -> data = DataSectionReader.read(reader, spaces);
    }
  }

  private void importSection(ByteReader reader) {
    ImportSectionReader.read(reader, spaces);
    checkFunctions(spaces.functionCount());
    checkTables(spaces.tables.size());
    checkMemories(spaces.memories.size());
  }

  private void functionSection(ByteReader reader) {
    definedFunctions = reader.count("functions");
    checkFunctions((long) spaces.functionCount() + definedFunctions);
    for (int i = 0; i < definedFunctions; i++) {
      spaces.addFunction(reader.u32());
    }
  }

  private void checkFunctions(long count) {
    ImplementationLimits.check(count, limits.maxFunctions(), "functions", "module", "maxFunctions");
  }

  private void tableSection(ByteReader reader) {
    int count = reader.count("tables");
    checkTables((long) spaces.tables.size() + count);
    for (int i = 0; i < count; i++) {
      table(reader);
    }
  }

  private static void checkTables(long count) {
    ImplementationLimits.check(count, ImplementationLimits.TABLES, "tables", "module");
  }

  private void table(ByteReader reader) {
    boolean initialized = reader.peek() == TABLE_WITH_INITIALIZER;
    if (initialized) {
      reader.u8();
      int reserved = reader.u8();
      if (reserved != 0) {
        throw reader.malformed("malformed table: reserved byte 0x" + Integer.toHexString(reserved));
      }
    }
    spaces.tables.add(ExternTypeReader.table(reader, spaces.types));
    spaces.tableInitializers.add(
        initialized
            ? Optional.of(ConstantExpressionReader.read(reader, spaces.types))
            : Optional.empty());
  }

  private void memorySection(ByteReader reader) {
    int count = reader.count("memories");
    checkMemories((long) spaces.memories.size() + count);
    for (int i = 0; i < count; i++) {
      spaces.memories.add(ExternTypeReader.memory(reader, spaces.notations));
    }
  }

  private static void checkMemories(long count) {
    ImplementationLimits.check(count, ImplementationLimits.MEMORIES, "memories", "module");
  }

  private void globalSection(ByteReader reader) {
    int count = reader.count("globals");
    ImplementationLimits.check(
        (long) spaces.globals.size() + count, ImplementationLimits.GLOBALS, "globals", "module");
    globalInitializers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      spaces.globals.add(ExternTypeReader.global(reader, spaces.types));
      globalInitializers.add(ConstantExpressionReader.read(reader, spaces.types));
    }
  }

  private void exportSection(ByteReader reader) {
    int count = reader.u32();
    if (count < 0 || (long) count * MIN_EXPORT_BYTES > reader.remaining()) {
      throw reader.malformed(
          "length out of bounds: "
              + Integer.toUnsignedString(count)
              + " exports in "
              + reader.remaining()
              + " bytes");
    }
    ImplementationLimits.check(count, ImplementationLimits.EXPORTS, "exports", "export section");
    exports = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int offset = reader.position();
      String name = reader.name();
      Export.Kind kind = exportKind(reader);
      exports.add(new Export(name, kind, reader.u32(), offset));
    }
  }

  private static Export.Kind exportKind(ByteReader reader) {
    int kind = reader.u8();
    return switch (kind) {
      case 0 -> Export.Kind.FUNCTION;
      case 1 -> Export.Kind.TABLE;
      case 2 -> Export.Kind.MEMORY;
      case 3 -> Export.Kind.GLOBAL;
      case 4 -> Export.Kind.TAG;
      default -> throw reader.malformed("malformed export kind 0x" + Integer.toHexString(kind));
    };
  }

  private void checkLengths() {
    if (bodies.size() != definedFunctions) {
      throw module.malformed(
          "function and code section have inconsistent lengths: "
              + definedFunctions
              + " functions, "
              + bodies.size()
              + " bodies");
    }
    if (dataCount.isPresent() && dataCount.getAsInt() != data.size()) {
      throw module.malformed(
          "data count and data section have inconsistent lengths: "
              + Integer.toUnsignedString(dataCount.getAsInt())
              + " and "
              + data.size());
    }
  }

  /** A flaw after the code section may follow from one in it, which is then the one to report. */
  private void checkBodies() {
    try {
      for (FunctionBody body : bodies) {
        InstructionReader.skipExpression(
            new ByteReader(bytes, body.start(), body.end(), SectionId.CODE.toString()));
      }
    } catch (UnsupportedFeatureException e) {
      // Whether the rest of the code is well-formed cannot be said.
    }
  }

  private ModuleDefinition definition() {
    return new ModuleDefinition(
        bytes,
        List.copyOf(spaces.types),
        List.copyOf(spaces.imports),
        spaces.functionTypes(),
        List.copyOf(spaces.tables),
        List.copyOf(spaces.memories),
        List.copyOf(spaces.globals),
        spaces.tagTypes.stream().mapToInt(Integer::intValue).toArray(),
        spaces.importedFunctions,
        spaces.importedTables,
        spaces.importedMemories,
        spaces.importedGlobals,
        spaces.importedTags,
        List.copyOf(spaces.tableInitializers),
        List.copyOf(globalInitializers),
        List.copyOf(exports),
        start,
        List.copyOf(elements),
        dataCount,
        List.copyOf(bodies),
        List.copyOf(data),
        List.copyOf(customSections),
        Set.copyOf(spaces.notations),
        names());
  }

  private NameSection names() {
    for (CustomSection section : customSections) {
      if (section.name().equals(NAME_SECTION)) {
        int begin = section.offset();
        return NameSectionReader.read(bytes, begin, begin + section.size());
      }
    }
    return NameSection.EMPTY;
  }
}
