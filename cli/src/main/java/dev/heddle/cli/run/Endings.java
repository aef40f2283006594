package dev.heddle.cli.run;

import dev.heddle.async.DeadlineExceededException;
import dev.heddle.cli.shell.ExitCode;
import dev.heddle.cli.shell.Failure;
import dev.heddle.cli.shell.Shell;
import dev.heddle.cli.shell.Texts;
import dev.heddle.wasi.ExitException;
import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.WasmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tells people how a guest ended that did not end well, and with what the process ends then. */
final class Endings {

  private static final int SHOWN_FRAMES = 32;

  /** What there is in each line of a message that is about an import. */
  private static final String IMPORT = "import ";

  private final Shell shell;
  private final String file;
  private final Optional<Duration> timeout;

  Endings(Shell shell, Program program) {
    this.shell = shell;
    this.file = program.file();
    this.timeout = program.timeout();
  }

  /** What a call has failed with. */
  int of(Throwable failure) {
    return switch (failure) {
      case ExitException exit -> ExitCode.ofGuest(exit.status().code());
      case DeadlineExceededException late -> {
        shell.complain(file + ": timed out after " + Times.text(timeout.orElse(late.deadline())));
        yield ExitCode.TIMEOUT;
      }
      case TrapException trap -> {
        String what =
            "trap: " + line(trap).replace(", see Limits.maxCallDepth", ", see --max-call-depth");
        yield died(what, trap.guestFrames(), trap.omittedFrames());
      }
      case TaggedException thrown ->
          died("uncaught " + Texts.line(thrown.getMessage()), thrown.guestFrames(), 0);
      case LinkException link -> throw new Failure(file + ": " + link(link));
      case WasmException other -> throw new Failure(file + ": " + line(other));
      case OutOfMemoryError _ ->
          throw new Failure(
              ExitCode.TRAP, file + ": the Java heap is full: java -Xmx gives more of it");
      case RuntimeException other -> throw other;
      case Error other -> throw other;
      default -> throw new IllegalStateException(failure);
    };
  }

  private int died(String how, List<GuestFrame> frames, int omitted) {
    StringBuilder text = new StringBuilder(file + ": " + how);
    int lines = 0;
    int next = 0;
    while (next < frames.size() && lines < SHOWN_FRAMES) {
      GuestFrame frame = frames.get(next);
      int same = 1;
      while (next + same < frames.size() && frames.get(next + same).equals(frame)) {
        same++;
      }
      text.append(System.lineSeparator())
          .append("    at ")
          .append(Texts.shown(frame.module()))
          .append('.')
          .append(Texts.shown(frame.functionName()))
          .append(" (0x")
          .append(Integer.toHexString(frame.codeOffset()))
          .append(same == 1 ? ")" : ") " + same + " times");
      next += same;
      lines++;
    }
    int more = frames.size() - next + omitted;
    if (more > 0) {
      text.append(System.lineSeparator()).append("    and ").append(more).append(" more");
    }
    shell.complain(text.toString());
    return ExitCode.TRAP;
  }

  /** The first import that is wrong, and how many more there are. */
  private static String link(LinkException failure) {
    String message = String.valueOf(failure.getMessage());
    long more = message.lines().skip(1).filter(line -> line.contains(IMPORT)).count();
    return Texts.line(message) + (more == 0 ? "" : "; and more, see 'heddle inspect'");
  }

  private static String line(Throwable failure) {
    return Texts.line(String.valueOf(failure.getMessage()));
  }
}
