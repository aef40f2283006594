package dev.heddle.wasm.compile;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.lower.FunctionLowering;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.CompiledLoop;
import dev.heddle.wasm.store.CodeSource;
import dev.heddle.wasm.store.GeneratedClass;
import dev.heddle.wasm.store.StoredCode;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles functions of a module, with or without their metering. Thread-safe. */
public final class Compiler {

  private final LoadedModule module;
  private final boolean metered;
  private final StoredCode stored;
  private final @Nullable CompiledCode[] compiled;

  // Guarded by this.
  private @Nullable GuestClasses classes;
  private final BitSet refused = new BitSet();
  private final BitSet improved = new BitSet();
  private final Set<Loop> loops = new HashSet<>();

  /** The start of a loop: the function, the position in its code, and how it is written. */
  private record Loop(int functionIndex, int position, CodeForm form) {}

  /** One that has compiled nothing. */
  public Compiler(LoadedModule module, boolean metered) {
    CodeSource source = module.attachment(CodeSource.class);
    this.module = module;
    this.metered = metered;
    this.stored = source == null ? StoredCode.NONE : source.stored(metered);
    this.compiled = new CompiledCode[module.definition().functionCount()];
  }

  /** What has been compiled so far, by function index; filled while others read it. */
  public @Nullable CompiledCode[] compiled() {
    return compiled;
  }

  /**
   * Compiles a function, unless that has been done.
   *
   * @return null if it is not worthwhile
   */
  public synchronized @Nullable CompiledCode compile(int functionIndex) {
    CompiledCode known = compiled[functionIndex];
    if (known != null || refused.get(functionIndex)) {
      return known;
    }
    try {
      GuestClasses to = classes();
      GeneratedClass made = stored.function(functionIndex);
      return load(to, made != null ? made : generate(to, functionIndex));
    } catch (NotWorthwhileException e) {
      refuse(functionIndex);
      return null;
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      refuse(functionIndex);
      fail(e);
      return null;
    }
  }

  /** Compiles a function that has been called, if it may run long. */
  public synchronized void compileEarly(int functionIndex) {
    if (compiled[functionIndex] == null && module.code(functionIndex, metered).hasLoops()) {
      compile(functionIndex);
    }
  }

  /** Whether there is any place where classes are stored. */
  public boolean isStored() {
    return stored != StoredCode.NONE;
  }

  /** Whether the class of a function is stored, or may be. */
  public boolean mayHaveStored(int functionIndex) {
    return stored.mayHave(functionIndex);
  }

  /** Loads a function if its class is stored. */
  public synchronized void loadStored(int functionIndex) {
    open();
    if (stored.mayHave(functionIndex)) {
      compile(functionIndex);
    }
  }

  /** Finds out what is stored; the functions that are likely to be called, in that order. */
  public synchronized int[] expected() {
    open();
    return stored.expected();
  }

  /** Whether what is generated is of use for others than this JVM. */
  public boolean isKept() {
    return stored.isKept();
  }

  /** Generates the class of a function for another time, unless there is one. */
  public synchronized void generateToKeep(int functionIndex) {
    open();
    if (compiled[functionIndex] != null
        || refused.get(functionIndex)
        || stored.function(functionIndex) != null) {
      return;
    }
    try {
      generate(classes(), functionIndex);
    } catch (NotWorthwhileException e) {
      refuse(functionIndex);
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      refuse(functionIndex);
      fail(e);
    }
  }

  private void open() {
    try {
      classes();
    } catch (RuntimeException | LinkageError e) {
      fail(e);
    }
  }

  private synchronized GuestClasses classes() {
    GuestClasses known = classes;
    if (known == null) {
      ClassLoader loader = stored.loader();
      if (loader != null) {
        EngineAccess.open(loader.getUnnamedModule());
      }
      stored.open();
      known = new GuestClasses(module, metered, stored);
      classes = known;
    }
    return known;
  }

  private void refuse(int functionIndex) {
    refused.set(functionIndex);
    stored.forget(functionIndex);
  }

  private GeneratedClass generate(GuestClasses to, int functionIndex) {
    Flow flow = Flow.of(module.definition(), lower(functionIndex), CodeForm.LEAN);
    FunctionClass made = new FunctionClass(to, flow);
    GeneratedClass described = to.describe(functionIndex, made, made.build());
    stored.keep(described);
    return described;
  }

  private CompiledCode load(GuestClasses to, GeneratedClass made) {
    for (int callee : made.callees()) {
      if (compile(callee) == null) {
        throw new NotWorthwhileException("function " + callee + ", which it calls, is not there");
      }
    }
    CompiledCode code = to.load(made);
    stored.forget(made.functionIndex());
    compiled[made.functionIndex()] = code;
    module.publish(made.functionIndex(), metered);
    return code;
  }

  /** What goes wrong here costs speed only; in tests it is to be seen. */
  private static void fail(Throwable thrown) {
    if (ModuleLayer.boot().findModule("jdk.jfr").isPresent()) {
      CompilationFailed.report(thrown);
    }
    assert thrown instanceof VirtualMachineError : thrown;
  }

  /** Compiles the other form of a function, unless that has been tried. */
  public synchronized void improve(int functionIndex) {
    CompiledCode first = compile(functionIndex);
    if (first == null || improved.get(functionIndex)) {
      return;
    }
    improved.set(functionIndex);
    try {
      LoweredFunction function = lower(functionIndex);
      Flow flow = Flow.of(module.definition(), function, CodeForm.DIRECT);
      GuestClasses to = classes();
      FunctionClass made = new FunctionClass(to, flow);
      byte[] bytes = made.build();
      if (compileCallees(made)) {
        compiled[functionIndex] = to.defineBetter(first, functionIndex, made, bytes);
      }
    } catch (NotWorthwhileException e) {
      // it stays as it is
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      fail(e);
    }
  }

  /**
   * Compiles the rest of a function from a loop on, unless that has been tried.
   *
   * @return null if it has been tried, or is not worthwhile
   */
  public synchronized @Nullable CompiledLoop compileLoop(
      int functionIndex, int position, CodeForm form) {
    if (!loops.add(new Loop(functionIndex, position, form))) {
      return null;
    }
    try {
      LoweredFunction function = lower(functionIndex);
      Flow flow = Flow.of(module.definition(), function, form);
      GuestClasses to = classes();
      FunctionClass made = new FunctionClass(to, flow);
      byte[] bytes =
          made.buildLoop(flow.blockAt(position), to.loopClass(functionIndex, position, form));
      return compileCallees(made)
          ? to.defineLoop(functionIndex, position, form, made, bytes)
          : null;
    } catch (NotWorthwhileException e) {
      return null;
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      fail(e);
      return null;
    }
  }

  /** Compiles what a class calls directly; false if not all of it can be. */
  private boolean compileCallees(FunctionClass made) {
    for (int callee : made.callees()) {
      if (compile(callee) == null) {
        return false;
      }
    }
    return true;
  }

  private LoweredFunction lower(int functionIndex) {
    return FunctionLowering.lowerTyped(module.definition(), functionIndex, metered);
  }
}
