package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.REFERENCE;

import dev.heddle.wasm.bytecode.ClassWriter;
import dev.heddle.wasm.bytecode.CodeTooLargeException;
import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.Descriptors;
import dev.heddle.wasm.bytecode.Frame;
import dev.heddle.wasm.bytecode.Label;
import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.runtime.CompiledFrames;
import dev.heddle.wasm.runtime.Depth;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the class of one function: the method that is the function, bearing its name; the ways into
 * it for callers that have arguments in frames, or know but its type; and the ways out of it to
 * functions that may not be compiled. Not thread-safe.
 */
final class FunctionClass implements Callees {

  private static final String ENTER =
      "(" + Types.LONGS + "I" + Types.OBJECTS + "I" + Types.INSTANCE + Types.ACTIVATION + "I)V";

  private static final String PART =
      "(" + Types.LONGS + "I" + Types.OBJECTS + Types.INSTANCE + Types.ACTIVATION + "II)I";

  private static final String RUN =
      "(" + Types.LONGS + "I" + Types.OBJECTS + Types.INSTANCE + Types.ACTIVATION + "I)V";

  /** The most bytes of bytecode that a method has; HotSpot never compiles one of 8,000. */
  static final int MAX_METHOD = 7_900;

  /** A function that is estimated to be larger is cut at once. */
  private static final int MAX_ESTIMATE = 7_000;

  /** How large parts may be, by estimate, if those of the size before turned out too large. */
  private static final int[] LIMITS = {5_500, 3_500, 2_000, 1_500};

  /** What the method is called that goes from part to part. */
  private static final String PARTS = "$parts";

  /** What a function is called that finishes the tail calls of another. */
  static final String FINISHING = "$finishing";

  /** The method of the class of a type that runs a function where there is room for it. */
  private static final String GO_ON = "$goOn";

  /** The field that counts rounds of loops that would be faster in the other form. */
  private static final String ROUNDS = "$rounds";

  /**
   * So many rounds of such loops, of a microsecond's tenth or more each, take as long as it takes
   * to get the other form going, some tenths of a second. From then on that pays.
   */
  private static final int MANY_ROUNDS = Integer.getInteger("heddle.rounds", 1_500_000);

  /** How often such a loop looks whether the other form is there, in rounds. */
  private static final int ROUNDS_BETWEEN_LOOKS = Math.min(256, MANY_ROUNDS);

  private final GuestClasses classes;
  private final Flow flow;
  private final LoweredFunction function;
  private final FunctionType type;
  private final Signature signature;
  private final String self;
  private final String name;
  private final String method;
  private final boolean makesTailCalls;

  private final Map<String, Integer> firstOrigins = new HashMap<>();
  private final ClassWriter to;

  /** The class that is being written. */
  private String owner;

  private final TreeSet<Integer> callees = new TreeSet<>();
  private final Map<String, FunctionType> types = new TreeMap<>();
  private final VectorApi.Needs vectorNeeds;
  private final TreeSet<Integer> stubs = new TreeSet<>();
  private final Map<String, FunctionType> indirect = new LinkedHashMap<>();

  FunctionClass(GuestClasses classes, Flow flow) {
    this.classes = classes;
    this.flow = flow;
    this.function = flow.function;
    this.type = function.type;
    this.signature = function.signature;
    this.self = classes.classOf(function.index, flow.form);
    this.owner = self;
    this.vectorNeeds = new VectorApi.Needs(self);
    this.name = classes.methodName(function.index);
    this.method = Types.method(type);
    this.to = classes.writer();
    this.makesTailCalls = flow.makesTailCalls();
  }

  /** Whether it makes tail calls. */
  boolean makesTailCalls() {
    return makesTailCalls;
  }

  /** The functions whose classes it names. */
  Set<Integer> callees() {
    return callees;
  }

  /** The types whose classes it names, by the names of these. */
  Map<String, FunctionType> types() {
    return types;
  }

  private String typeClass(FunctionType named) {
    types.put(TypeNames.of(named), named);
    return classes.typeClass(named);
  }

  /** For each method that has lines of code what they count from. */
  Map<String, Integer> firstOrigins() {
    return firstOrigins;
  }

