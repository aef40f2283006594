package dev.heddle.wasm.conformance;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.wasm.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The runner is believed only because it is seen to find every kind of mistake. */
class ScriptRunnerTest {

  private static final String CALLS =
      "{'type':'module','line':1,'filename':'calls.wasm','module_type':'binary','name':'$calls'}";
  private static final String TRAPS =
      "{'type':'module','line':1,'filename':'traps.wasm','module_type':'binary'}";
  private static final String SWITCHING =
      "{'type':'module','line':1,'filename':'switching.wasm','module_type':'binary','name':'$switching'}";

  private static final String VECTORS =
      "{'type':'module','line':1,'filename':'vector-calls.wasm','module_type':'binary'}";
  private static final String REFERENCES =
      "{'type':'module','line':1,'filename':'references.wasm','module_type':'binary'}";
  private static final String THROWS =
      "{'type':'module','line':1,'filename':'throws.wasm','module_type':'binary'}";

  @TempDir private Path folder;

  @BeforeEach
  void putModulesIntoTheFolder() throws IOException {
    for (String name :
        List.of(
            "calls",
            "traps",
            "switching",
            "vector-calls",
            "switching-importer",
            "invalid",
            "importer-of-lane",
            "start-trap",
            "throws",
            "references",
            "globals")) {
      Files.write(folder.resolve(name + ".wasm"), Guests.bytes(name));
    }
    Files.write(folder.resolve("malformed.wasm"), new byte[] {0, 'a', 's', 'x'});
  }

  /** Runs a script of these commands, single quotes standing for double ones. */
  private ScriptResult run(String... commands) throws Exception {
    return runFrom("by-hand.wast", commands);
  }

  private ScriptResult runFrom(String source, String... commands) throws Exception {
    String text =
        "{'source_filename':'%s','commands':[%s]}".formatted(source, String.join(",", commands));
    Path file = Files.writeString(folder.resolve("script.json"), text.replace('\'', '"'));
    return ScriptRunner.run(ScriptReader.read(file));
  }

  private void assertPasses(String... commands) throws Exception {
    ScriptResult result = run(commands);
    assertThat(result.failures()).isEmpty();
    assertThat(result.tally().passed()).isEqualTo(commands.length);
    assertThat(result.verdict()).isEqualTo(ScriptResult.Verdict.COMPLETE);
  }

  /** Asserts that all commands pass but the last, which fails for a reason with these parts. */
  private void assertLastFails(List<String> commands, String... reason) throws Exception {
    ScriptResult result = run(commands.toArray(String[]::new));
    assertThat(result.tally().passed()).isEqualTo(commands.size() - 1);
    assertThat(result.tally().failed()).isEqualTo(1);
    assertThat(result.tally().allNotYet()).isZero();
    assertThat(result.verdict()).isEqualTo(ScriptResult.Verdict.FAILED);
    assertThat(result.failures()).singleElement().asString().contains(reason);
  }

  private static String invoke(String field, String... arguments) {
    return "'action':{'type':'invoke','field':'%s','args':[%s]}"
        .formatted(field, String.join(",", arguments));
  }

  private static String value(String type, String value) {
    return "{'type':'%s','value':'%s'}".formatted(type, value);
  }

  private static String assertReturn(String action, String... expected) {
    return "{'type':'assert_return','line':2,%s,'expected':[%s]}"
        .formatted(action, String.join(",", expected));
  }

  private static String assertTrap(String action, String text) {
    return "{'type':'assert_trap','line':2,%s,'text':'%s'}".formatted(action, text);
  }

  private static String refused(String kind, String module, String text) {
    return "{'type':'%s','line':2,'filename':'%s.wasm','module_type':'binary','text':'%s'}"
        .formatted(kind, module, text);
  }

  @Test
  void rightResultsPass() throws Exception {
    assertPasses(
        CALLS,
        assertReturn(
            invoke("addInts", value("i32", "4294967295"), value("i32", "0")),
            value("i32", "4294967295")),
        assertReturn(
            invoke("addLongs", value("i64", "18446744073709551615"), value("i64", "2")),
            value("i64", "1")),
        assertReturn(
            invoke("floatFromBits", value("i32", "2147483648")), value("f32", "2147483648")),
        assertReturn(invoke("nothing")),
        assertReturn(
            invoke(
                "swap", value("externref", "7"), "{'type':'refnull','heap':'func','value':'null'}"),
            "{'type':'refnull','heap':'func','value':'null'}",
            value("externref", "7")),
        assertReturn(invoke("answerFunction"), "{'type':'funcref','value':null}"),
        assertReturn(
            invoke("answer"),
            "{'type':'either','values':[" + value("i32", "1") + "," + value("i32", "42") + "]}"),
        "{'type':'action','line':2," + invoke("nothing") + "}");
  }

