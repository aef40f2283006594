package dev.heddle.async.call;

import dev.heddle.async.CallReport;
import reactor.util.context.ContextView;

/**
 * Who made a call, and when. Immutable and thread-safe.
 *
 * @param thread the name of the thread
 * @param made in milliseconds since 1970
 */
record Caller(String thread, long made) {

  /** The current thread. */
  static Caller here(long now) {
    Thread thread = Thread.currentThread();
    String name = thread.getName();
    return new Caller(name.isEmpty() ? "thread " + thread.threadId() : name, now);
  }

  /** What it is called in dumps, where the context of the subscriber may say something better. */
  String name(ContextView context) {
    Object said = context.getOrDefault(CallReport.CALLER, null);
    return said == null ? thread : said.toString();
  }
}
