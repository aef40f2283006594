package dev.heddle.wasm.compile;

import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.instruction.Support;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.module.VectorOpcode;
import dev.heddle.wasm.runtime.CodePlace;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.CompiledFrames;
import dev.heddle.wasm.runtime.CompiledLoop;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.types.FunctionType;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a module's functions, in a loader of their own: they go when nobody has the module
 * any more.
 *
 * <p>Thread-safe.
 */
final class GuestClasses implements CompiledFrames.Locator {

  private static final AtomicInteger COUNTER = new AtomicInteger();

  private static final int MAX_NAME = 200;

  private final LoadedModule module;
  private final String packageName;
  private final Loader loader;
  private final CodeRoom room;
  private final Map<String, Integer> typeNumbers = new HashMap<>();
  private final Map<Integer, ClassDesc> typeClasses = new HashMap<>();
  private final Map<String, Unit> units = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Integer, Boolean> compiled = new ConcurrentHashMap<>();

  /** None yet. */
  GuestClasses(LoadedModule module) {
    this.module = module;
    this.packageName =
        "wasm."
            + identifier(
                java.util.Objects.requireNonNullElse(module.definition().displayName(), "guest"));
    this.loader = new Loader(packageName + "#" + COUNTER.incrementAndGet());
    this.room = new CodeRoom(loader);
    CompiledFrames.add(loader.getName(), this);
  }

  /** A class: of which function it is, and what the lines of its methods count from. */
  private record Unit(LoweredFunction function, Map<String, Integer> firstOrigins) {

    /** Where in the code an element of a stack trace is, or -1 if it is not in the function. */
    int position(StackTraceElement element) {
      Integer first = firstOrigins.get(element.getMethodName());
      return first == null || element.getLineNumber() < 1
          ? -1
          : function.position(first + element.getLineNumber() - 1);
    }
  }

  @Override
  public @Nullable GuestFrame frame(StackTraceElement element) {
    Unit unit = units.get(element.getClassName());
    int pc = unit == null ? -1 : unit.position(element);
    return unit == null || pc < 0 ? null : new CodePlace(module, unit.function, pc).frame();
  }

  @Override
  public String describe(StackTraceElement element, @Nullable Long address) {
    Unit unit = units.get(element.getClassName());
    int pc = unit == null ? -1 : unit.position(element);
    if (unit == null || pc < 0 || address == null) {
      return "";
    }
    int[] code = unit.function.code;
    if (Access.isVectorAccess(code[pc])) {
      // whole vectors are accessed from their upper half on
      VectorInstruction.Form form = Access.vector(code[pc]).form();
      boolean whole =
          code[pc] == RegisterOpcode.FIRST_VECTOR + VectorOpcode.V128_LOAD
              || form == VectorInstruction.Form.STORE;
      long vectorOffset = code[pc + 4] & 0xffff_ffffL;
      return "address " + (address - (whole ? 8 : 0) - vectorOffset) + " + offset " + vectorOffset;
    }
    if (code[pc] < RegisterOpcode.LOAD8_S || code[pc] > RegisterOpcode.STORE64) {
      return "";
    }
    long offset = code[pc + 3] & 0xffff_ffffL;
    return "address " + (address - offset) + " + offset " + offset;
  }

  /** The name of the class of a function. */
  ClassDesc classOf(int functionIndex) {
    return ClassDesc.of(packageName, "F" + functionIndex);
  }

  /** The name of the method that a function becomes: its own, as far as the JVM allows it. */
  String methodName(int functionIndex) {
    return identifier(module.functionName(functionIndex));
  }

  private static String identifier(String name) {
    StringBuilder allowed = new StringBuilder();
    for (int i = 0; i < name.length() && i < MAX_NAME; i++) {
      char c = name.charAt(i);
      allowed.append(
          c == '.'
                  || c == ';'
                  || c == '['
                  || c == '/'
                  || c == '<'
                  || c == '>'
                  || c == '$'
                  || c == ']'
                  || Character.isWhitespace(c)
                  || Character.isISOControl(c)
                  || Character.isSurrogate(c)
              ? '_'
              : c);
    }
    return allowed.isEmpty() ? "_" : allowed.toString();
  }

