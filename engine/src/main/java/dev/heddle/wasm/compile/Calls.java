package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.*;
import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.Descriptors;
import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.code.ControlRegisterOpcode;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.ObjectRegisterOpcode;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.runtime.Depth;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.Arrays;
import java.util.List;

/**
 * Writes calls and returns, and what is done by calling the interpreter's own methods. Not
 * thread-safe.
 */
final class Calls {

  private final Flow flow;
  private final LoweredFunction function;
  private final int[] code;
  private final Access access;
  private final Part part;
  private final Callees callees;
  private final CodeWriter out;
  private final Locals locals;
  private final Values values;

  /** What a slot of arguments takes in the methods that pass them on. */
  private static final int ARGUMENT_BYTES = 24;

  private int calleePlace = -1;
  private int scratchPlace = -1;

  Calls(Flow flow, Part part, Callees callees, CodeWriter out, Locals locals, Values values) {
    this.flow = flow;
    this.function = flow.function;
    this.code = flow.code;
    this.access = flow.access;
    this.part = part;
    this.callees = callees;
    this.out = out;
    this.locals = locals;
    this.values = values;
  }

  /** Writes a return. */
  void returns(int pc) {
    Node[] nodes = values.operands(pc);
    values.flush(true);
    if (!part.isWhole()) {
      for (int i = 0; i < nodes.length; i++) {
        byte kind = nodes[i].isVariable() ? flow.kind(nodes[i].variable) : access.useKinds[i];
        out.aload(locals.frame).iload(locals.base);
        int slot = code[pc] == RETURN_VALUE ? 0 : access.useSlots[i];
        out.loadConstant(slot).iadd();
        values.value(nodes[i]);
        Raw.to(out, kind);
        out.lastore();
      }
      out.iconst_m1().ireturn();
      return;
    }
    List<ValueType> results = function.signature.type().results();
    byte[] flat = Types.kinds(results);
    int number = 0;
    int reference = 0;
    int temporary = -1;
    for (int i = 0; i < flat.length; i++) {
      byte kind = flat[i];
      if (i > 0) {
        out.aload(locals.activation);
        out.getfield(
            Types.ACTIVATION,
            kind == REFERENCE ? "moreReferences" : "moreNumbers",
            kind == REFERENCE ? Types.OBJECTS : Types.LONGS);
        out.loadConstant(i - 1);
      } else if (flat.length > 1) {
        out.aload(locals.activation).loadConstant(flat.length - 1);
        out.invokevirtual(Types.ACTIVATION, "ensureResults", "(I)V");
      }
      if (kind == REFERENCE) {
        out.aload(locals.references).loadConstant(reference++).aaload();
      } else {
        values.value(nodes[number++]);
      }
      if (i > 0) {
        if (kind == REFERENCE) {
          out.aastore();
        } else {
          Raw.to(out, kind);
          out.lastore();
        }
      } else if (flat.length > 1) {
        temporary = out.allocateLocal(Types.typeKind(kind));
        out.storeLocal(Types.typeKind(kind), temporary);
      }
    }
    if (flat.length > 1) {
      out.loadLocal(Types.typeKind(flat[0]), temporary);
    }
    leave(flat);
  }

  /** Returns with the first result on the operand stack. */
  private void leave(byte[] flat) {
    locals.giveBack();
    if (flat.length == 0) {
      out.return_();
    } else {
      out.return_(Types.typeKind(flat[0]));
    }
  }

