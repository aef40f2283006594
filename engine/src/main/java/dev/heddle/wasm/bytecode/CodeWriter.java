package dev.heddle.wasm.bytecode;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/**
 * Writes the code of a method.
 *
 * <p>The names are those of the instructions. It follows the types of variables and of what is on
 * the operand stack, and so knows the frames that the verifier wants without a second look at the
 * code. For that labels are of three sorts:
 *
 * <ul>
 *   <li>those that jumps lead to from before only: there is known what all of these jumps leave,
 *   <li>heads, which jumps lead back to: there is known what was known when they were bound, and
 *       jumps must leave that much,
 *   <li>those of blocks, where it is told what is in variables; jumps must leave that much.
 * </ul>
 *
 * <p>What cannot be reached is not written. A variable has the place that it gets for itself alone.
 * Not thread-safe.
 */
public final class CodeWriter {

  private static final int MAX_JUMP = Short.MAX_VALUE;

  private static final int WIDE = 0xc4;
  private static final int GOTO = 0xa7;

  private static final int ILOAD = 0x15;
  private static final int ILOAD_0 = 0x1a;
  private static final int ISTORE = 0x36;
  private static final int ISTORE_0 = 0x3b;

  private final ClassWriter owner;
  private final ConstantPool pool;
  private final StackMap map = new StackMap();
  private final Bytes code = new Bytes(2_048);
  private final Bytes lines = new Bytes(512);
  private final Bytes handlers = new Bytes(64);
  private int lineCount;
  private int lastLine;
  private int maxLocals;
  private int maxSize;

  /** Whether what is written next can be reached. */
  private boolean reachable;

  /** Whether a frame is due where the next instruction is. */
  private boolean frameIsDue;

  // The jumps to labels that are not bound: of which instruction, where the distance is, and
  // whether it has four bytes; those of a label are a list
  private int[] jumpFrom = new int[64];
  private int[] jumpAt = new int[64];
  private int[] jumpNext = new int[64];
  private int jumpCount;

  // What handlers cover: where they begin and end, where they are, and the class
  private Label[] ranges = new Label[12];
  private int[] caught = new int[4];
  private int rangeCount;

  CodeWriter(ClassWriter owner, ConstantPool pool) {
    this.owner = owner;
    this.pool = pool;
  }

  /** Begins the code of a method. */
  void begin(int maxBytes, boolean isStatic, String descriptor) {
    maxSize = maxBytes;
    code.length = 0;
    lines.length = 0;
    handlers.length = 0;
    lineCount = 0;
    lastLine = -1;
    maxLocals = 0;
    reachable = true;
    frameIsDue = false;
    jumpCount = 0;
    rangeCount = 0;
    map.begin();
    if (!isStatic) {
      parameter(Verification.ofClass(owner.thisClass()));
    }
    for (int at = Descriptors.FIRST;
        Descriptors.hasParameter(descriptor, at);
        at = Descriptors.next(descriptor, at)) {
      parameter(pool.typeAt(descriptor, at));
    }
    map.parametersAreThere();
  }

  private void parameter(int type) {
    map.store(maxLocals, type);
    maxLocals += Verification.slotSize(type);
  }

  /** Writes the attribute. */
  void writeTo(Bytes to) {
    checkSize();
    if (frameIsDue) {
      throw new IllegalStateException("the code goes on behind its end");
    }
    writeRanges();
    int lineBytes = lineCount == 0 ? 0 : 8 + lines.length;
    int nameOfCode = pool.text("Code");
    int nameOfLines = lineCount == 0 ? 0 : pool.text("LineNumberTable");
    int nameOfFrames = map.hasFrames() ? pool.text("StackMapTable") : 0;
    to.u2(nameOfCode);
    int length = to.length;
    to.u4(0);
    to.u2(map.maxDepth());
    to.u2(maxLocals);
    to.u4(code.length);
    to.append(code);
    to.u2(handlers.length / 8);
    to.append(handlers);
    to.u2((lineBytes > 0 ? 1 : 0) + (map.hasFrames() ? 1 : 0));
    if (lineBytes > 0) {
      to.u2(nameOfLines);
      to.u4(2 + lines.length);
      to.u2(lineCount);
      to.append(lines);
    }
    if (map.hasFrames()) {
      to.u2(nameOfFrames);
      map.writeTo(to);
    }
    to.put4(length, to.length - length - 4);
  }

