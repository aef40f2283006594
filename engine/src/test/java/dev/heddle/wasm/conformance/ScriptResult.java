package dev.heddle.wasm.conformance;

import java.util.List;

/**
 * What came of a script.
 *
 * @param script its name
 * @param tally the outcomes, counted
 * @param failures one text for each failed command, in order
 */
record ScriptResult(String script, Tally tally, List<String> failures) {

  /** How a script went as a whole. */
  enum Verdict {
    /** Everything that applies to an engine passed, and there is something that does. */
    COMPLETE("complete"),
    /** Some commands passed, none failed, and the others need features that are not there yet. */
    IN_PART("in part"),
    /** No command failed, and all that apply need features that are not there yet. */
    NOT_YET("not yet"),
    /** No command applies to an engine. */
    NOT_APPLICABLE("n/a"),
    /** A command failed. */
    FAILED("FAILED");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  ScriptResult {
    failures = List.copyOf(failures);
  }

  Verdict verdict() {
    if (tally.failed() > 0) {
      return Verdict.FAILED;
    }
    if (tally.allNotYet() > 0) {
      return tally.passed() > 0 ? Verdict.IN_PART : Verdict.NOT_YET;
    }
    return tally.passed() > 0 ? Verdict.COMPLETE : Verdict.NOT_APPLICABLE;
  }
}
