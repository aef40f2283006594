package dev.heddle.wasm.text;

import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ConstantExpression.Arithmetic;
import dev.heddle.wasm.module.ConstantExpression.F32Const;
import dev.heddle.wasm.module.ConstantExpression.F64Const;
import dev.heddle.wasm.module.ConstantExpression.GlobalGet;
import dev.heddle.wasm.module.ConstantExpression.I32Const;
import dev.heddle.wasm.module.ConstantExpression.I64Const;
import dev.heddle.wasm.module.ConstantExpression.Instruction;
import dev.heddle.wasm.module.ConstantExpression.NewObject;
import dev.heddle.wasm.module.ConstantExpression.NotConstant;
import dev.heddle.wasm.module.ConstantExpression.RefFunc;
import dev.heddle.wasm.module.ConstantExpression.RefNull;
import dev.heddle.wasm.module.ConstantExpression.ReferenceConversion;
import dev.heddle.wasm.module.ConstantExpression.V128Const;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.ElementSegment;
import dev.heddle.wasm.module.Export;
import dev.heddle.wasm.module.FunctionBody;
import dev.heddle.wasm.module.FunctionBody.LocalGroup;
import dev.heddle.wasm.module.Mnemonics;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.ObjectOpcode;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.TagType;
import java.io.IOException;
import java.util.List;

/**
 * Writes a valid module in the text format: what reads that makes the same module of it again, but
 * for custom sections, and for names that are the same in the name section.
 */
public final class ModuleText {

  private static final String INDENT = "  ";

  /** More would be hard to read, and is not needed by anybody. */
  private static final int DEEPEST_INDENT = 40;

  private final ModuleDefinition module;
  private final Appendable to;
  private final TypeText types;
  private final Identifiers names;

  private ModuleText(ModuleDefinition module, Appendable to) {
    this.module = module;
    this.to = to;
    this.types = new TypeText(module.types());
    this.names = new Identifiers(module);
  }

  /** Writes the whole module. */
  public static void write(ModuleDefinition module, Appendable to) throws IOException {
    new ModuleText(module, to).module();
  }

  /** Writes a function, which may be an imported one. */
  public static void writeFunction(ModuleDefinition module, int functionIndex, Appendable to)
      throws IOException {
    ModuleText text = new ModuleText(module, to);
    if (functionIndex < module.importedFunctions()) {
      text.importedFunction(functionIndex);
    } else {
      text.function(functionIndex, "");
    }
  }

  private void module() throws IOException {
    line("(module" + module.names().module().map(name -> " " + Identifiers.of(name)).orElse(""));
    typeSection();
    imports();
    for (int i = module.importedFunctions(); i < module.functionCount(); i++) {
      function(i, INDENT);
    }
    definitions();
    for (Export export : module.exports()) {
      line(INDENT + "(export " + Strings.quoted(export.name()) + " (" + item(export) + "))");
    }
    if (module.start().isPresent()) {
      line(INDENT + "(start " + names.function(module.start().getAsInt()) + ")");
    }
    for (int i = 0; i < module.elements().size(); i++) {
      line(INDENT + element(i, module.elements().get(i)));
    }
    for (int i = 0; i < module.data().size(); i++) {
      data(i, module.data().get(i));
    }
    line(")");
  }

  private void typeSection() throws IOException {
    List<DefinedType> all = module.types();
    int next = 0;
    while (next < all.size()) {
      int size = all.get(next).group().types().size();
      String indent = size == 1 ? INDENT : INDENT + INDENT;
      if (size > 1) {
        line(INDENT + "(rec");
      }
      for (int end = next + size; next < end; next++) {
        line(indent + "(type (;" + next + ";) " + types.definition(next) + ")");
      }
      if (size > 1) {
        line(INDENT + ")");
      }
    }
  }

  private void imports() throws IOException {
    int functions = 0;
    int tables = 0;
    int memories = 0;
    int globals = 0;
    int tags = 0;
    for (ImportType each : module.imports()) {
      String item =
          switch (each.type()) {
            case FunctionType _ -> importedItem(functions++);
            case TableType type -> "table (;" + tables++ + ";) " + types.extern(type);
            case MemoryType type -> "memory (;" + memories++ + ";) " + types.extern(type);
            case GlobalType type ->
                "global " + names.definitionOfGlobal(globals++) + " " + types.extern(type);
            case TagType _ -> "tag (;" + tags + ";) " + types.use(module.tagTypes()[tags++]);
          };
      line(INDENT + imported(each, item));
    }
  }

  private static String imported(ImportType each, String item) {
    return "(import "
        + Strings.quoted(each.module())
        + " "
        + Strings.quoted(each.name())
        + " ("
        + item
        + "))";
  }

  private String importedItem(int function) {
    return "func "
        + names.definitionOfFunction(function)
        + " "
        + types.use(module.functionTypes()[function]);
  }

  private void importedFunction(int function) throws IOException {
    int index = 0;
    for (ImportType each : module.imports()) {
      if (each.type() instanceof FunctionType && index++ == function) {
        line(imported(each, importedItem(function)));
      }
    }
  }

