package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.InstructionReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the blocks of a module have their parts and their end. */
final class ReferenceBlocks {

  /**
   * An instruction that begins another part of a block or ends it: {@code else}, {@code catch},
   * {@code catch_all}, {@code delegate} or {@code end}.
   *
   * @param opcode its opcode
   * @param offset where it is
   * @param next where the code goes on behind it
   */
  record Part(int opcode, int offset, int next) {}

  private final byte[] module;
  private final Map<Integer, List<Part>> known = new HashMap<>();

  ReferenceBlocks(byte[] module) {
    this.module = module;
  }

  /** The parts of the block that the instruction at an offset begins; the last one ends it. */
  List<Part> parts(int block) {
    return known.computeIfAbsent(block, this::find);
  }

  private List<Part> find(int block) {
    ByteReader reader = new ByteReader(module, block, module.length, "code");
    List<Part> parts = new ArrayList<>();
    int open = 0;
    do {
      int offset = reader.position();
      int opcode = InstructionReader.opcode(reader);
      InstructionReader.skipImmediates(reader, opcode, offset);
      switch (opcode) {
        case 0x02, 0x03, 0x04, 0x06, 0x1f -> open++;
        case 0x05, 0x07, 0x19, 0x0b, 0x18 -> {
          if (open == 1) {
            parts.add(new Part(opcode, offset, reader.position()));
          }
          open -= opcode == 0x0b || opcode == 0x18 ? 1 : 0;
        }
        default -> {}
      }
    } while (open > 0);
    return parts;
  }
}
