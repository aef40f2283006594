package dev.heddle.wasm.decode;

import dev.heddle.wasm.Feature;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.DataSegment.Active;
import dev.heddle.wasm.types.DefinedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the data section. Source: core specification, section 5.5.14. */
final class DataSectionReader {

  private static final int ACTIVE = 0;
  private static final int PASSIVE = 1;
  private static final int ACTIVE_WITH_MEMORY = 2;

  private DataSectionReader() {}

  static List<DataSegment> read(ByteReader reader, IndexSpaces spaces) {
    int count = reader.count("data segments");
    ImplementationLimits.check(
        count, ImplementationLimits.DATA_SEGMENTS, "segments", "data section");
    List<DataSegment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(segment(reader, spaces));
    }
    return segments;
  }

  private static DataSegment segment(ByteReader reader, IndexSpaces spaces) {
    List<DefinedType> types = spaces.types;
    int offset = reader.position();
    int flags = reader.u32();
    if (flags != ACTIVE) {
      spaces.notations.add(Feature.BULK_MEMORY);
    }
    Optional<Active> active =
        switch (flags) {
          case ACTIVE -> Optional.of(new Active(0, ConstantExpressionReader.read(reader, types)));
          case PASSIVE -> Optional.empty();
          case ACTIVE_WITH_MEMORY ->
              Optional.of(new Active(reader.u32(), ConstantExpressionReader.read(reader, types)));
          default ->
              throw reader.malformed(
                  "malformed data segment flags " + Integer.toUnsignedString(flags));
        };
    int size = reader.count("bytes of data");
    int start = reader.position();
    reader.skip(size);
    return new DataSegment(start, size, active, offset);
  }
}
