package dev.heddle.wasm.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class HandlerTableTest {

  /** Where the code ends for which handlers are made. */
  private static final int END = 60;

  /** Adds handlers for parts of a range, those inside before those around them. */
  private static void addInside(int from, int to, Random random, List<ExceptionHandler> handlers) {
    int at = from;
    while (at < to && random.nextInt(5) > 0) {
      int begin = random.nextInt(at, to);
      int end = random.nextInt(begin, to) + 1;
      if (end - begin < to - from || random.nextInt(3) > 0) {
        addInside(begin, end, random, handlers);
      }
      handlers.add(new ExceptionHandler(begin, end, 0, List.of(), ExceptionHandler.TO_NEXT));
      at = end;
    }
  }

  @RepeatedTest(200)
  void forEveryPositionTheHandlersAreFoundThatAreForIt(RepetitionInfo round) {
    List<ExceptionHandler> handlers = new ArrayList<>();
    addInside(0, END, new Random(round.getCurrentRepetition()), handlers);
    HandlerTable table = new HandlerTable(handlers);

    for (int position = 0; position <= END; position++) {
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < handlers.size(); i++) {
        if (handlers.get(i).from() <= position && position < handlers.get(i).to()) {
          expected.add(i);
        }
      }
      List<Integer> found = new ArrayList<>();
      for (int at = table.innermost(position); at != HandlerTable.NONE; at = table.outer(at)) {
        found.add(at);
      }
      assertThat(found).as("handlers of position %d in %s", position, handlers).isEqualTo(expected);
    }
  }

  @Test
  void aFunctionWithoutHandlersHasNone() {
    HandlerTable table = new HandlerTable(List.of());

    assertThat(table.isEmpty()).isTrue();
    assertThat(table.innermost(5)).isEqualTo(HandlerTable.NONE);
  }
}
