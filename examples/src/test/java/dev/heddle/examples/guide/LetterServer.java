package dev.heddle.examples.guide;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The server of {@code docs/start.md}, with some guest, on a port that is free. */
final class LetterServer implements AutoCloseable {

  private static final Pattern CURL = Pattern.compile("curl -d '(.*)' (localhost:8080)\n");

  /** Of 100 kB each: more than the 16 MiB that the server allows. */
  private static final int LONG_LETTERS = 200;

  private final Program program;
  private final URI address;
  private final HttpClient client = HttpClient.newHttpClient();

  private LetterServer(Program program) throws IOException {
    this.program = program;
    this.address =
        URI.create("http://localhost:" + program.awaitLine("listening on port (\\d+)").group(1));
  }

  /** Runs the server in a folder where the guest and other sources may be already. */
  static LetterServer start(Path folder, Guest guest, String source) throws IOException {
    Files.copy(guest.module("letter.wasm"), folder.resolve("letter.wasm"));
    Program.write(folder, "Server.java", source);
    return new LetterServer(Program.start(folder, "Server", "-Dport=0"));
  }

  /** What the server answers to a command line with curl. */
  String answer(String command) {
    Matcher curl = CURL.matcher(command);
    assertThat(curl.matches()).as(command).isTrue();
    return post(curl.group(1)).join();
  }

  /** Sends letters that differ, and returns what should be answered, with what was. */
  Map<String, String> answersAtOnce(int letters) {
    Map<String, CompletableFuture<String>> answers =
        IntStream.range(0, letters)
            .boxed()
            .collect(
                toMap(
                    letter -> letter + ". Dear Ada, your " + "loom, ".repeat(letter % 5) + "Ada\n",
                    letter ->
                        post(
                            letter
                                + ". Dear {customer}, your "
                                + "{article}, ".repeat(letter % 5)
                                + "{customer}")));
    return answers.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, answer -> answer.getValue().join()));
  }

  /** Sends letters that together are longer than the guest's memory, one after the other. */
  void assertMemoryIsGivenBack() {
    String letter = "x".repeat(100_000);
    for (int sent = 0; sent < LONG_LETTERS; sent++) {
      assertThat(post(letter).join()).isEqualTo(letter.substring(0, 4_096) + "\n");
    }
  }

  private CompletableFuture<String> post(String letter) {
    return client
        .sendAsync(
            HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(letter)).build(),
            BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }

  @Override
  public void close() {
    client.shutdownNow();
    program.close();
  }
}
