package dev.heddle.wasm.store;

import java.util.List;
import java.util.Map;

/**
 * A class that was made of a function, or for a type of functions: what there is to know of it in
 * order to load it, now or in another JVM. Immutable.
 *
 * @param name its name without its package
 * @param functionIndex the function, or {@link #OF_TYPE}
 * @param makesTailCalls whether the function does
 * @param callees functions whose classes it names: they must be loaded before it
 * @param types classes of types that it names
 * @param firstOrigins for each method that has lines of code what they count from
 * @param file bytes that contain the class file, shared with others; empty if it is elsewhere
 * @param from where in {@code file} it begins
 * @param length the length of the class file
 */
public record GeneratedClass(
    String name,
    int functionIndex,
    boolean makesTailCalls,
    List<Integer> callees,
    List<String> types,
    Map<String, Integer> firstOrigins,
    byte[] file,
    int from,
    int length) {

  /** In place of a function: the class is for a type of functions. */
  public static final int OF_TYPE = -1;

  /** That of a type. */
  public static GeneratedClass ofType(String name, byte[] file) {
    return new GeneratedClass(
        name, OF_TYPE, false, List.of(), List.of(), Map.of(), file, 0, file.length);
  }

  /** Whether it is for a type of functions, and not for a function. */
  public boolean isOfType() {
    return functionIndex == OF_TYPE;
  }

  /** Whether the class file is not here, but where a class loader finds it. */
  public boolean isElsewhere() {
    return file.length == 0;
  }

  /** The same class file under another name. */
  public GeneratedClass named(String other) {
    return new GeneratedClass(
        other, functionIndex, makesTailCalls, callees, types, firstOrigins, file, from, length);
  }
}
