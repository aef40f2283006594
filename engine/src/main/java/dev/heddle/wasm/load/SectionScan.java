package dev.heddle.wasm.load;

import dev.heddle.wasm.Section;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.ModuleDecoder;
import java.util.ArrayList;
import java.util.List;

/** Finds the sections of a well-formed module. */
final class SectionScan {

  private SectionScan() {}

  /** The sections, in order. */
  static List<Section> of(byte[] bytes) {
    List<Section> sections = new ArrayList<>();
    ByteReader reader = new ByteReader(bytes, ModuleDecoder.PREAMBLE_BYTES, bytes.length, "module");
    while (!reader.atEnd()) {
      int code = reader.u8();
      int size = reader.length();
      int offset = reader.position();
      reader.skip(size);
      ByteReader content = new ByteReader(bytes, offset, offset + size, "section");
      sections.add(
          code == 0
              ? new Section(content.name(), true, offset, size)
              : new Section(ModuleDecoder.sectionName(code), false, offset, size));
    }
    return List.copyOf(sections);
  }
}
