package dev.heddle.wasm.decode;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.types.TagType;

/** Reads the types of tags. Source: core specification, sections 5.3.15 and 5.5.9. */
final class TagReader {

  private static final int EXCEPTION = 0x00;

  private TagReader() {}

  /** Reads the tag section. */
  static void section(ByteReader reader, IndexSpaces spaces) {
    int count = reader.count("tags");
    ImplementationLimits.check(
        (long) spaces.tagTypes.size() + count, ImplementationLimits.TAGS, "tags", "module");
    for (int i = 0; i < count; i++) {
      spaces.tagTypes.add(typeIndex(reader));
    }
  }

  /** Reads the type of a tag that is imported. */
  static TagType imported(ByteReader reader, IndexSpaces spaces) {
    int offset = reader.position();
    int index = typeIndex(reader);
    if (index < 0 || index >= spaces.types.size() || !spaces.types.get(index).isFunction()) {
      throw new InvalidModuleException(
          "unknown type " + Integer.toUnsignedString(index),
          "import " + spaces.imports.size(),
          offset);
    }
    spaces.tagTypes.add(index);
    return new TagType(spaces.types.get(index).function().parameters());
  }

  private static int typeIndex(ByteReader reader) {
    int attribute = reader.u8();
    if (attribute != EXCEPTION) {
      throw reader.malformed("malformed tag attribute 0x" + Integer.toHexString(attribute));
    }
    return reader.u32();
  }
}
