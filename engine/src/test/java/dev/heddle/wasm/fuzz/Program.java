package dev.heddle.wasm.fuzz;

import java.util.List;

/**
 * A module as the generator makes it: functions exported as {@code f0}, {@code f1} and so on, a
 * memory, a table of functions and globals, exported as {@code memory}, {@code table}, {@code g0}.
 *
 * @param types the types, of functions and blocks among others
 * @param functions the functions
 * @param globals the mutable globals
 * @param memoryPages the size of the memory; it may grow by two pages
 * @param data the first bytes of the memory, and a passive segment
 * @param table the index of a function for each element of the table, -1 for null
 */
record Program(
    List<Definition> types,
    List<Function> functions,
    List<Global> globals,
    int memoryPages,
    byte[] data,
    List<Integer> table) {

  /** How much larger the memory and the table may become. */
  static final int GROWTH = 2;

  /**
   * A function.
   *
   * @param type the index of its type
   * @param locals the types of its local variables, parameters not among them
   * @param body its code
   */
  record Function(int type, List<Type> locals, List<Node> body) {}

  /** A global variable with the bits of its initial value. */
  record Global(Type type, long bits) {}

  /** The type of a function. */
  Definition.Signature signature(int function) {
    return types.get(functions.get(function).type()).signature();
  }

  /** How many nodes all functions are made of. */
  int size() {
    return functions.stream().mapToInt(function -> Node.size(function.body())).sum();
  }

  /** The same program with another function in the place of one. */
  Program withFunction(int index, Function function) {
    List<Function> changed = new java.util.ArrayList<>(functions);
    changed.set(index, function);
    return new Program(types, List.copyOf(changed), globals, memoryPages, data, table);
  }

  /** The module in the binary format. */
  byte[] toBytes() {
    Code module = new Code().bytes(0, 'a', 's', 'm', 1, 0, 0, 0);
    module.section(1, Definition.section(types));
    Code section = new Code().unsigned(functions.size());
    for (Function function : functions) {
      section.unsigned(function.type());
    }
    module.section(3, section);
    module.section(
        4, new Code().bytes(1, 0x70, 1).unsigned(table.size()).unsigned(table.size() + GROWTH));
    module.section(5, new Code().bytes(1, 1).unsigned(memoryPages).unsigned(memoryPages + GROWTH));
    section = new Code().unsigned(globals.size());
    for (Global global : globals) {
      section.type(global.type()).bytes(1).constant(global.type(), global.bits()).bytes(0x0b);
    }
    module.section(6, section);
    module.section(7, exports());
    module.section(9, elements());
    module.section(12, new Code().unsigned(2));
    section = new Code().unsigned(functions.size());
    for (Function function : functions) {
      byte[] body = body(function);
      section.unsigned(body.length).bytes(body);
    }
    module.section(10, section);
    section = new Code().unsigned(2).bytes(0, 0x41, 0, 0x0b).unsigned(data.length).bytes(data);
    section.bytes(1).unsigned(data.length).bytes(data);
    return module.section(11, section).toBytes();
  }

  private Code exports() {
    Code section = new Code().unsigned(functions.size() + globals.size() + 2);
    for (int i = 0; i < functions.size(); i++) {
      section.bytes(2, 'f', '0' + i, 0).unsigned(i);
    }
    for (int i = 0; i < globals.size(); i++) {
      section.bytes(2, 'g', '0' + i, 3).unsigned(i);
    }
    section.bytes(6, 'm', 'e', 'm', 'o', 'r', 'y', 2, 0);
    return section.bytes(5, 't', 'a', 'b', 'l', 'e', 1, 0);
  }

  /** The table's elements, active, and again as a passive segment. */
  private Code elements() {
    Code section = new Code().unsigned(2);
    section.bytes(4, 0x41, 0, 0x0b);
    expressions(section);
    section.bytes(5, 0x70);
    expressions(section);
    return section;
  }

  private void expressions(Code section) {
    section.unsigned(table.size());
    for (int function : table) {
      if (function < 0) {
        section.bytes(0xd0, 0x70, 0x0b);
      } else {
        section.bytes(0xd2).unsigned(function).bytes(0x0b);
      }
    }
  }

  private static byte[] body(Function function) {
    Code code = new Code().unsigned(function.locals().size());
    for (Type local : function.locals()) {
      code.bytes(1).type(local);
    }
    function.body().forEach(node -> node.writeTo(code));
    return code.bytes(0x0b).toBytes();
  }
}
