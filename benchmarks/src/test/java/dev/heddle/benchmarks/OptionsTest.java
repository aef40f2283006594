package dev.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.benchmarks.engines.Scalar;
import dev.heddle.benchmarks.guests.GuestModule;
import dev.heddle.benchmarks.guests.Kernel;
import dev.heddle.benchmarks.report.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {

  @Test
  void without_options_everything_is_run() {
    Options options = Options.parse();

    assertThat(options.kernels()).containsExactly(Kernel.values());
    assertThat(options.sections()).containsExactly(Section.values());
    assertThat(options.engines()).isEmpty();
    assertThat(options.brief()).isFalse();
  }

  @Test
  void the_short_form_has_each_kind_of_program() {
    assertThat(Options.parse("--short").kernels())
        .extracting(Kernel::kind)
        .contains(Kernel.Kind.values());
  }

  @Test
  void what_comes_behind_the_export_are_its_arguments() {
    Options options =
        Options.parse("--rounds=2", "--module", "a.wasm", "--invoke", "f", "1", "--2");

    assertThat(options.rounds()).isEqualTo(2);
    assertThat(options.own())
        .contains(new Options.Own(Path.of("a.wasm"), "f", List.of("1", "--2")));
  }

  @Test
  void an_unknown_option_is_told_which_there_are() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--fast"))
        .withMessageStartingWith("no option '--fast'; there are\n--short ");
  }

  @Test
  void a_module_without_an_export_to_call_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--module", "a.wasm"))
        .withMessage("--module a.wasm needs --invoke NAME behind it");
  }

  @Test
  void an_export_of_a_module_is_called_with_arguments_of_its_types(@TempDir Path folder)
      throws Exception {
    Path file = Files.write(folder.resolve("own.wasm"), GuestModule.bytes("identity"));

    Subject subject = Subject.of(new Options.Own(file, "run", List.of("-7")));

    assertThat(subject.arguments()).containsExactly(Scalar.i32(-7));
    assertThat(subject.types()).containsExactly(Scalar.Type.I64);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Subject.of(new Options.Own(file, "run", List.of())))
        .withMessage("run is (i32) -> (i64), but 0 arguments were given");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Subject.of(new Options.Own(file, "walk", List.of())))
        .withMessageStartingWith("no export 'walk'; there are ");
  }

  @Test
  void a_module_that_imports_is_refused(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("own.wasm"), GuestModule.bytes("host"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Subject.of(new Options.Own(file, "run", List.of("1"))))
        .withMessageContaining("nothing is imported here");
  }
}
