package dev.heddle.wasm.fuzz;

import java.util.ArrayList;
import java.util.List;

/**
 * The types that a module declares, read from its type section, and when one is another or below
 * another. Source: core specification, sections 2.3 (types), 3.3 (matching) and 5.3 (binary format
 * of types).
 *
 * <p>A heap type is a number here as it is in the binary format: an index, or the negative code of
 * a predefined one.
 */
final class ReferenceTypes {

  static final int NOEXN = 0x74 - 0x80;
  static final int NOFUNC = 0x73 - 0x80;
  static final int NOEXTERN = 0x72 - 0x80;
  static final int NONE = 0x71 - 0x80;
  static final int FUNC = 0x70 - 0x80;
  static final int EXTERN = 0x6f - 0x80;
  static final int ANY = 0x6e - 0x80;
  static final int EQ = 0x6d - 0x80;
  static final int I31 = 0x6c - 0x80;
  static final int STRUCT = 0x6b - 0x80;
  static final int ARRAY = 0x6a - 0x80;
  static final int EXN = 0x69 - 0x80;

  private static final int TYPE_SECTION = 1;

  /** The type of a value or of what a field keeps. */
  sealed interface Kept {}

  /** Numbers, vectors and packed integers, by their code. */
  record Bits(int code) implements Kept {

    /** How many bytes it takes. */
    int bytes() {
      return switch (code) {
        case 0x78 -> 1;
        case 0x77 -> 2;
        case 0x7f, 0x7d -> 4;
        case 0x7e, 0x7c -> 8;
        default -> 16;
      };
    }
  }

  /** References. */
  record Ref(boolean nullable, int heap) implements Kept {}

  /** A field of a structure, or the elements of an array; the value of a function has no use. */
  record Field(Kept type, boolean mutable) {}

  /**
   * A type.
   *
   * @param kind {@link #FUNC}, {@link #STRUCT} or {@link #ARRAY}
   * @param parameters the parameters of a function
   * @param fields the results of a function, the fields of a structure, the elements of an array
   * @param isFinal whether none may be below it
   * @param supertype the index of the one above it, or -1
   * @param groupStart the index of the first type that is declared together with it
   * @param groupEnd the index after the last one
   */
  private record Declared(
      int kind,
      List<Field> parameters,
      List<Field> fields,
      boolean isFinal,
      int supertype,
      int groupStart,
      int groupEnd) {}

  private final List<Declared> types = new ArrayList<>();
  private final CodeReader reader;

  /** The types of a module in the binary format. */
  ReferenceTypes(byte[] module) {
    reader = new CodeReader(module, 8);
    while (reader.pc < module.length) {
      int section = reader.u8();
      int size = reader.unsigned();
      if (section == TYPE_SECTION) {
        readGroups();
        return;
      }
      reader.pc += size;
    }
  }

  // ---- Reading

  private void readGroups() {
    for (int groups = reader.unsigned(); groups > 0; groups--) {
      int start = types.size();
      int first = reader.u8();
      if (first == 0x4e) {
        int end = start + reader.unsigned();
        while (types.size() < end) {
          types.add(declared(reader.u8(), start, end));
        }
      } else {
        types.add(declared(first, start, start + 1));
      }
    }
  }

  private Declared declared(int first, int groupStart, int groupEnd) {
    boolean isFinal = first != 0x50;
    int supertype = -1;
    int form = first;
    if (first == 0x50 || first == 0x4f) {
      for (int supertypes = reader.unsigned(); supertypes > 0; supertypes--) {
        supertype = reader.unsigned();
      }
      form = reader.u8();
    }
    return switch (form) {
      case 0x60 -> {
        List<Field> parameters = values();
        yield new Declared(FUNC, parameters, values(), isFinal, supertype, groupStart, groupEnd);
      }
      case 0x5f -> {
        List<Field> fields = new ArrayList<>();
        for (int count = reader.unsigned(); count > 0; count--) {
          fields.add(field());
        }
        yield new Declared(STRUCT, List.of(), fields, isFinal, supertype, groupStart, groupEnd);
      }
      default ->
          new Declared(
              ARRAY, List.of(), List.of(field()), isFinal, supertype, groupStart, groupEnd);
    };
  }

