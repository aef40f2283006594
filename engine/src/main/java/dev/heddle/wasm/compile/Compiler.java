package dev.heddle.wasm.compile;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.lower.FunctionLowering;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.CompiledLoop;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles functions of a module, with or without their metering. Thread-safe. */
public final class Compiler {

  private final LoadedModule module;
  private final boolean metered;
  private final GuestClasses classes;
  private final @Nullable CompiledCode[] compiled;

  // Guarded by this.
  private final BitSet refused = new BitSet();
  private final Set<Loop> loops = new HashSet<>();

  /** The start of a loop: the function, and the position in its code. */
  record Loop(int functionIndex, int position) {}

  /** One that has compiled nothing. */
  public Compiler(LoadedModule module, boolean metered) {
    this.module = module;
    this.metered = metered;
    this.classes = new GuestClasses(module);
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
      LoweredFunction function = lower(functionIndex);
      FunctionClass made = new FunctionClass(classes, Flow.of(module.definition(), function));
      CompiledCode code = classes.define(function, made, made.build());
      compiled[functionIndex] = code;
      module.publish(functionIndex, metered);
      return code;
    } catch (NotWorthwhileException e) {
      refused.set(functionIndex);
      return null;
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      refused.set(functionIndex);
      fail(e);
      return null;
    }
  }

  /** What goes wrong here costs speed only; in tests it is to be seen. */
  private static void fail(Throwable thrown) {
    if (ModuleLayer.boot().findModule("jdk.jfr").isPresent()) {
      CompilationFailed.report(thrown);
    }
    assert thrown instanceof VirtualMachineError : thrown;
  }

  /**
   * Compiles the rest of a function from a loop on, unless that has been tried.
   *
   * @return null if it has been tried, or is not worthwhile
   */
  public synchronized @Nullable CompiledLoop compileLoop(int functionIndex, int position) {
    if (!loops.add(new Loop(functionIndex, position))) {
      return null;
    }
    try {
      LoweredFunction function = lower(functionIndex);
      Flow flow = Flow.of(module.definition(), function);
      FunctionClass made = new FunctionClass(classes, flow);
      byte[] bytes =
          made.buildLoop(flow.blockAt(position), classes.loopClass(functionIndex, position));
      return classes.defineLoop(function, position, made, bytes);
    } catch (NotWorthwhileException e) {
      return null;
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      fail(e);
      return null;
    }
  }

  private LoweredFunction lower(int functionIndex) {
    return FunctionLowering.lowerTyped(module.definition(), functionIndex, metered);
  }
}