  /**
   * The class file of the function.
   *
   * @throws NotWorthwhileException if it cannot be cut into parts that HotSpot would compile
   */
  byte[] build() {
    BitSet all = flow.reachable(0);
    int size = 0;
    for (int block = all.nextSetBit(0); block >= 0; block = all.nextSetBit(block + 1)) {
      size += flow.size(block);
    }
    if (size <= MAX_ESTIMATE) {
      byte[] bytes = make(0, null);
      if (bytes != null) {
        return bytes;
      }
    }
    return cut(all, 0);
  }

  /** The class file of the rest of the function, from a block on that begins a loop. */
  byte[] buildLoop(int block, String loopClass) {
    owner = loopClass;
    return cut(flow.reachable(block), block);
  }

  private byte[] cut(BitSet blocks, int entry) {
    for (int limit : LIMITS) {
      byte[] bytes = make(entry, Cut.of(flow, blocks, entry, limit));
      if (bytes != null) {
        return bytes;
      }
    }
    throw new NotWorthwhileException("its parts are too large");
  }

  /**
   * Makes the class file of the function, or of what it does from a block on.
   *
   * @param parts what it is cut into; null if it is one method
   * @return null if a method of it would be too large
   */
  private byte @Nullable [] make(int block, @Nullable List<Part> parts) {
    firstOrigins.clear();
    callees.clear();
    types.clear();
    stubs.clear();
    indirect.clear();
    vectorNeeds.clear(owner);
    try {
      if (parts == null || owner.equals(self)) {
        writeFunction(parts);
      } else {
        writeLoop(block, parts);
      }
      return to.toBytes();
    } catch (CodeTooLargeException e) {
      return null;
    }
  }

  private void writeFunction(@Nullable List<Part> parts) {
    to.begin(owner, ClassWriter.FINAL, typeClass(type));
    int flags = ClassWriter.PUBLIC | ClassWriter.STATIC;
    int instance = Descriptors.parameterSlots(method) - 3;
    List<Part> all = parts == null ? List.of(Part.whole(flow)) : parts;
    boolean improves = countsRounds(all);
    if (improves) {
      to.field(GuestClasses.BETTER, typeClass(type), flags);
    }
    if (parts == null) {
      firstOrigins.put(name, 0);
      CodeWriter out = to.beginMethod(name, method, flags);
      goElsewhere(out, improves);
      new Emitter(flow, this, all.getFirst(), out, instance).writeFunction();
      to.endMethod();
    } else {
      CodeWriter out = to.beginMethod(name, method, flags);
      goElsewhere(out, improves);
      runParts(out, instance);
      to.endMethod();
      writeParts(parts, "");
    }
    if (makesTailCalls) {
      finishTailCalls(to.beginMethod(name + FINISHING, method, flags), instance);
      to.endMethod();
    }
    callTyped(to.beginMethod("$call", method, ClassWriter.PUBLIC));
    to.endMethod();
    enter(to.beginMethod("enter", ENTER, ClassWriter.PUBLIC), called(), false);
    to.endMethod();
    if (makesTailCalls) {
      enter(to.beginMethod("begin", ENTER, ClassWriter.PUBLIC), name, true);
      to.endMethod();
    }
    writeStubs();
  }

  /** Calls the function in its other form, if it is there. */
  private void goElsewhere(CodeWriter out, boolean improves) {
    if (improves) {
      String typeClass = typeClass(type);
      Label here = out.newLabel();
      out.getstatic(self, GuestClasses.BETTER, typeClass).ifnull(here);
      out.getstatic(self, GuestClasses.BETTER, typeClass);
      loadParameters(out, method, 0);
      out.invokevirtual(typeClass, "$call", method);
      returns(out, method);
      out.labelBinding(here);
    }
  }

  /** Makes a counter for rounds of loops if some would be faster in the other form. */
  private boolean countsRounds(List<Part> parts) {
    for (Part part : parts) {
      if (part.hasCandidates()) {
        to.field(ROUNDS, ClassWriter.PUBLIC | ClassWriter.STATIC, MANY_ROUNDS);
        return true;
      }
    }
    return false;
  }

