package dev.heddle.async.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An interleaved call has got no region for its stack, which is copied. */
@Name("dev.heddle.StackCopy")
@Label("Guest Stack Copied")
@Description("No region could be had for the stack of an interleaved call: it is copied")
@Category({"Heddle", "Async"})
@StackTrace(false)
public final class StackCopyEvent extends Event {

  /** The number of the call. */
  @Label("Call")
  public long call;

  /** What was called. */
  @Label("Function")
  public String function = "";

  /** How many of the stacks that it may come to are copied. */
  @Label("Stacks")
  public int stacks;

  /** An event that has not happened. */
  public StackCopyEvent() {}
}
