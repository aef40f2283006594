package dev.heddle.async.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A call, from its first step to its end. */
@Name("dev.heddle.Call")
@Label("Guest Call")
@Description("A call of a WebAssembly guest, from entry to end")
@Category({"Heddle", "Async"})
@StackTrace(false)
public final class CallEvent extends Event {

  /** The number of the call. */
  @Label("Call")
  public long call;

  /** What was called. */
  @Label("Function")
  public String function = "";

  /** {@code result}, or the class of what it failed with. */
  @Label("Outcome")
  public String outcome = "";

  /** An event that has not begun. */
  public CallEvent() {}
}
