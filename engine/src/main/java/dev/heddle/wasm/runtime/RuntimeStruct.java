package dev.heddle.wasm.runtime;

import dev.heddle.wasm.WasmStruct;
import dev.heddle.wasm.code.StructLayout;
import dev.heddle.wasm.types.CompositeType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FieldType;
import dev.heddle.wasm.types.PackedType;
import dev.heddle.wasm.types.StructType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A structure: numbers in one array, references in another, as its layout says. A packed field may
 * have bits that do not count.
 */
public final class RuntimeStruct implements WasmStruct, GarbageCollected {

  private static final long[] NO_NUMBERS = {};
  private static final @Nullable Object[] NO_REFERENCES = {};

  /** The type, and where the fields are. */
  public final StructLayout layout;

  /** The fields that are numbers. */
  public final long[] numbers;

  /** The fields that are references. */
  public final @Nullable Object[] references;

  /** A structure whose fields are zero and null. */
  public RuntimeStruct(StructLayout layout) {
    this.layout = layout;
    this.numbers = layout.numbers() == 0 ? NO_NUMBERS : new long[layout.numbers()];
    this.references = layout.references() == 0 ? NO_REFERENCES : new Object[layout.references()];
  }

  /** A structure made by the host. */
  public static RuntimeStruct create(DefinedType type, @Nullable Object... fields) {
    CompositeType composite = type.composite();
    if (!(composite instanceof StructType)) {
      throw new IllegalArgumentException("expected the type of a structure, found " + type);
    }
    RuntimeStruct struct = new RuntimeStruct(StructLayout.of(type));
    int expected = struct.layout.slots().length;
    if (fields.length != expected) {
      throw new IllegalArgumentException(
          type + ": expected " + expected + " fields, found " + fields.length);
    }
    for (int i = 0; i < fields.length; i++) {
      struct.put(i, fields[i]);
    }
    return struct;
  }

  @Override
  public long bytes() {
    return ObjectHeap.structBytes(numbers.length, references.length);
  }

  @Override
  public @Nullable Object[] references() {
    return references;
  }

  @Override
  public DefinedType type() {
    return layout.type();
  }

  @Override
  public @Nullable Object get(int field) {
    int slot = slot(field);
    FieldType type = layout.field(field);
    if (type.value().isReference()) {
      return references[slot];
    }
    if (type.storage() instanceof PackedType packed) {
      return (int) numbers[slot] & (packed == PackedType.I8 ? 0xff : 0xffff);
    }
    return Values.read(type.value(), numbers, slot);
  }

  @Override
  public void set(int field, @Nullable Object value) {
    slot(field);
    if (!layout.field(field).mutable()) {
      throw new IllegalStateException("field " + field + " of " + layout.type() + " is immutable");
    }
    put(field, value);
  }

  private void put(int field, @Nullable Object value) {
    FieldType type = layout.field(field);
    int slot = slot(field);
    String what = "field " + field + " of " + layout.type();
    if (type.value().isReference()) {
      references[slot] = Values.checkReference(type.value(), value, what);
    } else {
      Values.write(type.value(), value, what, numbers, slot);
    }
  }

  private int slot(int field) {
    return layout.slots()[Objects.checkIndex(field, layout.slots().length)];
  }

  @Override
  public String toString() {
    return "struct of " + layout.type();
  }
}
