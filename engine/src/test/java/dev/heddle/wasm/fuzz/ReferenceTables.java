package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.AddressType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The tables and element segments of an instance, and the instructions on them. Source: core
 * specification, section 4.6.9 (table instructions).
 */
final class ReferenceTables {

  private final ModuleDefinition module;
  private final List<ReferenceTable> tables;
  private final Object[][] elements;
  private final Meter meter;

  /** The tables of a module, all of nulls, and its segments, all empty. */
  ReferenceTables(ModuleDefinition module, Meter meter) {
    this.module = module;
    this.meter = meter;
    tables = module.tables().stream().map(ReferenceTable::new).toList();
    elements = new Object[module.elements().size()][];
  }

  /** Gives tables and segments what they are to begin with. */
  void initialise(Function<ConstantExpression, Object> constant) {
    for (int i = 0; i < tables.size(); i++) {
      Object[] table = get(i).elements();
      module
          .tableInitializers()
          .get(i)
          .ifPresent(initial -> Arrays.fill(table, constant.apply(initial)));
    }
    for (int i = 0; i < elements.length; i++) {
      elements[i] = module.elements().get(i).items().stream().map(constant).toArray();
    }
  }

  /** The elements of a segment, none if it has been dropped. */
  Object[] segment(int index) {
    return elements[index];
  }

  /** The table of an index. */
  ReferenceTable get(int index) {
    return tables.get(index);
  }

  /** Copies an active segment, and drops it. */
  void initialise(int segment, int table, Object index) {
    int place = ((Number) index).intValue();
    System.arraycopy(elements[segment], 0, get(table).elements(), place, elements[segment].length);
    elements[segment] = new Object[0];
  }

  /** The element that a call through a table asks for; pops its index. */
  Object callee(int table, Operands stack) {
    ReferenceTable called = get(table);
    BigInteger index = stack.popAddress(called.address());
    if (index.compareTo(BigInteger.valueOf(called.elements().length)) >= 0) {
      throw new ReferenceTrap(TrapKind.UNDEFINED_ELEMENT);
    }
    Object element = called.elements()[index.intValueExact()];
    if (element == ReferenceEvaluator.NULL) {
      throw new ReferenceTrap(TrapKind.UNINITIALIZED_ELEMENT);
    }
    return element;
  }

  /** Executes an instruction, if it is one of these. */
  boolean execute(int opcode, CodeReader code, Operands stack) {
    switch (opcode) {
      case 0x25 -> {
        ReferenceTable table = get(code.unsigned());
        BigInteger index = stack.popAddress(table.address());
        stack.push(table.elements()[table.place(index, BigInteger.ONE)]);
      }
      case 0x26 -> {
        ReferenceTable table = get(code.unsigned());
        Object value = stack.pop();
        BigInteger index = stack.popAddress(table.address());
        table.elements()[table.place(index, BigInteger.ONE)] = value;
      }
      case 0xfc00c -> init(code, stack);
      case 0xfc00d -> elements[code.unsigned()] = new Object[0];
      case 0xfc00e -> copy(code, stack);
      case 0xfc00f -> {
        ReferenceTable table = get(code.unsigned());
        BigInteger count = stack.popAddress(table.address());
        Object value = stack.pop();
        long before = table.grow(count, value);
        if (before >= 0) {
          meter.count(count, 8);
        }
        stack.pushAddress(table.address(), before);
      }
      case 0xfc010 -> {
        ReferenceTable table = get(code.unsigned());
        stack.pushAddress(table.address(), table.elements().length);
      }
      case 0xfc011 -> fill(code, stack);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void init(CodeReader code, Operands stack) {
    Object[] segment = elements[code.unsigned()];
    ReferenceTable table = get(code.unsigned());
    BigInteger count = stack.popAddress(AddressType.I32);
    BigInteger from = stack.popAddress(AddressType.I32);
    BigInteger to = stack.popAddress(table.address());
    meter.count(count, 8);
    int source = ReferenceTable.place(from, count, segment.length);
    int target = table.place(to, count);
    System.arraycopy(segment, source, table.elements(), target, count.intValueExact());
  }

  private void copy(CodeReader code, Operands stack) {
    ReferenceTable target = get(code.unsigned());
    ReferenceTable source = get(code.unsigned());
    boolean wide = target.address() == AddressType.I64 && source.address() == AddressType.I64;
    BigInteger count = stack.popAddress(wide ? AddressType.I64 : AddressType.I32);
    BigInteger from = stack.popAddress(source.address());
    BigInteger to = stack.popAddress(target.address());
    meter.count(count, 8);
    int start = source.place(from, count);
    int end = target.place(to, count);
    System.arraycopy(source.elements(), start, target.elements(), end, count.intValueExact());
  }

  private void fill(CodeReader code, Operands stack) {
    ReferenceTable table = get(code.unsigned());
    BigInteger count = stack.popAddress(table.address());
    Object value = stack.pop();
    BigInteger to = stack.popAddress(table.address());
    meter.count(count, 8);
    int start = table.place(to, count);
    for (int i = 0; i < count.intValueExact(); i++) {
      table.elements()[start + i] = value;
    }
  }
}