  private void checkSize() {
    if (code.length > maxSize) {
      throw new CodeTooLargeException("more than " + maxSize + " bytes of code");
    }
  }

  // ---- What all instructions do

  /** Whether an instruction is to be written. */
  private boolean starts() {
    if (!reachable) {
      return false;
    }
    if (frameIsDue) {
      frameIsDue = false;
      map.write(code.length);
    }
    return true;
  }

  private CodeWriter simple(int opcode, int pops, int pushed) {
    if (starts()) {
      code.u1(opcode);
      map.pop(pops);
      if (pushed != Verification.NOTHING) {
        map.push(pushed);
      }
    }
    return this;
  }

  // ---- Variables

  /** A place for a variable that has none yet. */
  public int allocateLocal(TypeKind kind) {
    int place = maxLocals;
    maxLocals += kind.slotSize();
    return place;
  }

  public CodeWriter iload(int place) {
    return loadLocal(TypeKind.INT, place);
  }

  public CodeWriter lload(int place) {
    return loadLocal(TypeKind.LONG, place);
  }

  public CodeWriter dload(int place) {
    return loadLocal(TypeKind.DOUBLE, place);
  }

  public CodeWriter aload(int place) {
    return loadLocal(TypeKind.REFERENCE, place);
  }

  public CodeWriter istore(int place) {
    return storeLocal(TypeKind.INT, place);
  }

  public CodeWriter lstore(int place) {
    return storeLocal(TypeKind.LONG, place);
  }

  public CodeWriter dstore(int place) {
    return storeLocal(TypeKind.DOUBLE, place);
  }

  public CodeWriter astore(int place) {
    return storeLocal(TypeKind.REFERENCE, place);
  }

  public CodeWriter loadLocal(TypeKind kind, int place) {
    if (starts()) {
      local(ILOAD, ILOAD_0, kind, place);
      int type = place < map.localCount ? map.locals[place] : Verification.TOP;
      if (type == Verification.TOP || type == Verification.SECOND) {
        throw new IllegalStateException("nothing is known of variable " + place);
      }
      map.push(type);
    }
    return this;
  }

  public CodeWriter storeLocal(TypeKind kind, int place) {
    if (starts()) {
      local(ISTORE, ISTORE_0, kind, place);
      map.store(place, map.pop());
    }
    return this;
  }

  private void local(int opcode, int shortOpcode, TypeKind kind, int place) {
    if (place < 4) {
      code.u1(shortOpcode + 4 * kind.offset + place);
    } else if (place <= 0xff) {
      code.u1(opcode + kind.offset);
      code.u1(place);
    } else {
      code.u1(WIDE);
      code.u1(opcode + kind.offset);
      code.u2(place);
    }
  }

  /** What is known of variables here. */
  public void save(Frame frame) {
    frame.copyOf(map.locals, reachable ? map.localCount : 0);
  }

  /** Has a frame say that a variable of a kind is there, a reference of a class. */
  public void put(Frame frame, int place, TypeKind kind, String type) {
    frame.put(
        place,
        switch (kind) {
          case INT -> Verification.INTEGER;
          case LONG -> Verification.LONG;
          case FLOAT -> Verification.FLOAT;
          case DOUBLE -> Verification.DOUBLE;
          case REFERENCE -> Verification.ofClass(pool.classOf(type));
          case VOID -> Verification.TOP;
        });
  }

  // ---- Constants

  public CodeWriter loadConstant(int value) {
    if (!starts()) {
      return this;
    }
    if (value >= -1 && value <= 5) {
      code.u1(0x03 + value);
    } else if (value == (byte) value) {
      code.u1(0x10);
      code.u1(value);
    } else if (value == (short) value) {
      code.u1(0x11);
      code.u2(value);
    } else {
      constant(pool.ofInt(value));
    }
    map.push(Verification.INTEGER);
    return this;
  }

