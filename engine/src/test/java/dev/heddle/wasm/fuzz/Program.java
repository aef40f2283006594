package dev.heddle.wasm.fuzz;

import java.util.List;

/**
 * A module as the generator makes it: functions exported as {@code f0}, {@code f1} and so on,
 * globals as {@code g0}, memories as {@code m0}, tables as {@code t0}, tags as {@code e0}.
 *
 * @param types the types, of functions and blocks among others
 * @param functions the functions
 * @param globals the mutable globals
 * @param tables the tables of functions
 * @param moreTables the tables of any references, behind the others
 * @param tags the index of the type of each tag
 */
record Program(
    List<Definition> types,
    List<Function> functions,
    List<Global> globals,
    List<MemoryDefinition> memories,
    List<TableDefinition> tables,
    List<ReferenceSegments.Table> moreTables,
    List<Integer> tags) {

  /**
   * A function.
   *
   * @param type the index of its type
   * @param locals the types of its local variables, parameters not among them
   * @param body its code
   */
  record Function(int type, List<Type> locals, List<Node> body) {}

  /** A global variable with its initial value, a constant expression. */
  record Global(Type type, Node initial) {}

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
    return new Program(types, List.copyOf(changed), globals, memories, tables, moreTables, tags);
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
    section = new Code().unsigned(tables.size() + moreTables.size());
    for (TableDefinition table : tables) {
      table.writeTo(section);
    }
    for (ReferenceSegments.Table table : moreTables) {
      table.writeTo(section);
    }
    module.section(4, section);
    section = new Code().unsigned(memories.size());
    for (MemoryDefinition memory : memories) {
      memory.writeTo(section);
    }
    module.section(5, section);
    section = new Code().unsigned(tags.size());
    for (int tag : tags) {
      section.bytes(0).unsigned(tag);
    }
    module.section(13, section);
    section = new Code().unsigned(globals.size());
    for (Global global : globals) {
      global.initial().writeTo(section.type(global.type()).bytes(1));
      section.bytes(0x0b);
    }
    module.section(6, section);
    module.section(7, exports());
    section = new Code().unsigned(2 * tables.size() + moreTables.size());
    for (int i = 0; i < tables.size(); i++) {
      tables.get(i).writeElements(i, section);
    }
    for (ReferenceSegments.Table table : moreTables) {
      table.writeElements(section);
    }
    module.section(9, section);
    module.section(12, new Code().unsigned(2 * memories.size()));
    section = new Code().unsigned(functions.size());
    for (Function function : functions) {
      byte[] body = body(function);
      section.unsigned(body.length).bytes(body);
    }
    module.section(10, section);
    section = new Code().unsigned(2 * memories.size());
    for (int i = 0; i < memories.size(); i++) {
      memories.get(i).writeData(i, section);
    }
    return module.section(11, section).toBytes();
  }

  private Code exports() {
    int allTables = tables.size() + moreTables.size();
    int count = functions.size() + allTables + memories.size() + globals.size() + tags.size();
    Code section = new Code().unsigned(count);
    export(section, 'f', 0, functions.size());
    export(section, 't', 1, allTables);
    export(section, 'm', 2, memories.size());
    export(section, 'g', 3, globals.size());
    export(section, 'e', 4, tags.size());
    return section;
  }

  private static void export(Code section, char name, int kind, int count) {
    for (int i = 0; i < count; i++) {
      section.bytes(2, name, '0' + i, kind).unsigned(i);
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
