package dev.heddle.wasm.validate;

import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.module.ModuleDefinition;

/** Names and finds the places in a module for messages. */
final class Places {

  static final int IMPORT_SECTION = 2;
  static final int FUNCTION_SECTION = 3;
  static final int TABLE_SECTION = 4;
  static final int MEMORY_SECTION = 5;
  static final int START_SECTION = 8;
  static final int TAG_SECTION = 13;

  private static final int PREAMBLE_BYTES = 8;

  /** Names may have megabytes. */
  private static final int MAX_SHOWN = 200;

  private Places() {}

  /** For example {@code function 7 "main"}. */
  static String function(ModuleDefinition module, int functionIndex) {
    return "function " + functionIndex + " " + quote(module.functionName(functionIndex));
  }

  /** A name in quotes, cut off if it is very long. */
  static String quote(String name) {
    return name.length() <= MAX_SHOWN
        ? '"' + name + '"'
        : '"' + name.substring(0, MAX_SHOWN) + "...\"";
  }

  /** The offset of the content of a section, or of the module's end if there is no such section. */
  static int sectionOffset(ModuleDefinition module, int id) {
    byte[] bytes = module.bytes();
    ByteReader reader = new ByteReader(bytes, PREAMBLE_BYTES, bytes.length, "module");
    while (!reader.atEnd()) {
      int found = reader.u8();
      int size = reader.length();
      if (found == id) {
        break;
      }
      reader.skip(size);
    }
    return reader.position();
  }
}
