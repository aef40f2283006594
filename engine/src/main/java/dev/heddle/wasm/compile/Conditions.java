package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.*;
import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.Label;

/** Writes comparisons, and jumps that depend on conditions. Not thread-safe. */
final class Conditions {

  private final Values values;
  private final int[] code;
  private final CodeWriter out;

  Conditions(Values values, int[] code, CodeWriter out) {
    this.values = values;
    this.code = code;
    this.out = out;
  }

  static boolean isComparison(int opcode) {
    return opcode >= I32_EQ && opcode <= I32_EQZ
        || opcode >= I64_EQ && opcode <= I64_EQZ
        || opcode >= F64_EQ && opcode <= F64_LE
        || opcode >= F32_EQ && opcode <= F32_LE;
  }

  /** Leaves 1 on the operand stack if a comparison holds, or 0. */
  void comparison(Node node) {
    Label yes = out.newLabel();
    Label end = out.newLabel();
    branch(node, true, yes);
    out.iconst_0().goto_(end).labelBinding(yes).iconst_1().labelBinding(end);
  }

  /** Writes a jump that is taken if a number is not zero, or is. */
  void branch(Node node, boolean sense, Label target) {
    if (node.isVariable() || !isComparison(code[node.pc])) {
      values.value(node);
      if (sense) {
        out.ifne(target);
      } else {
        out.ifeq(target);
      }
      return;
    }
    int opcode = code[node.pc];
    if (opcode == I32_EQZ) {
      branch(node.children[0], !sense, target);
      return;
    }
    values.value(node.children[0]);
    if (opcode == I64_EQZ) {
      out.lconst_0();
    } else {
      values.value(node.children[1]);
    }
    if (opcode <= I32_LE_U) {
      compareInts(opcode - I32_EQ, sense, target);
    } else if (opcode == I64_EQZ) {
      compareLongs(0, sense, target);
    } else if (opcode <= I64_LE_U) {
      compareLongs(opcode - I64_EQ, sense, target);
    } else {
      boolean wide = opcode <= F64_LE;
      int relation = wide ? opcode - F64_EQ : opcode - F32_EQ;
      if (wide) {
        out.dcmpg();
      } else {
        out.fcmpg();
      }
      // EQ, NE, LT, LE; what is compared with NaN is greater
      switch (relation) {
        case 0 -> jump(sense ? 0 : 1, target);
        case 1 -> jump(sense ? 1 : 0, target);
        case 2 -> jump(sense ? 2 : 3, target);
        default -> jump(sense ? 4 : 5, target);
      }
    }
  }

  /** Jumps by the sign of an int: = 0, != 0, &lt; 0, &gt;= 0, &lt;= 0, &gt; 0. */
  private void jump(int relation, Label target) {
    switch (relation) {
      case 0 -> out.ifeq(target);
      case 1 -> out.ifne(target);
      case 2 -> out.iflt(target);
      case 3 -> out.ifge(target);
      case 4 -> out.ifle(target);
      default -> out.ifgt(target);
    }
  }

  /** Of the relations EQ, NE, LT_S, LT_U, LE_S, LE_U. */
  private void compareInts(int relation, boolean sense, Label target) {
    switch (relation) {
      case 0, 1 -> {
        if (relation == 0 == sense) {
          out.if_icmpeq(target);
        } else {
          out.if_icmpne(target);
        }
      }
      case 2 -> {
        if (sense) {
          out.if_icmplt(target);
        } else {
          out.if_icmpge(target);
        }
      }
      case 4 -> {
        if (sense) {
          out.if_icmple(target);
        } else {
          out.if_icmpgt(target);
        }
      }
      default -> {
        out.invokestatic(Types.INTEGER_CLASS, "compareUnsigned", "(II)I");
        jump(relation == 3 ? (sense ? 2 : 3) : (sense ? 4 : 5), target);
      }
    }
  }

  private void compareLongs(int relation, boolean sense, Label target) {
    if (relation == 3 || relation == 5) {
      out.invokestatic(Types.LONG_CLASS, "compareUnsigned", "(JJ)I");
    } else {
      out.lcmp();
    }
    switch (relation) {
      case 0 -> jump(sense ? 0 : 1, target);
      case 1 -> jump(sense ? 1 : 0, target);
      case 2, 3 -> jump(sense ? 2 : 3, target);
      default -> jump(sense ? 4 : 5, target);
    }
  }

  /** Writes a jump that is taken if the condition of a conditional branch holds. */
  void branch(int pc, Node[] nodes, Label way) {
    int opcode = code[pc];
    if (opcode <= BR_NONZERO) {
      branch(nodes[0], opcode == BR_NONZERO, way);
      return;
    }
    values.value(nodes[0]);
    if (opcode >= BR_I32_EQ_IMM && opcode <= BR_I32_GE_U_IMM) {
      compareWithConstant(opcode - BR_I32_EQ_IMM, code[pc + 2], way);
      return;
    }
    values.value(nodes[1]);
    if (opcode <= BR_I32_LE_U) {
      compareInts(opcode - BR_I32_EQ, true, way);
    } else {
      compareLongs(opcode - BR_I64_EQ, true, way);
    }
  }

  /** Of the relations EQ, NE, LT_S, LT_U, LE_S, LE_U, GT_S, GT_U, GE_S, GE_U. */
  private void compareWithConstant(int relation, int constant, Label way) {
    boolean signedOrEqual = relation < 3 || relation == 4 || relation == 6 || relation == 8;
    if (constant == 0 && signedOrEqual) {
      jump(
          switch (relation) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> 2;
            case 4 -> 4;
            case 6 -> 5;
            default -> 3;
          },
          way);
      return;
    }
    out.loadConstant(constant);
    switch (relation) {
      case 6 -> compareInts(4, false, way);
      case 7 -> compareInts(5, false, way);
      case 8 -> compareInts(2, false, way);
      case 9 -> compareInts(3, false, way);
      default -> compareInts(relation, true, way);
    }
  }
}
