package dev.heddle.wasm.lower;

import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.module.VectorInstruction;

/**
 * Turns vector instructions into register code. Each becomes one register instruction with the same
 * number and the same operands.
 */
final class VectorLowering {

  private VectorLowering() {}

  /**
   * Lowers one instruction.
   *
   * @param to whose operands it takes and whose code it is appended to; its reader is just after
   *     the opcode
   */
  static void lower(VectorInstruction instruction, FunctionCode to) {
    ByteReader in = to.in;
    int opcode = RegisterOpcode.FIRST_VECTOR + instruction.number();
    switch (instruction.form()) {
      case LOAD -> load(opcode, MemoryArgument.read(in), to);
      case STORE -> store(opcode, MemoryArgument.read(in), to);
      case LOAD_LANE -> {
        MemoryArgument argument = MemoryArgument.read(in);
        int lane = in.u8();
        int vector = to.popRegister();
        load(opcode, argument, to);
        to.code.append(vector);
        to.code.append(lane);
      }
      case STORE_LANE -> {
        MemoryArgument argument = MemoryArgument.read(in);
        store(opcode, argument, to);
        to.code.append(in.u8());
      }
      case CONST ->
          to.result(
              RegisterKind.V128, opcode, in.fixed32(), in.fixed32(), in.fixed32(), in.fixed32());
      case SHUFFLE -> {
        int second = to.popRegister();
        int first = to.popRegister();
        to.result(
            RegisterKind.V128,
            opcode,
            first,
            second,
            in.fixed32(),
            in.fixed32(),
            in.fixed32(),
            in.fixed32());
      }
      case UNARY, SPLAT -> to.result(RegisterKind.V128, opcode, to.popRegister());
      case BINARY, SHIFT -> {
        int second = to.popRegister();
        to.result(RegisterKind.V128, opcode, to.popRegister(), second);
      }
      case TERNARY -> {
        int third = to.popRegister();
        int second = to.popRegister();
        to.result(RegisterKind.V128, opcode, to.popRegister(), second, third);
      }
      case TEST -> to.result(RegisterKind.I32, opcode, to.popRegister());
      case EXTRACT ->
          to.result(RegisterKind.ofLane(instruction), opcode, to.popRegister(), in.u8());
      case REPLACE -> {
        int lane = in.u8();
        int number = to.popRegister();
        to.result(RegisterKind.V128, opcode, to.popRegister(), number, lane);
      }
    }
  }

  private static void load(int opcode, MemoryArgument argument, FunctionCode to) {
    int base = to.popRegister();
    to.canFail();
    to.result(RegisterKind.V128, opcode);
    argument.appendTo(to.code, base);
  }

  private static void store(int opcode, MemoryArgument argument, FunctionCode to) {
    int vector = to.popRegister();
    int base = to.popRegister();
    to.failing(opcode, vector);
    argument.appendTo(to.code, base);
  }
}