  @ParameterizedTest
  @CsvSource({
    "i32, 43", // another value
    "i64, 42", // another type
    "f32, 42",
    "i32, 4294967254"
  })
  void aWrongResultFails(String type, String expected) throws Exception {
    assertLastFails(
        List.of(CALLS, assertReturn(invoke("answer"), value(type, expected))), "found [i32 42]");
  }

  @Test
  void aWrongNumberOfResultsFails() throws Exception {
    assertLastFails(List.of(CALLS, assertReturn(invoke("answer"))), "found [i32 42]");
    assertLastFails(List.of(CALLS, assertReturn(invoke("nothing"), value("i32", "0"))), "found []");
    assertLastFails(
        List.of(CALLS, assertReturn(invoke("answer"), value("i32", "42"), value("i32", "42"))),
        "found [i32 42]");
  }

  @Test
  void zerosOfDifferentSignDiffer() throws Exception {
    assertLastFails(
        List.of(
            CALLS,
            assertReturn(invoke("floatFromBits", value("i32", "2147483648")), value("f32", "0"))),
        "found [f32 -0.0");
    assertLastFails(
        List.of(
            CALLS,
            assertReturn(
                invoke("doubleFromBits", value("i64", "0")), value("f64", "9223372036854775808"))),
        "found [f64 0.0");
  }

