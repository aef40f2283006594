package dev.heddle.wasm.bytecode;

/** Reads descriptors of methods. */
public final class Descriptors {

  /** Where the first parameter begins. */
  public static final int FIRST = 1;

  private Descriptors() {}

  /** Whether there is a parameter at a place, rather than the end of them. */
  public static boolean hasParameter(String method, int at) {
    return method.charAt(at) != ')';
  }

  /** Where the descriptor of the type ends that begins at a place. */
  public static int next(String method, int at) {
    int end = at;
    while (method.charAt(end) == '[') {
      end++;
    }
    return method.charAt(end) == 'L' ? method.indexOf(';', end) + 1 : end + 1;
  }

  /** How many slots of the JVM the parameters take. */
  public static int parameterSlots(String method) {
    int slots = 0;
    for (int at = FIRST; hasParameter(method, at); at = next(method, at)) {
      slots += TypeKind.at(method, at).slotSize();
    }
    return slots;
  }

  /** The descriptor of a method with one more parameter, which comes before the others. */
  public static String insert(String type, String method) {
    return "(".concat(type).concat(method.substring(FIRST));
  }

  /** The descriptor of a method with one more parameter, which comes after the others. */
  public static String append(String method, String type) {
    int end = method.indexOf(')');
    return method.substring(0, end).concat(type).concat(method.substring(end));
  }
}
