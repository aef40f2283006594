package dev.heddle.wasm.load;

import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.InstructionReader;
import dev.heddle.wasm.module.FunctionBody;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.Opcode;
import java.util.BitSet;

/** Finds out of which memories a valid module asks for the size, or changes it. */
final class SizeScan {

  private SizeScan() {}

  /**
   * The indices of the memories for which there is a {@code memory.size} or {@code memory.grow}.
   */
  static BitSet of(ModuleDefinition module) {
    BitSet found = new BitSet();
    for (FunctionBody body : module.bodies()) {
      ByteReader reader = new ByteReader(module.bytes(), body.start(), body.end(), "code section");
      while (!reader.atEnd()) {
        int offset = reader.position();
        int opcode = InstructionReader.opcode(reader);
        if (opcode == Opcode.MEMORY_SIZE || opcode == Opcode.MEMORY_GROW) {
          found.set(reader.u32());
        } else {
          InstructionReader.skipImmediates(reader, opcode, offset);
        }
      }
    }
    return found;
  }
}
