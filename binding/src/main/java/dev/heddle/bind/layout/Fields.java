package dev.heddle.bind.layout;

import dev.heddle.wasm.types.ValueType;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** A record, or the parameters of a function: one value after the other, each aligned. */
public final class Fields extends Layout {

  /**
   * A component.
   *
   * @param name what it is called in messages
   * @param accessor reads it, of type {@code (Object)Object}
   */
  record Field(String name, Layout layout, MethodHandle accessor) {}

  private final String name;
  private final MethodHandle constructor;
  private final Field[] fields;
  private final int[] offsets;
  private final boolean usesMemory;

  /**
   * The layout of a record.
   *
   * @param constructor makes one, of type {@code (Object[])Object}
   */
  Fields(String name, MethodHandle constructor, List<Field> fields) {
    super(
        size(fields.stream().map(Field::layout).toList()),
        alignment(fields.stream().map(Field::layout).toList()),
        flat(fields.stream().map(Field::layout).toList()));
    this.name = name;
    this.constructor = constructor;
    this.fields = fields.toArray(Field[]::new);
    this.offsets = offsets(fields.stream().map(Field::layout).toList());
    this.usesMemory = fields.stream().anyMatch(field -> field.layout.usesMemory());
  }

  /** Where each of several values stands that follow each other. */
  public static int[] offsets(List<Layout> layouts) {
    int[] offsets = new int[layouts.size()];
    int end = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = align(end, layouts.get(i).alignment());
      end = offsets[i] + layouts.get(i).size();
    }
    return offsets;
  }

  /** How many bytes they have together. */
  public static int size(List<Layout> layouts) {
    int end = 0;
    for (Layout layout : layouts) {
      end = align(end, layout.alignment()) + layout.size();
    }
    return align(end, alignment(layouts));
  }

  /** What their address is a multiple of. */
  public static int alignment(List<Layout> layouts) {
    return layouts.stream().mapToInt(Layout::alignment).max().orElse(1);
  }

  /** The types of all their flat values. */
  public static List<ValueType> flat(List<Layout> layouts) {
    List<ValueType> flat = new ArrayList<>();
    layouts.forEach(layout -> flat.addAll(layout.flat()));
    return flat;
  }

  @Override
  public boolean usesMemory() {
    return usesMemory;
  }

  @Override
  public void lower(Object value, Lowering to) {
    for (Field field : fields) {
      field.layout.lower(component(field, value), to);
    }
  }

  @Override
  public Object lift(Lifting from) {
    Object[] components = new Object[fields.length];
    for (int i = 0; i < components.length; i++) {
      components[i] = fields[i].layout.lift(from);
    }
    return construct(components);
  }

  @Override
  public void store(Object value, long address, Lowering to) {
    for (int i = 0; i < offsets.length; i++) {
      fields[i].layout.store(component(fields[i], value), address + offsets[i], to);
    }
  }

  @Override
  public Object load(long address, Lifting from) {
    Object[] components = new Object[fields.length];
    for (int i = 0; i < components.length; i++) {
      components[i] = fields[i].layout.load(address + offsets[i], from);
    }
    return construct(components);
  }

  private Object component(Field field, Object value) {
    Object component;
    try {
      component = (Object) field.accessor.invokeExact(value);
    } catch (Throwable thrown) {
      throw Thrown.again(thrown);
    }
    if (component == null) {
      throw new NullPointerException(name + "." + field.name + " is null");
    }
    return component;
  }

  private Object construct(Object[] components) {
    try {
      return (Object) constructor.invokeExact(components);
    } catch (Throwable thrown) {
      throw Thrown.again(thrown);
    }
  }
}
