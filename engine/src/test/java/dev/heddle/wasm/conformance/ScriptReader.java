package dev.heddle.wasm.conformance;

import static dev.heddle.wasm.conformance.Value.Nan.Payload.ANY;
import static dev.heddle.wasm.conformance.Value.Nan.Payload.ARITHMETIC;
import static dev.heddle.wasm.conformance.Value.Nan.Payload.CANONICAL;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.wasm.types.NumberType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads scripts in the JSON form that wabt's {@code wast2json} writes, with some additions.
 *
 * <p>It knows every command and every kind of value that may occur, and refuses others: nothing is
 * passed over in silence.
 */
final class ScriptReader {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How the sources of generated scripts end. Of the results recorded in those only that they are
   * not a number is known, although {@code nan:arithmetic} says more: guests hand on signalling
   * ones, too, if these are among their constants or in their memories.
   */
  private static final String GENERATED = ".seeds";

  /** A module that a thread shares with its script, as the text format has it. */
  private static final Pattern SHARED_MODULE =
      Pattern.compile("\\(shared \\(module (\\$\\S+)\\)\\)");

  private final Path folder;
  private final boolean generated;

  private ScriptReader(Path folder, boolean generated) {
    this.folder = folder;
    this.generated = generated;
  }

  /** Reads a script from a file. */
  static Script read(Path file) throws IOException {
    String name = file.getFileName().toString().replaceFirst("\\.json$", "");
    Path folder = file.toAbsolutePath().getParent();
    JsonNode script = JSON.readTree(file.toFile());
    JsonNode commands = script.path("commands");
    if (!commands.isArray()) {
      throw new IOException(file + " is not a test script: it has no array named commands");
    }
    boolean generated = script.path("source_filename").asText().endsWith(GENERATED);
    return new Script(name, new ScriptReader(folder, generated).commands(commands));
  }

  private List<Command> commands(JsonNode nodes) {
    List<Command> commands = new ArrayList<>();
    for (JsonNode node : nodes) {
      commands.add(command(node));
    }
    return commands;
  }

  private Command command(JsonNode node) {
    int line = node.path("line").asInt();
    String word = text(node, "type");
    if (node.path("module_type").asText().equals("text")) {
      return new Command.TextOnly(line, word);
    }
    return switch (word) {
      case "module" -> new Command.Module(line, optional(node, "name"), file(node));
      case "module_definition" ->
          new Command.ModuleDefinition(line, optional(node, "name"), file(node));
      case "module_instance" ->
          new Command.ModuleInstance(line, optional(node, "instance"), optional(node, "module"));
      case "register" -> new Command.Register(line, optional(node, "name"), text(node, "as"));
      case "action" -> new Command.Perform(line, action(node));
      case "assert_return" ->
          new Command.AssertReturn(line, action(node), values(node.path("expected")));
      case "assert_trap" -> new Command.AssertTrap(line, action(node), text(node, "text"));
      case "assert_exhaustion" ->
          new Command.AssertExhaustion(line, action(node), text(node, "text"));
      case "assert_exception" -> new Command.AssertException(line, action(node));
      case "assert_suspension" -> new Command.AssertSuspension(line, action(node));
      case "assert_invalid" -> new Command.AssertInvalid(line, file(node), text(node, "text"));
      case "assert_malformed" -> new Command.AssertMalformed(line, file(node), text(node, "text"));
      case "assert_unlinkable" ->
          new Command.AssertUnlinkable(line, file(node), text(node, "text"));
      case "assert_uninstantiable" ->
          new Command.AssertUninstantiable(line, file(node), text(node, "text"));
      case "thread" ->
          new Command.Thread(
              line, text(node, "name"), shared(node), commands(node.path("commands")));
      case "wait" -> new Command.Wait(line, text(node, "thread"));
      case "unhandled" -> new Command.TextOnly(line, word);
      default -> throw new IllegalArgumentException("unknown command " + word + " in line " + line);
    };
  }

  private static List<String> shared(JsonNode thread) {
    List<String> names = new ArrayList<>();
    for (JsonNode shared : thread.path("shared")) {
      Matcher matcher = SHARED_MODULE.matcher(shared.asText());
      if (!matcher.matches()) {
        throw new IllegalArgumentException("unknown kind of shared thing " + shared);
      }
      names.add(matcher.group(1));
    }
    return names;
  }

  private Action action(JsonNode command) {
    JsonNode node = command.path("action");
    String type = text(node, "type");
    return switch (type) {
      case "invoke" ->
          new Action.Invoke(
              optional(node, "module"), text(node, "field"), values(node.path("args")));
      case "get" -> new Action.Get(optional(node, "module"), text(node, "field"));
      default -> throw new IllegalArgumentException("unknown action " + type + " in " + command);
    };
  }

  private List<Value> values(JsonNode nodes) {
    List<Value> values = new ArrayList<>();
    for (JsonNode node : nodes) {
      values.add(value(node));
    }
    return values;
  }

  private Value value(JsonNode node) {
    String type = text(node, "type");
    return switch (type) {
      case "i32", "i64", "f32", "f64" ->
          number(NumberType.valueOf(type.toUpperCase(Locale.ROOT)), text(node, "value"));
      case "v128" -> vector(text(node, "lane_type"), node.path("value"));
      case "refnull" -> new Value.Null();
      case "either" -> new Value.Either(values(node.path("values")));
      default -> {
        if (!type.endsWith("ref")) {
          throw new IllegalArgumentException("unknown type of value " + node);
        }
        JsonNode number = node.path("value");
        yield number.isTextual() ? new Value.HostObject(number.asText()) : new Value.NonNull(type);
      }
    };
  }

  private Value vector(String laneType, JsonNode nodes) {
    List<Value> lanes = new ArrayList<>();
    for (JsonNode lane : nodes) {
      String text = lane.asText();
      lanes.add(
          switch (laneType) {
            case "i8" -> Value.Bits.of(NumberType.I32, (byte) Integer.parseInt(text));
            case "i16" -> Value.Bits.of(NumberType.I32, (short) Integer.parseInt(text));
            default -> number(NumberType.valueOf(laneType.toUpperCase(Locale.ROOT)), text);
          });
    }
    if (lanes.size() != 128 / laneWidth(laneType)) {
      throw new IllegalArgumentException(lanes.size() + " lanes of type " + laneType);
    }
    return new Value.Vector(lanes);
  }

  private static int laneWidth(String laneType) {
    return Integer.parseInt(laneType.substring(1));
  }

  private Value number(NumberType type, String text) {
    return switch (text) {
      case "nan:canonical" -> new Value.Nan(type, CANONICAL);
      case "nan:arithmetic" -> new Value.Nan(type, generated ? ANY : ARITHMETIC);
      default -> {
        boolean narrow = type == NumberType.I32 || type == NumberType.F32;
        yield Value.Bits.of(
            type, narrow ? Integer.parseUnsignedInt(text) : Long.parseUnsignedLong(text));
      }
    };
  }

  private Path file(JsonNode node) {
    return folder.resolve(text(node, "filename"));
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("no text named " + field + " in " + node);
    }
    return value.asText();
  }

  private static Optional<String> optional(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }
}