  private List<Field> values() {
    List<Field> values = new ArrayList<>();
    for (int count = reader.unsigned(); count > 0; count--) {
      values.add(new Field(kept(), false));
    }
    return values;
  }

  private Field field() {
    Kept type = kept();
    return new Field(type, reader.u8() == 1);
  }

  private Kept kept() {
    int first = reader.u8();
    return switch (first) {
      case 0x63, 0x64 -> new Ref(first == 0x63, (int) reader.signed());
      case 0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x78, 0x77 -> new Bits(first);
      default -> new Ref(true, first - 0x80);
    };
  }

  // ---- What they are

  /** The fields of a structure. */
  List<Field> fields(int type) {
    return types.get(type).fields;
  }

  /** The elements of an array. */
  Field element(int type) {
    return fields(type).getFirst();
  }

  /** The first of all types that are the same as this one. */
  int first(int type) {
    int first = 0;
    while (!same(first, type)) {
      first++;
    }
    return first;
  }

  /**
   * Whether two types are the same: they are at the same place of groups that have the same
   * structure. Source: core specification, section 3.1.4 (rolling and unrolling).
   */
  boolean same(int one, int other) {
    Declared a = types.get(one);
    Declared b = types.get(other);
    if (one == other) {
      return true;
    }
    int size = a.groupEnd - a.groupStart;
    if (one - a.groupStart != other - b.groupStart || size != b.groupEnd - b.groupStart) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (!sameStructure(types.get(a.groupStart + i), types.get(b.groupStart + i))) {
        return false;
      }
    }
    return true;
  }

  private boolean sameStructure(Declared a, Declared b) {
    return a.kind == b.kind
        && a.isFinal == b.isFinal
        && (a.supertype < 0 || b.supertype < 0
            ? a.supertype == b.supertype
            : sameReferred(a.supertype, a, b.supertype, b))
        && sameFields(a.parameters, a, b.parameters, b)
        && sameFields(a.fields, a, b.fields, b);
  }

  private boolean sameFields(List<Field> left, Declared a, List<Field> right, Declared b) {
    boolean same = left.size() == right.size();
    for (int i = 0; same && i < left.size(); i++) {
      Field x = left.get(i);
      Field y = right.get(i);
      same =
          x.mutable == y.mutable
              && (x.type instanceof Ref(boolean nullable, int heap)
                      && y.type instanceof Ref(boolean otherNullable, int otherHeap)
                  ? nullable == otherNullable && sameReferred(heap, a, otherHeap, b)
                  : x.type.equals(y.type));
    }
    return same;
  }

  /** Whether two groups refer to the same: to the same place in themselves, or outside of them. */
  private boolean sameReferred(int heap, Declared from, int otherHeap, Declared other) {
    boolean inside = heap >= from.groupStart;
    boolean otherInside = otherHeap >= other.groupStart;
    if (heap < 0 || otherHeap < 0) {
      return heap == otherHeap;
    }
    return inside || otherInside
        ? inside && otherInside && heap - from.groupStart == otherHeap - other.groupStart
        : same(heap, otherHeap);
  }

  /** Whether a heap type is another or below it. Source: section 3.3.3 (heap types). */
  boolean isBelow(int heap, int other) {
    if (heap >= 0 && other >= 0) {
      int supertype = types.get(heap).supertype;
      return same(heap, other) || supertype >= 0 && isBelow(supertype, other);
    }
    if (heap >= 0) {
      return isBelow(types.get(heap).kind, other);
    }
    if (other >= 0) {
      return heap == (types.get(other).kind == FUNC ? NOFUNC : NONE);
    }
    return heap == other
        || switch (heap) {
          case NONE -> other == I31 || other == STRUCT || other == ARRAY || isBelow(EQ, other);
          case I31, STRUCT, ARRAY -> isBelow(EQ, other);
          case EQ -> other == ANY;
          case NOFUNC -> other == FUNC;
          case NOEXTERN -> other == EXTERN;
          case NOEXN -> other == EXN;
          default -> false;
        };
  }
}