  private void writeStubs() {
    int flags = ClassWriter.PUBLIC | ClassWriter.STATIC;
    for (int callee : stubs) {
      FunctionType calleeType = flow.module.functionType(callee);
      String descriptor = Types.method(calleeType);
      stub(to.beginMethod(stubName(callee), descriptor, flags), callee, calleeType, descriptor);
      to.endMethod();
    }
    for (Map.Entry<String, FunctionType> entry : indirect.entrySet()) {
      FunctionType calleeType = entry.getValue();
      String plain = Types.method(calleeType);
      String descriptor = Descriptors.insert(Types.FUNCTION, plain);
      callFound(to.beginMethod(entry.getKey(), descriptor, flags), calleeType, plain);
      to.endMethod();
    }
    vectorNeeds.writeTo(to);
  }

  private void writeLoop(int block, List<Part> parts) {
    to.begin(owner, ClassWriter.FINAL, Types.LOOP);
    countsRounds(parts);
    CodeWriter out = to.beginMethod("run", RUN, ClassWriter.PUBLIC);
    out.aload(1).iload(2).aload(3).aload(4).aload(5).iload(6).loadConstant(block);
    out.invokestatic(owner, name + PARTS, PART).pop().return_();
    to.endMethod();
    writeParts(parts, CompiledFrames.CONTINUED);
    writeStubs();
  }

  // ---- Parts