  public CodeWriter loadConstant(long value) {
    if (starts()) {
      if (value == 0 || value == 1) {
        code.u1(0x09 + (int) value);
      } else {
        code.u1(0x14);
        code.u2(pool.ofLong(value));
      }
      map.push(Verification.LONG);
    }
    return this;
  }

  public CodeWriter loadConstant(float value) {
    if (starts()) {
      int bits = Float.floatToRawIntBits(value);
      if (bits == 0 || value == 1 || value == 2) {
        code.u1(0x0b + (int) value);
      } else {
        constant(pool.ofFloat(value));
      }
      map.push(Verification.FLOAT);
    }
    return this;
  }

  public CodeWriter loadConstant(double value) {
    if (starts()) {
      long bits = Double.doubleToRawLongBits(value);
      if (bits == 0 || value == 1) {
        code.u1(0x0e + (int) value);
      } else {
        code.u1(0x14);
        code.u2(pool.ofDouble(value));
      }
      map.push(Verification.DOUBLE);
    }
    return this;
  }

  /** Loads the class with a descriptor. */
  public CodeWriter loadClass(String type) {
    if (starts()) {
      constant(pool.classOf(type));
      map.push(Verification.ofClass(pool.classOf("Ljava/lang/Class;")));
    }
    return this;
  }

  private void constant(int index) {
    if (index <= 0xff) {
      code.u1(0x12);
      code.u1(index);
    } else {
      code.u1(0x13);
      code.u2(index);
    }
  }

  // ---- The operand stack

  public CodeWriter pop() {
    return simple(0x57, 1, Verification.NOTHING);
  }

  /** Takes a number of two slots off the stack. */
  public CodeWriter pop2() {
    return simple(0x58, 1, Verification.NOTHING);
  }

  public CodeWriter dup() {
    if (starts()) {
      code.u1(0x59);
      map.push(map.top());
    }
    return this;
  }

  /** Copies a number of two slots. */
  public CodeWriter dup2() {
    if (starts()) {
      code.u1(0x5c);
      map.push(map.top());
    }
    return this;
  }

  public CodeWriter swap() {
    if (starts()) {
      code.u1(0x5f);
      int first = map.pop();
      int second = map.pop();
      map.push(first);
      map.push(second);
    }
    return this;
  }

  // ---- Arithmetic and arrays

  public CodeWriter nop() {
    return simple(0x00, 0, Verification.NOTHING);
  }

  public CodeWriter aconst_null() {
    return simple(0x01, 0, Verification.NULL);
  }

  public CodeWriter iconst_m1() {
    return simple(0x02, 0, Verification.INTEGER);
  }

  public CodeWriter iconst_0() {
    return simple(0x03, 0, Verification.INTEGER);
  }

  public CodeWriter iconst_1() {
    return simple(0x04, 0, Verification.INTEGER);
  }

  public CodeWriter lconst_0() {
    return simple(0x09, 0, Verification.LONG);
  }

  public CodeWriter fconst_0() {
    return simple(0x0b, 0, Verification.FLOAT);
  }

  public CodeWriter dconst_0() {
    return simple(0x0e, 0, Verification.DOUBLE);
  }

  public CodeWriter iadd() {
    return simple(0x60, 2, Verification.INTEGER);
  }

  public CodeWriter isub() {
    return simple(0x64, 2, Verification.INTEGER);
  }

  public CodeWriter imul() {
    return simple(0x68, 2, Verification.INTEGER);
  }

  public CodeWriter ineg() {
    return simple(0x74, 1, Verification.INTEGER);
  }

  public CodeWriter ladd() {
    return simple(0x61, 2, Verification.LONG);
  }

  public CodeWriter lsub() {
    return simple(0x65, 2, Verification.LONG);
  }

  public CodeWriter lmul() {
    return simple(0x69, 2, Verification.LONG);
  }

  public CodeWriter lneg() {
    return simple(0x75, 1, Verification.LONG);
  }

  public CodeWriter fadd() {
    return simple(0x62, 2, Verification.FLOAT);
  }

  public CodeWriter fsub() {
    return simple(0x66, 2, Verification.FLOAT);
  }

