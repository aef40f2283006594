import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.Global;
import dev.heddle.wasm.HostCall;
import dev.heddle.wasm.I31;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.WasmArray;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.WasmStruct;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.FieldType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.PackedType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.StorageType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.TagType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Heddle's side of the comparison: reads jobs from standard input and answers on standard output,
 * until there are no more.
 *
 * <p>A job is a byte, {@code V} to load a module and {@code R} or {@code M} to run one, unmetered
 * and metered; a plan as text; and the module; the last two with their length before them. The
 * answer is text with its length. What plans and answers say is told in {@code README.md}.
 */
final class Worker {

  private static final ValueLayout.OfLong LITTLE_ENDIAN_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Where engines may differ, because it depends on how much room they have. */
  private static final Set<TrapKind> RESOURCES =
      EnumSet.of(
          TrapKind.ALLOCATION_FAILED, TrapKind.CALL_STACK_EXHAUSTED, TrapKind.FUEL_EXHAUSTED);

  private static final long FUEL = 5_000_000;
  private static final long HASHED = 1 << 20;
  private static final long SLOW_NANOSECONDS = 2_000_000_000L;
  private static final int SHOWN_DEPTH = 3;
  private static final int SHOWN_ELEMENTS = 8;
  private static final long STACK_BYTES = 1L << 28;

  private static final Limits LIMITS =
      Limits.builder()
          .maxMemoryPages(1 << 12)
          .maxTableElements(1 << 20)
          .maxArrayLength(1 << 20)
          .build();

  private final Store store = Store.create();
  private final List<ExternValue> exports = new ArrayList<>();
  private final List<Object> pool = new ArrayList<>();
  private final StringBuilder answer = new StringBuilder();
  private final List<Tag> tags = new ArrayList<>();
  private long hostState;

  /** One of the host's objects, which only their number tells apart. */
  private record HostObject(int number) {}

  public static void main(String[] arguments) throws InterruptedException {
    Thread thread = new Thread(null, Worker::serve, "worker", STACK_BYTES);
    thread.start();
    thread.join();
  }