  /** Writes a method for each part, and one that goes from part to part until they are done. */
  private void writeParts(List<Part> parts, String suffix) {
    int flags = ClassWriter.PUBLIC | ClassWriter.STATIC;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      String partName = name + "$" + i + suffix;
      firstOrigins.put(partName, part.firstOrigin());
      CodeWriter out = to.beginMethod(partName, PART, flags);
      out.lineNumber(1);
      new Emitter(flow, this, part, out, 3).writePart(6);
      to.endMethod();
    }
    runThrough(to.beginMethod(name + PARTS, PART, flags), parts, suffix);
    to.endMethod();
  }

  /** Goes from part to part until they are done. */
  private void runThrough(CodeWriter out, List<Part> parts, String suffix) {
    Label again = out.newLabel();
    out.headBinding(again);
    TreeMap<Integer, Label> ways = new TreeMap<>();
    Label[] labels = new Label[parts.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = out.newLabel();
      for (int entry : parts.get(i).entries()) {
        ways.put(entry, labels[i]);
      }
    }
    Label done = out.newLabel();
    out.iload(6).lookupswitch(done, ways);
    for (int i = 0; i < labels.length; i++) {
      out.labelBinding(labels[i]);
      out.aload(0).iload(1).aload(2).aload(3).aload(4).iload(5).iload(6);
      out.invokestatic(owner, name + "$" + i + suffix, PART).istore(6).goto_(again);
    }
    out.labelBinding(done).iload(6).ireturn();
  }

  /** Runs the function in parts: makes a frame, and takes the results out of it. */
  private void runParts(CodeWriter out, int instance) {
    int activation = instance + 1;
    int depth = instance + 2;
    checkDepth(out);
    int numbers = out.allocateLocal(TypeKind.REFERENCE);
    int references = out.allocateLocal(TypeKind.REFERENCE);
    out.aload(activation).loadConstant(function.frameSize);
    out.invokevirtual(Types.ACTIVATION, "pushFrame", "(I)" + Types.LONGS);
    out.astore(numbers).aload(activation).loadConstant(function.referenceFrameSize);
    out.invokevirtual(Types.ACTIVATION, "pushReferences", "(I)" + Types.OBJECTS);
    out.astore(references);
    Label from = out.newBoundLabel();
    Frame before = new Frame();
    out.save(before);
    storeParameters(out, numbers, references);
    out.aload(activation).invokevirtual(Types.ACTIVATION, "poll", "()V");
    out.aload(numbers).iconst_0().aload(references);
    out.aload(instance).aload(activation).iload(depth).iconst_0();
    out.invokestatic(self, name + PARTS, PART).pop();
    unpack(out, type.results(), numbers, references, activation);
    TypeKind kind = TypeKind.ofResult(method);
    int result = -1;
    if (kind != TypeKind.VOID) {
      result = out.allocateLocal(kind);
      out.storeLocal(kind, result);
    }
    Label to = out.newBoundLabel();
    release(out, activation, numbers);
    if (kind != TypeKind.VOID) {
      out.loadLocal(kind, result);
    }
    out.return_(kind);
    Label handler = out.newBlockLabel();
    out.handlerBinding(handler, before);
    int thrown = out.allocateLocal(TypeKind.REFERENCE);
    out.astore(thrown);
    release(out, activation, numbers);
    out.aload(thrown).athrow();
    out.exceptionCatchAll(from, to, handler);
  }

  private void storeParameters(CodeWriter out, int numbers, int references) {
    if (Types.isSpread(type)) {
      String system = Types.SYSTEM;
      String copy = "(" + Types.OBJECT + "I" + Types.OBJECT + "II)V";
      out.aload(0).iconst_0().aload(numbers).iconst_0();
      out.loadConstant(signature.parameterNumbers()).invokestatic(system, "arraycopy", copy);
      out.aload(1).iconst_0().aload(references).iconst_0();
      out.loadConstant(signature.parameterReferences()).invokestatic(system, "arraycopy", copy);
      return;
    }
    int place = 0;
    int number = 0;
    int reference = 0;
    for (byte kind : Types.kinds(type.parameters())) {
      if (kind == REFERENCE) {
        out.aload(references).loadConstant(reference++).aload(place).aastore();
      } else {
        out.aload(numbers).loadConstant(number++).loadLocal(Types.typeKind(kind), place);
        Raw.to(out, kind);
        out.lastore();
      }
      place += Types.typeKind(kind).slotSize();
    }
  }

  private static void release(CodeWriter out, int activation, int numbers) {
    out.aload(activation);
    out.invokevirtual(Types.ACTIVATION, "popReferences", "()V");
    out.aload(activation).aload(numbers);
    out.invokevirtual(Types.ACTIVATION, "popFrame", "(" + Types.LONGS + ")V");
  }

  /** The method that callers call. */
  private String called() {
    return makesTailCalls ? name + FINISHING : name;
  }

  /** Loads the parameters of a method, the first of which is at {@code slot}. */
  private static void loadParameters(CodeWriter out, String type, int slot) {
    loadParameters(out, type, slot, slot + Descriptors.parameterSlots(type));
  }

  /** Loads those of them that are before a place. */
  private static void loadParameters(CodeWriter out, String type, int slot, int end) {
    int place = slot;
    for (int at = Descriptors.FIRST; place < end; at = Descriptors.next(type, at)) {
      TypeKind kind = TypeKind.at(type, at);
      out.loadLocal(kind, place);
      place += kind.slotSize();
    }
  }

  private static void returns(CodeWriter out, String type) {
    out.return_(TypeKind.ofResult(type));
  }

  // ---- Ways in

  private void callTyped(CodeWriter out) {
    loadParameters(out, method, 1);
    out.invokestatic(self, called(), method);
    returns(out, method);
  }

  private void enter(CodeWriter out, String target, boolean mayLeaveTailCall) {
    loadArguments(out, type, 1, 2, 3, 4);
    out.aload(5).aload(6).iload(7);
    out.invokestatic(self, target, method);
    byte[] flat = Types.kinds(type.results());
    int first = -1;
    if (flat.length > 0) {
      first = out.allocateLocal(Types.typeKind(flat[0]));
      out.storeLocal(Types.typeKind(flat[0]), first);
    }
    if (mayLeaveTailCall) {
      Label done = out.newLabel();
      out.aload(6).invokevirtual(Types.ACTIVATION, "hasTailCallee", "()Z");
      out.ifeq(done).return_().labelBinding(done);
    }
    int number = 0;
    int reference = 0;
    for (int i = 0; i < flat.length; i++) {
      byte kind = flat[i];
      if (kind == REFERENCE) {
        out.aload(3).iload(4).loadConstant(reference++).iadd();
        loadResult(out, i, kind, first, 6);
        out.aastore();
      } else {
        out.aload(1).iload(2).loadConstant(number++).iadd();
        loadResult(out, i, kind, first, 6);
        if (i == 0) {
          Raw.to(out, kind);
        }
        out.lastore();
      }
    }
    out.return_();
  }

  /** Loads a result of a call: the first, or a later one, which is in raw form. */
  private static void loadResult(CodeWriter out, int i, byte kind, int first, int activation) {
    if (i == 0) {
      out.loadLocal(Types.typeKind(kind), first);
    } else if (kind == REFERENCE) {
      out.aload(activation).getfield(Types.ACTIVATION, "moreReferences", Types.OBJECTS);
      out.loadConstant(i - 1).aaload();
    } else {
      out.aload(activation).getfield(Types.ACTIVATION, "moreNumbers", Types.LONGS);
      out.loadConstant(i - 1).laload();
    }
  }

  /** Loads the arguments of a function from frames; {@code base} of -1 stands for 0. */
  private static void loadArguments(
      CodeWriter out, FunctionType type, int numbers, int base, int references, int referenceBase) {
    Signature places = Signature.of(type);
    if (Types.isSpread(type)) {
      String arrays = Types.ARRAYS;
      out.aload(numbers).iload(base).iload(base).loadConstant(places.parameterNumbers()).iadd();
      out.invokestatic(arrays, "copyOfRange", "(" + Types.LONGS + "II)" + Types.LONGS);
      out.aload(references).iload(referenceBase);
      out.iload(referenceBase).loadConstant(places.parameterReferences()).iadd();
      out.invokestatic(arrays, "copyOfRange", "(" + Types.OBJECTS + "II)" + Types.OBJECTS);
      return;
    }
    int number = 0;
    int reference = 0;
    for (byte kind : Types.kinds(type.parameters())) {
      if (kind == REFERENCE) {
        out.aload(references).iload(referenceBase).loadConstant(reference++).iadd().aaload();
      } else {
        out.aload(numbers).iload(base).loadConstant(number++).iadd().laload();
        Raw.from(out, kind);
      }
    }
  }

  // ---- Ways out

  @Override
  public void checkDepth(CodeWriter out) {
    Label ok = out.newLabel();
    out.iload(Descriptors.parameterSlots(method) - 1).loadConstant(Depth.EXHAUSTED).iand();
    out.ifeq(ok);
    loadParameters(out, method, 0);
    out.loadConstant(function.index);
    out.invokestatic(typeClass(type), GO_ON, Descriptors.append(method, "I"));
    returns(out, method);
    out.labelBinding(ok);
  }

  /** Writes the method that runs a function of a type where there is room for it. */
  static void writeGoOn(ClassWriter to, FunctionType type) {
    String plain = Types.method(type);
    CodeWriter out =
        to.beginMethod(
            GO_ON, Descriptors.append(plain, "I"), ClassWriter.PUBLIC | ClassWriter.STATIC);
    int depth = Descriptors.parameterSlots(plain) - 1;
    Packed arrays = pack(out, type, 0);
    out.aload(arrays.numbers).aload(arrays.references);
    out.aload(depth - 2).aload(depth - 1).iload(depth).iload(depth + 1);
    out.invokestatic(
        Types.SUPPORT,
        "goOn",
        "(" + Types.LONGS + Types.OBJECTS + Types.INSTANCE + Types.ACTIVATION + "II)V");
    unpack(out, type.results(), arrays.numbers, arrays.references, depth - 1);
    returns(out, plain);
    to.endMethod();
  }

  @Override
  public VectorApi.Needs vectorNeeds() {
    return vectorNeeds;
  }

  @Override
  public boolean callsDirectly(int functionIndex) {
    return functionIndex == function.index && owner.equals(self)
        || classes.isCompiled(functionIndex);
  }

  @Override
  public void call(CodeWriter out, int functionIndex) {
    String callee = Types.method(flow.module.functionType(functionIndex));
    if (functionIndex == function.index && owner.equals(self)) {
      out.invokestatic(self, called(), callee);
    } else if (classes.isCompiled(functionIndex)) {
      if (functionIndex != function.index) {
        callees.add(functionIndex);
      }
      out.invokestatic(
          classes.classOf(functionIndex, CodeForm.LEAN), classes.calledName(functionIndex), callee);
    } else {
      stubs.add(functionIndex);
      indirectName(flow.module.functionType(functionIndex));
      out.invokestatic(owner, stubName(functionIndex), callee);
    }
  }

  @Override
  public void callFunction(CodeWriter out, FunctionType calleeType) {
    out.invokestatic(
        owner,
        indirectName(calleeType),
        Descriptors.insert(Types.FUNCTION, Types.method(calleeType)));
  }

  @Override
  public void countRound(CodeWriter out, Label due) {
    out.getstatic(owner, ROUNDS, "I").iconst_1().isub();
    out.dup().putstatic(owner, ROUNDS, "I").iflt(due);
  }

  @Override
  public void restartCount(CodeWriter out) {
    out.loadConstant(ROUNDS_BETWEEN_LOOKS).putstatic(owner, ROUNDS, "I");
  }

  @Override
  public void unpackResults(CodeWriter out, int numbers, int references, int activation) {
    unpack(out, type.results(), numbers, references, activation);
  }

  private String indirectName(FunctionType calleeType) {
    String calleeName = "$call" + TypeNames.of(calleeType);
    indirect.putIfAbsent(calleeName, calleeType);
    return calleeName;
  }

  private static String stubName(int functionIndex) {
    return "$stub" + functionIndex;
  }

  /** Calls a function of the module that may have been compiled in the meantime. */
  private void stub(CodeWriter out, int callee, FunctionType calleeType, String descriptor) {
    int instance = Descriptors.parameterSlots(descriptor) - 3;
    if (callee >= flow.module.importedFunctions()) {
      // whether a function of the module makes tail calls is known only when it is there: the
      // object that stands for it knows
      Label otherwise = out.newLabel();
      String typeClass = typeClass(calleeType);
      int code = out.allocateLocal(TypeKind.REFERENCE);
      out.aload(instance).getfield(Types.INSTANCE, "compiled", Types.CODES);
      out.loadConstant(callee).aaload().dup().astore(code);
      out.instanceOf(typeClass).ifeq(otherwise);
      out.aload(code).checkcast(typeClass);
      loadParameters(out, descriptor, 0);
      out.invokevirtual(typeClass, "$call", descriptor);
      returns(out, descriptor);
      out.labelBinding(otherwise);
    }
    out.aload(instance).loadConstant(callee);
    out.invokevirtual(Types.INSTANCE, "function", "(I)" + Types.FUNCTION);
    loadParameters(out, descriptor, 0);
    out.invokestatic(
        owner, indirectName(calleeType), Descriptors.insert(Types.FUNCTION, descriptor));
    returns(out, descriptor);
  }

  /** Calls a function that is known at run time. */
  private void callFound(CodeWriter out, FunctionType calleeType, String plain) {
    String typeClass = typeClass(calleeType);
    int instance = 1 + Descriptors.parameterSlots(plain) - 3;
    int activation = instance + 1;
    int depth = instance + 2;
    int code = out.allocateLocal(TypeKind.REFERENCE);
    Label otherwise = out.newLabel();
    out.aload(0).invokestatic(Types.SUPPORT, "compiled", "(" + Types.FUNCTION + ")" + Types.CODE);
    out.dup().astore(code).instanceOf(typeClass).ifeq(otherwise);
    out.aload(code).checkcast(typeClass);
    loadParameters(out, plain, 1, instance);
    out.aload(0).aload(instance);
    out.invokestatic(
        Types.SUPPORT, "instanceOf", "(" + Types.FUNCTION + Types.INSTANCE + ")" + Types.INSTANCE);
    out.aload(activation).iload(depth);
    out.invokevirtual(typeClass, "$call", plain);
    returns(out, plain);
    out.labelBinding(otherwise);
    callInArrays(out, calleeType, instance, activation, depth);
    returns(out, plain);
  }

  /** Where the JVM has arrays with the arguments of a function, and room for its results. */
  private record Packed(int numbers, int references) {}

  /** Puts the arguments of a function into arrays, the first of which is at {@code slot}. */
  private static Packed pack(CodeWriter out, FunctionType calleeType, int slot) {
    Signature places = Signature.of(calleeType);
    int numbers = out.allocateLocal(TypeKind.REFERENCE);
    int references = out.allocateLocal(TypeKind.REFERENCE);
    int numberCount = Math.max(places.parameterNumbers(), places.resultNumbers());
    int referenceCount = Math.max(places.parameterReferences(), places.resultReferences());
    if (Types.isSpread(calleeType)) {
      String arrays = Types.ARRAYS;
      out.aload(slot).loadConstant(numberCount);
      out.invokestatic(arrays, "copyOf", "(" + Types.LONGS + "I)" + Types.LONGS);
      out.astore(numbers).aload(slot + 1).loadConstant(referenceCount);
      out.invokestatic(arrays, "copyOf", "(" + Types.OBJECTS + "I)" + Types.OBJECTS);
      out.astore(references);
    } else {
      out.loadConstant(numberCount).newLongArray().astore(numbers);
      if (referenceCount == 0) {
        out.getstatic(Types.ACTIVATION, "NO_REFERENCES", Types.OBJECTS);
      } else {
        out.loadConstant(referenceCount).newObjectArray();
      }
      out.astore(references);
      int at = slot;
      int number = 0;
      int reference = 0;
      for (byte kind : Types.kinds(calleeType.parameters())) {
        if (kind == REFERENCE) {
          out.aload(references).loadConstant(reference++).aload(at).aastore();
        } else {
          out.aload(numbers).loadConstant(number++).loadLocal(Types.typeKind(kind), at);
          Raw.to(out, kind);
          out.lastore();
        }
        at += Types.typeKind(kind).slotSize();
      }
    }
    return new Packed(numbers, references);
  }

  /** Calls the function that is the first parameter, with its arguments in arrays. */
  private static void callInArrays(
      CodeWriter out, FunctionType calleeType, int instance, int activation, int depth) {
    Packed arrays = pack(out, calleeType, 1);
    out.aload(0).aload(arrays.numbers).aload(arrays.references);
    out.aload(instance).aload(activation).iload(depth);
    out.invokestatic(
        Types.SUPPORT,
        "enter",
        "("
            + Types.FUNCTION
            + Types.LONGS
            + Types.OBJECTS
            + Types.INSTANCE
            + Types.ACTIVATION
            + "I)V");
    unpack(out, calleeType.results(), arrays.numbers, arrays.references, activation);
  }

  /** Makes results of a method of those that are in arrays. */
  private static void unpack(
      CodeWriter out, List<ValueType> results, int numbers, int references, int activation) {
    byte[] flat = Types.kinds(results);
    if (flat.length > 1) {
      out.aload(activation).loadConstant(flat.length - 1);
      out.invokevirtual(Types.ACTIVATION, "ensureResults", "(I)V");
    }
    int number = 0;
    int reference = 0;
    for (int i = 0; i < flat.length; i++) {
      byte kind = flat[i];
      if (i > 0) {
        out.aload(activation);
        out.getfield(
            Types.ACTIVATION,
            kind == REFERENCE ? "moreReferences" : "moreNumbers",
            kind == REFERENCE ? Types.OBJECTS : Types.LONGS);
        out.loadConstant(i - 1);
      }
      if (kind == REFERENCE) {
        out.aload(references).loadConstant(reference++).aaload();
      } else {
        out.aload(numbers).loadConstant(number++).laload();
        if (i == 0) {
          Raw.from(out, kind);
        }
      }
      if (i > 0) {
        if (kind == REFERENCE) {
          out.aastore();
        } else {
          out.lastore();
        }
      }
    }
  }

  private void finishTailCalls(CodeWriter out, int instance) {
    int activation = instance + 1;
    loadParameters(out, method, 0);
    out.invokestatic(self, name, method);
    byte[] flat = Types.kinds(type.results());
    int first = -1;
    if (flat.length > 0) {
      first = out.allocateLocal(Types.typeKind(flat[0]));
      out.storeLocal(Types.typeKind(flat[0]), first);
    }
    Label more = out.newLabel();
    out.aload(activation);
    out.invokevirtual(Types.ACTIVATION, "hasTailCallee", "()Z");
    out.ifne(more);
    if (flat.length > 0) {
      out.loadLocal(Types.typeKind(flat[0]), first);
    }
    returns(out, method);
    out.labelBinding(more);
    int numbers = out.allocateLocal(TypeKind.REFERENCE);
    int references = out.allocateLocal(TypeKind.REFERENCE);
    out.aload(instance).aload(activation).iload(instance + 2);
    out.loadConstant(signature.resultNumbers()).loadConstant(signature.resultReferences());
    out.invokestatic(
        Types.SUPPORT,
        "finishTailCalls",
        "(" + Types.INSTANCE + Types.ACTIVATION + "III)" + Types.LONGS);
    out.astore(numbers).aload(activation);
    out.invokevirtual(Types.ACTIVATION, "tailReferences", "()" + Types.OBJECTS);
    out.astore(references);
    unpack(out, type.results(), numbers, references, activation);
    returns(out, method);
  }
}
