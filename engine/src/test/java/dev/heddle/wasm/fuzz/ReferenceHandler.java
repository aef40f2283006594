package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.fuzz.ReferenceBlocks.Part;
import dev.heddle.wasm.fuzz.ReferenceObject.Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What a label does about exceptions. Source: core specification, section 4.6.10 (control
 * instructions); legacy exception handling proposal.
 */
sealed interface ReferenceHandler {

  /** Nothing: it is not a {@code try}. */
  record None() implements ReferenceHandler {}

  /** Has caught one, which {@code rethrow} may ask for. */
  record Caught(Exception exception) implements ReferenceHandler {}

  /** A {@code try_table}. */
  record Table(List<Clause> clauses) implements ReferenceHandler {

    static Table read(CodeReader code) {
      List<Clause> clauses = new ArrayList<>();
      for (int count = code.unsigned(); count > 0; count--) {
        int kind = code.u8();
        int tag = kind < 2 ? code.unsigned() : Clause.ALL;
        clauses.add(new Clause(tag, kind % 2 == 1, code.unsigned()));
      }
      return new Table(clauses);
    }
  }

  /**
   * A clause of a {@code try_table}.
   *
   * @param tag the index of the tag that it catches, or {@link #ALL}
   * @param reference whether it gives a reference to the exception, too
   * @param label where it branches, counted from outside of the {@code try_table}
   */
  record Clause(int tag, boolean reference, int label) implements IntPredicate {

    static final int ALL = -1;

    /** The first of what stands for the clauses among executed opcodes. */
    static final int FIRST_KIND = 0x1f000;

    /** The last of them. */
    static final int LAST_KIND = FIRST_KIND + 3;

    /** What stands for it among executed opcodes: where it differs in kind, so does that. */
    int kind() {
      return FIRST_KIND + (tag == ALL ? 2 : 0) + (reference ? 1 : 0);
    }

    /** Whether it catches exceptions of a tag. */
    @Override
    public boolean test(int thrown) {
      return tag == ALL || tag == thrown;
    }

    /** What it branches with. */
    List<Object> values(Exception exception) {
      List<Object> values = new ArrayList<>(tag == ALL ? List.of() : exception.payload);
      if (reference) {
        values.add(exception);
      }
      return values;
    }
  }

  /** An older {@code try}, with its parts. */
  record Legacy(List<Part> parts) implements ReferenceHandler {}
}
