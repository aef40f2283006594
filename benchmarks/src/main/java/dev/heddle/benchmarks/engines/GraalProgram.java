package dev.heddle.benchmarks.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/**
 * A module loaded by GraalWasm.
 *
 * @param module what its instances are made from
 */
record GraalProgram(Value module) implements Program {

  static GraalProgram load(byte[] module) {
    Context context =
        Context.newBuilder("wasm").option("engine.WarnInterpreterOnly", "false").build();
    try {
      Source source = Source.newBuilder("wasm", ByteSequence.create(module), "guest").build();
      return new GraalProgram(context.eval(source));
    } catch (IOException e) {
      throw new UncheckedIOException("a source that is in memory cannot be read", e);
    }
  }

  /** The version, which no class of it tells, but the name of its jar. */
  static String version() {
    Matcher jar =
        Pattern.compile("wasm-language-([\\w.]+)\\.jar")
            .matcher(System.getProperty("jdk.module.path", ""));
    try (Engine engine =
        Engine.newBuilder("wasm").option("engine.WarnInterpreterOnly", "false").build()) {
      return (jar.find() ? jar.group(1) : engine.getVersion())
          + ", "
          + engine.getImplementationName();
    }
  }

  @Override
  public Guest instantiate() {
    return new GraalGuest(module.newInstance());
  }

  @Override
  public Guest instantiate(IntUnaryOperator next) {
    ProxyExecutable function = arguments -> next.applyAsInt(arguments[0].asInt());
    return new GraalGuest(
        module.newInstance(
            ProxyObject.fromMap(Map.of("host", ProxyObject.fromMap(Map.of("next", function))))));
  }

  private record GraalGuest(Value instance) implements Guest {

    private Value member(String name) {
      return instance.getMember("exports").getMember(name);
    }

    @Override
    public GuestFunction function(String name) {
      Value function = member(name);
      return n -> function.execute(n).asLong();
    }

    @Override
    public Call call(String name, List<Scalar> arguments, List<Scalar.Type> results) {
      Value function = member(name);
      Object[] given = arguments.stream().map(GraalGuest::given).toArray();
      return () -> {
        Value result = function.execute(given);
        List<Scalar> values = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
          values.add(
              taken(results.get(i), results.size() == 1 ? result : result.getArrayElement(i)));
        }
        return values;
      };
    }

    private static Object given(Scalar value) {
      return switch (value.type()) {
        case I32 -> (int) value.bits();
        case I64 -> value.bits();
        case F32 -> Float.intBitsToFloat((int) value.bits());
        case F64 -> Double.longBitsToDouble(value.bits());
      };
    }

    private static Scalar taken(Scalar.Type type, Value value) {
      return new Scalar(
          type,
          switch (type) {
            case I32 -> value.asInt();
            case I64 -> value.asLong();
            case F32 -> Float.floatToRawIntBits(value.asFloat());
            case F64 -> Double.doubleToRawLongBits(value.asDouble());
          });
    }
  }
}
