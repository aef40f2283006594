package dev.heddle.wasm.compile;

import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.bytecode.ClassWriter;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.module.VectorOpcode;
import dev.heddle.wasm.runtime.CodePlace;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.CompiledFrames;
import dev.heddle.wasm.runtime.CompiledLoop;
import dev.heddle.wasm.store.CompiledFunctions;
import dev.heddle.wasm.store.GeneratedClass;
import dev.heddle.wasm.store.MachineVectors;
import dev.heddle.wasm.store.StoredCode;
import dev.heddle.wasm.types.FunctionType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

  /** The field of a function's class in which its other form is, once it is there. */
  static final String BETTER = "$better";

  private final LoadedModule module;
  private final boolean metered;
  private final StoredCode stored;
  private final String packageName;
  private final Loader loader;
  private final @Nullable CompiledFunctions functions;
  private final CodeRoom room;
  private final Set<String> types = new HashSet<>();
  private final Map<String, Unit> units = new ConcurrentHashMap<>();
  private final AtomicInteger rehearsals = new AtomicInteger();
  private final ConcurrentHashMap<Integer, Boolean> compiled = new ConcurrentHashMap<>();
  private final ClassWriter writer = new ClassWriter(FunctionClass.MAX_METHOD);

  /** None yet, of a module whose classes are neither found anywhere nor kept. */
  GuestClasses(LoadedModule module) {
    this(module, false, StoredCode.NONE, packageOf(module));
  }

  /** Those that are stored, which is open, and those that are generated. */
  GuestClasses(LoadedModule module, boolean metered, StoredCode stored) {
    this(module, metered, stored, packageOf(module));
  }

  /** The same in a package of this name, if they are not stored as classes of another. */
  GuestClasses(LoadedModule module, boolean metered, StoredCode stored, String packageName) {
    this.module = module;
    this.metered = metered;
    this.stored = stored;
    this.functions = stored.functions();
    ClassLoader existing = stored.loader();
    if (functions == null || existing == null) {
      this.packageName = packageName;
      this.loader = new Loader(packageName, GuestClasses.class.getClassLoader(), this);
    } else {
      this.packageName = functions.getClass().getPackageName();
      this.loader = new Loader(this.packageName, existing, this);
      stored.attach(this);
      CompiledFrames.add(this.packageName, this);
    }
    CompiledFrames.add(Objects.requireNonNull(loader.getName()), this);
    this.room = new CodeRoom(loader);
  }

  /** The package of the classes of a module. */
  static String packageOf(LoadedModule module) {
    return "wasm."
        + identifier(Objects.requireNonNullElse(module.definition().displayName(), "guest"));
  }

  /** A class: of which function it is, and what the lines of its methods count from. */
  private record Unit(int functionIndex, Map<String, Integer> firstOrigins) {

    /**
     * Which of the instructions that can fail an element of a stack trace is at, or -1 if it is not
     * in the function.
     */
    int origin(StackTraceElement element) {
      Integer first = firstOrigins.get(element.getMethodName());
      return first == null || element.getLineNumber() < 1
          ? -1
          : first + element.getLineNumber() - 1;
    }
  }

  @Override
  public @Nullable GuestFrame frame(StackTraceElement element) {
    Unit unit = units.get(element.getClassName());
    int origin = unit == null ? -1 : unit.origin(element);
    if (unit == null || origin < 0) {
      return null;
    }
    // what was loaded has perhaps not been lowered in this JVM
    LoweredFunction function = module.code(unit.functionIndex, metered);
    return new CodePlace(module, function, function.position(origin)).frame();
  }

  @Override
  public String describe(StackTraceElement element, @Nullable Long address) {
    Unit unit = units.get(element.getClassName());
    int origin = unit == null ? -1 : unit.origin(element);
    if (unit == null || origin < 0 || address == null) {
      return "";
    }
    LoweredFunction function = module.code(unit.functionIndex, metered);
    int pc = function.position(origin);
    int[] code = function.code;
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

  /** The descriptor of a class of a package. */
  static String descriptor(String packageName, String name) {
    return "L" + packageName.replace('.', '/') + "/" + name + ";";
  }

  /** The class of a function. */
  String classOf(int functionIndex, CodeForm form) {
    return descriptor(packageName, className(functionIndex, form));
  }

  private static String className(int functionIndex, CodeForm form) {
    return "F" + functionIndex + (form == CodeForm.DIRECT ? "D" : "");
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
    Boolean known = compiled.get(functionIndex);
    GeneratedClass made = known == null ? stored.function(functionIndex) : null;
    boolean makesTailCalls = made == null ? Boolean.TRUE.equals(known) : made.makesTailCalls();
    return makesTailCalls
        ? methodName(functionIndex) + FunctionClass.FINISHING
        : methodName(functionIndex);
  }

  /** Whether generated code may name the class of a function: it is loaded, or easily will be. */
  boolean isCompiled(int functionIndex) {
    return compiled.containsKey(functionIndex) || stored.isSmall(functionIndex);
  }

  /** The class that the classes of functions of a type extend. */
  String typeClass(FunctionType type) {
    return descriptor(packageName, TypeNames.of(type));
  }

  /** What writes the classes of functions, one after the other. */
  ClassWriter writer() {
    return writer;
  }

  /** Generates the class of a type. */
  private GeneratedClass makeTypeClass(String name, FunctionType type) {
    ClassWriter to = new ClassWriter(ClassWriter.MAX_CODE);
    to.begin(descriptor(packageName, name), ClassWriter.ABSTRACT, Types.CODE);
    to.abstractMethod("$call", Types.method(type), ClassWriter.PUBLIC);
    FunctionClass.writeGoOn(to, type);
    return GeneratedClass.ofType(name, to.toBytes());
  }

  /** What there is to know of the class of a function; those of types are made, too. */
  GeneratedClass describe(int functionIndex, FunctionClass made, byte[] bytes) {
    makeTypes(made);
    return new GeneratedClass(
        "F" + functionIndex,
        functionIndex,
        made.makesTailCalls(),
        List.copyOf(made.callees()),
        List.copyOf(made.types().keySet()),
        Map.copyOf(made.firstOrigins()),
        bytes,
        0,
        bytes.length);
  }

  /** Makes the classes of types that a class names; if they are not to be kept, they are loaded. */
  private void makeTypes(FunctionClass made) {
    for (Map.Entry<String, FunctionType> entry : made.types().entrySet()) {
      String name = entry.getKey();
      if (stored.type(name) != null || types.contains(name)) {
        continue;
      }
      GeneratedClass typeClass = makeTypeClass(name, entry.getValue());
      if (stored.isKept()) {
        stored.keep(typeClass);
      } else {
        defineType(typeClass);
      }
    }
  }

  private void defineType(GeneratedClass made) {
    if (!made.isElsewhere() && types.add(made.name())) {
      define(made);
    }
  }

  private Class<?> define(GeneratedClass made) {
    return loader.define(packageName + "." + made.name(), made.file(), made.from(), made.length());
  }

  /** Loads the class of a function; those of the functions that it names are loaded. */
  CompiledCode load(GeneratedClass made) {
    CompiledCode code;
    if (functions == null || !made.isElsewhere()) {
      code = (CompiledCode) defineAll(made, made.functionIndex());
    } else {
      if (stored.isCounted()) {
        room.take(made.length());
      }
      units.put(
          packageName + "." + made.name(), new Unit(made.functionIndex(), made.firstOrigins()));
      code =
          Objects.requireNonNull(
              functions.make(made.functionIndex()), "it is in the index, and has no class");
    }
    compiled.put(made.functionIndex(), made.makesTailCalls());
    return code;
  }

  /** Loads the class of the other form of a function, and has the first form go there. */
  CompiledCode defineBetter(
      CompiledCode first, int functionIndex, FunctionClass made, byte[] bytes) {
    GeneratedClass described = describe(functionIndex, made, bytes);
    Object code =
        defineAll(described.named(className(functionIndex, CodeForm.DIRECT)), functionIndex);
    try {
      first.getClass().getField(BETTER).set(null, code);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(first.getClass().getName() + " of " + module, e);
    }
    return (CompiledCode) code;
  }

  /** The class of a loop of a function. */
  String loopClass(int functionIndex, int position, CodeForm form) {
    return descriptor(packageName, loopName(functionIndex, position, form));
  }

  private static String loopName(int functionIndex, int position, CodeForm form) {
    return className(functionIndex, form) + "L" + position;
  }

  /** Loads the class of a loop of a function. */
  CompiledLoop defineLoop(
      int functionIndex, int position, CodeForm form, FunctionClass made, byte[] bytes) {
    GeneratedClass described = describe(functionIndex, made, bytes);
    return (CompiledLoop)
        defineAll(described.named(loopName(functionIndex, position, form)), functionIndex);
  }

  /** Defines a class and those of the types that it names, and makes an object of it. */
  private Object defineAll(GeneratedClass made, int functionIndex) {
    room.take(made.length());
    for (String name : made.types()) {
      GeneratedClass type = stored.type(name);
      if (type != null) {
        defineType(type);
      }
    }
    rehearse(functionIndex);
    String fullName = packageName + "." + made.name();
    units.put(fullName, new Unit(functionIndex, made.firstOrigins()));
    try {
      return define(made).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(fullName + " of " + module, e);
    }
  }

  /**
   * Makes the calls of the Vector API once that a function has, where that has not been done: what
   * is linked at its first call must not be so on a stack that is nearly full.
   */
  private void rehearse(int functionIndex) {
    if (!MachineVectors.areUsed()) {
      return;
    }
    Set<VectorInstruction> unknown =
        VectorApi.unknown(Access.vectorInstructions(module.code(functionIndex, metered).code));
    if (unknown.isEmpty()) {
      return;
    }
    String name = "V" + rehearsals.incrementAndGet();
    byte[] bytes = VectorApi.rehearsal(descriptor(packageName, name), unknown);
    try (Arena arena = Arena.ofConfined()) {
      loader
          .define(packageName + "." + name, bytes, 0, bytes.length)
          .getMethod(VectorApi.REHEARSE, MemorySegment.class)
          .invoke(null, arena.allocate(2 * Long.BYTES));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name + " of " + module, e);
    }
    VectorApi.remember(unknown);
  }

  /** Takes note that nobody will call the classes any more, but for those who do now. */
  void leave() {
    room.leave();
  }

  private static final class Loader extends ClassLoader {

    /** As long as there are frames of the classes, there are traces. */
    @SuppressWarnings("UnusedVariable")
    private final GuestClasses classes;

    Loader(String name, ClassLoader parent, GuestClasses classes) {
      super(name + "#" + COUNTER.incrementAndGet(), parent);
      this.classes = classes;
      EngineAccess.open(getUnnamedModule());
    }

    Class<?> define(String name, byte[] bytes, int from, int length) {
      return defineClass(name, bytes, from, length);
    }

    @Override
    protected Class<?> findClass(@Nullable String name) throws ClassNotFoundException {
      throw new ClassNotFoundException(name);
    }
  }
}