  public CodeWriter fmul() {
    return simple(0x6a, 2, Verification.FLOAT);
  }

  public CodeWriter fdiv() {
    return simple(0x6e, 2, Verification.FLOAT);
  }

  public CodeWriter fneg() {
    return simple(0x76, 1, Verification.FLOAT);
  }

  public CodeWriter dadd() {
    return simple(0x63, 2, Verification.DOUBLE);
  }

  public CodeWriter dsub() {
    return simple(0x67, 2, Verification.DOUBLE);
  }

  public CodeWriter dmul() {
    return simple(0x6b, 2, Verification.DOUBLE);
  }

  public CodeWriter ddiv() {
    return simple(0x6f, 2, Verification.DOUBLE);
  }

  public CodeWriter dneg() {
    return simple(0x77, 1, Verification.DOUBLE);
  }

  public CodeWriter ishl() {
    return simple(0x78, 2, Verification.INTEGER);
  }

  public CodeWriter ishr() {
    return simple(0x7a, 2, Verification.INTEGER);
  }

  public CodeWriter iushr() {
    return simple(0x7c, 2, Verification.INTEGER);
  }

  public CodeWriter iand() {
    return simple(0x7e, 2, Verification.INTEGER);
  }

  public CodeWriter ior() {
    return simple(0x80, 2, Verification.INTEGER);
  }

  public CodeWriter ixor() {
    return simple(0x82, 2, Verification.INTEGER);
  }

  public CodeWriter lshl() {
    return simple(0x79, 2, Verification.LONG);
  }

  public CodeWriter lshr() {
    return simple(0x7b, 2, Verification.LONG);
  }

  public CodeWriter lushr() {
    return simple(0x7d, 2, Verification.LONG);
  }

  public CodeWriter land() {
    return simple(0x7f, 2, Verification.LONG);
  }

  public CodeWriter lor() {
    return simple(0x81, 2, Verification.LONG);
  }

  public CodeWriter lxor() {
    return simple(0x83, 2, Verification.LONG);
  }

  public CodeWriter i2l() {
    return simple(0x85, 1, Verification.LONG);
  }

  public CodeWriter i2f() {
    return simple(0x86, 1, Verification.FLOAT);
  }

  public CodeWriter i2d() {
    return simple(0x87, 1, Verification.DOUBLE);
  }

  public CodeWriter l2i() {
    return simple(0x88, 1, Verification.INTEGER);
  }

  public CodeWriter l2f() {
    return simple(0x89, 1, Verification.FLOAT);
  }

  public CodeWriter l2d() {
    return simple(0x8a, 1, Verification.DOUBLE);
  }

  public CodeWriter f2i() {
    return simple(0x8b, 1, Verification.INTEGER);
  }

  public CodeWriter f2l() {
    return simple(0x8c, 1, Verification.LONG);
  }

  public CodeWriter f2d() {
    return simple(0x8d, 1, Verification.DOUBLE);
  }

  public CodeWriter d2i() {
    return simple(0x8e, 1, Verification.INTEGER);
  }

  public CodeWriter d2l() {
    return simple(0x8f, 1, Verification.LONG);
  }

  public CodeWriter d2f() {
    return simple(0x90, 1, Verification.FLOAT);
  }

  public CodeWriter i2b() {
    return simple(0x91, 1, Verification.INTEGER);
  }

  public CodeWriter i2c() {
    return simple(0x92, 1, Verification.INTEGER);
  }

  public CodeWriter i2s() {
    return simple(0x93, 1, Verification.INTEGER);
  }

  public CodeWriter lcmp() {
    return simple(0x94, 2, Verification.INTEGER);
  }

  public CodeWriter fcmpg() {
    return simple(0x96, 2, Verification.INTEGER);
  }

  public CodeWriter dcmpg() {
    return simple(0x98, 2, Verification.INTEGER);
  }

  public CodeWriter laload() {
    return simple(0x2f, 2, Verification.LONG);
  }

  public CodeWriter lastore() {
    return simple(0x50, 3, Verification.NOTHING);
  }

