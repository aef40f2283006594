package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.types.AddressType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * The memories and data segments of an instance, and the instructions on them. Source: core
 * specification, section 4.6.10 (memory instructions).
 */
final class ReferenceMemories {

  /** A place in a memory: an address that has been popped, and the offset of the instruction. */
  record Access(ReferenceMemory memory, BigInteger address) {

    /** Where its bytes are, all of which must be inside. */
    int place(int count) {
      return memory.place(address, BigInteger.valueOf(count));
    }
  }

  private final List<ReferenceMemory> memories;
  private final byte[][] data;
  private final Meter meter;
  private final ReferenceVectorAccess vectors = new ReferenceVectorAccess(this);
  private final ReferenceAtomics atomics = new ReferenceAtomics(this);

  ReferenceMemories(ModuleDefinition module, Meter meter) {
    memories = module.memories().stream().map(ReferenceMemory::new).toList();
    data = new byte[module.data().size()][];
    for (int i = 0; i < data.length; i++) {
      DataSegment segment = module.data().get(i);
      data[i] =
          Arrays.copyOfRange(module.bytes(), segment.start(), segment.start() + segment.size());
    }
    this.meter = meter;
  }

  /** The bytes of a segment, none if it has been dropped. */
  byte[] segment(int index) {
    return data[index];
  }

  /** The memory of an index. */
  ReferenceMemory get(int index) {
    return memories.get(index);
  }

  /** Copies an active segment, and drops it. */
  void initialise(int segment, int memory, Object address) {
    int place = ((Number) address).intValue();
    System.arraycopy(data[segment], 0, get(memory).bytes(), place, data[segment].length);
    data[segment] = new byte[0];
  }

  /** Executes an instruction, if it is one of these. */
  boolean execute(int opcode, CodeReader code, Operands stack) {
    VectorInstruction vector = VectorInstruction.of(opcode);
    if (opcode >= 0x28 && opcode <= 0x35) {
      load(opcode, access(code, stack), stack);
    } else if (opcode >= 0x36 && opcode <= 0x3e) {
      Object value = stack.pop();
      store(opcode, access(code, stack), value);
    } else if (vector != null) {
      vectors.execute(vector, code, stack);
    } else if (AtomicOpcode.isAtomic(opcode)) {
      atomics.execute(opcode, code, stack);
    } else {
      switch (opcode) {
        case 0x3f -> {
          ReferenceMemory memory = get(code.unsigned());
          stack.pushAddress(memory.address(), memory.pages());
        }
        case 0x40 -> {
          ReferenceMemory memory = get(code.unsigned());
          BigInteger pages = stack.popAddress(memory.address());
          long before = memory.grow(pages);
          if (before >= 0) {
            meter.count(pages.multiply(BigInteger.valueOf(memory.pageSize())), 64);
          }
          stack.pushAddress(memory.address(), before);
        }
        case 0xfc008 -> init(code, stack);
        case 0xfc009 -> data[code.unsigned()] = new byte[0];
        case 0xfc00a -> copy(code, stack);
        case 0xfc00b -> fill(code, stack);
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  /** Reads the memory argument that follows an opcode, and pops the address. */
  Access access(CodeReader code, Operands stack) {
    boolean hasIndex = (code.unsigned() & 0x40) != 0;
    ReferenceMemory memory = get(hasIndex ? code.unsigned() : 0);
    BigInteger offset = new BigInteger(Long.toUnsignedString(code.unsignedLong()));
    return new Access(memory, stack.popAddress(memory.address()).add(offset));
  }

  private static void load(int opcode, Access access, Operands stack) {
    int size =
        switch (opcode) {
          case 0x2c, 0x2d, 0x30, 0x31 -> 1;
          case 0x2e, 0x2f, 0x32, 0x33 -> 2;
          case 0x28, 0x2a, 0x34, 0x35 -> 4;
          default -> 8;
        };
    long bits = access.memory().load(access.place(size), size);
    stack.push(
        switch (opcode) {
          case 0x28 -> (Object) (int) bits;
          case 0x29 -> bits;
          case 0x2a -> Float.intBitsToFloat((int) bits);
          case 0x2b -> Double.longBitsToDouble(bits);
          case 0x2c -> (int) (byte) bits;
          case 0x2d, 0x2f -> (int) bits;
          case 0x2e -> (int) (short) bits;
          case 0x30 -> (long) (byte) bits;
          case 0x32 -> (long) (short) bits;
          case 0x34 -> (long) (int) bits;
          default -> bits;
        });
  }

  private static void store(int opcode, Access access, Object value) {
    int size =
        switch (opcode) {
          case 0x3a, 0x3c -> 1;
          case 0x3b, 0x3d -> 2;
          case 0x36, 0x38, 0x3e -> 4;
          default -> 8;
        };
    long bits =
        switch (value) {
          case Integer number -> number;
          case Long number -> number;
          case Float number -> Float.floatToRawIntBits(number);
          case Double number -> Double.doubleToRawLongBits(number);
          default -> throw new IllegalStateException("not a number: " + value);
        };
    access.memory().store(access.place(size), size, bits);
  }

  private void init(CodeReader code, Operands stack) {
    byte[] segment = data[code.unsigned()];
    ReferenceMemory memory = get(code.unsigned());
    BigInteger count = stack.popAddress(AddressType.I32);
    BigInteger from = stack.popAddress(AddressType.I32);
    BigInteger to = stack.popAddress(memory.address());
    meter.count(count, 64);
    int source = ReferenceMemory.place(from, count, segment.length);
    int target = memory.place(to, count);
    System.arraycopy(segment, source, memory.bytes(), target, count.intValueExact());
  }

  private void copy(CodeReader code, Operands stack) {
    ReferenceMemory target = get(code.unsigned());
    ReferenceMemory source = get(code.unsigned());
    boolean wide = target.address() == AddressType.I64 && source.address() == AddressType.I64;
    BigInteger count = stack.popAddress(wide ? AddressType.I64 : AddressType.I32);
    BigInteger from = stack.popAddress(source.address());
    BigInteger to = stack.popAddress(target.address());
    meter.count(count, 64);
    int start = source.place(from, count);
    int end = target.place(to, count);
    System.arraycopy(source.bytes(), start, target.bytes(), end, count.intValueExact());
  }

  private void fill(CodeReader code, Operands stack) {
    ReferenceMemory memory = get(code.unsigned());
    BigInteger count = stack.popAddress(memory.address());
    int value = stack.popInt();
    BigInteger to = stack.popAddress(memory.address());
    meter.count(count, 64);
    int start = memory.place(to, count);
    Arrays.fill(memory.bytes(), start, start + count.intValueExact(), (byte) value);
  }
}
