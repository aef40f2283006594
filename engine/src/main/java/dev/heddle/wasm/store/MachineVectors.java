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
   * Whether the machine has instructions for vectors of 128 bits, and the JVM a compiler that uses
   * them. No class of the Vector API is asked, since that would have to be found by name.
   */
  private static boolean hasInstructions() {
    String machine = System.getProperty("os.arch", "");
    String execution = System.getProperty("java.vm.info", "");
    return (machine.equals("amd64") || machine.equals("x86_64") || machine.equals("aarch64"))
        && !execution.contains("interpreted mode")
        && !execution.contains("emulated-client");
  }
}