  private void function(int index, String indent) throws IOException {
    FunctionBody body = module.bodies().get(index - module.importedFunctions());
    line(
        indent
            + "(func "
            + names.definitionOfFunction(index)
            + " "
            + types.use(module.functionTypes()[index]));
    locals(body, indent + INDENT);
    InstructionText instructions =
        new InstructionText(
            new ByteReader(module.bytes(), body.start(), body.end(), "code section"),
            module,
            types,
            names);
    while (true) {
      int before = instructions.depth();
      String instruction = instructions.next();
      int after = instructions.depth();
      if (after < 0) {
        break;
      }
      boolean divides =
          instruction.equals("else")
              || instruction.equals("catch_all")
              || instruction.startsWith("catch ");
      int level = divides ? before - 1 : Math.min(before, after);
      to.append(indent).append(INDENT);
      for (int i = Math.min(level, DEEPEST_INDENT); i > 0; i--) {
        to.append(INDENT);
      }
      line(instruction);
    }
    line(indent + ")");
  }

  private void locals(FunctionBody body, String indent) throws IOException {
    if (body.localCount() == 0) {
      return;
    }
    to.append(indent).append("(local");
    for (LocalGroup group : body.locals()) {
      String type = types.value(group.type());
      for (int i = 0; i < group.count(); i++) {
        to.append(' ').append(type);
      }
    }
    line(")");
  }

  private void definitions() throws IOException {
    for (int i = module.importedTables(); i < module.tables().size(); i++) {
      String initializer =
          module
              .tableInitializers()
              .get(i - module.importedTables())
              .map(expression -> " " + expression(expression))
              .orElse("");
      line(
          INDENT
              + "(table (;"
              + i
              + ";) "
              + types.extern(module.tables().get(i))
              + initializer
              + ")");
    }
    for (int i = module.importedMemories(); i < module.memories().size(); i++) {
      line(INDENT + "(memory (;" + i + ";) " + types.extern(module.memories().get(i)) + ")");
    }
    for (int i = module.importedTags(); i < module.tagTypes().length; i++) {
      line(INDENT + "(tag (;" + i + ";) " + types.use(module.tagTypes()[i]) + ")");
    }
    for (int i = module.importedGlobals(); i < module.globals().size(); i++) {
      line(
          INDENT
              + "(global "
              + names.definitionOfGlobal(i)
              + " "
              + types.extern(module.globals().get(i))
              + " "
              + expression(module.globalInitializers().get(i - module.importedGlobals()))
              + ")");
    }
  }

  private String item(Export export) {
    return switch (export.kind()) {
      case FUNCTION -> "func " + names.function(export.index());
      case TABLE -> "table " + export.index();
      case MEMORY -> "memory " + export.index();
      case GLOBAL -> "global " + names.global(export.index());
      case TAG -> "tag " + export.index();
    };
  }

  private String element(int index, ElementSegment segment) {
    StringBuilder text = new StringBuilder("(elem (;" + index + ";)");
    switch (segment.mode()) {
      case ElementSegment.Active(int table, ConstantExpression start) -> {
        if (table != 0) {
          text.append(" (table ").append(table).append(')');
        }
        text.append(" (offset ").append(expression(start)).append(')');
      }
      case ElementSegment.Passive() -> {}
      case ElementSegment.Declarative() -> text.append(" declare");
    }
    boolean plain =
        segment.type().heap() == AbstractHeapType.FUNC
            && segment.items().stream()
                .allMatch(item ->
                    item.instructions().size() == 1
                        && item.instructions().getFirst() instanceof RefFunc);
    text.append(plain ? " func" : " " + types.value(segment.type()));
    for (ConstantExpression item : segment.items()) {
      if (plain && item.instructions().getFirst() instanceof RefFunc(int function)) {
        text.append(' ').append(names.function(function));
      } else {
        text.append(" (item ").append(expression(item)).append(')');
      }
    }
    return text.append(')').toString();
  }

  private void data(int index, DataSegment segment) throws IOException {
    to.append(INDENT).append("(data (;").append(String.valueOf(index)).append(";)");
    if (segment.active().isPresent()) {
      DataSegment.Active active = segment.active().get();
      if (active.memory() != 0) {
        to.append(" (memory ").append(String.valueOf(active.memory())).append(')');
      }
      to.append(" (offset ").append(expression(active.address())).append(')');
    }
    to.append(' ').append(Strings.quoted(module.bytes(), segment.start(), segment.size()));
    line(")");
  }

  private String expression(ConstantExpression expression) {
    StringBuilder text = new StringBuilder();
    for (Instruction each : expression.instructions()) {
      text.append(text.isEmpty() ? "" : " ").append(constant(each));
    }
    return text.toString();
  }

  private String constant(Instruction instruction) {
    return switch (instruction) {
      case I32Const(int value) -> "i32.const " + value;
      case I64Const(long value) -> "i64.const " + value;
      case F32Const(int bits) -> "f32.const " + Constants.f32(bits);
      case F64Const(long bits) -> "f64.const " + Constants.f64(bits);
      case V128Const(long low, long high) ->
          String.format("v128.const i64x2 0x%016x 0x%016x", low, high);
      case RefNull(var type) -> "ref.null " + types.heap(type);
      case RefFunc(int function) -> "ref.func " + names.function(function);
      case GlobalGet(int global) -> "global.get " + names.global(global);
      case Arithmetic(int opcode) -> Mnemonics.of(opcode);
      case NewObject(int opcode, int type, int count) ->
          Mnemonics.of(opcode)
              + " "
              + type
              + (opcode == ObjectOpcode.ARRAY_NEW_FIXED ? " " + count : "");
      case ReferenceConversion(int opcode) -> Mnemonics.of(opcode);
      case NotConstant(int opcode) -> throw new IllegalStateException(Mnemonics.of(opcode));
    };
  }

  private void line(String line) throws IOException {
    to.append(line).append('\n');
  }
}
