package dev.heddle.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/start.md} does what it says. */
final class StartTest {

  private static final Guest LETTER = Guest.in("letter/c");

  @TempDir Path folder;

  @Test
  void theServerAnswersAsThePageSays() throws Exception {
    Page page = Page.of("docs/start.md");
    try (LetterServer server =
        LetterServer.start(folder, LETTER, page.block("file: Server.java"))) {
      assertThat(server.answer(page.block("command: curl"))).isEqualTo(page.block("output: curl"));
      server.assertMemoryIsGivenBack();
    }
  }

  @Test
  void aHundredLettersAtOnceAreAllRightWhenInterleavedAsThePageSays() throws Exception {
    Page page = Page.of("docs/start.md");
    String interleaved = page.change("change: interleaved", page.block("file: Server.java"));
    try (LetterServer server = LetterServer.start(folder, LETTER, interleaved)) {
      assertThat(server.answersAtOnce(100))
          .hasSize(100)
          .allSatisfy((letter, answer) -> assertThat(answer).isEqualTo(letter));
    }
  }

  @Test
  void theGuestIsTheOneThatIsRun() throws Exception {
    Page page = Page.of("docs/start.md");
    LETTER.assertShown(page, "letter.c");
    LETTER.assertBuiltBy(page.block("command: guest"));
    LETTER.assertUpToDate("letter.c", "letter.wasm");
  }

  @Test
  void coordinatesAreThoseOfTheBuild() throws Exception {
    assertThat(Coordinates.in(Page.of("docs/start.md").block("file: pom.xml")))
        .isNotEmpty()
        .allMatch(Coordinates::isOfThisBuild);
  }
}
