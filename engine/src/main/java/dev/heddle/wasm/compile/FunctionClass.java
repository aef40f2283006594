package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.REFERENCE;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.instruction.Support;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.CompiledFrames;
import dev.heddle.wasm.runtime.CompiledLoop;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.ConstantValueAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the class of one function: the method that is the function, bearing its name; the ways into
 * it for callers that have arguments in frames, or know but its type; and the ways out of it to
 * functions that may not be compiled. Not thread-safe.
 */
final class FunctionClass implements Callees {

  private static final ClassDesc SUPPORT = Types.desc(Support.class);
  private static final ClassDesc CODE = Types.desc(CompiledCode.class);

  private static final MethodTypeDesc ENTER =
      MethodTypeDesc.of(
          CD_void,
          Types.LONGS,
          CD_int,
          Types.OBJECTS,
          CD_int,
          Types.INSTANCE,
          Types.ACTIVATION,
          CD_int);

  private static final MethodTypeDesc PART =
      MethodTypeDesc.of(
          CD_int,
          Types.LONGS,
          CD_int,
          Types.OBJECTS,
          Types.INSTANCE,
          Types.ACTIVATION,
          CD_int,
          CD_int);

  /** The most bytes of bytecode that a method has; HotSpot never compiles one of 8,000. */
  private static final int MAX_METHOD = 7_900;

  /** A function that is estimated to be larger is cut at once. */
  private static final int MAX_ESTIMATE = 7_000;

  /** How large parts may be, by estimate, if those of the size before turned out too large. */
  private static final int[] LIMITS = {5_500, 3_500, 2_000, 1_500};

  /** What the method is called that goes from part to part. */
  private static final String PARTS = "$parts";

  /** What a function is called that finishes the tail calls of another. */
  static final String FINISHING = "$finishing";

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
  private final ClassDesc self;
  private final String name;
  private final MethodTypeDesc method;
  private final boolean makesTailCalls;

  private final Map<String, Integer> firstOrigins = new HashMap<>();

  /** The class that is being written. */
  private ClassDesc owner;

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

  private ClassDesc typeClass(FunctionType named) {
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
    int[] sizes = flow.sizes();
    for (int block = all.nextSetBit(0); block >= 0; block = all.nextSetBit(block + 1)) {
      size += sizes[block];
    }
    if (size <= MAX_ESTIMATE) {
      byte[] bytes = make(self, out -> writeFunction(out, null));
      if (isSmallEnough(bytes)) {
        return bytes;
      }
    }
    return cut(all, 0, parts -> make(self, out -> writeFunction(out, parts)));
  }

  /** The class file of the rest of the function, from a block on that begins a loop. */
  byte[] buildLoop(int block, ClassDesc loopClass) {
    owner = loopClass;
    return cut(
        flow.reachable(block),
        block,
        parts -> make(loopClass, out -> writeLoop(out, block, parts)));
  }

  private byte[] cut(BitSet blocks, int entry, Function<List<Part>, byte[]> maker) {
    for (int limit : LIMITS) {
      byte[] bytes = maker.apply(Cut.of(flow, blocks, entry, limit));
      if (isSmallEnough(bytes)) {
        return bytes;
      }
    }
    throw new NotWorthwhileException("its parts are too large");
  }

  private static boolean isSmallEnough(byte[] bytes) {
    for (MethodModel each : ClassFile.of().parse(bytes).methods()) {
      Optional<CodeAttribute> code = each.findAttribute(Attributes.code());
      if (code.isPresent() && code.get().codeLength() > MAX_METHOD) {
        return false;
      }
    }
    return true;
  }