  public CodeWriter aastore() {
    return simple(0x53, 3, Verification.NOTHING);
  }

  public CodeWriter aaload() {
    if (starts()) {
      code.u1(0x32);
      map.pop();
      map.push(pool.elementType(Verification.classIndex(map.pop())));
    }
    return this;
  }

  /** Makes an array of longs. */
  public CodeWriter newLongArray() {
    if (starts()) {
      code.u1(0xbc);
      code.u1(11);
      map.pop();
      map.push(Verification.ofClass(pool.classOf("[J")));
    }
    return this;
  }

  /** Makes an array of objects. */
  public CodeWriter newObjectArray() {
    if (starts()) {
      code.u1(0xbd);
      code.u2(pool.classOf("Ljava/lang/Object;"));
      map.pop();
      map.push(Verification.ofClass(pool.classOf("[Ljava/lang/Object;")));
    }
    return this;
  }

  // ---- Objects; all types are descriptors

  /** Makes an object; nobody jumps before its constructor has been called. */
  public CodeWriter new_(String type) {
    if (starts()) {
      code.u1(0xbb);
      int index = pool.classOf(type);
      code.u2(index);
      map.push(Verification.ofClass(index));
    }
    return this;
  }

  public CodeWriter checkcast(String type) {
    if (starts()) {
      code.u1(0xc0);
      int index = pool.classOf(type);
      code.u2(index);
      map.pop();
      map.push(Verification.ofClass(index));
    }
    return this;
  }

  public CodeWriter instanceOf(String type) {
    if (starts()) {
      code.u1(0xc1);
      code.u2(pool.classOf(type));
      map.pop();
      map.push(Verification.INTEGER);
    }
    return this;
  }

  public CodeWriter getstatic(String of, String name, String type) {
    return field(0xb2, 0, true, of, name, type);
  }

  public CodeWriter putstatic(String of, String name, String type) {
    return field(0xb3, 1, false, of, name, type);
  }

  public CodeWriter getfield(String of, String name, String type) {
    return field(0xb4, 1, true, of, name, type);
  }

  public CodeWriter putfield(String of, String name, String type) {
    return field(0xb5, 2, false, of, name, type);
  }

  private CodeWriter field(
      int opcode, int pops, boolean reads, String of, String name, String type) {
    if (starts()) {
      int index = pool.member(ConstantPool.FIELD, of, name, type);
      code.u1(opcode);
      code.u2(index);
      map.pop(pops);
      if (reads) {
        map.push(pool.type(index));
      }
    }
    return this;
  }

  public CodeWriter invokevirtual(String of, String name, String type) {
    return call(0xb6, 1, of, name, type);
  }

  public CodeWriter invokespecial(String of, String name, String type) {
    return call(0xb7, 1, of, name, type);
  }

  public CodeWriter invokestatic(String of, String name, String type) {
    return call(0xb8, 0, of, name, type);
  }

  private CodeWriter call(int opcode, int pops, String of, String name, String type) {
    if (starts()) {
      int index = pool.member(ConstantPool.METHOD, of, name, type);
      code.u1(opcode);
      code.u2(index);
      map.pop(pops + pool.arguments(index));
      int result = pool.type(index);
      if (result != Verification.NOTHING) {
        map.push(result);
      }
    }
    return this;
  }

  // ---- Labels

  /** A label that jumps lead to from before it is bound. */
  public Label newLabel() {
    return new Label(false);
  }

  /** The label of a block, to be bound with a frame. */
  public Label newBlockLabel() {
    return new Label(true);
  }

  /** A label for this place, to which nobody jumps: what handlers cover begins or ends there. */
  public Label newBoundLabel() {
    Label label = new Label(false);
    label.position = code.length;
    return label;
  }

  /** Binds a label to this place: what is known here is what all jumps to it leave. */
  public CodeWriter labelBinding(Label label) {
    if (label.frame >= 0) {
      if (reachable) {
        map.meet(label);
      }
      map.restore(label);
      reachable = true;
      frameIsDue = true;
    }
    bind(label);
    return this;
  }

