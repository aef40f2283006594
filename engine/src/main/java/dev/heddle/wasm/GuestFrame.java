package dev.heddle.wasm;

/**
 * One frame of a guest's stack. Immutable and thread-safe.
 *
 * @param module the name of the module, or {@code wasm} if it has none
 * @param functionIndex the index of the function in the module's function index space
 * @param functionName the name of the function from the name section or an export, or {@code
 *     func[INDEX]} if it has none
 * @param codeOffset the offset of the instruction in bytes from the start of the module, as {@code
 *     wasm-tools print} and {@code llvm-objdump} count it
 */
public record GuestFrame(String module, int functionIndex, String functionName, int codeOffset) {

  /** The frame in the form in which Java shows it in stack traces. */
  public StackTraceElement toStackTraceElement() {
    return new StackTraceElement(
        "wasm", module, null, module, functionName, "0x" + Integer.toHexString(codeOffset), -1);
  }

  @Override
  public String toString() {
    return module + "." + functionName + " (0x" + Integer.toHexString(codeOffset) + ")";
  }
}
