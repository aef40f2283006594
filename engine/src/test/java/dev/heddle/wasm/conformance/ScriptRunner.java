package dev.heddle.wasm.conformance;

import dev.heddle.wasm.CallControl;
import dev.heddle.wasm.CallInterruptedException;
import dev.heddle.wasm.Global;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one script in one store and says what became of each command.
 *
 * <p>A command is "not yet" only if a module it cannot do without was refused with {@link
 * UnsupportedFeatureException}; everything else that is not as the script wants is a failure. An
 * instance can be had no longer, either, once a module was refused that would have been linked with
 * it: it lacks what that module would have done to it.
 *
 * <p>The script runs on a thread of its own, which has a stack for guests that go as deep as the
 * default limit lets them.
 */
final class ScriptRunner {

  private static final long SECONDS_PER_SCRIPT = 60;

  private static final long STACK_BYTES = 16 << 20;

  /** Rules that a later version of the specification has dropped, but scripts still assert. */
  private static final Set<String> RETIRED_RULES = Set.of("multiple tables", "multiple memories");

  /** Ends a command whose module cannot be had. */
  private static final class NotYetException extends Exception {

    private static final long serialVersionUID = 1;

    private final String feature;
    private final transient Optional<Path> refused;

    /** The command needs something that the engine does not have. */
    NotYetException(String feature) {
      this(feature, Optional.empty());
    }

    /** The command needs this module, which was refused. */
    NotYetException(String feature, Optional<Path> refused) {
      super("needs " + feature, null, false, false);
      this.feature = feature;
      this.refused = refused;
    }
  }

  /** Ends a command that did not do what the script wants. */
  private static final class MismatchException extends Exception {

    private static final long serialVersionUID = 1;

    MismatchException(String reason) {
      super(reason, null, false, false);
    }
  }

  /** What a name of the script stands for: something usable, or the reason why there is nothing. */
  private sealed interface Slot<T> {}

  private record Ready<T>(T value) implements Slot<T> {}

  private record Wanting<T>(String feature, Optional<Path> refused) implements Slot<T> {}

  private record Broken<T>(String reason) implements Slot<T> {}

  private final Store store = Store.create();
  private final Imports spectest = SpectestModule.create();
  private final HostReferences hostReferences = new HostReferences();
  private final Map<String, Slot<WasmModule>> definitions = new HashMap<>();
  private final Map<String, Slot<Instance>> instances = new HashMap<>();
  private final Map<String, Slot<Instance>> registered = new HashMap<>();
  private final Map<Instance, Set<Instance>> linked = new IdentityHashMap<>();
  private Slot<WasmModule> lastDefinition = new Broken<>("no module was defined before");
  private Slot<Instance> current = new Broken<>("no module was instantiated before");

  private final CallControl control;
  private final Tally tally = new Tally();
  private final List<String> failures = new ArrayList<>();
  private final Map<String, FutureTask<ScriptResult>> threads = new LinkedHashMap<>();

  private ScriptRunner(CallControl control) {
    this.control = control;
  }