  /** Writes a call. */
  void call(int pc) {
    int opcode = code[pc];
    access.read(pc);
    boolean indirect = opcode == CALL_INDIRECT;
    Node[] nodes = values.operands(pc);
    values.flush(false);
    int numbersAt = code[pc + (indirect ? 4 : 2)];
    int referencesAt = code[pc + (indirect ? 5 : 3)];
    Signature callee =
        switch (opcode) {
          case CALL_INDIRECT -> access.signature(code[pc + 1]);
          case ObjectRegisterOpcode.CALL_REF -> access.signature(code[pc + 4]);
          default -> access.signatureOf(code[pc + 1]);
        };
    FunctionType type = callee.type();
    int first = 0;
    int found = -1;
    if (indirect) {
      found = calleePlace();
      lookUp(pc, nodes[0]);
      out.astore(found);
      first = 1;
    } else if (opcode == ObjectRegisterOpcode.CALL_REF) {
      found = calleePlace();
      out.aload(locals.references).loadConstant(code[pc + 1]).aaload();
      locals.line(pc);
      out.invokestatic(Types.SUPPORT, "callee", "(" + Types.OBJECT + ")" + Types.FUNCTION);
      out.astore(found);
    }
    if (found >= 0) {
      out.aload(found);
    }
    arguments(type, Arrays.copyOfRange(nodes, first, nodes.length), referencesAt);
    out.aload(locals.instance).aload(locals.activation);
    int weight = flow.weight;
    if (found >= 0 || !callees.callsDirectly(code[pc + 1])) {
      // the methods on the way have the arguments, too
      weight +=
          Depth.DETOUR
              + Depth.ofDetour(ARGUMENT_BYTES * Descriptors.parameterSlots(Types.method(type)));
    }
    out.iload(locals.depth).loadConstant(weight).isub();
    locals.line(pc);
    if (found >= 0) {
      callees.callFunction(out, type);
    } else {
      callees.call(out, code[pc + 1]);
    }
    locals.segmentIsFresh = false;
    access.read(pc);
    storeResults(type, numbersAt, referencesAt);
  }

  /** Leaves the function on the operand stack that is found in a table. */
  private void lookUp(int pc, Node element) {
    out.aload(locals.instance).loadConstant(code[pc + 1]).loadConstant(code[pc + 2]);
    values.value(element);
    Raw.to(out, ofIndices(flow.module, code[pc + 2]));
    locals.line(pc);
    out.invokestatic(
        Types.INDIRECT_CALLS, "lookUp", "(" + Types.INSTANCE + "IIJ)" + Types.FUNCTION);
  }

  private void arguments(FunctionType type, Node[] nodes, int referencesAt) {
    boolean spread = Types.isSpread(type);
    List<ValueType> parameters = type.parameters();
    int number = 0;
    int reference = 0;
    if (spread) {
      Signature signature = Signature.of(type);
      out.loadConstant(signature.parameterNumbers()).newLongArray();
      byte[] flat = Types.kinds(parameters);
      for (byte kind : flat) {
        if (kind != REFERENCE) {
          out.dup().loadConstant(number);
          values.value(nodes[number++]);
          Raw.to(out, kind);
          out.lastore();
        }
      }
      out.loadConstant(signature.parameterReferences()).newObjectArray();
      for (byte kind : flat) {
        if (kind == REFERENCE) {
          out.dup().loadConstant(reference);
          out.aload(locals.references).loadConstant(referencesAt + reference++).aaload().aastore();
        }
      }
      return;
    }
    for (byte kind : Types.kinds(parameters)) {
      if (kind == REFERENCE) {
        out.aload(locals.references).loadConstant(referencesAt + reference++).aaload();
      } else {
        values.value(nodes[number++]);
      }
    }
  }

  private void storeResults(FunctionType type, int numbersAt, int referencesAt) {
    byte[] flat = Types.kinds(type.results());
    int number = 0;
    int reference = 0;
    for (int i = 0; i < flat.length; i++) {
      byte kind = flat[i];
      if (kind == REFERENCE) {
        if (i == 0) {
          int temporary = calleePlace();
          out.astore(temporary);
          out.aload(locals.references)
              .loadConstant(referencesAt + reference++)
              .aload(temporary)
              .aastore();
        } else {
          out.aload(locals.references).loadConstant(referencesAt + reference++);
          out.aload(locals.activation).getfield(Types.ACTIVATION, "moreReferences", Types.OBJECTS);
          out.loadConstant(i - 1).aaload().aastore();
        }
        continue;
      }
      int slot = numbersAt + number++;
      values.flushReaders(flow.variable(slot, kind));
      if (i > 0) {
        out.aload(locals.activation).getfield(Types.ACTIVATION, "moreNumbers", Types.LONGS);
        out.loadConstant(i - 1).laload();
        Raw.from(out, kind);
      }
      values.store(slot, kind, kind == Types.HIGH);
    }
  }

