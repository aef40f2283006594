package dev.heddle.async.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The order to a call to stop; its stack trace shows who gave it. */
@Name("dev.heddle.Cancellation")
@Label("Guest Call Cancellation")
@Description("A guest call was told to stop")
@Category({"Heddle", "Async"})
public final class CancellationEvent extends Event {

  /** The number of the call. */
  @Label("Call")
  public long call;

  /** What was called. */
  @Label("Function")
  public String function = "";

  /** Why it shall stop. */
  @Label("Reason")
  public String reason = "";

  /** An event that has not happened. */
  public CancellationEvent() {}
}
