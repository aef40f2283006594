package dev.heddle.wasm.runtime;

import dev.heddle.wasm.code.LoweredFunction;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which functions of a module are compiled, and when: none, unless a subclass says
 * otherwise. Thread-safe.
 *
 * <p>Instances ask it where they would interpret: nobody needs it to run what is compiled.
 */
public class Tier {

  /** The functions that are there as JVM bytecode, by function index; filled by others. */
  public final @Nullable CompiledCode[] compiled;

  /** Instances of whose functions some have kept what was here. Guarded by itself. */
  private final List<WeakReference<RuntimeInstance>> keepers = new ArrayList<>();

  private int keepersToTidy = 64;

  /** One for a module. */
  public Tier(@Nullable CompiledCode[] compiled) {
    this.compiled = compiled;
  }

  /** The code of a function that is called and was not compiled, if it is to be compiled first. */
  public @Nullable CompiledCode first(int functionIndex) {
    return null;
  }

  /** Takes note that a function is going to be interpreted for the first time. */
  public void lowered(int functionIndex) {}

  /** Takes note that a function whose {@link LoweredFunction#heat} is spent was entered. */
  public void entered(LoweredFunction function) {
    function.heat = Integer.MAX_VALUE;
  }

  /**
   * Takes note that a function whose heat is spent begins a loop anew.
   *
   * @param position where the loop begins in the code
   * @return what the function is to be finished with, if it is there
   */
  public @Nullable CompiledLoop loop(LoweredFunction function, int position) {
    function.heat = Integer.MAX_VALUE;
    return null;
  }

  /**
   * Takes note that a compiled function has gone many rounds of a loop that could be faster.
   *
   * @param position where the loop begins in the code
   * @return what the function is to be finished with, if it is there
   */
  public @Nullable CompiledLoop better(int functionIndex, int position) {
    return null;
  }

  /** Takes note that functions of an instance keep what they find in {@link #compiled}. */
  final void addKeeper(RuntimeInstance instance) {
    synchronized (keepers) {
      if (keepers.size() >= keepersToTidy) {
        tidy();
      }
      keepers.add(new WeakReference<>(instance));
    }
  }

  private void tidy() {
    int alive = 0;
    for (WeakReference<RuntimeInstance> each : keepers) {
      if (!each.refersTo(null)) {
        keepers.set(alive++, each);
      }
    }
    keepers.subList(alive, keepers.size()).clear();
    keepersToTidy = Math.max(2 * alive, 64);
  }

  /** Has everybody look into {@link #compiled} again, from which functions have gone. */
  public void forgetCompiled() {
    synchronized (keepers) {
      for (WeakReference<RuntimeInstance> each : keepers) {
        RuntimeInstance instance = each.get();
        if (instance != null) {
          instance.forgetCompiled();
        }
      }
    }
  }
}