  /** Writes a tail call, which the caller of the function makes. */
  void tailCall(int pc) {
    int opcode = code[pc];
    Node[] nodes = values.operands(pc);
    values.flush(true);
    FunctionType type;
    int first = 0;
    int referencesAt;
    switch (opcode) {
      case ControlRegisterOpcode.TAIL_CALL -> {
        type = access.signatureOf(code[pc + 1]).type();
        referencesAt = code[pc + 4];
        out.aload(locals.instance).loadConstant(code[pc + 1]);
        out.invokevirtual(Types.INSTANCE, "function", "(I)" + Types.FUNCTION);
      }
      case ControlRegisterOpcode.TAIL_CALL_INDIRECT -> {
        type = access.signature(code[pc + 1]).type();
        referencesAt = code[pc + 6];
        lookUp(pc, nodes[0]);
        first = 1;
      }
      default -> {
        type = access.signature(code[pc + 1]).type();
        referencesAt = code[pc + 5];
        out.aload(locals.references).loadConstant(code[pc + 2]).aaload();
        locals.line(pc);
        out.invokestatic(Types.SUPPORT, "callee", "(" + Types.OBJECT + ")" + Types.FUNCTION);
      }
    }
    int callee = calleePlace();
    out.astore(callee);
    Signature signature = Signature.of(type);
    int array = out.allocateLocal(TypeKind.REFERENCE);
    out.loadConstant(signature.parameterNumbers()).newLongArray().astore(array);
    int number = 0;
    for (byte kind : Types.kinds(type.parameters())) {
      if (kind != REFERENCE) {
        out.aload(array).loadConstant(number);
        values.value(nodes[first + number++]);
        Raw.to(out, kind);
        out.lastore();
      }
    }
    out.aload(locals.activation).aload(callee).aload(array);
    if (locals.references >= 0) {
      out.aload(locals.references);
    } else {
      out.aconst_null();
    }
    out.loadConstant(signature.parameterReferences() > 0 ? referencesAt : 0);
    out.loadConstant(signature.parameterReferences());
    out.invokevirtual(
        Types.ACTIVATION, "tailCall", "(" + Types.FUNCTION + Types.LONGS + Types.OBJECTS + "II)V");
    if (!part.isWhole()) {
      out.iconst_m1().ireturn();
      return;
    }
    byte[] flat = Types.kinds(function.signature.type().results());
    if (flat.length > 0) {
      switch (flat[0]) {
        case I32 -> out.iconst_0();
        case I64, Types.LOW -> out.lconst_0();
        case F32 -> out.fconst_0();
        case F64 -> out.dconst_0();
        default -> out.aconst_null();
      }
    }
    leave(flat);
  }

  /** Writes a throw of an exception with a tag. */
  void throwTagged(int pc) {
    Node[] nodes = values.operands(pc);
    values.flush(true);
    Signature payload = flow.payload(code[pc + 1]);
    out.loadConstant(payload.parameterNumbers()).newLongArray();
    int number = 0;
    for (byte kind : Types.kinds(payload.type().parameters())) {
      if (kind != REFERENCE) {
        out.dup().loadConstant(number);
        values.value(nodes[number++]);
        Raw.to(out, kind);
        out.lastore();
      }
    }
    if (locals.references >= 0) {
      out.aload(locals.references);
    } else {
      out.aconst_null();
    }
    out.loadConstant(code[pc + 3])
        .loadConstant(code[pc + 1])
        .aload(locals.instance)
        .aload(locals.activation);
    out.iload(locals.depth);
    locals.line(pc);
    out.invokestatic(
        Types.SUPPORT,
        "tagged",
        "("
            + Types.LONGS
            + Types.OBJECTS
            + "II"
            + Types.INSTANCE
            + Types.ACTIVATION
            + "I)"
            + Types.THROWABLE);
    out.athrow();
  }

