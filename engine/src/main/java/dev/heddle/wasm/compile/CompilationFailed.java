package dev.heddle.wasm.compile;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Tells a flight recording that a function could not be compiled, and goes on being interpreted.
 */
@Name("dev.heddle.CompilationFailed")
@Label("Guest Compilation Failed")
@Category("Heddle")
@Description("A guest's function could not be compiled to bytecode and is interpreted")
@StackTrace(false)
final class CompilationFailed extends Event {

  @Label("Reason")
  String reason = "";

  private CompilationFailed() {}

  /** Reports it. */
  static void report(Throwable thrown) {
    CompilationFailed event = new CompilationFailed();
    if (event.isEnabled()) {
      event.reason = thrown.toString();
    }
    event.commit();
  }
}