  private byte[] make(ClassDesc name, Consumer<ClassBuilder> content) {
    firstOrigins.clear();
    callees.clear();
    types.clear();
    stubs.clear();
    indirect.clear();
    vectorNeeds.clear(owner);
    try {
      return ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(classes.hierarchy()))
          .build(name, content);
    } catch (IllegalArgumentException e) {
      throw new NotWorthwhileException("the JVM has no room for it: " + e.getMessage());
    }
  }

  private void writeFunction(ClassBuilder to, @Nullable List<Part> parts) {
    GuestClasses.begin(to, ClassFile.ACC_FINAL, typeClass(type));
    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
    int instance = parameterSlots(method) - 3;
    List<Part> all = parts == null ? List.of(Part.whole(flow)) : parts;
    boolean improves = countsRounds(to, all);
    if (improves) {
      to.withField(GuestClasses.BETTER, typeClass(type), flags);
    }
    if (parts == null) {
      firstOrigins.put(name, 0);
      to.withMethodBody(
          name,
          method,
          flags,
          out -> {
            goElsewhere(out, improves);
            new Emitter(flow, this, all.getFirst(), out, instance).writeFunction();
          });
    } else {
      to.withMethodBody(
          name,
          method,
          flags,
          out -> {
            goElsewhere(out, improves);
            runParts(out, instance);
          });
      writeParts(to, parts, "");
    }
    if (makesTailCalls) {
      to.withMethodBody(name + FINISHING, method, flags, out -> finishTailCalls(out, instance));
    }
    to.withMethodBody("$call", method, ClassFile.ACC_PUBLIC, this::callTyped);
    to.withMethodBody("enter", ENTER, ClassFile.ACC_PUBLIC, out -> enter(out, called(), false));
    if (makesTailCalls) {
      to.withMethodBody("begin", ENTER, ClassFile.ACC_PUBLIC, out -> enter(out, name, true));
    }
    writeStubs(to);
  }

  /** Calls the function in its other form, if it is there. */
  private void goElsewhere(CodeBuilder out, boolean improves) {
    if (improves) {
      ClassDesc typeClass = typeClass(type);
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
  private boolean countsRounds(ClassBuilder to, List<Part> parts) {
    if (parts.stream().noneMatch(Part::hasCandidates)) {
      return false;
    }
    to.withField(
        ROUNDS,
        CD_int,
        field ->
            field
                .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC)
                .with(ConstantValueAttribute.of(MANY_ROUNDS)));
    return true;
  }

  private void writeStubs(ClassBuilder to) {
    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
    for (int callee : stubs) {
      FunctionType calleeType = flow.module.functionType(callee);
      to.withMethodBody(
          stubName(callee), Types.method(calleeType), flags, out -> stub(out, callee, calleeType));
    }
    for (Map.Entry<String, FunctionType> entry : indirect.entrySet()) {
      FunctionType calleeType = entry.getValue();
      MethodTypeDesc plain = Types.method(calleeType);
      to.withMethodBody(
          entry.getKey(),
          plain.insertParameterTypes(0, Types.FUNCTION),
          flags,
          out -> callFound(out, calleeType, plain));
    }
    vectorNeeds.writeTo(to);
  }

  private void writeLoop(ClassBuilder to, int block, List<Part> parts) {
    GuestClasses.begin(to, ClassFile.ACC_FINAL, Types.desc(CompiledLoop.class));
    countsRounds(to, parts);
    to.withMethodBody(
        "run",
        MethodTypeDesc.of(
            CD_void, Types.LONGS, CD_int, Types.OBJECTS, Types.INSTANCE, Types.ACTIVATION, CD_int),
        ClassFile.ACC_PUBLIC,
        out -> {
          out.aload(1).iload(2).aload(3).aload(4).aload(5).iload(6).loadConstant(block);
          out.invokestatic(owner, name + PARTS, PART).pop().return_();
        });
    writeParts(to, parts, CompiledFrames.CONTINUED);
    writeStubs(to);
  }

  // ---- Parts

  /** Writes a method for each part, and one that goes from part to part until they are done. */
  private void writeParts(ClassBuilder to, List<Part> parts, String suffix) {
    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      String partName = name + "$" + i + suffix;
      firstOrigins.put(partName, part.firstOrigin());
      to.withMethodBody(
          partName,
          PART,
          flags,
          out -> {
            out.lineNumber(1);
            new Emitter(flow, this, part, out, 3).writePart(6);
          });
    }
    to.withMethodBody(
        name + PARTS,
        PART,
        flags,
        out -> {
          Label again = out.newBoundLabel();
          List<SwitchCase> cases = new ArrayList<>();
          Label[] labels = new Label[parts.size()];
          for (int i = 0; i < labels.length; i++) {
            labels[i] = out.newLabel();
            for (int entry : parts.get(i).entries()) {
              cases.add(SwitchCase.of(entry, labels[i]));
            }
          }
          Label done = out.newLabel();
          out.iload(6).lookupswitch(done, cases);
          for (int i = 0; i < labels.length; i++) {
            out.labelBinding(labels[i]);
            out.aload(0).iload(1).aload(2).aload(3).aload(4).iload(5).iload(6);
            out.invokestatic(owner, name + "$" + i + suffix, PART).istore(6).goto_(again);
          }
          out.labelBinding(done).iload(6).ireturn();
        });
  }

  /** Runs the function in parts: makes a frame, and takes the results out of it. */
  private void runParts(CodeBuilder out, int instance) {
    int activation = instance + 1;
    int depth = instance + 2;
    Emitter.checkDepth(out, depth, activation);
    int numbers = out.allocateLocal(TypeKind.REFERENCE);
    int references = out.allocateLocal(TypeKind.REFERENCE);
    out.aload(activation).loadConstant(function.frameSize);
    out.invokevirtual(Types.ACTIVATION, "pushFrame", MethodTypeDesc.of(Types.LONGS, CD_int));
    out.astore(numbers).aload(activation).loadConstant(function.referenceFrameSize);
    out.invokevirtual(Types.ACTIVATION, "pushReferences", MethodTypeDesc.of(Types.OBJECTS, CD_int));
    out.astore(references);
    Label from = out.newBoundLabel();
    storeParameters(out, numbers, references);
    out.aload(activation).invokevirtual(Types.ACTIVATION, "poll", MethodTypeDesc.of(CD_void));
    out.aload(numbers).iconst_0().aload(references);
    out.aload(instance).aload(activation).iload(depth).iconst_0();
    out.invokestatic(self, name + PARTS, PART).pop();
    unpack(out, type.results(), numbers, references, activation);
    TypeKind kind = TypeKind.from(method.returnType());
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
    Label handler = out.newBoundLabel();
    int thrown = out.allocateLocal(TypeKind.REFERENCE);
    out.astore(thrown);
    release(out, activation, numbers);
    out.aload(thrown).athrow();
    out.exceptionCatchAll(from, to, handler);
  }

  private void storeParameters(CodeBuilder out, int numbers, int references) {
    if (Types.isSpread(type)) {
      ClassDesc system = Types.desc(System.class);
      MethodTypeDesc copy =
          MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_Object, CD_int, CD_int);
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

  private static void release(CodeBuilder out, int activation, int numbers) {
    out.aload(activation);
    out.invokevirtual(Types.ACTIVATION, "popReferences", MethodTypeDesc.of(CD_void));
    out.aload(activation).aload(numbers);
    out.invokevirtual(Types.ACTIVATION, "popFrame", MethodTypeDesc.of(CD_void, Types.LONGS));
  }

  /** The method that callers call. */
  private String called() {
    return makesTailCalls ? name + FINISHING : name;
  }

  private static int parameterSlots(MethodTypeDesc type) {
    int slots = 0;
    for (ClassDesc parameter : type.parameterList()) {
      slots += TypeKind.from(parameter).slotSize();
    }
    return slots;
  }

  /** Loads the parameters of a method, the first of which is at {@code slot}. */
  private static void loadParameters(CodeBuilder out, MethodTypeDesc type, int slot) {
    int at = slot;
    for (ClassDesc parameter : type.parameterList()) {
      TypeKind kind = TypeKind.from(parameter);
      out.loadLocal(kind, at);
      at += kind.slotSize();
    }
  }

  private static void returns(CodeBuilder out, MethodTypeDesc type) {
    out.return_(TypeKind.from(type.returnType()));
  }

  // ---- Ways in

  private void callTyped(CodeBuilder out) {
    loadParameters(out, method, 1);
    out.invokestatic(self, called(), method);
    returns(out, method);
  }

  private void enter(CodeBuilder out, String target, boolean mayLeaveTailCall) {
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
      out.aload(6).invokevirtual(Types.ACTIVATION, "hasTailCallee", MethodTypeDesc.of(CD_boolean));
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
  private static void loadResult(CodeBuilder out, int i, byte kind, int first, int activation) {
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
      CodeBuilder out,
      FunctionType type,
      int numbers,
      int base,
      int references,
      int referenceBase) {
    Signature places = Signature.of(type);
    if (Types.isSpread(type)) {
      ClassDesc arrays = Types.desc(Arrays.class);
      out.aload(numbers).iload(base).iload(base).loadConstant(places.parameterNumbers()).iadd();
      out.invokestatic(
          arrays, "copyOfRange", MethodTypeDesc.of(Types.LONGS, Types.LONGS, CD_int, CD_int));
      out.aload(references).iload(referenceBase);
      out.iload(referenceBase).loadConstant(places.parameterReferences()).iadd();
      out.invokestatic(
          arrays, "copyOfRange", MethodTypeDesc.of(Types.OBJECTS, Types.OBJECTS, CD_int, CD_int));
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
  public VectorApi.Needs vectorNeeds() {
    return vectorNeeds;
  }

  @Override
  public void call(CodeBuilder out, int functionIndex) {
    MethodTypeDesc callee = Types.method(flow.module.functionType(functionIndex));
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
  public void callFunction(CodeBuilder out, FunctionType calleeType) {
    out.invokestatic(
        owner,
        indirectName(calleeType),
        Types.method(calleeType).insertParameterTypes(0, Types.FUNCTION));
  }

  @Override
  public void countRound(CodeBuilder out, Label due) {
    out.getstatic(owner, ROUNDS, CD_int).iconst_1().isub();
    out.dup().putstatic(owner, ROUNDS, CD_int).iflt(due);
  }

  @Override
  public void restartCount(CodeBuilder out) {
    out.loadConstant(ROUNDS_BETWEEN_LOOKS).putstatic(owner, ROUNDS, CD_int);
  }

  @Override
  public void unpackResults(CodeBuilder out, int numbers, int references, int activation) {
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
  private void stub(CodeBuilder out, int callee, FunctionType calleeType) {
    MethodTypeDesc descriptor = Types.method(calleeType);
    int instance = parameterSlots(descriptor) - 3;
    if (callee >= flow.module.importedFunctions()) {
      // whether a function of the module makes tail calls is known only when it is there: the
      // object that stands for it knows
      Label otherwise = out.newLabel();
      ClassDesc typeClass = typeClass(calleeType);
      int code = out.allocateLocal(TypeKind.REFERENCE);
      out.aload(instance).getfield(Types.INSTANCE, "compiled", CODE.arrayType());
      out.loadConstant(callee).aaload().dup().astore(code);
      out.instanceOf(typeClass).ifeq(otherwise);
      out.aload(code).checkcast(typeClass);
      loadParameters(out, descriptor, 0);
      out.invokevirtual(typeClass, "$call", descriptor);
      returns(out, descriptor);
      out.labelBinding(otherwise);
    }
    out.aload(instance).loadConstant(callee);
    out.invokevirtual(Types.INSTANCE, "function", MethodTypeDesc.of(Types.FUNCTION, CD_int));
    loadParameters(out, descriptor, 0);
    out.invokestatic(
        owner, indirectName(calleeType), descriptor.insertParameterTypes(0, Types.FUNCTION));
    returns(out, descriptor);
  }

  /** Calls a function that is known at run time. */
  private void callFound(CodeBuilder out, FunctionType calleeType, MethodTypeDesc plain) {
    ClassDesc typeClass = typeClass(calleeType);
    int instance = 1 + parameterSlots(plain) - 3;
    int activation = instance + 1;
    int depth = instance + 2;
    int code = out.allocateLocal(TypeKind.REFERENCE);
    Label otherwise = out.newLabel();
    out.aload(0).invokestatic(SUPPORT, "compiled", MethodTypeDesc.of(CODE, Types.FUNCTION));
    out.dup().astore(code).instanceOf(typeClass).ifeq(otherwise);
    out.aload(code).checkcast(typeClass);
    int at = 1;
    List<ClassDesc> parameters = plain.parameterList();
    for (int i = 0; i < parameters.size() - 3; i++) {
      TypeKind kind = TypeKind.from(parameters.get(i));
      out.loadLocal(kind, at);
      at += kind.slotSize();
    }
    out.aload(0).aload(instance);
    out.invokestatic(
        SUPPORT, "instanceOf", MethodTypeDesc.of(Types.INSTANCE, Types.FUNCTION, Types.INSTANCE));
    out.aload(activation).iload(depth);
    out.invokevirtual(typeClass, "$call", plain);
    returns(out, plain);
    out.labelBinding(otherwise);
    callInArrays(out, calleeType, instance, activation, depth);
    returns(out, plain);
  }

  /** Calls the function that is the first parameter, with its arguments in arrays. */
  private static void callInArrays(
      CodeBuilder out, FunctionType calleeType, int instance, int activation, int depth) {
    Signature places = Signature.of(calleeType);
    int numbers = out.allocateLocal(TypeKind.REFERENCE);
    int references = out.allocateLocal(TypeKind.REFERENCE);
    int numberCount = Math.max(places.parameterNumbers(), places.resultNumbers());
    int referenceCount = Math.max(places.parameterReferences(), places.resultReferences());
    if (Types.isSpread(calleeType)) {
      ClassDesc arrays = Types.desc(Arrays.class);
      out.aload(1).loadConstant(numberCount);
      out.invokestatic(arrays, "copyOf", MethodTypeDesc.of(Types.LONGS, Types.LONGS, CD_int));
      out.astore(numbers).aload(2).loadConstant(referenceCount);
      out.invokestatic(arrays, "copyOf", MethodTypeDesc.of(Types.OBJECTS, Types.OBJECTS, CD_int));
      out.astore(references);
    } else {
      out.loadConstant(numberCount).newarray(TypeKind.LONG).astore(numbers);
      if (referenceCount == 0) {
        out.getstatic(Types.ACTIVATION, "NO_REFERENCES", Types.OBJECTS);
      } else {
        out.loadConstant(referenceCount).anewarray(CD_Object);
      }
      out.astore(references);
      int at = 1;
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
    out.aload(0).aload(numbers).aload(references);
    out.aload(instance).aload(activation).iload(depth);
    out.invokestatic(
        SUPPORT,
        "enter",
        MethodTypeDesc.of(
            CD_void,
            Types.FUNCTION,
            Types.LONGS,
            Types.OBJECTS,
            Types.INSTANCE,
            Types.ACTIVATION,
            CD_int));
    unpack(out, calleeType.results(), numbers, references, activation);
  }

  /** Makes results of a method of those that are in arrays. */
  private static void unpack(
      CodeBuilder out, List<ValueType> results, int numbers, int references, int activation) {
    byte[] flat = Types.kinds(results);
    if (flat.length > 1) {
      out.aload(activation).loadConstant(flat.length - 1);
      out.invokevirtual(Types.ACTIVATION, "ensureResults", MethodTypeDesc.of(CD_void, CD_int));
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

  private void finishTailCalls(CodeBuilder out, int instance) {
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
    out.invokevirtual(Types.ACTIVATION, "hasTailCallee", MethodTypeDesc.of(CD_boolean));
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
        SUPPORT,
        "finishTailCalls",
        MethodTypeDesc.of(Types.LONGS, Types.INSTANCE, Types.ACTIVATION, CD_int, CD_int, CD_int));
    out.astore(numbers).aload(activation);
    out.invokevirtual(Types.ACTIVATION, "tailReferences", MethodTypeDesc.of(Types.OBJECTS));
    out.astore(references);
    unpack(out, type.results(), numbers, references, activation);
    returns(out, method);
  }
}
