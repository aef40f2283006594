package dev.heddle.wasm.lower;

import dev.heddle.wasm.code.RegisterInstruction;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.InstructionReader;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.AddressType;

/**
 * Which memory an instruction accesses, and how far from the address it is given. The alignment,
 * which is but a hint, is dropped. Source: core specification, section 5.4.6 (memory instructions).
 *
 * @param memory the index of the memory
 * @param offset what is added to the address, unsigned; below 2^32 if addresses have 32 bits
 */
record MemoryArgument(int memory, long offset) {

  /** Reads the argument of an instruction that has passed validation. */
  static MemoryArgument read(ByteReader in) {
    int flags = in.u32();
    int memory = (flags & InstructionReader.MEMORY_ARGUMENT_HAS_INDEX) != 0 ? in.u32() : 0;
    return new MemoryArgument(memory, in.u64());
  }

  /** Whether it is an access that the interpreter's loop does itself. */
  boolean isNear(ModuleDefinition module) {
    return memory == 0 && module.memories().getFirst().address() == AddressType.I32;
  }

  /** Appends an operand of kind {@link RegisterInstruction.Operand#ADDRESS}. */
  void appendTo(CodeBuffer code, int register) {
    code.append(register);
    code.append(memory);
    code.append((int) offset);
    code.append((int) (offset >>> Integer.SIZE));
  }
}