  private static void serve() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    DataInputStream jobs = new DataInputStream(new BufferedInputStream(System.in, 1 << 16));
    DataOutputStream answers = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));
    try {
      while (true) {
        byte kind = jobs.readByte();
        String plan = new String(jobs.readNBytes(jobs.readInt()), StandardCharsets.UTF_8);
        byte[] module = jobs.readNBytes(jobs.readInt());
        Worker worker = new Worker();
        long start = threads.getCurrentThreadCpuTime();
        worker.work(kind, plan, module);
        long taken = threads.getCurrentThreadCpuTime() - start;
        if (taken > SLOW_NANOSECONDS) {
          worker.line("unexpected slowness: %d ms".formatted(taken / 1_000_000));
        }
        byte[] bytes = worker.answer.toString().getBytes(StandardCharsets.UTF_8);
        answers.writeInt(bytes.length);
        answers.write(bytes);
        answers.flush();
      }
    } catch (EOFException e) {
      // No more jobs.
    } catch (IOException e) {
      throw new IllegalStateException("the driver is gone", e);
    }
  }

  private void line(String text) {
    answer.append(text.replace('\n', ' ')).append('\n');
  }

  private void work(byte kind, String plan, byte[] bytes) {
    try {
      WasmModule module = WasmModule.load(bytes, LIMITS);
      line("loaded");
      if (kind != 'V') {
        run(module, plan, kind == 'M');
      }
    } catch (MalformedModuleException e) {
      line("malformed " + e.getMessage());
    } catch (InvalidModuleException e) {
      line("invalid " + e.getMessage());
    } catch (UnsupportedFeatureException e) {
      line("unsupported " + e.getMessage());
    } catch (LimitExceededException e) {
      line("resource " + e.getMessage());
    } catch (Throwable e) {
      unexpected(e);
    }
  }

  private void unexpected(Throwable e) {
    StringBuilder text = new StringBuilder("unexpected " + e);
    for (int i = 0; i < Math.min(e.getStackTrace().length, 12); i++) {
      text.append(" at ").append(e.getStackTrace()[i]);
    }
    line(text.toString());
  }

  private void run(WasmModule module, String plan, boolean metered) {
    if (!instantiate(module, imports(module.imports(), List.of()), metered)) {
      return;
    }
    for (String step : plan.lines().toList()) {
      String[] words = step.split(" ");
      boolean goesOn =
          switch (words[0]) {
            case "link" -> {
              List<String> sources = List.of(words).subList(1, words.length);
              yield instantiate(module, imports(module.imports(), sources), metered);
            }
            case "set" -> {
              ((Global) exports.get(Integer.parseInt(words[1]))).set(value(words[2]));
              yield true;
            }
            case "call" -> call((WasmFunction) exports.get(Integer.parseInt(words[1])), words);
            case "state" -> {
              state();
              yield true;
            }
            default -> throw new IllegalArgumentException(step);
          };
      if (!goesOn) {
        return;
      }
    }
  }

  private boolean instantiate(WasmModule module, Imports imports, boolean metered) {
    Instance.Builder builder =
        Instance.builder(module).imports(imports).limits(LIMITS).store(store);
    if (metered) {
      builder.fuel(Fuel.of(FUEL));
    }
    try {
      Instance instance = builder.build();
      for (ExportType type : module.exports()) {
        ExternValue export = Objects.requireNonNull(instance.exports().get(type.name()));
        exports.add(export);
        if (export instanceof WasmFunction function) {
          pool.add(function);
        }
      }
      line("instantiated");
      return true;
    } catch (TrapException e) {
      line(trap(e));
    } catch (TaggedException e) {
      line("throw " + showAll(e.payload(), SHOWN_DEPTH));
    } catch (LinkException e) {
      line("link " + e.getMessage());
    }
    return false;
  }

  private boolean call(WasmFunction function, String[] words) {
    Object[] arguments = new Object[words.length - 2];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = value(words[i + 2]);
    }
    String outcome;
    try {
      List<Object> results = function.invoke(arguments);
      for (Object result : results) {
        if (result != null && isReference(result)) {
          pool.add(result);
        }
      }
      outcome = "ok " + showAll(results, SHOWN_DEPTH);
    } catch (TrapException e) {
      outcome = trap(e);
    } catch (TaggedException e) {
      outcome = "throw " + showAll(e.payload(), SHOWN_DEPTH);
    } catch (LimitExceededException e) {
      outcome = "resource " + e.getMessage();
    }
    line(outcome);
    return !outcome.startsWith("resource");
  }

  private static boolean isReference(Object value) {
    return !(value instanceof Number || value instanceof V128);
  }

  private static String trap(TrapException e) {
    return (RESOURCES.contains(e.kind()) ? "resource " : "trap ") + e.kind();
  }

  private Object value(String word) {
    int colon = word.indexOf(':');
    if (colon < 0) {
      return null;
    }
    String digits = word.substring(colon + 1);
    long bits = Long.parseUnsignedLong(digits.substring(Math.max(0, digits.length() - 16)), 16);
    return switch (word.substring(0, colon)) {
      case "i32" -> (int) bits;
      case "i64" -> bits;
      case "f32" -> Float.intBitsToFloat((int) bits);
      case "f64" -> Double.longBitsToDouble(bits);
      case "v128" -> new V128(bits, Long.parseUnsignedLong(digits.substring(0, 16), 16));
      case "i31" -> I31.wrap((int) bits);
      case "host" -> new HostObject((int) bits);
      case "pool" -> pool.get((int) bits);
      default -> throw new IllegalArgumentException(word);
    };
  }

  private static String showAll(List<?> values, int depth) {
    StringBuilder text = new StringBuilder();
    for (Object value : values) {
      text.append(text.isEmpty() ? "" : " ").append(show(value, depth));
    }
    return text.toString();
  }

  private static String show(Object value, int depth) {
    return switch (value) {
      case null -> "null";
      case Integer i -> "i32:%x".formatted(i);
      case Long l -> "i64:%x".formatted(l);
      case Float f -> "f32:%x".formatted(Float.floatToRawIntBits(f));
      case Double d -> "f64:%x".formatted(Double.doubleToRawLongBits(d));
      case V128 v -> "v128:%016x%016x".formatted(v.high(), v.low());
      case I31 i -> "i31:%x".formatted(i.unsignedValue());
      case HostObject(int number) -> "host:%x".formatted(number);
      case WasmFunction function -> "func";
      case WasmStruct object -> {
        List<FieldType> fields = object.type().struct().fields();
        if (depth == 0) {
          yield "struct" + fields.size();
        }
        StringBuilder text = new StringBuilder("struct{");
        for (int i = 0; i < fields.size(); i++) {
          text.append(show(unpacked(object.get(i), fields.get(i).storage()), depth - 1));
          text.append(',');
        }
        yield text.append('}').toString();
      }
      case WasmArray array -> {
        StringBuilder text = new StringBuilder("array" + array.length() + "[");
        StorageType storage = array.type().array().element().storage();
        for (int i = 0; depth > 0 && i < Math.min(array.length(), SHOWN_ELEMENTS); i++) {
          text.append(show(unpacked(array.get(i), storage), depth - 1)).append(',');
        }
        yield text.append(']').toString();
      }
      case TaggedException e -> depth == 0 ? "exn" : "exn(" + showAll(e.payload(), depth - 1) + ")";
      default -> value.getClass().getName();
    };
  }

  private static Object unpacked(Object value, StorageType storage) {
    return switch (storage) {
      case PackedType.I8 -> (Integer) value & 0xff;
      case PackedType.I16 -> (Integer) value & 0xffff;
      default -> value;
    };
  }

  private void state() {
    for (int i = 0; i < exports.size(); i++) {
      switch (exports.get(i)) {
        case Global global -> line("global " + i + " " + show(global.get(), SHOWN_DEPTH));
        case Memory memory ->
            line("memory %d %x %x".formatted(i, memory.size(), hash(memory.segment())));
        case Table table -> {
          StringBuilder text = new StringBuilder("table " + i + " " + table.size());
          for (int j = 0; j < Math.min(table.size(), SHOWN_ELEMENTS); j++) {
            text.append(' ').append(show(table.get(j), SHOWN_DEPTH));
          }
          line(text.toString());
        }
        case WasmFunction function -> {}
        case Tag tag -> {}
      }
    }
  }

  private static long hash(MemorySegment memory) {
    long hash = 0;
    long at = 0;
    long end = Math.min(memory.byteSize(), HASHED);
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = hashed(hash, memory.get(LITTLE_ENDIAN_LONG, at));
    }
    for (; at < end; at++) {
      hash = hashed(hash, memory.get(ValueLayout.JAVA_BYTE, at) & 0xff);
    }
    return hash;
  }

  private static long hashed(long hash, long word) {
    long product = (hash ^ word) * 0x9e3779b97f4a7c15L;
    return product ^ product >>> 32;
  }

  /** What is imported: exports with the given indexes, and the rest from the host. */
  private Imports imports(List<ImportType> declared, List<String> sources) {
    Imports.Builder imports = Imports.builder();
    for (int i = 0; i < declared.size(); i++) {
      ImportType one = declared.get(i);
      String module = one.module();
      String name = one.name();
      if (!sources.isEmpty() && !sources.get(i).equals("host")) {
        imports.add(module, name, exports.get(Integer.parseInt(sources.get(i))));
        continue;
      }
      switch (one.type()) {
        case FunctionType type -> imports.function(module, name, this::host);
        case MemoryType type -> imports.add(module, name, Memory.create(type));
        case TableType type -> imports.add(module, name, Table.create(type, null));
        case TagType type -> {
          tags.add(Tag.create(type));
          imports.add(module, name, tags.getLast());
        }
        case GlobalType type ->
            imports.add(module, name, Global.create(type, hostValue(type.value())));
      }
    }
    return imports.build();
  }

  private void host(HostCall call) {
    List<ValueType> parameters = call.type().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      switch (call.argument(i)) {
        case null -> absorb(0);
        case Integer value -> absorb(value & 0xffff_ffffL);
        case Long value -> absorb(value);
        case Float value -> absorb(Float.floatToRawIntBits(value) & 0xffff_ffffL);
        case Double value -> absorb(Double.doubleToRawLongBits(value));
        case V128(long low, long high) -> {
          absorb(low);
          absorb(high);
        }
        default -> absorb(1);
      }
    }
    if (!tags.isEmpty() && hostState % 8 == 0) {
      Tag tag = tags.get((int) Long.remainderUnsigned(hostState >>> 3, tags.size()));
      throw TaggedException.of(tag, hostValues(tag.type().parameters()));
    }
    call.returnAll(hostValues(call.type().results()));
  }

  private Object[] hostValues(List<ValueType> types) {
    Object[] values = new Object[types.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = hostValue(types.get(i));
    }
    return values;
  }

  /** A value that depends on all that the guest has passed to the host so far. */
  private Object hostValue(ValueType type) {
    absorb(7);
    return switch (type) {
      case NumberType.I32 -> (int) hostState;
      case NumberType.I64 -> hostState;
      case NumberType.F32 -> (float) ((int) hostState >> 8);
      case NumberType.F64 -> (double) (int) hostState;
      case VectorType.V128 -> new V128(hostState, ~hostState * 3);
      case ReferenceType(boolean nullable, HeapType heap) -> {
        boolean none = nullable && (hostState & 1) == 0;
        if (!none && heap == AbstractHeapType.EXTERN) {
          yield new HostObject((int) hostState & 0xff);
        }
        if (!none
            && (heap == AbstractHeapType.ANY
                || heap == AbstractHeapType.EQ
                || heap == AbstractHeapType.I31)) {
          yield I31.wrap((int) hostState);
        }
        if (!nullable) {
          throw new TrapException(TrapKind.UNREACHABLE, "the host has no " + type);
        }
        yield null;
      }
    };
  }

  private void absorb(long bits) {
    long z = (hostState ^ bits) + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    hostState = z ^ z >>> 31;
  }
}
