package dev.heddle.vertx.capability;

import dev.heddle.async.AsyncImports;
import dev.heddle.vertx.abi.Arguments;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.ImportModule;
import dev.heddle.vertx.abi.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code heddle_log}: messages to the log, so many and so long. Thread-safe. */
final class Log {

  private static final List<Level> LEVELS =
      List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR);

  private final Logger logger;
  private final int maxMessageBytes;
  private final int maxPerSecond;

  // Guarded by this.
  private long second;
  private int logged;
  private int dropped;

  private Log(LogGrant grant) {
    this.logger = System.getLogger(grant.getLogger());
    this.maxMessageBytes = grant.getMaxMessageBytes();
    this.maxPerSecond = grant.getMaxPerSecond();
    this.second = now();
  }

  static void addTo(AsyncImports.Builder imports, LogGrant grant) {
    Log log = new Log(grant);
    new ImportModule("heddle_log", 0, imports)
        .function(
            "enabled", "i32 -> i32", arguments -> log.logger.isLoggable(level(arguments)) ? 1 : 0)
        .function("log", "i32 i32 i32 -> i32", log::log);
  }

  private long log(Arguments arguments) {
    Level level = level(arguments);
    long length = arguments.length(1);
    if (!logger.isLoggable(level) || !mayLog()) {
      return 0;
    }
    String text = new String(arguments.first(1, maxMessageBytes), StandardCharsets.UTF_8);
    long cut = length - maxMessageBytes;
    logger.log(level, escaped(text) + (cut > 0 ? "... (" + cut + " bytes more)" : ""));
    return 0;
  }

  private static Level level(Arguments arguments) {
    int level = arguments.i32(0);
    Refusal.when(level < 0 || level >= LEVELS.size(), CapabilityError.INVALID);
    return LEVELS.get(level);
  }

  private boolean mayLog() {
    int lost;
    synchronized (this) {
      long now = now();
      lost = now == second ? 0 : dropped;
      if (now != second) {
        second = now;
        logged = 0;
        dropped = 0;
      }
      if (logged == maxPerSecond) {
        dropped++;
        return false;
      }
      logged++;
    }
    if (lost > 0) {
      logger.log(Level.WARNING, lost + " messages of the guest were dropped");
    }
    return true;
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
  }

  /** A guest cannot forge another line, or have a terminal do things. */
  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          switch (Character.getType(point)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR ->
                safe.append(point == '\n' ? "\\n" : "\\u{%x}".formatted(point));
            default -> safe.appendCodePoint(point);
          }
        });
    return safe.toString();
  }
}
