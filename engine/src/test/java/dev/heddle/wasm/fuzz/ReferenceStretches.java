package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.InstructionReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stretches in which code is paid for, see {@link dev.heddle.wasm.Fuel}: from a place where
 * control flow may arrive to the next instruction that may branch. It matters where an exception
 * cuts one off, as what has been paid stays paid.
 */
final class ReferenceStretches {

  /** A block that is open, and whether a branch leads to its end. */
  private static final class Block {

    final int opcode;
    final boolean isReached;
    boolean isJoined;

    Block(int opcode, boolean isReached) {
      this.opcode = opcode;
      this.isReached = isReached;
    }
  }

  private final byte[] module;

  /** For functions by the offset of their code: the ends of blocks that are branched to. */
  private final Map<Integer, Set<Integer>> joins = new HashMap<>();

  ReferenceStretches(byte[] module) {
    this.module = module;
  }

  /**
   * What is left to be paid of the stretch around an offset.
   *
   * @param start where the code of the function begins
   */
  int rest(int start, int offset) {
    Set<Integer> arrivals = joins.computeIfAbsent(start, this::findJoins);
    ByteReader reader = new ByteReader(module, offset, module.length, "code");
    int rest = 0;
    while (true) {
      int at = reader.position();
      int opcode = InstructionReader.opcode(reader);
      if (opcode == 0x03 || opcode == 0x05 || opcode == 0x07 || opcode == 0x19) {
        return rest;
      }
      if ((opcode == 0x0b || opcode == 0x18) && arrivals.contains(at)) {
        return rest;
      }
      rest += Meter.cost(opcode);
      if (branches(opcode) || endsCode(opcode)) {
        return rest;
      }
      InstructionReader.skipImmediates(reader, opcode, at);
    }
  }

  /** Whether an instruction may go on elsewhere, or behind itself. */
  private static boolean branches(int opcode) {
    return switch (opcode) {
      case 0x04, 0x0d, 0xd5, 0xd6, 0xfb018, 0xfb019 -> true;
      default -> false;
    };
  }

  /** Whether what stands behind an instruction is not reached from it. */
  private static boolean endsCode(int opcode) {
    return switch (opcode) {
      case 0x00, 0x08, 0x09, 0x0a, 0x0c, 0x0e, 0x0f, 0x12, 0x13, 0x15 -> true;
      default -> false;
    };
  }

  private Set<Integer> findJoins(int start) {
    Set<Integer> found = new HashSet<>();
    List<Block> open = new ArrayList<>(List.of(new Block(0x02, true)));
    ByteReader reader = new ByteReader(module, start, module.length, "code");
    boolean isReached = true;
    while (!open.isEmpty()) {
      int at = reader.position();
      int opcode = InstructionReader.opcode(reader);
      Block block = open.getLast();
      switch (opcode) {
        case 0x02, 0x03, 0x04, 0x06, 0x1f -> {
          if (opcode == 0x1f && isReached) {
            markClauses(reader.position(), open);
          }
          open.add(new Block(opcode, isReached));
        }
        case 0x05, 0x07, 0x19 -> {
          block.isJoined |= isReached;
          isReached = block.isReached;
          open.removeLast();
          open.add(new Block(opcode, block.isReached));
          open.getLast().isJoined = block.isJoined;
        }
        case 0x0b, 0x18 -> {
          boolean joined =
              block.opcode != 0x03
                  && (block.isJoined
                      || block.opcode == 0x04 && block.isReached
                      // the caught exception is left behind
                      || (block.opcode == 0x07 || block.opcode == 0x19) && isReached);
          if (joined || open.size() == 1) {
            found.add(at);
          }
          isReached |= joined;
          open.removeLast();
        }
        default -> {
          if (isReached) {
            markTargets(opcode, reader.position(), open);
          }
          isReached &= !endsCode(opcode);
        }
      }
      InstructionReader.skipImmediates(reader, opcode, at);
    }
    return found;
  }

  private void markTargets(int opcode, int immediates, List<Block> open) {
    CodeReader code = new CodeReader(module, immediates);
    switch (opcode) {
      case 0x0c, 0x0d, 0xd5, 0xd6 -> mark(code.unsigned(), open);
      case 0xfb018, 0xfb019 -> {
        code.u8();
        mark(code.unsigned(), open);
      }
      case 0x0e -> {
        for (int labels = code.unsigned(); labels >= 0; labels--) {
          mark(code.unsigned(), open);
        }
      }
      default -> {}
    }
  }

  private void markClauses(int blockType, List<Block> open) {
    ByteReader reader = new ByteReader(module, blockType, module.length, "code");
    if (InstructionReader.isValueTypeNext(reader)) {
      CodeReader type = new CodeReader(module, blockType);
      int first = type.u8();
      if (first == 0x63 || first == 0x64) {
        type.signed();
      }
      markClauses(type, open);
    } else {
      InstructionReader.blockTypeIndex(reader);
      markClauses(new CodeReader(module, reader.position()), open);
    }
  }

  private static void markClauses(CodeReader code, List<Block> open) {
    ReferenceHandler.Table.read(code).clauses().forEach(clause -> mark(clause.label(), open));
  }

  private static void mark(int label, List<Block> open) {
    open.get(open.size() - 1 - label).isJoined = true;
  }
}
