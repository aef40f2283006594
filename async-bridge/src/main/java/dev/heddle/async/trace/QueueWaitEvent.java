package dev.heddle.async.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A wait of a call for its turn, to start or to go on. */
@Name("dev.heddle.QueueWait")
@Label("Guest Call Queueing")
@Description("A guest call waited for its turn, to start or to go on after a suspension")
@Category({"Heddle", "Async"})
@StackTrace(false)
public final class QueueWaitEvent extends Event {

  /** The number of the call. */
  @Label("Call")
  public long call;

  /** What was called. */
  @Label("Function")
  public String function = "";

  /** Whether it waited to start, and not to go on. */
  @Label("To Start")
  public boolean starts;

  /** An event that has not begun. */
  public QueueWaitEvent() {}
}