  /** Has an instruction executed by the interpreter's own methods, on a frame for the purpose. */
  void inFrame(int pc) {
    Node[] nodes = values.operands(pc);
    values.flush(false);
    access.read(pc);
    // these copy a range of numbers, which may be empty, but must be in the frame
    boolean copiesRange =
        code[pc] == ObjectRegisterOpcode.STRUCT_NEW
            || code[pc] == ObjectRegisterOpcode.ARRAY_NEW_FIXED;
    boolean needsFrame = access.uses + access.definitions > 0 || copiesRange;
    int scratch = -1;
    int uses = access.uses;
    int[] slots = Arrays.copyOf(access.useSlots, uses);
    byte[] useKinds = Arrays.copyOf(access.useKinds, uses);
    if (needsFrame) {
      scratch = scratch();
      for (int i = 0; i < uses; i++) {
        out.aload(scratch).loadConstant(slots[i]);
        values.value(nodes[i]);
        Raw.to(out, useKinds[i]);
        out.lastore();
      }
    }
    if (code[pc] == FUEL_FOR_SIZE) {
      // the instruction that follows reads the same registers
      for (int i = 0; i < uses; i++) {
        if (!nodes[i].isVariable()) {
          out.aload(scratch).loadConstant(slots[i]).laload();
          Raw.from(out, useKinds[i]);
          values.store(flow.variable(slots[i], useKinds[i]));
        }
      }
    }
    out.loadConstant(function.index).loadConstant(pc);
    if (needsFrame) {
      out.aload(scratch);
    } else {
      out.aconst_null();
    }
    if (locals.references >= 0) {
      out.aload(locals.references);
    } else {
      out.aconst_null();
    }
    out.aload(locals.instance).aload(locals.activation).iload(locals.depth);
    locals.line(pc);
    out.invokestatic(
        Types.SUPPORT,
        "execute",
        "(II" + Types.LONGS + Types.OBJECTS + Types.INSTANCE + Types.ACTIVATION + "I)V");
    locals.segmentIsFresh = false;
    if (locals.interruption >= 0 && takesLong(code[pc])) {
      locals.poll();
    }
    access.read(pc);
    for (int i = 0; i < access.definitions; i++) {
      values.flushReaders(values.variableDefined(i));
      access.read(pc);
      byte kind = access.definedKinds[i];
      out.aload(scratch).loadConstant(access.definedSlots[i]).laload();
      Raw.from(out, kind);
      values.store(access.definedSlots[i], kind, kind == Types.HIGH);
    }
    if (Flow.isEnd(code[pc])) {
      // it throws; the verifier does not know
      out.aconst_null().athrow();
    }
  }

  /** Whether an instruction works on any number of bytes or elements. */
  static boolean takesLong(int opcode) {
    return opcode >= MEMORY_GROW && opcode <= MEMORY_INIT
        || opcode == TABLE_COPY
        || opcode == TABLE_INIT
        || opcode == TABLE_GROW
        || opcode == TABLE_FILL
        || opcode >= ObjectRegisterOpcode.STRUCT_NEW
            && opcode <= ObjectRegisterOpcode.ARRAY_INIT_ELEM;
  }

  /** Where a reference is for a moment. */
  private int calleePlace() {
    if (calleePlace < 0) {
      calleePlace = out.allocateLocal(TypeKind.REFERENCE);
    }
    return calleePlace;
  }

  private int scratch() {
    if (scratchPlace < 0) {
      scratchPlace = out.allocateLocal(TypeKind.REFERENCE);
    }
    out.aload(locals.activation).loadConstant(function.frameSize);
    out.invokevirtual(Types.ACTIVATION, "scratch", "(I)" + Types.LONGS);
    out.astore(scratchPlace);
    return scratchPlace;
  }
}
