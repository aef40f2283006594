package dev.heddle.wasm.compile;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.lower.FunctionLowering;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.CompiledLoop;
import dev.heddle.wasm.runtime.Tier;
import dev.heddle.wasm.store.CodeSource;
import dev.heddle.wasm.store.GeneratedClass;
import dev.heddle.wasm.store.StoredCode;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Compiles functions of a module, with or without their metering. Thread-safe. */
public final class Compiler {

  private final LoadedModule module;
  private final boolean metered;
  private final StoredCode stored;
  private final @Nullable CompiledCode[] compiled;

  /** Who has code of it. */
  private final List<Tier> tiers = new CopyOnWriteArrayList<>();

  /** What {@link #compiled} had before it was put aside; its elements do not change. */
  private volatile @Nullable CompiledCode @Nullable [] aside;

  private volatile boolean lacksRoom;

  // Guarded by this.
  private @Nullable GuestClasses classes;
  private boolean resident;
  private int roomState;
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
   * @return null if it is not worthwhile, or if there is no room now: see {@link #lacksRoom}
   */
  public @Nullable CompiledCode compile(int functionIndex) {
    CompiledCode made = tryToCompile(functionIndex);
    if (made == null && lacksRoom()) {
      Residents.makeRoom(this);
    }
    return made;
  }

  /** Whether the last thing to be compiled was not, as there was no room for it. */
  public boolean lacksRoom() {
    return lacksRoom;
  }

  private synchronized @Nullable CompiledCode tryToCompile(int functionIndex) {
    takeBack();
    lacksRoom = false;
    CompiledCode known = compiled[functionIndex];
    if (known != null || refused.get(functionIndex)) {
      return known;
    }
    try {
      return compileNow(functionIndex);
    } catch (NoRoomException e) {
      noteLack();
      return null;
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
  public void compileEarly(int functionIndex) {
    if (compiled[functionIndex] == null && module.code(functionIndex, metered).hasLoops()) {
      compile(functionIndex);
    }
  }

  private CompiledCode compileNow(int functionIndex) {
    checkRoom();
    GuestClasses to = classes();
    GeneratedClass made = stored.function(functionIndex);
    return load(to, made != null ? made : generate(to, functionIndex));
  }

  /** Does not let anything be generated for which there is no room: nothing has changed. */
  private void checkRoom() {
    if (roomState != 0 && roomState == CodeRoom.state()) {
      throw new NoRoomException("there was no room just now");
    }
    roomState = 0;
  }

  private void noteLack() {
    lacksRoom = true;
    roomState = CodeRoom.state();
  }

  // ---- Making room for others

  /** Has a tier told whenever the code is lost. */
  public void add(Tier tier) {
    tiers.add(tier);
  }

  /** Whether there is code that takes room. */
  synchronized boolean hasCode() {
    return classes != null && stored.isCounted();
  }

  /** Takes note that it is none of those any more that may lose code. */
  synchronized void notResident() {
    resident = false;
  }

  /** Has functions be interpreted, until one is called. */
  synchronized boolean putAside() {
    if (aside != null || classes == null) {
      return false;
    }
    aside = compiled.clone();
    Arrays.fill(compiled, null);
    @Nullable LoweredFunction[] table = module.codeTable(metered);
    for (int i = 0; i < compiled.length; i++) {
      if (aside[i] != null) {
        table[i] = null;
      }
    }
    tiers.forEach(Tier::forgetCompiled);
    return true;
  }

  /** Whether the code of a function is put aside. */
  public boolean isAside(int functionIndex) {
    @Nullable CompiledCode[] code = aside;
    return code != null && code[functionIndex] != null;
  }

  /** Has functions that were put aside be executed again. */
  public synchronized void takeBack() {
    @Nullable CompiledCode[] code = aside;
    if (code == null) {
      return;
    }
    aside = null;
    for (int i = 0; i < code.length; i++) {
      if (code[i] != null) {
        compiled[i] = code[i];
        module.publish(i, metered);
      }
    }
  }

  /** Loses what was put aside and nobody has missed. Frames that are running it go on. */
  synchronized boolean letGo() {
    if (aside == null || classes == null) {
      return false;
    }
    aside = null;
    classes.leave();
    classes = null;
    loops.clear();
    improved.clear();
    stored.reopen();
    tiers.forEach(Tier::forgetCompiled);
    return true;
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
  public void loadStored(int functionIndex) {
    if (isStoredNow(functionIndex)) {
      compile(functionIndex);
    }
  }

  private synchronized boolean isStoredNow(int functionIndex) {
    open();
    return stored.mayHave(functionIndex);
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
    if (!resident && stored.isCounted()) {
      resident = true;
      Residents.add(this);
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
    compileCallees(made.callees());
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
    CompiledCode first = tryToCompile(functionIndex);
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
      compileCallees(made.callees());
      compiled[functionIndex] = to.defineBetter(first, functionIndex, made, bytes);
    } catch (NotWorthwhileException | NoRoomException e) {
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
  public @Nullable CompiledLoop compileLoop(int functionIndex, int position, CodeForm form) {
    CompiledLoop made = tryToCompileLoop(new Loop(functionIndex, position, form));
    if (made == null && lacksRoom()) {
      Residents.makeRoom(this);
    }
    return made;
  }

  private synchronized @Nullable CompiledLoop tryToCompileLoop(Loop loop) {
    takeBack();
    lacksRoom = false;
    if (!loops.add(loop)) {
      return null;
    }
    try {
      checkRoom();
      LoweredFunction function = lower(loop.functionIndex);
      Flow flow = Flow.of(module.definition(), function, loop.form);
      GuestClasses to = classes();
      FunctionClass made = new FunctionClass(to, flow);
      byte[] bytes =
          made.buildLoop(
              flow.blockAt(loop.position),
              to.loopClass(loop.functionIndex, loop.position, loop.form));
      compileCallees(made.callees());
      return to.defineLoop(loop.functionIndex, loop.position, loop.form, made, bytes);
    } catch (NoRoomException e) {
      noteLack();
      loops.remove(loop);
      return null;
    } catch (NotWorthwhileException e) {
      return null;
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      fail(e);
      return null;
    }
  }

  /** Compiles what a class calls directly. */
  private void compileCallees(Collection<Integer> callees) {
    for (int callee : callees) {
      if (compiled[callee] == null) {
        if (refused.get(callee)) {
          throw new NotWorthwhileException("function " + callee + ", which it calls, is refused");
        }
        compileNow(callee);
      }
    }
  }

  private LoweredFunction lower(int functionIndex) {
    return FunctionLowering.lowerTyped(
        module.definition(), functionIndex, module.boundedGlobals(), metered);
  }
}
