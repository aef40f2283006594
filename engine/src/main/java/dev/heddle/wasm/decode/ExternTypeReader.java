package dev.heddle.wasm.decode;

import dev.heddle.wasm.Feature;
import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the types of tables, memories and globals. Source: core specification, sections 5.3.9 to
 * 5.3.13.
 *
 * <p>Sizes are 64-bit numbers in the grammar of every limit; that they fit the address type is a
 * matter of validation.
 */
final class ExternTypeReader {

  private static final int HAS_MAXIMUM = 0x01;
  private static final int SHARED = 0x02;
  private static final int ADDRESS_64 = 0x04;
  private static final int HAS_PAGE_SIZE = 0x08;

  private static final int USUAL_PAGE_SIZE_LOG2 = 16;

  private ExternTypeReader() {}

  static TableType table(ByteReader reader, List<DefinedType> types) {
    ReferenceType element = ValueTypeReader.referenceType(reader, types);
    int flags = reader.u8();
    if ((flags & ~(HAS_MAXIMUM | ADDRESS_64)) != 0) {
      throw malformedFlags(reader, flags);
    }
    Sizes sizes = sizes(reader, flags);
    return new TableType(element, address(flags), sizes.minimum, sizes.maximum);
  }

  static MemoryType memory(ByteReader reader, Set<Feature> notations) {
    int flags = reader.u8();
    if ((flags & ~(HAS_MAXIMUM | SHARED | ADDRESS_64 | HAS_PAGE_SIZE)) != 0) {
      throw malformedFlags(reader, flags);
    }
    if ((flags & HAS_PAGE_SIZE) == 0) {
      return memory(sizes(reader, flags), flags, USUAL_PAGE_SIZE_LOG2);
    }
    Sizes sizes;
    int pageSizeLog2;
    try {
      sizes = sizes(reader, flags);
      pageSizeLog2 = reader.u32();
    } catch (MalformedModuleException e) {
      // without a page size behind the sizes it is not that proposal, but a flag nobody has
      throw malformedFlags(reader, flags);
    }
    if (pageSizeLog2 < 0 || pageSizeLog2 >= Long.SIZE) {
      throw reader.malformed(
          "invalid custom page size 2**" + Integer.toUnsignedString(pageSizeLog2));
    }
    notations.add(Feature.CUSTOM_PAGE_SIZES);
    return memory(sizes, flags, pageSizeLog2);
  }

  private static MemoryType memory(Sizes sizes, int flags, int pageSizeLog2) {
    return new MemoryType(
        address(flags), sizes.minimum, sizes.maximum, (flags & SHARED) != 0, pageSizeLog2);
  }

  private static AddressType address(int flags) {
    return (flags & ADDRESS_64) != 0 ? AddressType.I64 : AddressType.I32;
  }

  static GlobalType global(ByteReader reader, List<DefinedType> types) {
    ValueType value = ValueTypeReader.valueType(reader, types);
    return new GlobalType(value, mutability(reader));
  }

  /** Whether something may be set. */
  static boolean mutability(ByteReader reader) {
    int mutability = reader.u8();
    if (mutability > 1) {
      throw reader.malformed("malformed mutability 0x" + Integer.toHexString(mutability));
    }
    return mutability == 1;
  }

  private record Sizes(long minimum, OptionalLong maximum) {}

  private static Sizes sizes(ByteReader reader, int flags) {
    long minimum = reader.u64();
    return new Sizes(
        minimum, (flags & HAS_MAXIMUM) != 0 ? OptionalLong.of(reader.u64()) : OptionalLong.empty());
  }

  private static MalformedModuleException malformedFlags(ByteReader reader, int flags) {
    return reader.malformed("malformed limits flags 0x" + Integer.toHexString(flags));
  }
}