  @ParameterizedTest
  @CsvSource({
    "0x7fc00000, nan:canonical,  true",
    "0xffc00000, nan:canonical,  true",
    "0x7fc00000, nan:arithmetic, true",
    "0x7fc00001, nan:arithmetic, true",
    "0xffffffff, nan:arithmetic, true",
    "0x7fc00001, nan:canonical,  false",
    "0x7fe00000, nan:canonical,  false",
    "0x7f800001, nan:canonical,  false",
    "0x7f800001, nan:arithmetic, false",
    "0x7fa00000, nan:arithmetic, false",
    "0x7f800000, nan:arithmetic, false",
    "0x3f800000, nan:arithmetic, false",
    "0x7fc00000, 2143289344,     true",
    "0x7fc00001, 2143289344,     false",
    "0xffc00000, 2143289344,     false"
  })
  void notANumberIsComparedByItsPayload(String bits, String pattern, boolean passes)
      throws Exception {
    String argument = value("i32", String.valueOf(Long.decode(bits)));
    String command = assertReturn(invoke("floatFromBits", argument), value("f32", pattern));
    if (passes) {
      assertPasses(CALLS, command);
    } else {
      assertLastFails(List.of(CALLS, command), "found [f32 ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x7ff8000000000000, nan:canonical,  true",
    "0x7ff8000000000001, nan:canonical,  false",
    "0x7ff8000000000001, nan:arithmetic, true",
    "0x7ff0000000000001, nan:arithmetic, false",
    "0x7ff4000000000000, nan:arithmetic, false",
    "0x7ff0000000000000, nan:canonical,  false"
  })
  void wideNotANumberToo(String bits, String pattern, boolean passes) throws Exception {
    String argument = value("i64", String.valueOf(Long.decode(bits)));
    String command = assertReturn(invoke("doubleFromBits", argument), value("f64", pattern));
    if (passes) {
      assertPasses(CALLS, command);
    } else {
      assertLastFails(List.of(CALLS, command), "found [f64 ");
    }
  }

  @Test
  void generatedScriptsKnowOnlyThatAResultIsNotANumber() throws Exception {
    String signalling = invoke("floatFromBits", value("i32", "2139095041"));
    String infinity = invoke("floatFromBits", value("i32", "2139095040"));
    ScriptResult result =
        runFrom(
            "wasm2-0.seeds",
            CALLS,
            assertReturn(signalling, value("f32", "nan:arithmetic")),
            assertReturn(infinity, value("f32", "nan:arithmetic")),
            assertReturn(signalling, value("f64", "nan:arithmetic")));

    assertThat(result.tally().passed()).isEqualTo(2);
    assertThat(result.tally().failed()).isEqualTo(2);
  }

  private static String lanes(String type, String... lanes) {
    return "{'type':'v128','lane_type':'%s','value':['%s']}"
        .formatted(type, String.join("','", lanes));
  }

  @Test
  void vectorsAreComparedByAllTheirLanes() throws Exception {
    String echo = invoke("echo", lanes("i32", "1", "2", "2143289344", "4294967295"));
    assertPasses(
        VECTORS,
        assertReturn(echo, lanes("i32", "1", "2", "2143289344", "4294967295")),
        assertReturn(echo, lanes("i64", "8589934593", "18446744071557873664")),
        assertReturn(echo, lanes("i16", "1", "0", "2", "0", "0", "32704", "65535", "65535")),
        assertReturn(
            echo,
            lanes(
                "i8", "1", "0", "0", "0", "2", "0", "0", "0", "0", "0", "192", "127", "255", "255",
                "255", "255")),
        assertReturn(echo, lanes("f32", "1", "2", "nan:canonical", "nan:arithmetic")),
        assertReturn(
            echo,
            "{'type':'either','values':["
                + lanes("i64", "0", "0")
                + ","
                + lanes("i64", "8589934593", "18446744071557873664")
                + "]}"),
        "{'type':'assert_return','line':9,'action':{'type':'get','field':'global'},'expected':["
            + lanes("f64", "nan:canonical", "nan:arithmetic")
            + "]}");
  }

  @ParameterizedTest
  @CsvSource({
    "i32, 0 2 2143289344 4294967295",
    "i32, 1 2 2143289344 4294967294",
    "i64, 8589934593 18446744071557873665",
    "i16, 1 0 2 0 0 32704 65535 65534",
    "i8,  1 0 0 0 2 0 0 0 0 0 192 127 255 255 255 254",
    "f32, 1 2 nan:canonical nan:canonical",
    "f32, 1 nan:arithmetic nan:canonical nan:arithmetic",
    "f64, nan:canonical nan:arithmetic"
  })
  void aVectorWithAWrongLaneFails(String type, String wrong) throws Exception {
    String echo = invoke("echo", lanes("i32", "1", "2", "2143289344", "4294967295"));
    assertLastFails(List.of(VECTORS, assertReturn(echo, lanes(type, wrong.split(" ")))), "v128");
  }

  /** The pattern is wrong in one lane only, whichever that is. */
  @ParameterizedTest
  @CsvSource({
    "f32, 4, 0x7fc00001, nan:canonical",
    "f32, 4, 0x7f800001, nan:arithmetic",
    "f32, 4, 0x7f800000, nan:arithmetic",
    "f32, 4, 0x3f800000, nan:canonical",
    "f64, 2, 0x7ff8000000000001, nan:canonical",
    "f64, 2, 0x7ff0000000000001, nan:arithmetic",
    "f64, 2, 0x7ff0000000000000, nan:arithmetic",
    "f64, 2, 0x3ff0000000000000, nan:canonical"
  })
  void notANumberIsComparedInEveryLane(String type, int count, String wrong, String pattern)
      throws Exception {
    String canonical = type.equals("f32") ? "0x7fc00000" : "0x7ff8000000000000";
    String[] patterns = new String[count];
    Arrays.fill(patterns, pattern);
    for (int lane = 0; lane < count; lane++) {
      String[] bits = new String[count];
      Arrays.fill(bits, String.valueOf(Long.decode(canonical)));
      String right = assertReturn(invoke("echo", lanes(type, bits)), lanes(type, patterns));
      bits[lane] = String.valueOf(Long.decode(wrong));
      String mistaken = assertReturn(invoke("echo", lanes(type, bits)), lanes(type, patterns));

      assertLastFails(List.of(VECTORS, right, mistaken), pattern.substring(4).toUpperCase(ROOT));
    }
  }

  @Test
  void aNumberIsNoVector() throws Exception {
    assertLastFails(
        List.of(VECTORS, assertReturn(invoke("echo", value("i64", "1")), value("i64", "1"))),
        "argument 0");
    assertLastFails(
        List.of(VECTORS, assertReturn(invoke("echo", lanes("i64", "1", "0")), value("i64", "1"))),
        "found [i32x4 0x00000001");
  }

  @Test
  void anotherReferenceFails() throws Exception {
    String nothing = "{'type':'refnull','heap':'func','value':'null'}";
    assertLastFails(
        List.of(
            CALLS,
            assertReturn(
                invoke("swap", value("externref", "7"), nothing),
                nothing,
                value("externref", "8"))),
        "host object 7");
    assertLastFails(
        List.of(
            CALLS,
            assertReturn(
                invoke("swap", value("externref", "7"), nothing),
                "{'type':'funcref','value':null}",
                value("externref", "7"))),
        "null");
    assertLastFails(
        List.of(CALLS, assertReturn(invoke("answerFunction"), nothing)), "expected [null]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "struct    | anyref eqref structref externref",
        "array     | anyref eqref arrayref externref",
        "i31       | anyref eqref i31ref externref",
        "function  | funcref",
        "exception | exnref",
        "inside    | anyref externref",
        "outside   | anyref eqref structref externref",
        "null      | refnull"
      })
  void referencesAreComparedByTheirKind(String export, String fitting) throws Exception {
    String action =
        export.equals("inside") ? invoke(export, value("externref", "3")) : invoke(export);
    for (String type :
        List.of(
            "anyref",
            "eqref",
            "structref",
            "arrayref",
            "i31ref",
            "funcref",
            "externref",
            "exnref",
            "refnull")) {
      String command = assertReturn(action, "{'type':'" + type + "','value':null}");
      if (List.of(fitting.split(" ")).contains(type)) {
        assertPasses(REFERENCES, command);
      } else {
        assertLastFails(List.of(REFERENCES, command), "expected [");
      }
    }
  }

  @Test
  void aHostObjectInsideTheGuestIsComparedByItsIdentity() throws Exception {
    String inside = invoke("inside", value("externref", "3"));
    assertPasses(REFERENCES, assertReturn(inside, value("hostref", "3")));
    assertLastFails(
        List.of(REFERENCES, assertReturn(inside, value("hostref", "4"))), "found [host object 3]");
    assertLastFails(
        List.of(REFERENCES, assertReturn(invoke("struct"), value("hostref", "3"))),
        "expected [host object 3]");
  }

  @Test
  void noneOfTheAlternativesFails() throws Exception {
    assertLastFails(
        List.of(
            CALLS,
            assertReturn(
                invoke("answer"),
                "{'type':'either','values':["
                    + value("i32", "1")
                    + ","
                    + value("i32", "2")
                    + "]}")),
        "i32 1 or i32 2");
    assertLastFails(
        List.of(
            REFERENCES,
            assertReturn(
                invoke("struct"),
                "{'type':'either','values':[{'type':'i31ref','value':null},"
                    + "{'type':'refnull','value':'null'}]}")),
        "non-null i31ref or null");
    assertLastFails(
        List.of(
            VECTORS,
            assertReturn(
                invoke("echo", lanes("f32", "1", "2", "3", "2139095041")),
                "{'type':'either','values':["
                    + lanes("f32", "1", "2", "3", "nan:canonical")
                    + ","
                    + lanes("f32", "1", "2", "4", "2139095041")
                    + "]}")),
        " or v128 ");
    assertLastFails(
        List.of(CALLS, assertReturn(invoke("answer"), "{'type':'either','values':[]}")),
        "found [i32 42]");
  }

  @Test
  void argumentsOfTheWrongTypeOrNumberFail() throws Exception {
    assertLastFails(
        List.of(
            CALLS,
            assertReturn(
                invoke("addInts", value("i64", "1"), value("i32", "2")), value("i32", "3"))),
        "argument 0");
    assertLastFails(
        List.of(CALLS, assertReturn(invoke("addInts", value("i32", "3")), value("i32", "3"))),
        "IllegalArgumentException");
  }

  @Test
  void trapsPassWithTheirWording() throws Exception {
    assertPasses(
        TRAPS,
        assertTrap(invoke("divideByZero"), "integer divide by zero"),
        assertTrap(invoke("divideByZero"), "integer"),
        assertTrap(invoke("divideByZero"), ""));
  }

  @Test
  void aMissingTrapFails() throws Exception {
    assertLastFails(
        List.of(CALLS, assertTrap(invoke("answer"), "integer divide by zero")),
        "found the results");
    assertLastFails(List.of(CALLS, assertTrap(invoke("answer"), "")), "found the results");
  }

  @Test
  void aTrapOfAnotherWordingFails() throws Exception {
    assertLastFails(
        List.of(TRAPS, assertTrap(invoke("divideByZero"), "integer overflow")),
        "expected \"integer overflow\"",
        "integer divide by zero");
  }

  @Test
  void aTrapWhereAResultIsWantedFails() throws Exception {
    assertLastFails(
        List.of(TRAPS, assertReturn(invoke("unreachable"))), "unexpected", "TrapException");
    assertLastFails(
        List.of(TRAPS, "{'type':'action','line':2," + invoke("unreachable") + "}"),
        "unexpected",
        "TrapException");
  }

  @Test
  void aTrapThatIsNoExhaustionFails() throws Exception {
    assertLastFails(
        List.of(TRAPS, assertExhaustion("unreachable", "")), "exhaustion", "UNREACHABLE");
  }

  @Test
  void anExhaustionInOtherWordsOrThatDoesNotComeFails() throws Exception {
    assertLastFails(
        List.of(THROWS, assertExhaustion("recurse", ""), assertExhaustion("recurse", "other")),
        "expected \"other\"");
    assertLastFails(List.of(CALLS, assertExhaustion("answer", "")), "found the results");
  }

  private static String assertExhaustion(String field, String text) {
    return "{'type':'assert_exhaustion','line':2,'text':'" + text + "'," + invoke(field) + "}";
  }

  @Test
  void anExportThatIsNotThereFails() throws Exception {
    assertLastFails(List.of(CALLS, assertReturn(invoke("missing"))), "missing");
  }

  @Test
  void modulesThatAreRefusedAsTheyShouldBePass() throws Exception {
    assertPasses(
        refused("assert_invalid", "invalid", "type mismatch"),
        refused("assert_malformed", "malformed", "magic header not detected"),
        refused("assert_unlinkable", "importer-of-lane", "unknown import"),
        refused("assert_uninstantiable", "start-trap", "unreachable"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "assert_invalid",
        "assert_malformed",
        "assert_unlinkable",
        "assert_uninstantiable"
      })
  void aModuleThatShouldBeRefusedButWorksFails(String kind) throws Exception {
    assertLastFails(List.of(refused(kind, "calls", "")), "but the module");
  }

  @ParameterizedTest
  @CsvSource({
    "assert_invalid,        malformed,        MalformedModuleException",
    "assert_malformed,      invalid,          InvalidModuleException",
    "assert_unlinkable,     start-trap,       TrapException",
    "assert_uninstantiable, importer-of-lane, LinkException",
    "assert_unlinkable,     invalid,          InvalidModuleException",
    "assert_uninstantiable, malformed,        MalformedModuleException"
  })
  void aModuleThatIsRefusedForAnotherReasonFails(String kind, String module, String found)
      throws Exception {
    assertLastFails(List.of(refused(kind, module, "")), found);
  }

  @ParameterizedTest
  @CsvSource({
    "assert_invalid,        invalid",
    "assert_malformed,      malformed",
    "assert_unlinkable,     importer-of-lane",
    "assert_uninstantiable, start-trap"
  })
  void aModuleThatIsRefusedInOtherWordsFails(String kind, String module) throws Exception {
    assertLastFails(List.of(refused(kind, module, "other words")), "other words");
  }

  @Test
  void aModuleThatDoesNotWorkFailsWithAllThatNeedsIt() throws Exception {
    for (String module : List.of("invalid", "malformed", "importer-of-lane", "start-trap")) {
      ScriptResult result =
          run(
              CALLS,
              "{'type':'module','line':2,'filename':'" + module + ".wasm','module_type':'binary'}",
              assertReturn(invoke("answer"), value("i32", "42")),
              "{'type':'register','line':4,'as':'other'}");

      assertThat(result.tally().passed()).isEqualTo(1);
      assertThat(result.tally().failed()).isEqualTo(3);
      assertThat(result.failures()).hasSize(3);
    }
  }

  @Test
  void whatNeedsAMissingFeatureIsNotYetAndNothingElseIs() throws Exception {
    ScriptResult result =
        run(
            CALLS,
            SWITCHING,
            assertReturn(invoke("lane", value("i32", "1")), value("i32", "1")),
            "{'type':'register','line':3,'as':'switching','name':'$switching'}",
            "{'type':'module','line':4,'filename':'importer-of-lane.wasm','module_type':'binary'}",
            assertTrap(invoke("relay", value("i32", "1")), ""),
            refused("assert_invalid", "switching", "type mismatch"),
            refused("assert_unlinkable", "importer-of-lane", "unknown import"),
            "{'type':'assert_return','line':9,'action':{'type':'invoke','module':'$calls',"
                + "'field':'answer','args':[]},'expected':[{'type':'i32','value':'42'}]}",
            "{'type':'assert_return','line':10,'action':{'type':'invoke','module':'$calls',"
                + "'field':'answer','args':[]},'expected':[{'type':'i32','value':'41'}]}");

    assertThat(result.tally().passed()).isEqualTo(2);
    assertThat(result.tally().allNotYet()).isEqualTo(7);
    assertThat(result.tally().wanted()).isEqualTo("stack-switching 7");
    assertThat(result.failures()).singleElement().asString().contains("line 10", "i32 41");
    assertThat(result.verdict()).isEqualTo(ScriptResult.Verdict.FAILED);
  }

  @Test
  void anInstanceThatARefusedModuleWouldHaveUsedIsNotYetFromThenOn() throws Exception {
    String answer = assertReturn(invoke("answer"), value("i32", "42"));
    String named =
        "{'type':'assert_return','line':7,'action':{'type':'invoke','module':'$calls',"
            + "'field':'answer','args':[]},'expected':[{'type':'i32','value':'42'}]}";
    ScriptResult result =
        run(
            CALLS,
            answer,
            "{'type':'register','line':3,'as':'victim','name':'$calls'}",
            "{'type':'module','line':4,'filename':'globals.wasm','module_type':'binary','name':'$g'}",
            "{'type':'module','line':5,'filename':'switching-importer.wasm','module_type':'binary'}",
            "{'type':'action','line':6," + invoke("nothing") + "}",
            named,
            "{'type':'assert_return','line':8,'action':{'type':'get','module':'$g','field':'i64'},"
                + "'expected':[{'type':'i64','value':'18446744073709551614'}]}");

    assertThat(result.failures()).isEmpty();
    assertThat(result.tally().passed()).isEqualTo(5);
    assertThat(result.tally().wanted()).isEqualTo("stack-switching 3");
  }

  @Test
  void aRuleThatWasGivenUpIsNotApplicable() throws Exception {
    ScriptResult result = run(refused("assert_invalid", "calls", "multiple tables"));

    assertThat(result.tally().notApplicable()).isEqualTo(1);
    assertThat(result.failures()).isEmpty();
  }

  @Test
  void suspensionsAreNotYet() throws Exception {
    ScriptResult result =
        run(
            CALLS,
            "{'type':'thread','line':2,'name':'$T','commands':[" + CALLS + "]}",
            "{'type':'wait','line':3,'thread':'$T'}",
            "{'type':'assert_suspension','line':4,'text':''," + invoke("answer") + "}");

    assertThat(result.tally().passed()).isEqualTo(4);
    assertThat(result.tally().failed()).isZero();
    assertThat(result.tally().wanted()).isEqualTo("stack-switching 1");
    assertThat(result.verdict()).isEqualTo(ScriptResult.Verdict.IN_PART);
  }

  @Test
  void whatFailsInAThreadFails() throws Exception {
    String wrong = assertReturn(invoke("answer"), value("i32", "7"));
    ScriptResult result =
        run(
            "{'type':'thread','line':1,'name':'$T','commands':[" + CALLS + "," + wrong + "]}",
            "{'type':'wait','line':2,'thread':'$T'}");

    assertThat(result.tally().passed()).isEqualTo(3);
    assertThat(result.failures()).singleElement().asString().startsWith("thread $T, line 2");
  }

  @Test
  void aThreadThatNobodyWaitsForCountsToo() throws Exception {
    String wrong = assertReturn(invoke("answer"), value("i32", "7"));
    ScriptResult result =
        run("{'type':'thread','line':1,'name':'$T','commands':[" + CALLS + "," + wrong + "]}");

    assertThat(result.tally().passed()).isEqualTo(2);
    assertThat(result.tally().failed()).isEqualTo(1);
  }

  @Test
  void aThreadKnowsOnlyWhatIsSharedWithIt() throws Exception {
    String register = "{'type':'register','line':3,'as':'m','name':'$calls'}";
    ScriptResult result =
        run(
            CALLS,
            "{'type':'thread','line':2,'name':'$A','shared':['(shared (module $calls))'],"
                + "'commands':["
                + register
                + "]}",
            "{'type':'thread','line':3,'name':'$B','commands':[" + register + "]}",
            "{'type':'wait','line':4,'thread':'$A'}",
            "{'type':'wait','line':5,'thread':'$B'}",
            "{'type':'wait','line':6,'thread':'$B'}");

    assertThat(result.tally().passed()).isEqualTo(6);
    assertThat(result.failures())
        .satisfiesExactly(
            failure -> assertThat(failure).contains("thread $B", "has no module $calls"),
            failure -> assertThat(failure).contains("line 6", "there is no thread $B"));
  }

  @Test
  void anExceptionThatIsNotThrownAndATrapInItsPlaceAreFailures() throws Exception {
    ScriptResult result =
        run(
            THROWS,
            assertException("throwIt"),
            assertException("nothing"),
            assertException("trap"),
            assertException("missing"));

    assertThat(result.tally().passed()).isEqualTo(2);
    assertThat(result.failures())
        .satisfiesExactly(
            first -> assertThat(first).contains("expected an exception, found the results []"),
            second -> assertThat(second).contains("TrapException"),
            third -> assertThat(third).contains("missing"));
  }

  @Test
  void anExceptionWhereSomethingElseIsWantedFails() throws Exception {
    for (String command :
        List.of(
            assertReturn(invoke("throwIt")),
            assertTrap(invoke("throwIt"), ""),
            assertExhaustion("throwIt", ""),
            "{'type':'action','line':2," + invoke("throwIt") + "}")) {
      assertLastFails(List.of(THROWS, command), "TaggedException");
    }
  }

  private static String assertException(String field) {
    return "{'type':'assert_exception','line':1," + invoke(field) + "}";
  }

  @Test
  void whatOnlyExistsAsTextIsNotApplicable() throws Exception {
    ScriptResult result =
        run(
            "{'type':'assert_malformed','line':1,'filename':'a.wat','module_type':'text','text':''}",
            "{'type':'unhandled','line':2,'text':'something'}");

    assertThat(result.tally().notApplicable()).isEqualTo(2);
    assertThat(result.tally().passed()).isZero();
    assertThat(result.verdict()).isEqualTo(ScriptResult.Verdict.NOT_APPLICABLE);
  }

  @Test
  void definitionsCanBeInstantiatedSeveralTimes() throws Exception {
    ScriptResult result =
        run(
            "{'type':'module_definition','line':1,'name':'$D','filename':'globals.wasm','module_type':'binary'}",
            "{'type':'module_instance','line':2,'instance':'$A','module':'$D'}",
            "{'type':'module_instance','line':3,'instance':'$B','module':'$D'}",
            "{'type':'action','line':4,'action':{'type':'invoke','module':'$A','field':'setI64','args':[{'type':'i64','value':'9'}]}}",
            "{'type':'assert_return','line':5,'action':{'type':'get','module':'$A','field':'i64'},'expected':[{'type':'i64','value':'9'}]}",
            "{'type':'assert_return','line':6,'action':{'type':'get','module':'$B','field':'i64'},'expected':[{'type':'i64','value':'18446744073709551614'}]}",
            "{'type':'assert_return','line':7,'action':{'type':'get','field':'i64'},'expected':[{'type':'i64','value':'9'}]}");

    assertThat(result.tally().passed()).isEqualTo(6);
    assertThat(result.failures()).singleElement().asString().contains("line 7", "found [i64 -2]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'assert_magic','line':1}",
        "{'type':'assert_return','line':1,'action':{'type':'invoke','field':'f','args':[{'type':'i7','value':'1'}]}}",
        "{'type':'assert_return','line':1,'action':{'type':'guess','field':'f'}}"
      })
  void whatTheReaderDoesNotKnowItRefuses(String command) {
    assertThatIllegalArgumentException().isThrownBy(() -> run(command));
  }

  @Test
  void aTallyOfAScriptIsShownWithItsFailures() throws Exception {
    ConformanceReport report = new ConformanceReport();
    report.add("made/by-hand", run(CALLS, assertReturn(invoke("answer")), SWITCHING));

    assertThat(report.totals()).contains("made/by-hand").contains("stack-switching 1");
    assertThat(report.scripts())
        .contains("script")
        .contains("FAILED")
        .contains("passed     1, failed   1, not applicable   0, not yet     1 (stack-switching 1)")
        .contains("line 2, assert_return");
    assertThat(report.scripts("made/by-hand", ScriptResult.Verdict.FAILED)).isEqualTo(1);
    assertThat(report.tally("made/by-hand").passed()).isEqualTo(1);
    assertThat(report.tally("elsewhere").passed()).isZero();
  }
}
