package dev.heddle.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/guests.md} does what it says. */
final class GuestsTest {

  /** A language as the page has it: its changes to the server, and a file beside it. */
  enum Language {
    RUST("letter.rs"),
    GO("letter.go"),
    ASSEMBLYSCRIPT("letter.ts");

    private final String source;

    Language(String source) {
      this.source = source;
    }

    private String mark() {
      return name().toLowerCase(Locale.ROOT);
    }

    private Guest guest() {
      return Guest.in("letter/" + mark());
    }
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void theServerOfTheStartPageAnswersTheSame(Language language) throws Exception {
    Page start = Page.of("docs/start.md");
    try (LetterServer server = start(language)) {
      assertThat(server.answer(start.block("command: curl")))
          .isEqualTo(start.block("output: curl"));
      server.assertMemoryIsGivenBack();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGuestIsTheOneThatIsRun(Language language) throws Exception {
    Page page = Page.of("docs/guests.md");
    Guest guest = language.guest();
    guest.assertShown(page, language.source);
    guest.assertBuiltBy(page.block("command: " + language.mark()));
    guest.assertUpToDate(language.source, "letter.wasm");
  }

  @Test
  void whatAssemblyScriptThrowsIsTheAnswer() throws Exception {
    Page page = Page.of("docs/guests.md");
    try (LetterServer server = start(Language.ASSEMBLYSCRIPT)) {
      assertThat(server.answer(page.block("command: refused")))
          .isEqualTo(page.block("output: refused"));
    }
  }

  private LetterServer start(Language language) throws IOException {
    Page page = Page.of("docs/guests.md");
    String server = Page.of("docs/start.md").block("file: Server.java");
    if (language != Language.RUST) {
      server = page.change("change: " + language.mark(), server);
    }
    return LetterServer.start(folder, language.guest(), server);
  }
}
