package dev.heddle.wasm.decode;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ExternType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import java.util.List;

/** Reads the import section. Source: core specification, section 5.5.5. */
final class ImportSectionReader {

  private ImportSectionReader() {}

  static void read(ByteReader reader, IndexSpaces spaces) {
    int count = reader.count("imports");
    ImplementationLimits.check(count, ImplementationLimits.IMPORTS, "imports", "import section");
    for (int i = 0; i < count; i++) {
      readImport(reader, spaces);
    }
    spaces.endImports();
  }

  private static void readImport(ByteReader reader, IndexSpaces spaces) {
    String module = reader.name();
    String name = reader.name();
    int kind = reader.u8();
    ExternType type =
        switch (kind) {
          case 0 -> function(reader, spaces);
          case 1 -> table(reader, spaces);
          case 2 -> memory(reader, spaces);
          case 3 -> global(reader, spaces);
          case 4 -> TagReader.imported(reader, spaces);
          default -> throw reader.malformed("malformed import kind 0x" + Integer.toHexString(kind));
        };
    spaces.imports.add(new ImportType(module, name, type));
  }

  private static FunctionType function(ByteReader reader, IndexSpaces spaces) {
    int offset = reader.position();
    int index = reader.u32();
    List<DefinedType> types = spaces.types;
    if (index < 0 || index >= types.size() || !types.get(index).isFunction()) {
      throw new InvalidModuleException(
          "unknown type " + Integer.toUnsignedString(index),
          "import " + spaces.imports.size(),
          offset);
    }
    spaces.addFunction(index);
    return types.get(index).function();
  }

  private static TableType table(ByteReader reader, IndexSpaces spaces) {
    TableType type = ExternTypeReader.table(reader, spaces.types);
    spaces.tables.add(type);
    return type;
  }

  private static MemoryType memory(ByteReader reader, IndexSpaces spaces) {
    MemoryType type = ExternTypeReader.memory(reader, spaces.notations);
    spaces.memories.add(type);
    return type;
  }

  private static GlobalType global(ByteReader reader, IndexSpaces spaces) {
    GlobalType type = ExternTypeReader.global(reader, spaces.types);
    spaces.globals.add(type);
    return type;
  }
}