  /** Binds a label to this place, to which jumps lead from behind. */
  public CodeWriter headBinding(Label label) {
    labelBinding(label);
    if (reachable) {
      frameIsDue = true;
      label.isTarget = true;
    }
    return this;
  }

  /** Whether the label of a block cannot be bound here without saying what is in variables. */
  public boolean needsFrame(Label label) {
    return label.isTarget || !reachable;
  }

  /**
   * Binds the label of a block, where of variables is known what a frame says, and nothing is on
   * the stack.
   *
   * @param isTarget whether somebody may jump to it from behind
   */
  public CodeWriter blockBinding(Label label, Frame frame, boolean isTarget) {
    frameIsDue |= isTarget || label.isTarget || !reachable;
    label.isTarget |= isTarget;
    map.restore(frame);
    reachable = true;
    bind(label);
    return this;
  }

  /**
   * Binds a label to this place, where a handler begins.
   *
   * @param frame what is known of variables wherever it covers
   */
  public CodeWriter handlerBinding(Label label, Frame frame) {
    blockBinding(label, frame, true);
    map.push(Verification.ofClass(pool.classOf("Ljava/lang/Throwable;")));
    return this;
  }

  private void bind(Label label) {
    checkSize();
    label.position = code.length;
    for (int jump = label.jumps; jump >= 0; jump = jumpNext[jump]) {
      int at = jumpAt[jump];
      int distance = label.position - jumpFrom[jump];
      if (at < 0) {
        code.put4(-at, distance);
      } else {
        code.put2(at, near(distance));
      }
    }
    label.jumps = -1;
  }

  private static int near(int distance) {
    if (Math.abs(distance) > MAX_JUMP) {
      throw new CodeTooLargeException("a jump over " + distance + " bytes");
    }
    return distance;
  }

  /** Writes the distance of a jump to a label, in two bytes or in four. */
  private void distance(int from, Label target, boolean wide) {
    if (target.position >= 0) {
      if (!target.isTarget) {
        throw new IllegalStateException("a jump back to what is no head");
      }
      if (wide) {
        code.u4(target.position - from);
      } else {
        code.u2(near(target.position - from));
      }
      return;
    }
    target.isTarget = true;
    if (!target.ofBlock) {
      map.meet(target);
    }
    if (jumpCount == jumpAt.length) {
      jumpAt = Arrays.copyOf(jumpAt, 2 * jumpCount);
      jumpFrom = Arrays.copyOf(jumpFrom, 2 * jumpCount);
      jumpNext = Arrays.copyOf(jumpNext, 2 * jumpCount);
    }
    jumpFrom[jumpCount] = from;
    jumpAt[jumpCount] = wide ? -code.length : code.length;
    jumpNext[jumpCount] = target.jumps;
    target.jumps = jumpCount++;
    if (wide) {
      code.u4(0);
    } else {
      code.u2(0);
    }
  }

  // ---- Jumps

  private CodeWriter jump(int opcode, int pops, Label target) {
    if (starts()) {
      int from = code.length;
      code.u1(opcode);
      map.pop(pops);
      distance(from, target, false);
    }
    return this;
  }

  public CodeWriter goto_(Label target) {
    jump(GOTO, 0, target);
    reachable = false;
    return this;
  }

  public CodeWriter ifeq(Label target) {
    return jump(0x99, 1, target);
  }

  public CodeWriter ifne(Label target) {
    return jump(0x9a, 1, target);
  }

  public CodeWriter iflt(Label target) {
    return jump(0x9b, 1, target);
  }

  public CodeWriter ifge(Label target) {
    return jump(0x9c, 1, target);
  }

  public CodeWriter ifgt(Label target) {
    return jump(0x9d, 1, target);
  }

  public CodeWriter ifle(Label target) {
    return jump(0x9e, 1, target);
  }

  public CodeWriter if_icmpeq(Label target) {
    return jump(0x9f, 2, target);
  }

  public CodeWriter if_icmpne(Label target) {
    return jump(0xa0, 2, target);
  }

  public CodeWriter if_icmplt(Label target) {
    return jump(0xa1, 2, target);
  }

  public CodeWriter if_icmpge(Label target) {
    return jump(0xa2, 2, target);
  }

