package dev.heddle.wasm.runtime;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.code.ElementKind;
import dev.heddle.wasm.code.StructLayout;
import dev.heddle.wasm.types.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * Makes the structures and arrays of an instance, within its limits. Used under the rule of {@link
 * dev.heddle.wasm.Store}: by one thread at a time.
 */
public final class ObjectAllocator {

  private final RuntimeInstance instance;

  ObjectAllocator(RuntimeInstance instance) {
    this.instance = instance;
  }

  /**
   * Makes room for something that guests make and the JVM collects.
   *
   * @param activation the call that makes it, null while the instance itself is made
   * @throws TrapException if there is no room
   */
  public void takeRoom(long bytes, @Nullable Activation activation) {
    instance.objects.take(bytes, instance.limits().maxObjectBytes(), activation);
  }

  /**
   * A structure whose fields are zero or null.
   *
   * @param activation the call that makes it, null while the instance itself is made
   * @throws TrapException if there is no room for it
   */
  public RuntimeStruct newStruct(int typeIndex, @Nullable Activation activation) {
    StructLayout layout = instance.module().structLayout(typeIndex);
    takeRoom(ObjectHeap.structBytes(layout.numbers(), layout.references()), activation);
    return new RuntimeStruct(layout);
  }

  /**
   * An array whose elements are zero or null.
   *
   * @param length the number of elements, in the low half
   * @param activation the call that makes it, null while the instance itself is made
   * @throws TrapException if that is more than an array may have, or there is no room for it
   */
  public RuntimeArray newArray(int typeIndex, long length, @Nullable Activation activation) {
    long count = checkArrayLength(typeIndex, length);
    takeRoom(RuntimeArray.bytes(instance.types[typeIndex], (int) count), activation);
    return RuntimeArray.allocate(instance.types[typeIndex], (int) count);
  }

  /**
   * Demands that an array may have so many elements, a number in the low half, and returns it.
   *
   * @throws TrapException if that is more than an array may have
   */
  public long checkArrayLength(int typeIndex, long length) {
    long count = length & 0xffff_ffffL;
    if (count > instance.limits().maxArrayLength()
        || count > RuntimeArray.maxLength(instance.types[typeIndex])) {
      throw new TrapException(
          TrapKind.ALLOCATION_FAILED,
          "an array of "
              + count
              + " elements, but Limits.maxArrayLength is "
              + instance.limits().maxArrayLength());
    }
    return count;
  }

  /** {@code array.new_data}; offset and length are in the low halves. */
  public RuntimeArray newArrayOfData(
      int typeIndex, int dataIndex, long from, long length, Activation activation) {
    long start = from & 0xffff_ffffL;
    long count = length & 0xffff_ffffL;
    checkArrayData(typeIndex, dataIndex, start, count);
    RuntimeArray array = newArray(typeIndex, count, activation);
    instance.data.write(dataIndex, start, array, 0, array.length);
    return array;
  }

  /** {@code array.new_elem}; offset and length are in the low halves. */
  public RuntimeArray newArrayOfElements(
      int typeIndex, int elementIndex, long from, long length, Activation activation) {
    long start = from & 0xffff_ffffL;
    long count = length & 0xffff_ffffL;
    instance.elements.check(elementIndex, start, count);
    checkArrayLength(typeIndex, count);
    if (count > 0) {
      // before the array, which is not to be forgotten if what is in use is counted meanwhile
      instance.elements.get(elementIndex, activation);
    }
    RuntimeArray array = newArray(typeIndex, count, activation);
    instance.elements.write(elementIndex, start, array, 0, array.length, activation);
    return array;
  }

  /**
   * Demands that a data segment has so many elements for an array.
   *
   * @throws TrapException if it does not
   */
  public void checkArrayData(int typeIndex, int dataIndex, long from, long count) {
    FieldType element = instance.types[typeIndex].array().element();
    instance.data.check(dataIndex, from, count * ElementKind.of(element.storage()).bytes());
  }
}
