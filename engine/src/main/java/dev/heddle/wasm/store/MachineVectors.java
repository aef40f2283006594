package dev.heddle.wasm.store;

/**
 * Whether compiled functions have vectors as the machine has them: by the Vector API of the JDK,
 * which is there if the JVM was started with {@code --add-modules jdk.incubator.vector}. Nothing
 * here is compiled against it.
 */
public final class MachineVectors {

  /** {@code api} or {@code swar}; what is best if it is not set. */
  private static final String PROPERTY = "heddle.vectors";

  private static final String MODULE = "jdk.incubator.vector";
  private static final int VECTOR_BITS = 128;

  /** A JVM may be told not to check addresses, which guests are held by. */
  private static final String CHECKS = "jdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK";

  private static final String ALL_CHECKS = "2";

  private static final boolean USED = areToBeUsed();

  private MachineVectors() {}

  /** Whether that is so in this JVM. */
  public static boolean areUsed() {
    return USED;
  }

  private static boolean areToBeUsed() {
    String wanted = System.getProperty(PROPERTY, "");
    if (wanted.equals("swar")
        || ModuleLayer.boot().findModule(MODULE).isEmpty()
        || !System.getProperty(CHECKS, ALL_CHECKS).equals(ALL_CHECKS)) {
      return false;
    }
    return wanted.equals("api") || hasInstructions();
  }

  /**
   * Whether HotSpot has instructions of this machine for vectors, and a compiler that uses them.
   */
  private static boolean hasInstructions() {
    try {
      Class<?> shapes = Class.forName(MODULE + ".VectorShape");
      Object preferred = shapes.getMethod("preferredShape").invoke(null);
      Object bits = shapes.getMethod("vectorBitSize").invoke(preferred);
      return (Integer) bits >= VECTOR_BITS;
    } catch (ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }
}
