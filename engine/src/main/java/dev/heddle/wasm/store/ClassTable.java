package dev.heddle.wasm.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Generated classes of one module by what they are for. Not thread-safe. */
public final class ClassTable {

  /**
   * How many bytes of class files may have to be loaded for the sake of one call: enough for a
   * function that others call all the time, and a few more of those.
   */
  private static final int SMALL = 4 << 10;

  private final Map<Integer, GeneratedClass> functions = new LinkedHashMap<>();
  private final Map<String, GeneratedClass> types = new LinkedHashMap<>();
  private final Map<Integer, Integer> loadedWith = new HashMap<>();

  /** An empty one. */
  public ClassTable() {}

  /** Adds classes, those of callees before those of callers. */
  void addAll(Collection<GeneratedClass> classes) {
    classes.forEach(this::add);
  }

  /** Adds a class; those of the functions that it names must be there. */
  public void add(GeneratedClass made) {
    if (made.isOfType()) {
      types.put(made.name(), made);
      return;
    }
    functions.put(made.functionIndex(), made);
    long size = made.length();
    for (int callee : made.callees()) {
      size += loadedWith.getOrDefault(callee, 0);
    }
    loadedWith.put(made.functionIndex(), (int) Math.min(size, Integer.MAX_VALUE));
  }

  /** The class of a function, or null. */
  public @Nullable GeneratedClass function(int functionIndex) {
    return functions.get(functionIndex);
  }

  /** The class of a type, or null. */
  public @Nullable GeneratedClass type(String name) {
    return types.get(name);
  }

  /** Whether the class of a function is there and can be loaded without many others. */
  public boolean isSmall(int functionIndex) {
    return functions.containsKey(functionIndex)
        && loadedWith.getOrDefault(functionIndex, Integer.MAX_VALUE) <= SMALL;
  }

  /** Forgets the class of a function. */
  void remove(int functionIndex) {
    functions.remove(functionIndex);
  }

  /** The functions, in the order in which they were added. */
  int[] functions() {
    return functions.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /** All classes, those of types first. */
  public List<GeneratedClass> all() {
    List<GeneratedClass> all = new ArrayList<>(types.values());
    all.addAll(functions.values());
    return all;
  }
}
