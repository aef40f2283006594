package dev.heddle.bind.method;

import dev.heddle.bind.BindException;
import java.util.ArrayList;
import java.util.List;

/** Everything that keeps a binding from being made, for one message. */
public final class Report {

  /** How many problems are listed. */
  private static final int SHOWN = 50;

  private final String subject;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param subject what is bound
   */
  public Report(String subject) {
    this.subject = subject;
  }

  /** Adds a problem that has no one line to change. */
  public void add(String problem) {
    problems.add(problem);
  }

  /**
   * Adds a problem.
   *
   * @param line the line of Java that would do
   */
  public void add(String problem, String line) {
    problems.add(problem + "\n    write: " + line);
  }

  /**
   * Throws what was found wrong, if anything was.
   *
   * @throws BindException with all of it
   */
  public void check() {
    if (problems.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder(subject + " do not fit each other:");
    problems.stream().limit(SHOWN).forEach(problem -> message.append("\n  ").append(problem));
    if (problems.size() > SHOWN) {
      message.append("\n  and ").append(problems.size() - SHOWN).append(" more");
    }
    throw new BindException(message.toString());
  }
}
