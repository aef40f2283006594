package dev.heddle.bind.layout;

import dev.heddle.wasm.V128;
import dev.heddle.wasm.WasmArray;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmStruct;
import dev.heddle.wasm.types.ValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the layouts of Java types, for one binding. Not thread-safe. */
public final class Layouts {

  private static final Set<Class<?>> REFERENCES =
      Set.of(Object.class, WasmFunction.class, WasmStruct.class, WasmArray.class);

  private final Access access;
  private final boolean wide;
  private final Map<JavaType, Layout> known = new HashMap<>();
  private final Set<JavaType> underway = new HashSet<>();

  /**
   * @param access how to get at records
   * @param wide whether the guest's addresses have 64 bits
   */
  public Layouts(Access access, boolean wide) {
    this.access = access;
    this.wide = wide;
  }

  /** Whether the guest's addresses have 64 bits. */
  public boolean wide() {
    return wide;
  }

  /** The type of addresses. */
  public ValueType pointer() {
    return wide ? ValueType.I64 : ValueType.I32;
  }

  /**
   * The layout of a parameter's or result's type.
   *
   * @throws IllegalArgumentException if it has none; the message says why
   */
  public Layout of(JavaType type) {
    if (type.raw() == V128.class) {
      return new Opaque(ValueType.V128);
    }
    return REFERENCES.contains(type.raw()) ? new Opaque(ValueType.EXTERNREF) : inMemory(type);
  }

  private Layout inMemory(JavaType type) {
    Layout layout = known.get(type);
    if (layout == null) {
      if (!underway.add(type)) {
        throw new IllegalArgumentException(type + " contains itself");
      }
      layout = make(type);
      underway.remove(type);
      known.put(type, layout);
    }
    return layout;
  }

  private Layout make(JavaType type) {
    Class<?> raw = type.raw();
    if (Scalar.isScalar(raw)) {
      return Scalar.of(raw);
    }
    if (raw == String.class) {
      return new Text(wide);
    }
    if (raw == byte[].class || raw == ByteBuffer.class) {
      return new Bytes(raw == ByteBuffer.class, wide);
    }
    if (raw.isArray()) {
      return raw.getComponentType().isPrimitive()
          ? new Numbers(raw.getComponentType(), wide)
          : new Sequence(inMemory(type.argument()), raw.getComponentType(), wide);
    }
    if (raw == List.class && !type.arguments().isEmpty()) {
      return new Sequence(inMemory(type.argument()), null, wide);
    }
    if (raw == Optional.class && !type.arguments().isEmpty()) {
      return new Perhaps(inMemory(type.argument()));
    }
    if (raw.isEnum() && raw.getEnumConstants().length > 0) {
      return new Choice(raw);
    }
    if (raw.isRecord()) {
      return record(type);
    }
    throw new IllegalArgumentException(
        type
            + " has no form in WebAssembly: use numbers, boolean, char, String, byte[], ByteBuffer,"
            + " enums, records, and arrays, List and Optional of these");
  }

  private Layout record(JavaType type) {
    Class<?> raw = type.raw();
    RecordComponent[] components = raw.getRecordComponents();
    if (components.length == 0) {
      throw new IllegalArgumentException(type + " is a record without components");
    }
    MethodHandles.Lookup lookup = access.to(raw);
    Map<TypeVariable<?>, JavaType> variables = type.ownVariables();
    List<Fields.Field> fields = new ArrayList<>();
    Class<?>[] types = new Class<?>[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        RecordComponent component = components[i];
        types[i] = component.getType();
        MethodHandle accessor =
            lookup
                .findVirtual(raw, component.getName(), MethodType.methodType(component.getType()))
                .asType(MethodType.methodType(Object.class, Object.class));
        Layout layout = inMemory(JavaType.of(component.getGenericType(), variables));
        fields.add(new Fields.Field(component.getName(), layout, accessor));
      }
      MethodHandle constructor =
          lookup
              .findConstructor(raw, MethodType.methodType(void.class, types))
              .asSpreader(Object[].class, types.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
      return new Fields(raw.getSimpleName(), constructor, fields);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalArgumentException("record " + type + " cannot be used: " + e.getMessage());
    }
  }
}
