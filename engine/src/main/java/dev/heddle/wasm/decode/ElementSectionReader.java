package dev.heddle.wasm.decode;

import dev.heddle.wasm.Feature;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ElementSegment;
import dev.heddle.wasm.module.ElementSegment.Active;
import dev.heddle.wasm.module.ElementSegment.Declarative;
import dev.heddle.wasm.module.ElementSegment.Mode;
import dev.heddle.wasm.module.ElementSegment.Passive;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.List;

/** Reads the element section. Source: core specification, section 5.5.12. */
final class ElementSectionReader {

  private static final int NOT_ACTIVE = 0x01;
  private static final int EXPLICIT_TABLE_OR_DECLARATIVE = 0x02;
  private static final int DECLARATIVE = NOT_ACTIVE | EXPLICIT_TABLE_OR_DECLARATIVE;
  private static final int EXPRESSIONS = 0x04;
  private static final int ALL_FLAGS = 0x07;

  /** The type of what function indices stand for. */
  private static final ReferenceType FUNCTIONS = new ReferenceType(false, AbstractHeapType.FUNC);

  private ElementSectionReader() {}

  static List<ElementSegment> read(ByteReader reader, IndexSpaces spaces) {
    int count = reader.count("element segments");
    ImplementationLimits.check(
        count, ImplementationLimits.ELEMENT_SEGMENTS, "segments", "element section");
    List<ElementSegment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(segment(reader, spaces));
    }
    return segments;
  }

  private static ElementSegment segment(ByteReader reader, IndexSpaces spaces) {
    List<DefinedType> types = spaces.types;
    int offset = reader.position();
    int flags = reader.u32();
    if ((flags & ~ALL_FLAGS) != 0) {
      throw reader.malformed("malformed element segment flags " + Integer.toUnsignedString(flags));
    }
    if (flags != 0) {
      spaces.notations.add(Feature.BULK_MEMORY);
    }
    boolean declarative = (flags & DECLARATIVE) == DECLARATIVE;
    if (declarative || (flags & EXPRESSIONS) != 0) {
      spaces.notations.add(Feature.REFERENCE_TYPES);
    }
    Mode mode = mode(reader, flags, types);
    boolean typed = (flags & (NOT_ACTIVE | EXPLICIT_TABLE_OR_DECLARATIVE)) != 0;
    if ((flags & EXPRESSIONS) != 0) {
      ReferenceType type = typed ? ValueTypeReader.referenceType(reader, types) : ValueType.FUNCREF;
      return new ElementSegment(type, expressions(reader, types), mode, offset);
    }
    if (typed && reader.u8() != 0) {
      throw reader.malformed("malformed element kind");
    }
    return new ElementSegment(FUNCTIONS, functionIndices(reader), mode, offset);
  }

  private static Mode mode(ByteReader reader, int flags, List<DefinedType> types) {
    boolean second = (flags & EXPLICIT_TABLE_OR_DECLARATIVE) != 0;
    if ((flags & NOT_ACTIVE) != 0) {
      return second ? new Declarative() : new Passive();
    }
    int table = second ? reader.u32() : 0;
    return new Active(table, ConstantExpressionReader.read(reader, types));
  }

  private static List<ConstantExpression> expressions(ByteReader reader, List<DefinedType> types) {
    int count = itemCount(reader);
    List<ConstantExpression> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(ConstantExpressionReader.read(reader, types));
    }
    return List.copyOf(items);
  }

  private static List<ConstantExpression> functionIndices(ByteReader reader) {
    int count = itemCount(reader);
    int offset = reader.position();
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = reader.u32();
    }
    return new FunctionIndexItems(indices, offset);
  }

  private static int itemCount(ByteReader reader) {
    int count = reader.count("elements");
    ImplementationLimits.check(
        count, ImplementationLimits.SEGMENT_ELEMENTS, "elements of a segment", "element section");
    return count;
  }
}
