package dev.heddle.async.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A suspension, from parking to going on. */
@Name("dev.heddle.Suspension")
@Label("Guest Call Suspension")
@Description("A guest call waited, from parking to going on, its turn to do so included")
@Category({"Heddle", "Async"})
@StackTrace(false)
public final class SuspensionEvent extends Event {

  /** The number of the call. */
  @Label("Call")
  public long call;

  /** What was called. */
  @Label("Function")
  public String function = "";

  /** The import that waited; empty if the task itself did. */
  @Label("Import")
  public String waitsFor = "";

  /** An event that has not begun. */
  public SuspensionEvent() {}
}
