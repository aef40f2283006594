package dev.heddle.async.stack;

import dev.heddle.wasm.WasmModule;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps interleaved calls away from stacks in linear memory that nobody could set aside.
 *
 * <p>A call has frames in whatever instances of its store it comes through. So in a store with an
 * interleaved instance all have to have a known stack pointer, or none at all. Thread-safe.
 */
public final class StackCensus {

  private record Entry(WasmModule module, boolean interleaved, boolean unknown) {}

  // Guarded by this.
  private final Map<Object, Entry> entries = new HashMap<>();

  /** No instances. */
  public StackCensus() {}

  /**
   * Counts an instance in.
   *
   * @param owner what stands for the instance
   * @param unknown whether it may have a stack whose pointer is not known
   * @throws IllegalArgumentException if its stack would be overwritten, or that of another
   */
  public synchronized void enter(
      Object owner, WasmModule module, boolean interleaved, boolean unknown) {
    if (interleaved && isGo(module)) {
      throw new IllegalArgumentException(
          module
              + " cannot be INTERLEAVED: it was made by Go, whose runtime takes the first answer"
              + " that comes for that of the call that was made last; use SERIAL, or several"
              + " instances");
    }
    if (interleaved && unknown) {
      throw new IllegalArgumentException(
          module + " cannot be INTERLEAVED, as its calls " + advice(module));
    }
    if (interleaved || unknown) {
      Entry victim = find(interleaved);
      if (victim != null) {
        WasmModule known = interleaved ? module : victim.module;
        WasmModule other = interleaved ? victim.module : module;
        throw new IllegalArgumentException(
            "the calls of "
                + known
                + " are INTERLEAVED in the store that it shares with "
                + other
                + ", whose stack is not protected: calls that come through both "
                + advice(other));
      }
      entries.put(owner, new Entry(module, interleaved, unknown));
    }
  }

  /** Counts an instance out that was closed or never came to be. */
  public synchronized void leave(Object owner) {
    entries.remove(owner);
  }

  private @Nullable Entry find(boolean unknown) {
    for (Entry entry : entries.values()) {
      if (unknown ? entry.unknown : entry.interleaved) {
        return entry;
      }
    }
    return null;
  }

  /**
   * Go's linker says so, also without symbols. TinyGo, which keeps its stack as C does, does not.
   */
  private static boolean isGo(WasmModule module) {
    return module.customSections().stream()
        .anyMatch(section -> section.name().equals("go:buildid"));
  }

  private static String advice(WasmModule module) {
    return "would overwrite each other's stack in linear memory: its stack pointer is not known."
        + " Export it (clang, lld: -Wl,--export=__stack_pointer; rustc: -C"
        + " link-arg=--export=__stack_pointer) or keep the name section, or tell which global it is"
        + " with stackPointer(...), and into which memory it points if that is not memory 0"
        + " (mutable globals: "
        + StackPointer.candidates(module)
        + "); if the guest keeps no stack in memory, say noStackPointer(); or use SERIAL";
  }
}
