package dev.heddle.wasm.instruction;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Access of native memory in the byte order of WebAssembly, at any alignment. Constants, so that
 * HotSpot makes single machine instructions of them.
 */
public final class MemoryHandles {

  public static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();
  public static final VarHandle SHORT = littleEndian(ValueLayout.JAVA_SHORT_UNALIGNED);
  public static final VarHandle INT = littleEndian(ValueLayout.JAVA_INT_UNALIGNED);
  public static final VarHandle LONG = littleEndian(ValueLayout.JAVA_LONG_UNALIGNED);

  private MemoryHandles() {}

  private static VarHandle littleEndian(ValueLayout layout) {
    return layout.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  }
}
