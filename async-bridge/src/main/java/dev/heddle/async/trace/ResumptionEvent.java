package dev.heddle.async.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What a call was suspended for has happened; recorded on the thread that made it happen. */
@Name("dev.heddle.Resumption")
@Label("Guest Call Resumption")
@Description("What a guest call waited for has happened, on this thread; the call may queue then")
@Category({"Heddle", "Async"})
@StackTrace(false)
public final class ResumptionEvent extends Event {

  /** The number of the call. */
  @Label("Call")
  public long call;

  /** What was called. */
  @Label("Function")
  public String function = "";

  /** The import that waited; empty if the task itself did. */
  @Label("Import")
  public String waitsFor = "";

  /** An event that has not happened. */
  public ResumptionEvent() {}
}
