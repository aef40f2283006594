package dev.heddle.async;

import dev.heddle.async.call.CallScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * All calls in flight, as a thread dump shows all threads. Immutable and thread-safe.
 *
 * <p>{@link AsyncInstance#dump()} takes that of an instance, {@link InstancePool#dump()} that of a
 * pool, and {@link #ofAll()} that of the JVM. Each call is looked at by itself, while all go on: a
 * dump costs some microseconds a call, and calls pay nothing for being there to be dumped. {@link
 * #toString()} is for people.
 *
 * @param taken when
 * @param waitingForInstance how many callers of a pool wait for an instance to be leased to them
 * @param calls in the order in which they were made
 */
public record CallDump(Instant taken, int waitingForInstance, List<CallReport> calls) {

  public CallDump {
    calls = List.copyOf(calls);
  }

  /** All calls in flight in this JVM. */
  public static CallDump ofAll() {
    return of(CallScope.all(), 0);
  }

  static CallDump of(Iterable<CallScope> scopes, int waitingForInstance) {
    return new CallDump(Instant.now(), waitingForInstance, CallScope.report(scopes));
  }

  /** The dump as text: for each call who made it, what it does and for how long, and its stack. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("Calls in flight at ").append(taken).append(": ").append(calls.size()).append('\n');
    if (waitingForInstance > 0) {
      text.append("Callers that wait for an instance: ").append(waitingForInstance).append('\n');
    }
    for (CallReport report : calls) {
      append(text, report);
    }
    return text.toString();
  }

  private void append(StringBuilder text, CallReport report) {
    CallSnapshot call = report.call();
    text.append("\ncall ")
        .append(call.id())
        .append(" of \"")
        .append(call.function())
        .append("\" in ")
        .append(report.instance())
        .append("\n  ")
        .append(call.state())
        .append(call.waitsFor().map(name -> " in " + name).orElse(""))
        .append(" for ")
        .append(time(call.since()));
    report
        .queuePosition()
        .ifPresent(position -> text.append(", number ").append(position).append(" in the queue"));
    text.append("; made by ")
        .append(report.caller())
        .append(' ')
        .append(time(report.made()))
        .append(" ago\n");
    report.stack().forEach(frame -> text.append("\tat ").append(frame).append('\n'));
  }

  private String time(Instant begin) {
    long millis = Math.max(0, Duration.between(begin, taken).toMillis());
    return String.format(Locale.ROOT, "%.3f s", millis / 1e3);
  }
}