  /** The method of a compiled function that callers call. */
  String calledName(int functionIndex) {
    return Boolean.TRUE.equals(compiled.get(functionIndex))
        ? methodName(functionIndex) + "$finishing"
        : methodName(functionIndex);
  }

  /** Whether a function has been compiled. */
  boolean isCompiled(int functionIndex) {
    return compiled.containsKey(functionIndex);
  }

  /** What the verifier must know of classes. */
  ClassHierarchyResolver hierarchy() {
    return ClassHierarchyResolver.ofResourceParsing(loader.getParent())
        .orElse(name -> ClassHierarchyResolver.ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object));
  }

  /** A number for all function types that the JVM does not tell apart. */
  synchronized int typeNumber(FunctionType type) {
    return typeNumbers.computeIfAbsent(
        Types.method(type).descriptorString() + type.results(), key -> typeNumbers.size());
  }

  /** The class that the classes of functions of a type extend. */
  synchronized ClassDesc typeClass(FunctionType type) {
    return typeClasses.computeIfAbsent(typeNumber(type), number -> makeTypeClass(number, type));
  }

  private ClassDesc makeTypeClass(int number, FunctionType type) {
    ClassDesc name = ClassDesc.of(packageName, "T" + number);
    ClassDesc parent = Types.desc(CompiledCode.class);
    byte[] bytes =
        ClassFile.of()
            .build(
                name,
                to -> {
                  begin(to, ClassFile.ACC_ABSTRACT, parent);
                  to.withMethod(
                      "$call",
                      Types.method(type),
                      ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT,
                      method -> {});
                });
    loader.define(packageName + ".T" + number, bytes);
    return name;
  }

  /** Begins a public class with a constructor that does nothing. */
  static void begin(ClassBuilder to, int flags, ClassDesc parent) {
    to.withVersion(ClassFile.JAVA_25_VERSION, 0);
    to.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER | flags);
    to.withSuperclass(parent);
    to.withMethodBody(
        ConstantDescs.INIT_NAME,
        ConstantDescs.MTD_void,
        ClassFile.ACC_PUBLIC,
        out ->
            out.aload(0)
                .invokespecial(parent, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_());
  }

  /** Loads the class of a function. */
  CompiledCode define(LoweredFunction function, FunctionClass made, byte[] bytes) {
    CompiledCode code =
        (CompiledCode) load("F" + function.index, new Unit(function, origins(made)), bytes);
    compiled.put(function.index, made.makesTailCalls());
    return code;
  }

  /** The name of the class of a loop of a function. */
  ClassDesc loopClass(int functionIndex, int position) {
    return ClassDesc.of(packageName, loopName(functionIndex, position));
  }

  private static String loopName(int functionIndex, int position) {
    return "F" + functionIndex + "L" + position;
  }

  /** Loads the class of a loop of a function. */
  CompiledLoop defineLoop(
      LoweredFunction function, int position, FunctionClass made, byte[] bytes) {
    Unit unit = new Unit(function, origins(made));
    return (CompiledLoop) load(loopName(function.index, position), unit, bytes);
  }

  private static Map<String, Integer> origins(FunctionClass made) {
    return Map.copyOf(made.firstOrigins());
  }

  private Object load(String name, Unit unit, byte[] bytes) {
    room.take(bytes.length);
    String fullName = packageName + "." + name;
    units.put(fullName, unit);
    try {
      return loader.define(fullName, bytes).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(fullName + " of " + module, e);
    }
  }

  private static final class Loader extends ClassLoader {

    Loader(String name) {
      super(name, GuestClasses.class.getClassLoader());
      Module engine = GuestClasses.class.getModule();
      if (engine.isNamed()) {
        for (Class<?> open : new Class<?>[] {RuntimeInstance.class, Support.class}) {
          engine.addExports(open.getPackageName(), getUnnamedModule());
        }
      }
    }

    Class<?> define(String name, byte[] bytes) {
      return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    protected Class<?> findClass(@Nullable String name) throws ClassNotFoundException {
      throw new ClassNotFoundException(name);
    }
  }
}