  public CodeWriter if_icmpgt(Label target) {
    return jump(0xa3, 2, target);
  }

  public CodeWriter if_icmple(Label target) {
    return jump(0xa4, 2, target);
  }

  public CodeWriter ifnull(Label target) {
    return jump(0xc6, 1, target);
  }

  public CodeWriter ifnonnull(Label target) {
    return jump(0xc7, 1, target);
  }

  /**
   * Writes a choice by numbers from 0 on.
   *
   * @param targets where each of them leads to
   */
  public CodeWriter tableswitch(Label otherwise, Label[] targets) {
    if (starts()) {
      int from = beginSwitch(0xaa, otherwise);
      code.u4(0);
      code.u4(targets.length - 1);
      for (Label target : targets) {
        distance(from, target, true);
      }
      reachable = false;
    }
    return this;
  }

  /** Writes a choice by numbers, which ascend. */
  public CodeWriter lookupswitch(Label otherwise, int[] numbers, Label[] targets) {
    if (starts()) {
      int from = beginSwitch(0xab, otherwise);
      code.u4(numbers.length);
      for (int i = 0; i < numbers.length; i++) {
        code.u4(numbers[i]);
        distance(from, targets[i], true);
      }
      reachable = false;
    }
    return this;
  }

  /** The same with where each number leads to. */
  public CodeWriter lookupswitch(Label otherwise, SortedMap<Integer, Label> targets) {
    int[] numbers = new int[targets.size()];
    Label[] labels = new Label[numbers.length];
    int count = 0;
    for (Map.Entry<Integer, Label> each : targets.entrySet()) {
      numbers[count] = each.getKey();
      labels[count++] = each.getValue();
    }
    return lookupswitch(otherwise, numbers, labels);
  }

  private int beginSwitch(int opcode, Label otherwise) {
    int from = code.length;
    code.u1(opcode);
    while ((code.length & 3) != 0) {
      code.u1(0);
    }
    map.pop();
    distance(from, otherwise, true);
    return from;
  }

  public CodeWriter return_() {
    return return_(TypeKind.VOID);
  }

  public CodeWriter ireturn() {
    return return_(TypeKind.INT);
  }

  public CodeWriter areturn() {
    return return_(TypeKind.REFERENCE);
  }

  public CodeWriter return_(TypeKind kind) {
    simple(0xac + kind.offset, kind == TypeKind.VOID ? 0 : 1, Verification.NOTHING);
    reachable = false;
    return this;
  }

  public CodeWriter athrow() {
    simple(0xbf, 1, Verification.NOTHING);
    reachable = false;
    return this;
  }

  // ---- Handlers and lines

  /**
   * Has a handler cover what is between two labels, unless that is nothing.
   *
   * @param type what it catches, or nothing if it is everything
   */
  public void exceptionCatch(Label from, Label to, Label handler, String type) {
    if (3 * rangeCount == ranges.length) {
      ranges = Arrays.copyOf(ranges, 2 * ranges.length);
      caught = Arrays.copyOf(caught, 2 * caught.length);
    }
    ranges[3 * rangeCount] = from;
    ranges[3 * rangeCount + 1] = to;
    ranges[3 * rangeCount + 2] = handler;
    caught[rangeCount++] = type.isEmpty() ? 0 : pool.classOf(type);
  }

  /** Has a handler for everything cover what is between two labels. */
  public void exceptionCatchAll(Label from, Label to, Label handler) {
    exceptionCatch(from, to, handler, "");
  }

  private void writeRanges() {
    for (int i = 0; i < rangeCount; i++) {
      int from = ranges[3 * i].position;
      int to = ranges[3 * i + 1].position;
      if (from < to) {
        handlers.u2(from);
        handlers.u2(to);
        handlers.u2(ranges[3 * i + 2].position);
        handlers.u2(caught[i]);
      }
    }
  }

  /** Says which line what follows is of. */
  public void lineNumber(int line) {
    if (reachable && line != lastLine) {
      lines.u2(code.length);
      lines.u2(line);
      lineCount++;
      lastLine = line;
    }
  }
}
