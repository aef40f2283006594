package dev.heddle.wasm.lower;

import static dev.heddle.wasm.module.Opcode.*;

import dev.heddle.wasm.code.AtomicRegisterOpcode;
import dev.heddle.wasm.code.MemoryOpcode;
import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.ModuleDefinition;

/** Lowers the instructions on memories and tables of one function. Not thread-safe. */
final class MemoryLowering {

  private final FunctionCode function;
  private final ModuleDefinition module;
  private final ByteReader in;
  private final CodeBuffer code;

  MemoryLowering(FunctionCode function) {
    this.function = function;
    this.module = function.module;
    this.in = function.in;
    this.code = function.code;
  }

  /**
   * Lowers the instruction with this opcode, which has been read; tells whether it is one of these.
   */
  boolean lower(int opcode) {
    switch (opcode) {
      case MEMORY_SIZE -> {
        int memory = in.u32();
        function.result(RegisterKind.ofAddresses(module, memory), RegisterOpcode.MEMORY_SIZE);
        code.append(memory);
      }
      case MEMORY_GROW -> {
        int memory = in.u32();
        int pages = function.popRegister();
        function.meterSize();
        function.result(
            RegisterKind.ofAddresses(module, memory), RegisterOpcode.MEMORY_GROW, pages);
        code.append(memory);
      }
      case MEMORY_FILL -> {
        int memory = in.u32();
        int[] operands = function.popRegisters(3);
        function.bulk(RegisterOpcode.MEMORY_FILL, operands);
        code.append(memory);
      }
      case MEMORY_COPY -> {
        int to = in.u32();
        int from = in.u32();
        int[] operands = function.popRegisters(3);
        bulk(RegisterOpcode.MEMORY_COPY, to, from, operands);
      }
      case MEMORY_INIT -> {
        int segment = in.u32();
        int memory = in.u32();
        int[] operands = function.popRegisters(3);
        bulk(RegisterOpcode.MEMORY_INIT, segment, memory, operands);
      }
      case TABLE_COPY -> {
        int to = in.u32();
        int from = in.u32();
        int[] operands = function.popRegisters(3);
        bulk(RegisterOpcode.TABLE_COPY, to, from, operands);
      }
      case TABLE_INIT -> {
        int segment = in.u32();
        int table = in.u32();
        int[] operands = function.popRegisters(3);
        bulk(RegisterOpcode.TABLE_INIT, segment, table, operands);
      }
      case DATA_DROP -> function.emit(RegisterOpcode.DATA_DROP, in.u32());
      case ELEM_DROP -> function.emit(RegisterOpcode.ELEM_DROP, in.u32());
      case TABLE_SIZE -> {
        int table = in.u32();
        function.result(RegisterKind.ofIndices(module, table), RegisterOpcode.TABLE_SIZE);
        code.append(table);
      }
      case TABLE_GET -> {
        int table = in.u32();
        int index = function.popRegister();
        function.failing(
            RegisterOpcode.TABLE_GET, function.push(RegisterKind.REFERENCE), index, table);
      }
      case TABLE_SET -> {
        int table = in.u32();
        int value = function.popRegister();
        int index = function.popRegister();
        function.failing(RegisterOpcode.TABLE_SET, index, value, table);
      }
      case TABLE_GROW -> {
        int table = in.u32();
        int count = function.popRegister();
        int value = function.popRegister();
        function.meterSize();
        byte kind = RegisterKind.ofIndices(module, table);
        function.emit(RegisterOpcode.TABLE_GROW, function.push(kind), value, count, table);
      }
      case TABLE_FILL -> {
        int table = in.u32();
        int count = function.popRegister();
        int value = function.popRegister();
        int index = function.popRegister();
        function.bulk(RegisterOpcode.TABLE_FILL, index, value, count, table);
      }
      default -> {
        if (!AtomicOpcode.isAtomic(opcode)) {
          return false;
        }
        atomic(opcode);
      }
    }
    return true;
  }

  /**
   * Lowers a load or store.
   *
   * @param instruction its opcode in the binary format
   * @param opcode the one that it has in register code if it is a near one
   */
  void access(int instruction, int opcode) {
    MemoryArgument argument = MemoryArgument.read(in);
    byte kind = RegisterKind.ofAccess(instruction);
    if (!argument.isNear(module)) {
      accessFar(kind, opcode, argument);
      return;
    }
    int address = (int) argument.offset();
    if (opcode >= RegisterOpcode.STORE8) {
      int value = function.popRegister();
      int base = function.popRegister();
      function.kind(kind);
      function.failing(opcode, base, value, address);
    } else {
      int base = function.popRegister();
      function.canFail();
      function.result(kind, opcode, base);
      code.append(address);
    }
  }

  private void accessFar(byte kind, int nearOpcode, MemoryArgument argument) {
    int opcode = MemoryOpcode.far(nearOpcode);
    if (nearOpcode >= RegisterOpcode.STORE8) {
      int value = function.popRegister();
      int base = function.popRegister();
      function.kind(kind);
      function.failing(opcode, value);
      argument.appendTo(code, base);
    } else {
      int base = function.popRegister();
      function.canFail();
      function.result(kind, opcode);
      argument.appendTo(code, base);
    }
  }

  private void atomic(int opcode) {
    int registerOpcode = AtomicRegisterOpcode.of(opcode);
    if (opcode == AtomicOpcode.FENCE) {
      function.skipImmediates(opcode);
      function.emit(registerOpcode);
      return;
    }
    MemoryArgument argument = MemoryArgument.read(in);
    int[] operands = function.popRegisters(AtomicRegisterOpcode.operands(opcode));
    int base = function.popRegister();
    function.canFail();
    if (AtomicRegisterOpcode.hasResult(opcode)) {
      function.result(RegisterKind.ofAtomicResult(opcode), registerOpcode, operands);
    } else {
      function.emit(registerOpcode, operands);
    }
    argument.appendTo(code, base);
  }

  private void bulk(int opcode, int first, int second, int[] operands) {
    function.bulk(opcode, operands);
    code.append(first);
    code.append(second);
  }
}
