package dev.heddle.wasm.decode;

import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.module.NameSection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the name section as far as it makes sense: names help people and never decide whether a
 * module is good. Source: core specification, appendix A.4.1 (name section).
 */
final class NameSectionReader {

  private static final int MODULE = 0;
  private static final int FUNCTIONS = 1;
  private static final int GLOBALS = 7;

  private Optional<String> module = Optional.empty();
  private final Map<Integer, String> functions = new HashMap<>();
  private final Map<Integer, String> globals = new HashMap<>();

  private NameSectionReader() {}

  /** What could be read from {@code bytes[start...end]}; names up to the first flaw. */
  static NameSection read(byte[] bytes, int start, int end) {
    NameSectionReader names = new NameSectionReader();
    ByteReader reader = new ByteReader(bytes, start, end, "name section");
    try {
      while (!reader.atEnd()) {
        int id = reader.u8();
        int size = reader.length();
        int subsection = reader.position();
        reader.skip(size);
        names.subsection(id, new ByteReader(bytes, subsection, subsection + size, "name section"));
      }
    } catch (MalformedModuleException e) {
      // A broken name section does not make the module malformed.
    }
    return new NameSection(
        names.module,
        Collections.unmodifiableMap(names.functions),
        Collections.unmodifiableMap(names.globals));
  }

  private void subsection(int id, ByteReader reader) {
    try {
      switch (id) {
        case MODULE -> module = Optional.of(reader.name());
        case FUNCTIONS -> nameMap(reader, functions);
        case GLOBALS -> nameMap(reader, globals);
        default -> {}
      }
    } catch (MalformedModuleException e) {
      // The other subsections may still be good.
    }
  }

  private static void nameMap(ByteReader reader, Map<Integer, String> names) {
    int count = reader.count("names");
    for (int i = 0; i < count; i++) {
      int index = reader.u32();
      names.put(index, reader.name());
    }
  }
}
