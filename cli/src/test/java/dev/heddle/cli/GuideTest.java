package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Cli.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/cli.md} shows is what is printed. */
class GuideTest {

  private static final Path PAGE = Path.of("..", "docs", "cli.md");

  @TempDir Path folder = Path.of("");

  /** A command of the page, and all that the page shows below it. */
  private record Example(String command, String shown) {}

  @TestFactory
  Stream<DynamicTest> examples() throws Exception {
    Files.writeString(
        Files.createDirectory(folder.resolve("data")).resolve("greeting.txt"),
        "Hello from a file.\n");
    List<DynamicTest> tests = new ArrayList<>();
    for (String block : blocks("console")) {
      int[] code = {0};
      for (Example example : examples(block)) {
        tests.add(
            DynamicTest.dynamicTest(example.command(), () -> code[0] = check(example, code[0])));
      }
    }
    assertThat(tests).hasSizeGreaterThan(15);
    return tests.stream();
  }

  private int check(Example example, int before) {
    if (example.command().equals("echo $?")) {
      assertThat(example.shown()).isEqualTo(before + "\n");
      return 0;
    }
    String[] sides = example.command().split(" \\| ");
    String command = sides[sides.length - 1];
    assertThat(command).startsWith("heddle ");
    Cli cli = Cli.plain();
    if (sides.length == 2) {
      cli = cli.in(sides[0].replaceFirst("^echo ", "") + "\n");
    }
    String[] words = command.split(" ");
    Result result = cli.run(Arrays.stream(words).skip(1).map(this::found).toArray(String[]::new));
    String printed = result.out() + result.err();
    assertThat(printed.replace(Cli.GUESTS + "/", "").replace(folder + "/", ""))
        .isEqualToNormalizingNewlines(example.shown());
    return result.code();
  }

  /** Where a file of the page is here. */
  private String found(String word) {
    if (word.endsWith(".wasm")) {
      return Cli.GUESTS.resolve(word).toString();
    }
    return word.startsWith("data::") || word.endsWith(".jar")
        ? folder.resolve(word).toString()
        : word;
  }

  private static List<Example> examples(String block) {
    List<Example> examples = new ArrayList<>();
    String command = "";
    StringBuilder shown = new StringBuilder();
    for (String line : block.lines().toList()) {
      if (line.startsWith("$ ")) {
        if (!command.isEmpty()) {
          examples.add(new Example(command, shown.toString()));
        }
        command = line.substring(2);
        shown.setLength(0);
      } else {
        shown.append(line).append('\n');
      }
    }
    examples.add(new Example(command, shown.toString()));
    return examples;
  }

  private static List<String> blocks(String kind) throws Exception {
    return Pattern.compile("```" + kind + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(PAGE))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void everyOptionOfRunIsOnThePage() throws Exception {
    String page = Files.readString(PAGE);
    String help = Cli.plain().run("run", "--help").out();
    assertThat(Pattern.compile("--[a-z0-9-]+").matcher(help).results().map(found -> found.group()))
        .isNotEmpty()
        .allSatisfy(
            option -> assertThat(option.equals("--help") || page.contains(option)).isTrue());
  }
}
