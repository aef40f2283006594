package dev.heddle.bind.layout;

import dev.heddle.wasm.types.ValueType;
import java.util.List;

/** What lies elsewhere in memory: its address, and how many units there are. */
public abstract sealed class Pointed extends Layout permits Numbers, Octets, Sequence {

  private final int unit;
  private final int unitAlignment;
  private final int pointer;

  /**
   * @param unit how many bytes a unit has
   * @param unitAlignment what the address of the first is a multiple of
   * @param wide whether addresses have 64 bits
   */
  Pointed(int unit, int unitAlignment, boolean wide) {
    super(
        wide ? 16 : 8,
        wide ? 8 : 4,
        wide ? List.of(ValueType.I64, ValueType.I64) : List.of(ValueType.I32, ValueType.I32));
    this.unit = unit;
    this.unitAlignment = unitAlignment;
    this.pointer = wide ? 8 : 4;
  }

  /** What {@link #count} and {@link #write} are given for a value. */
  abstract Object prepare(Object value);

  abstract int count(Object prepared);

  /** Writes all units to an address, where there is room for them. */
  abstract void write(Object prepared, long address, Lowering to);

  /** Reads units from an address, which lie wholly inside of memory. */
  abstract Object read(long address, int count, Lifting from);

  /** How many bytes of Java's heap a unit takes, about, apart from what lies elsewhere again. */
  abstract int weight();

  @Override
  public final boolean usesMemory() {
    return true;
  }

  @Override
  public final void lower(Object value, Lowering to) {
    Object prepared = prepare(value);
    to.number(place(prepared, to));
    to.number(count(prepared));
  }

  @Override
  public final Object lift(Lifting from) {
    long address = from.pointer();
    return read(address, from.pointer(), from);
  }

  @Override
  public final void store(Object value, long address, Lowering to) {
    Object prepared = prepare(value);
    to.storePointer(address, place(prepared, to));
    to.storePointer(address + pointer, count(prepared));
  }

  @Override
  public final Object load(long address, Lifting from) {
    return read(from.loadPointer(address), from.loadPointer(address + pointer), from);
  }

  private long place(Object prepared, Lowering to) {
    long address = to.allocate((long) count(prepared) * unit, unitAlignment);
    write(prepared, address, to);
    return address;
  }

  private Object read(long address, long count, Lifting from) {
    from.check(address, count, unit, unitAlignment, weight());
    return read(address, (int) count, from);
  }
}
