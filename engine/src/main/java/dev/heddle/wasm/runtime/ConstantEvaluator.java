package dev.heddle.wasm.runtime;

import dev.heddle.wasm.I31;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ConstantExpression.Arithmetic;
import dev.heddle.wasm.module.ConstantExpression.F32Const;
import dev.heddle.wasm.module.ConstantExpression.F64Const;
import dev.heddle.wasm.module.ConstantExpression.GlobalGet;
import dev.heddle.wasm.module.ConstantExpression.I32Const;
import dev.heddle.wasm.module.ConstantExpression.I64Const;
import dev.heddle.wasm.module.ConstantExpression.Instruction;
import dev.heddle.wasm.module.ConstantExpression.NewObject;
import dev.heddle.wasm.module.ConstantExpression.RefFunc;
import dev.heddle.wasm.module.ConstantExpression.RefNull;
import dev.heddle.wasm.module.ConstantExpression.ReferenceConversion;
import dev.heddle.wasm.module.ConstantExpression.V128Const;
import dev.heddle.wasm.module.ObjectOpcode;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates constant expressions. Not thread-safe. Source: core specification, section 4.7.3
 * (instantiation).
 */
public final class ConstantEvaluator {

  private final RuntimeInstance instance;
  private final @Nullable Activation activation;
  private final List<Long> numbers = new ArrayList<>();
  private final List<@Nullable Object> references = new ArrayList<>();

  private ConstantEvaluator(RuntimeInstance instance, @Nullable Activation activation) {
    this.instance = instance;
    this.activation = activation;
  }

  private ConstantEvaluator evaluate(ConstantExpression expression) {
    List<Instruction> instructions = expression.instructions();
    try {
      instance.evaluated = references;
      for (int i = 0; i < instructions.size(); i++) {
        execute(instructions.get(i));
      }
    } catch (OutOfMemoryError e) {
      throw new TrapException(TrapKind.ALLOCATION_FAILED, "the Java heap is full");
    } finally {
      instance.evaluated = List.of();
    }
    return this;
  }

  /** The value of an expression of a number type. */
  public static long number(ConstantExpression expression, RuntimeInstance instance) {
    return new ConstantEvaluator(instance, null).evaluate(expression).numbers.getLast();
  }

  /** The value of an expression of the vector type. */
  public static V128 vector(ConstantExpression expression, RuntimeInstance instance) {
    List<Long> halves = new ConstantEvaluator(instance, null).evaluate(expression).numbers;
    return new V128(halves.get(halves.size() - 2), halves.getLast());
  }

  /**
   * The value of an expression of a reference type.
   *
   * @param activation the call that needs it, null while the instance itself is made
   */
  public static @Nullable Object reference(
      ConstantExpression expression, RuntimeInstance instance, @Nullable Activation activation) {
    List<Instruction> instructions = expression.instructions();
    if (instructions.size() == 1 && instructions.getFirst() instanceof RefFunc(int function)) {
      // there may be millions of these
      return instance.function(function);
    }
    return new ConstantEvaluator(instance, activation).evaluate(expression).references.getLast();
  }

  private void execute(Instruction instruction) {
    if (instruction instanceof I32Const(int value)) {
      numbers.add((long) value);
    } else if (instruction instanceof I64Const(long value)) {
      numbers.add(value);
    } else if (instruction instanceof F32Const(int bits)) {
      numbers.add((long) bits);
    } else if (instruction instanceof F64Const(long bits)) {
      numbers.add(bits);
    } else if (instruction instanceof V128Const(long low, long high)) {
      numbers.add(low);
      numbers.add(high);
    } else if (instruction instanceof RefNull) {
      references.add(null);
    } else if (instruction instanceof RefFunc(int function)) {
      references.add(instance.function(function));
    } else if (instruction instanceof GlobalGet(int index)) {
      getGlobal(instance.globals[index]);
    } else if (instruction instanceof Arithmetic(int opcode)) {
      long right = numbers.removeLast();
      long left = numbers.removeLast();
      numbers.add(arithmetic(opcode, left, right));
    } else if (instruction instanceof NewObject object) {
      references.add(newObject(object));
    } else if (instruction instanceof ReferenceConversion(int opcode)) {
      // the others leave a reference what it is
      if (opcode == ObjectOpcode.REF_I31) {
        instance.allocator.takeRoom(ObjectHeap.I31_BYTES, activation);
        references.add(I31.wrap(numbers.removeLast().intValue()));
      }
    } else {
      throw new IllegalStateException(instruction + " is not constant");
    }
  }

  private void getGlobal(RuntimeGlobal global) {
    if (global.type().value().isReference()) {
      references.add(global.reference);
      return;
    }
    numbers.add(global.bits);
    if (global.type().value() == ValueType.V128) {
      numbers.add(global.high);
    }
  }

  private Object newObject(NewObject object) {
    int type = object.typeIndex();
    return switch (object.opcode()) {
      case ObjectOpcode.STRUCT_NEW -> {
        RuntimeStruct struct = instance.allocator.newStruct(type, activation);
        takeNumbers(struct.numbers);
        takeReferences(struct.references);
        yield struct;
      }
      case ObjectOpcode.STRUCT_NEW_DEFAULT -> instance.allocator.newStruct(type, activation);
      case ObjectOpcode.ARRAY_NEW -> newArray(type);
      case ObjectOpcode.ARRAY_NEW_DEFAULT ->
          instance.allocator.newArray(type, numbers.removeLast(), activation);
      default -> fixedArray(type, object.count());
    };
  }

  private RuntimeArray newArray(int type) {
    RuntimeArray array = instance.allocator.newArray(type, numbers.removeLast(), activation);
    takeElement(array, 0, array.length);
    return array;
  }

  private RuntimeArray fixedArray(int type, int count) {
    RuntimeArray array = instance.allocator.newArray(type, count, activation);
    for (int i = count - 1; i >= 0; i--) {
      takeElement(array, i, 1);
    }
    return array;
  }

  /** Takes a value and fills a range of an array with it. */
  private void takeElement(RuntimeArray array, int index, int count) {
    ValueType element = array.type.array().element().value();
    if (element.isReference()) {
      array.fill(index, references.removeLast(), count);
    } else if (element == ValueType.V128) {
      long high = numbers.removeLast();
      long low = numbers.removeLast();
      array.fill(index, low, high, count);
    } else {
      array.fill(index, numbers.removeLast().longValue(), count);
    }
  }

  private void takeNumbers(long[] target) {
    for (int i = target.length - 1; i >= 0; i--) {
      target[i] = numbers.removeLast();
    }
  }

  private void takeReferences(@Nullable Object[] target) {
    for (int i = target.length - 1; i >= 0; i--) {
      target[i] = references.removeLast();
    }
  }

  private static long arithmetic(int opcode, long left, long right) {
    return switch (opcode) {
      case Opcode.I32_ADD -> (int) (left + right);
      case Opcode.I32_SUB -> (int) (left - right);
      case Opcode.I32_MUL -> (int) (left * right);
      case Opcode.I64_ADD -> left + right;
      case Opcode.I64_SUB -> left - right;
      case Opcode.I64_MUL -> left * right;
      default -> throw new IllegalStateException("not constant: " + opcode);
    };
  }
}
