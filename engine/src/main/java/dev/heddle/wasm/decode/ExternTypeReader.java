package dev.heddle.wasm.decode;

import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.ValueType;
import java.util.OptionalLong;

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

  private ExternTypeReader() {}

  static TableType table(ByteReader reader) {
    ReferenceType element = ValueTypeReader.referenceType(reader);
    int offset = reader.position();
    int flags = reader.u8();
    if ((flags & ~(HAS_MAXIMUM | ADDRESS_64)) != 0) {
      throw malformedFlags(reader, flags);
    }
    Sizes sizes = sizes(reader, flags);
    if ((flags & ADDRESS_64) != 0) {
      throw new UnsupportedFeatureException("memory64", "table with 64-bit addresses", offset);
    }
    return new TableType(element, sizes.minimum, sizes.maximum);
  }

  static MemoryType memory(ByteReader reader) {
    int offset = reader.position();
    int flags = reader.u8();
    if ((flags & ~(HAS_MAXIMUM | SHARED | ADDRESS_64 | HAS_PAGE_SIZE)) != 0) {
      throw malformedFlags(reader, flags);
    }
    if ((flags & HAS_PAGE_SIZE) != 0) {
      throw pageSize(reader, flags, offset);
    }
    Sizes sizes = sizes(reader, flags);
    if ((flags & ADDRESS_64) != 0) {
      throw new UnsupportedFeatureException("memory64", "memory with 64-bit addresses", offset);
    }
    if ((flags & SHARED) != 0) {
      throw new UnsupportedFeatureException("threads", "shared memory", offset);
    }
    return new MemoryType(sizes.minimum, sizes.maximum);
  }

  static GlobalType global(ByteReader reader) {
    ValueType value = ValueTypeReader.valueType(reader);
    int mutability = reader.u8();
    if (mutability > 1) {
      throw reader.malformed("malformed mutability 0x" + Integer.toHexString(mutability));
    }
    return new GlobalType(value, mutability == 1);
  }

  private record Sizes(long minimum, OptionalLong maximum) {}

  private static Sizes sizes(ByteReader reader, int flags) {
    long minimum = reader.u64();
    return new Sizes(
        minimum, (flags & HAS_MAXIMUM) != 0 ? OptionalLong.of(reader.u64()) : OptionalLong.empty());
  }

  /** Without a page size behind the sizes it is not that proposal, but a flag nobody has. */
  private static RuntimeException pageSize(ByteReader reader, int flags, int offset) {
    try {
      sizes(reader, flags);
      reader.u32();
    } catch (MalformedModuleException e) {
      return malformedFlags(reader, flags);
    }
    return new UnsupportedFeatureException(
        "custom-page-sizes", "memory with a page size of its own", offset);
  }

  private static MalformedModuleException malformedFlags(ByteReader reader, int flags) {
    return reader.malformed("malformed limits flags 0x" + Integer.toHexString(flags));
  }
}