  /**
   * Carries out a script from its beginning to its end.
   *
   * @throws TimeoutException if the engine hangs and does not heed an order to stop
   */
  static ScriptResult run(Script script)
      throws InterruptedException, ExecutionException, TimeoutException {
    CallControl control = new CallControl();
    FutureTask<ScriptResult> task = new ScriptRunner(control).start(script);
    try {
      return task.get(SECONDS_PER_SCRIPT, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      control.interrupt(
          new CallInterruptedException(
              "the script did not end within " + SECONDS_PER_SCRIPT + " seconds"));
      return task.get(SECONDS_PER_SCRIPT, TimeUnit.SECONDS);
    }
  }

  /** Begins to carry out a script on a thread of its own. */
  private FutureTask<ScriptResult> start(Script script) {
    FutureTask<ScriptResult> task = new FutureTask<>(() -> control.run(() -> runAll(script)));
    Thread.ofPlatform().daemon().name("script " + script.name()).stackSize(STACK_BYTES).start(task);
    return task;
  }

  private ScriptResult runAll(Script script) throws InterruptedException, ExecutionException {
    for (Command command : script.commands()) {
      Outcome outcome = outcome(command);
      tally.add(outcome);
      if (outcome instanceof Outcome.Failed(String reason)) {
        failures.add("line " + command.line() + ", " + command.word() + ": " + reason);
      }
    }
    for (String thread : List.copyOf(threads.keySet())) {
      join(thread);
    }
    return new ScriptResult(script.name(), tally, failures);
  }

  // --- threads

  /**
   * Begins to carry out the commands of a thread. They do not see what is registered here, and only
   * those instances that are shared with them.
   */
  private void start(Command.Thread thread) throws NotYetException, MismatchException {
    ScriptRunner other = new ScriptRunner(control);
    for (String name : thread.shared()) {
      Slot<Instance> slot = lookUp(instances, name, "module");
      use(slot);
      other.instances.put(name, slot);
    }
    threads.put(thread.name(), other.start(new Script(thread.name(), thread.commands())));
  }

  /** Waits for a thread and makes its results ours; tells whether there was one to wait for. */
  private boolean join(String name) throws InterruptedException, ExecutionException {
    FutureTask<ScriptResult> thread = threads.remove(name);
    if (thread == null) {
      return false;
    }
    ScriptResult result = thread.get();
    tally.add(result.tally());
    result.failures().forEach(failure -> failures.add("thread " + name + ", " + failure));
    return true;
  }

  @SuppressWarnings("CatchingUnchecked") // whatever the engine throws is a result of the test
  private Outcome outcome(Command command) {
    try {
      return carryOut(command);
    } catch (NotYetException e) {
      return new Outcome.NotYet(e.feature);
    } catch (MismatchException e) {
      return new Outcome.Failed(e.getMessage());
    } catch (Throwable e) {
      return new Outcome.Failed("unexpected " + describe(e));
    }
  }

  private Outcome carryOut(Command command)
      throws IOException,
          NotYetException,
          MismatchException,
          InterruptedException,
          ExecutionException {
    switch (command) {
      case Command.Module(int line, Optional<String> name, Path file) -> {
        forgetCurrent(name, "line " + line);
        become(name, instantiateOrExplain(name, () -> load(file)));
      }
      case Command.ModuleDefinition(int _, Optional<String> name, Path file) -> define(name, file);
      case Command.ModuleInstance(int line, Optional<String> name, Optional<String> of) -> {
        forgetCurrent(name, "line " + line);
        Slot<WasmModule> definition =
            of.isEmpty() ? lastDefinition : lookUp(definitions, of.get(), "module definition");
        become(name, instantiateOrExplain(name, () -> use(definition)));
      }
      case Command.Register(int _, Optional<String> name, String as) -> {
        Slot<Instance> slot = slot(name);
        registered.put(as, slot);
        use(slot);
      }
      case Command.Perform(int _, Action action) -> perform(action);
      case Command.AssertReturn(int _, Action action, List<Value> expected) ->
          compare(perform(action), expected);
      case Command.AssertTrap(int _, Action action, String text) -> require(trap(action), text);
      case Command.AssertExhaustion(int _, Action action, String text) -> {
        TrapException trap = trap(action);
        require(trap, text);
        if (trap.kind() != TrapKind.CALL_STACK_EXHAUSTED) {
          throw new MismatchException("expected exhaustion, found a trap of kind " + trap.kind());
        }
      }
      case Command.AssertException(int _, Action action) -> {
        throwing(action);
      }
      case Command.AssertSuspension(int _, Action action) -> {
        use(slot(action.module()));
        throw new NotYetException("stack-switching");
      }
      case Command.AssertInvalid(int _, Path file, String text) -> {
        if (RETIRED_RULES.contains(text)) {
          return new Outcome.NotApplicable();
        }
        refuse(file, InvalidModuleException.class, text);
      }
      case Command.AssertMalformed(int _, Path file, String text) ->
          refuse(file, MalformedModuleException.class, text);
      case Command.AssertUnlinkable(int _, Path file, String text) ->
          refuseInstance(file, LinkException.class, text);
      case Command.AssertUninstantiable(int _, Path file, String text) -> {
        try {
          refuseInstance(file, TrapException.class, text);
        } catch (NotYetException e) {
          giveUpWhatWasLinkedWith(e);
          throw e;
        }
      }
      case Command.Thread thread -> {
        try {
          start(thread);
        } catch (NotYetException e) {
          thread.commands().forEach(_ -> tally.add(new Outcome.NotYet(e.feature)));
          throw e;
        }
      }
      case Command.Wait(int _, String thread) -> {
        if (!join(thread)) {
          throw new MismatchException("there is no thread " + thread + " to wait for");
        }
      }
      case Command.TextOnly _ -> {
        return new Outcome.NotApplicable();
      }
    }
    return new Outcome.Passed();
  }

  // --- modules and instances

  /** Where a module comes from. */
  private interface Source {
    WasmModule get() throws IOException, NotYetException, MismatchException;
  }

  private void define(Optional<String> name, Path file)
      throws IOException, NotYetException, MismatchException {
    Slot<WasmModule> broken = new Broken<>("the module definition was not loaded");
    lastDefinition = broken;
    name.ifPresent(key -> definitions.put(key, broken));
    Slot<WasmModule> made;
    try {
      made = new Ready<>(load(file));
    } catch (NotYetException e) {
      made = new Wanting<>(e.feature, e.refused);
    }
    lastDefinition = made;
    Slot<WasmModule> kept = made;
    name.ifPresent(key -> definitions.put(key, kept));
    use(made);
  }

  /**
   * Until the module of this command is there, commands that need it must not find an older one.
   */
  private void forgetCurrent(Optional<String> name, String where) {
    become(name, new Broken<>("the module of " + where + " did not get that far"));
  }

  private Slot<Instance> become(Optional<String> name, Slot<Instance> slot) {
    current = slot;
    name.ifPresent(key -> instances.put(key, slot));
    return slot;
  }

  private Slot<Instance> instantiateOrExplain(Optional<String> name, Source source)
      throws IOException, NotYetException, MismatchException {
    try {
      return new Ready<>(instantiate(source.get()));
    } catch (NotYetException e) {
      become(name, new Wanting<>(e.feature, Optional.empty()));
      giveUpWhatWasLinkedWith(e);
      throw e;
    }
  }

  private static WasmModule load(Path file) throws IOException, NotYetException {
    try {
      return WasmModule.load(file);
    } catch (UnsupportedFeatureException e) {
      throw new NotYetException(e.feature(), Optional.of(file));
    }
  }

  private Instance instantiate(WasmModule module) throws NotYetException, MismatchException {
    Imports.Builder imports = Imports.builder().addAll(spectest);
    List<Instance> exporters = new ArrayList<>();
    for (String name : module.imports().stream().map(ImportType::module).distinct().toList()) {
      Slot<Instance> slot = registered.get(name);
      if (slot != null) {
        Instance exporter = use(slot);
        imports.instance(name, exporter);
        exporters.add(exporter);
      }
    }
    Instance instance = Instance.builder(module).imports(imports.build()).store(store).build();
    exporters.forEach(exporter -> link(exporter, instance));
    return instance;
  }

  private void link(Instance one, Instance other) {
    linked.computeIfAbsent(one, _ -> newIdentitySet()).add(other);
    linked.computeIfAbsent(other, _ -> newIdentitySet()).add(one);
  }

  private static Set<Instance> newIdentitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /**
   * Gives up the instances from which a refused module would have imported, and all that are linked
   * with them: nobody knows what it would have done to their memories, tables and globals.
   */
  private void giveUpWhatWasLinkedWith(NotYetException refusal) throws IOException {
    if (refusal.refused.isEmpty()) {
      return;
    }
    byte[] module = Files.readAllBytes(refusal.refused.get());
    Set<Instance> lost = newIdentitySet();
    Deque<Instance> next = new ArrayDeque<>();
    registered.forEach((name, slot) -> {
      if (slot instanceof Ready<Instance>(Instance instance)
          && ImportSection.mentions(module, name)) {
        next.add(instance);
      }
    });
    while (!next.isEmpty()) {
      Instance instance = next.remove();
      if (lost.add(instance)) {
        next.addAll(linked.getOrDefault(instance, Set.of()));
      }
    }
    Slot<Instance> wanting = new Wanting<>(refusal.feature, Optional.empty());
    instances.replaceAll((_, slot) -> isOneOf(lost, slot) ? wanting : slot);
    registered.replaceAll((_, slot) -> isOneOf(lost, slot) ? wanting : slot);
    if (isOneOf(lost, current)) {
      current = wanting;
    }
  }

  private static boolean isOneOf(Set<Instance> instances, Slot<Instance> slot) {
    return slot instanceof Ready<Instance>(Instance instance) && instances.contains(instance);
  }

  private Slot<Instance> slot(Optional<String> name) throws MismatchException {
    return name.isEmpty() ? current : lookUp(instances, name.get(), "module");
  }

  private static <T> Slot<T> lookUp(Map<String, Slot<T>> slots, String name, String kind)
      throws MismatchException {
    Slot<T> slot = slots.get(name);
    if (slot == null) {
      throw new MismatchException("the script has no " + kind + " " + name);
    }
    return slot;
  }

  private static <T> T use(Slot<T> slot) throws NotYetException, MismatchException {
    return switch (slot) {
      case Ready<T>(T value) -> value;
      case Wanting<T>(String feature, Optional<Path> refused) ->
          throw new NotYetException(feature, refused);
      case Broken<T>(String reason) -> throw new MismatchException(reason);
    };
  }

  // --- actions

  private List<@Nullable Object> perform(Action action) throws NotYetException, MismatchException {
    Instance instance = use(slot(action.module()));
    return switch (action) {
      case Action.Get(Optional<String> _, String field) -> {
        List<@Nullable Object> results = new ArrayList<>();
        results.add(read(instance.global(field)));
        yield results;
      }
      case Action.Invoke(Optional<String> _, String field, List<Value> arguments) ->
          call(instance.function(field), arguments);
    };
  }

  /** Reads a global in both ways there are. */
  private static @Nullable Object read(Global global) throws MismatchException {
    ValueType type = global.type().value();
    if (!(type instanceof NumberType number)) {
      return global.get();
    }
    Value.Bits raw = Value.Bits.of(number, global.raw());
    Object boxed = unboxed(global.get(), number);
    if (!raw.equals(boxed)) {
      throw new MismatchException("the global is " + raw + " in raw form but " + boxed + " boxed");
    }
    return raw;
  }

  private List<@Nullable Object> call(WasmFunction function, List<Value> arguments)
      throws MismatchException {
    FunctionType type = function.type();
    List<@Nullable Object> results = new ArrayList<>();
    if (type.hasReferences()) {
      List<@Nullable Object> boxed = new ArrayList<>();
      for (Value argument : arguments) {
        boxed.add(boxed(argument));
      }
      List<@Nullable Object> returned = function.invoke(boxed.toArray());
      checkCount(returned.size(), type);
      for (int i = 0; i < returned.size(); i++) {
        results.add(unboxed(returned.get(i), type.results().get(i)));
      }
    } else {
      long[] returned = function.call(raw(arguments, type));
      int at = 0;
      for (ValueType result : type.results()) {
        if (result == VectorType.V128) {
          results.add(new V128(returned[at], returned[at + 1]));
          at += 2;
        } else {
          results.add(fromRaw(returned[at++], result));
        }
      }
      checkRawCount(returned.length, at, type);
    }
    return results;
  }

  private static long[] raw(List<Value> arguments, FunctionType type) throws MismatchException {
    LongStream.Builder raw = LongStream.builder();
    for (int i = 0; i < arguments.size(); i++) {
      Value argument = arguments.get(i);
      ValueType parameter =
          i < type.parameters().size() ? type.parameters().get(i) : NumberType.I32;
      if (argument instanceof Value.Bits(NumberType number, long bits)
          && (number == parameter || i >= type.parameters().size())) {
        raw.add(bits);
      } else if (argument instanceof Value.Vector vector
          && parameter == VectorType.V128
          && vector.exact().isPresent()) {
        raw.add(vector.exact().get().low()).add(vector.exact().get().high());
      } else {
        throw new MismatchException(
            "argument " + i + ", " + argument + ", is not for a function of type " + type);
      }
    }
    return raw.build().toArray();
  }

  private static void checkRawCount(int found, int expected, FunctionType type)
      throws MismatchException {
    if (found != expected) {
      throw new MismatchException(found + " raw results from a function of type " + type);
    }
  }

  private static void checkCount(int found, FunctionType type) throws MismatchException {
    if (found != type.results().size()) {
      throw new MismatchException(found + " results from a function of type " + type);
    }
  }

  private @Nullable Object boxed(Value value) throws MismatchException {
    return switch (value) {
      case Value.Bits(NumberType type, long bits) ->
          switch (type) {
            case I32 -> (Object) (int) bits;
            case I64 -> bits;
            case F32 -> Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
          };
      case Value.Null() -> null;
      case Value.HostObject(String number) -> hostReferences.of(number);
      case Value.Vector vector when vector.exact().isPresent() -> vector.exact().get();
      case Value.Nan _, Value.NonNull _, Value.Either _, Value.Vector _ ->
          throw new MismatchException("cannot pass " + value + " as an argument");
    };
  }

  private static @Nullable Object unboxed(@Nullable Object value, ValueType type)
      throws MismatchException {
    if (type.isReference()) {
      return value;
    }
    return switch (value) {
      case Integer i when type == NumberType.I32 -> Value.Bits.of(NumberType.I32, i);
      case Long l when type == NumberType.I64 -> Value.Bits.of(NumberType.I64, l);
      case Float f when type == NumberType.F32 ->
          Value.Bits.of(NumberType.F32, Float.floatToRawIntBits(f));
      case Double d when type == NumberType.F64 ->
          Value.Bits.of(NumberType.F64, Double.doubleToRawLongBits(d));
      case V128 vector when type == VectorType.V128 -> vector;
      case null -> throw new MismatchException("null as a result of type " + type);
      default ->
          throw new MismatchException(
              value + " of " + value.getClass() + " as a result of type " + type);
    };
  }

  private static Value.Bits fromRaw(long raw, ValueType type) throws MismatchException {
    if (!(type instanceof NumberType number)) {
      throw new MismatchException("a result of type " + type + " in raw form");
    }
    if (number == NumberType.I32 && raw != (int) raw) {
      throw new MismatchException(
          "an i32 result that is not sign-extended in raw form: 0x" + Long.toHexString(raw));
    }
    return Value.Bits.of(number, raw);
  }

  // --- assertions

  private void compare(List<@Nullable Object> results, List<Value> expected)
      throws MismatchException {
    boolean same = results.size() == expected.size();
    for (int i = 0; same && i < expected.size(); i++) {
      Object result = results.get(i);
      same = expected.get(i).matches(result);
      if (same && result instanceof HostReferences.Referent referent) {
        same = hostReferences.of(referent.number()) == referent;
      }
    }
    if (!same) {
      throw new MismatchException("expected " + expected + ", found " + results);
    }
  }

  private TrapException trap(Action action) throws NotYetException, MismatchException {
    List<@Nullable Object> results;
    try {
      results = perform(action);
    } catch (TrapException e) {
      return e;
    }
    throw new MismatchException("expected a trap, found the results " + results);
  }

  private void throwing(Action action) throws NotYetException, MismatchException {
    List<@Nullable Object> results;
    try {
      results = perform(action);
    } catch (TaggedException e) {
      return;
    }
    throw new MismatchException("expected an exception, found the results " + results);
  }

  private static void refuse(Path file, Class<? extends RuntimeException> wanted, String text)
      throws IOException, NotYetException, MismatchException {
    try {
      load(file);
    } catch (RuntimeException e) {
      requireClass(e, wanted, text);
      require(e, text);
      return;
    }
    throw new MismatchException(
        "expected " + wanted.getSimpleName() + " \"" + text + "\", but the module loads");
  }

  private void refuseInstance(Path file, Class<? extends RuntimeException> wanted, String text)
      throws IOException, NotYetException, MismatchException {
    WasmModule module = load(file);
    try {
      instantiate(module);
    } catch (RuntimeException e) {
      requireClass(e, wanted, text);
      require(e, text);
      return;
    }
    throw new MismatchException(
        "expected " + wanted.getSimpleName() + " \"" + text + "\", but the module instantiates");
  }

  private static void requireClass(Throwable found, Class<?> wanted, String text)
      throws MismatchException {
    if (!wanted.isInstance(found)) {
      throw new MismatchException(
          "expected " + wanted.getSimpleName() + " \"" + text + "\", found " + describe(found));
    }
  }

  private static void require(Throwable found, String text) throws MismatchException {
    String message = found.getMessage();
    if (message == null || !message.startsWith(text)) {
      throw new MismatchException("expected \"" + text + "\", found \"" + message + "\"");
    }
  }

  private static String describe(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return thrown + (trace.length > 0 ? " at " + trace[0] : "");
  }
}
