package dev.heddle.wasm.compile;

import dev.heddle.wasm.bytecode.ClassWriter;
import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.module.VectorInstruction;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What compiled functions need of the Vector API besides their calls of it. */
final class VectorApi {

  /** The instructions whose calls have been made once. */
  private static final Set<VectorInstruction> KNOWN = EnumSet.noneOf(VectorInstruction.class);

  private VectorApi() {}

  /** The constants of a class. */
  static final class Needs {

    private record Constant(long low, long high) {}

    private final Map<Constant, String> constants = new LinkedHashMap<>();
    private String owner;

    /** None yet, of the class named. */
    Needs(String owner) {
      this.owner = owner;
    }

    /** Begins anew, with a class. */
    void clear(String newOwner) {
      owner = newOwner;
      constants.clear();
    }

    /** Leaves a constant vector on the operand stack, as bytes. */
    void constant(CodeWriter out, long low, long high) {
      String name =
          constants.computeIfAbsent(new Constant(low, high), c -> "$vector" + constants.size());
      out.getstatic(owner, name, Form.BYTES.vector);
    }

    /** Writes the constants. */
    void writeTo(ClassWriter to) {
      if (constants.isEmpty()) {
        return;
      }
      for (String name : constants.values()) {
        to.field(
            name, Form.BYTES.vector, ClassWriter.PRIVATE | ClassWriter.STATIC | ClassWriter.FINAL);
      }
      CodeWriter out = to.beginMethod(ClassWriter.CLASS_INIT, "()V", ClassWriter.STATIC);
      ApiOperations operations = new ApiOperations(out);
      for (Map.Entry<Constant, String> entry : constants.entrySet()) {
        out.loadConstant(entry.getKey().low).loadConstant(entry.getKey().high);
        operations.ofHalves();
        operations.change(Form.LONGS, Form.BYTES);
        out.putstatic(owner, entry.getValue(), Form.BYTES.vector);
      }
      out.return_();
      to.endMethod();
    }
  }

  // ---- What is linked when it is called first must not be so on a stack that is nearly full

  /** Those of some instructions whose calls have never been made. */
  static Set<VectorInstruction> unknown(Collection<VectorInstruction> instructions) {
    synchronized (KNOWN) {
      Set<VectorInstruction> unknown = EnumSet.noneOf(VectorInstruction.class);
      unknown.addAll(instructions);
      unknown.removeAll(KNOWN);
      return unknown;
    }
  }

  /** Remembers instructions whose calls have been made. */
  static void remember(Collection<VectorInstruction> instructions) {
    synchronized (KNOWN) {
      KNOWN.addAll(instructions);
    }
  }

  /** The name of the method of a rehearsal, which has a memory segment as parameter. */
  static final String REHEARSE = "rehearse";

  /** A class with a method that makes the calls of instructions once. */
  static byte[] rehearsal(String name, Collection<VectorInstruction> instructions) {
    Needs needs = new Needs(name);
    ClassWriter to = new ClassWriter(ClassWriter.MAX_CODE);
    to.begin(name, ClassWriter.FINAL, Types.OBJECT);
    String type = "(" + Types.SEGMENT + ")V";
    int flags = ClassWriter.PRIVATE | ClassWriter.STATIC;
    int count = 0;
    for (VectorInstruction instruction : instructions) {
      new Rehearsal(to.beginMethod(REHEARSE + count++, type, flags), needs).write(instruction);
      to.endMethod();
    }
    CodeWriter out = to.beginMethod(REHEARSE, type, ClassWriter.PUBLIC | ClassWriter.STATIC);
    for (int i = 0; i < count; i++) {
      out.aload(0).invokestatic(name, REHEARSE + i, type);
    }
    out.return_();
    to.endMethod();
    needs.writeTo(to);
    return to.toBytes();
  }

  /** Writes instructions that work on zeros, and leave nothing. */
  private static final class Rehearsal implements ApiOperations.Operands {
    private final CodeWriter out;
    private final Needs needs;
    private final ApiOperations operations;
    private Form only = Form.BYTES;
    private String shape = "";

    Rehearsal(CodeWriter out, Needs needs) {
      this.out = out;
      this.needs = needs;
      this.operations = new ApiOperations(out);
    }

    @Override
    public void vector(int i, Form form) {
      operations.zero(form.lanes());
      if (form.isMask) {
        operations.compareWithZero(form.lanes(), "NE");
      }
    }

    @Override
    public boolean isIn(int i, Form form) {
      return form == only;
    }

    @Override
    public Form lanes(int i) {
      return only.lanes();
    }

    @Override
    public void number() {
      switch (shape) {
        case "I64X2" -> out.lconst_0();
        case "F32X4" -> out.fconst_0();
        case "F64X2" -> out.dconst_0();
        default -> out.iconst_0();
      }
    }

    @Override
    public void constant(long low, long high) {
      needs.constant(out, low, high);
    }

    void write(VectorInstruction instruction) {
      String name = VectorWriter.nameOf(instruction);
      shape = name.substring(0, name.indexOf('_'));
      for (Form form : Form.values()) {
        only = form;
        Form result = once(instruction, name);
        if (result != null) {
          for (Form wanted : Form.values()) {
            if (!wanted.isMask) {
              out.dup();
              operations.change(result, wanted);
              out.pop();
            }
          }
          out.pop();
        }
      }
      out.return_();
    }

    private @Nullable Form once(VectorInstruction instruction, String name) {
      int size = 1 << instruction.naturalAlignment();
      return switch (instruction.form()) {
        case LOAD -> {
          if (size == 2 * Long.BYTES) {
            operations.load(() -> out.aload(0).lconst_0(), () -> {});
            yield Form.BYTES;
          }
          if (size == Long.BYTES) {
            out.lconst_0();
          } else {
            out.iconst_0();
          }
          yield operations.ofNumber(size, name);
        }
        case STORE -> {
          operations.zero(Form.BYTES);
          operations.store(() -> out.aload(0).lconst_0(), () -> {});
          yield null;
        }
        case LOAD_LANE -> {
          shape = size == Long.BYTES ? "I64X2" : "";
          yield operations.replace(Form.ofSize(size), 0, this);
        }
        case STORE_LANE -> {
          operations.lane(Form.ofSize(size), 0, this);
          pop(Form.ofSize(size));
          yield null;
        }
        case CONST -> {
          out.lconst_0().lconst_0();
          operations.ofHalves();
          operations.half(0);
          out.pop2();
          needs.constant(out, 1, 1);
          yield Form.BYTES;
        }
        case SHUFFLE -> {
          operations.shuffle(new int[16], this);
          out.pop();
          int[] ofBoth = new int[16];
          ofBoth[0] = 16;
          yield operations.shuffle(ofBoth, this);
        }
        case UNARY, BINARY, TERNARY -> operations.arithmetic(instruction.form(), name, this);
        case SHIFT -> {
          shape = "";
          yield operations.shift(name, this);
        }
        case TEST -> {
          operations.test(name, this);
          out.pop();
          yield null;
        }
        case SPLAT -> operations.splat(name, this);
        case EXTRACT -> {
          operations.extract(name, 0, this);
          pop(Form.ofShape(shape));
          yield null;
        }
        case REPLACE -> operations.replace(Form.ofShape(shape), 0, this);
      };
    }

    private void pop(Form form) {
      if (form.width == 64) {
        out.pop2();
      } else {
        out.pop();
      }
    }
  }
}
