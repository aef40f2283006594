package dev.heddle.wasm.module;

import dev.heddle.wasm.types.HeapType;
import java.util.List;

/**
 * A constant expression as its instructions. Source: core specification, section 3.4.14 (constant
 * expressions).
 *
 * @param instructions the instructions without the final {@code end}
 * @param offset where it begins, in bytes from the start of the module
 */
public record ConstantExpression(List<Instruction> instructions, int offset) {

  /** An instruction that constant expressions may have, or one that validation must refuse. */
  public sealed interface Instruction {}

  /** {@code i32.const}. */
  public record I32Const(int value) implements Instruction {}

  /** {@code i64.const}. */
  public record I64Const(long value) implements Instruction {}

  /** {@code f32.const}, as IEEE 754 bits. */
  public record F32Const(int bits) implements Instruction {}

  /** {@code f64.const}, as IEEE 754 bits. */
  public record F64Const(long bits) implements Instruction {}

  /** {@code v128.const}, in two halves. */
  public record V128Const(long low, long high) implements Instruction {}

  /** {@code ref.null}. */
  public record RefNull(HeapType type) implements Instruction {}

  /** {@code ref.func}. */
  public record RefFunc(int functionIndex) implements Instruction {}

  /** {@code global.get}. */
  public record GlobalGet(int globalIndex) implements Instruction {}

  /** {@code i32.add}, {@code i64.sub} and the like, by opcode, see {@link Opcode}. */
  public record Arithmetic(int opcode) implements Instruction {}

  /**
   * {@code struct.new}, {@code array.new_fixed} and the like.
   *
   * @param opcode see {@link ObjectOpcode}
   * @param count the number of elements that {@code array.new_fixed} takes
   */
  public record NewObject(int opcode, int typeIndex, int count) implements Instruction {}

  /** {@code ref.i31}, {@code any.convert_extern} or {@code extern.convert_any}, by opcode. */
  public record ReferenceConversion(int opcode) implements Instruction {}

  /** A well-formed instruction that is not constant; kept so that validation can name it. */
  public record NotConstant(int opcode) implements Instruction {}
}
