package dev.heddle.wasm.code;

import dev.heddle.wasm.code.RegisterInstruction.Operand;
import dev.heddle.wasm.module.ModuleDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints register code for people.
 *
 * <p>A line is the position of the instruction, its name and its operands: {@code r3} is the fourth
 * number of the frame, {@code v3} the vector in its fourth and fifth, {@code o0} its first
 * reference, {@code #7} a constant, {@code @12} a position in the code, {@code [5]} an index of the
 * module, {@code +8} an offset.
 */
public final class Disassembler {

  private Disassembler() {}

  /** The register code of a function as text, one instruction a line. */
  public static String print(ModuleDefinition module, LoweredFunction function) {
    StringBuilder text = new StringBuilder();
    text.append("function ")
        .append(function.index)
        .append(" \"")
        .append(module.functionName(function.index))
        .append("\" ")
        .append(function.type)
        .append(", frame ")
        .append(function.frameSize);
    if (function.referenceFrameSize > 0) {
      text.append(" + ").append(function.referenceFrameSize).append(" references");
    }
    text.append('\n');
    int[] code = function.code;
    for (int position = 0; position < function.end; ) {
      RegisterInstruction instruction = RegisterInstruction.of(code[position]);
      text.append(
          "%5d  %-16s %s"
              .formatted(position, instruction.name(), String.join(", ", operands(code, position)))
              .stripTrailing());
      text.append('\n');
      position += RegisterInstruction.length(code, position);
    }
    for (ExceptionHandler handler : function.handlers.all()) {
      text.append(handler).append('\n');
    }
    return text.toString();
  }

  private static List<String> operands(int[] code, int position) {
    List<String> operands = new ArrayList<>();
    int at = position + 1;
    for (Operand operand : RegisterInstruction.of(code[position]).operands()) {
      switch (operand) {
        case REGISTER -> operands.add("r" + code[at++]);
        case VECTOR -> operands.add("v" + code[at++]);
        case REFERENCE -> operands.add("o" + code[at++]);
        case IMMEDIATE -> operands.add("#" + code[at++]);
        case LONG_IMMEDIATE -> {
          operands.add("#" + (code[at] & 0xffff_ffffL | (long) code[at + 1] << 32));
          at += 2;
        }
        case VECTOR_IMMEDIATE -> {
          operands.add(
              "#0x%08x%08x%08x%08x".formatted(code[at + 3], code[at + 2], code[at + 1], code[at]));
          at += 4;
        }
        case LANES -> {
          StringBuilder lanes = new StringBuilder("lanes");
          for (int i = 0; i < 16; i++) {
            lanes.append(' ').append(code[at + i / 4] >>> i % 4 * 8 & 0xff);
          }
          operands.add(lanes.toString());
          at += 4;
        }
        case OFFSET -> operands.add("+" + Integer.toUnsignedString(code[at++]));
        case ADDRESS -> {
          long offset = code[at + 2] & 0xffff_ffffL | (long) code[at + 3] << Integer.SIZE;
          operands.add("r" + code[at]);
          operands.add("[" + code[at + 1] + "]");
          operands.add("+" + Long.toUnsignedString(offset));
          at += 4;
        }
        case TARGET -> operands.add("@" + code[at++]);
        case TARGETS -> {
          int count = code[at++];
          for (int i = 0; i < count; i++) {
            operands.add("@" + code[at++]);
          }
        }
        case INDEX -> operands.add("[" + code[at++] + "]");
        case HEAP_TYPE -> operands.add(CastTarget.text(code[at++]));
        case COUNT -> operands.add("x" + code[at++]);
      }
    }
    return operands;
  }
}
