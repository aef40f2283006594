package dev.heddle.examples.linking;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.async.AsyncImports;
import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Global;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Links modules into a program that runs: the imports {@code env.dlopen} and {@code env.dlsym} of a
 * C guest.
 *
 * <p>{@code dlopen} waits for the bytes of the module, from wherever they come, and makes an
 * instance of it in the store of the program, which shares its memory, its table and its stack.
 * {@code dlsym} puts a function of it into the table, where its index is a pointer to it in C.
 *
 * <p>The program has to export {@code allocate(size, alignment)}, its table and its stack pointer.
 * A linker serves one program; it is used by the program's calls, one at a time, as all that
 * touches a store is.
 */
public final class DynamicLinker {

  private static final String TABLE = "__indirect_function_table";
  private static final String STACK_POINTER = "__stack_pointer";
  private static final GlobalType BASE = new GlobalType(ValueType.I32, false);

  private final Function<String, CompletionStage<byte[]>> source;
  private final Imports imports;
  private final Map<String, CompletableFuture<byte[]>> fetching = new HashMap<>();
  private final Map<String, Integer> handles = new HashMap<>();

  /** The instances by their handles, counted from 1. */
  private final List<Instance> opened = new ArrayList<>();

  private final Map<WasmFunction, Integer> pointers = new HashMap<>();

  /** The instance that opened the first module. */
  private @Nullable Instance program;

  /**
   * A linker that has linked nothing.
   *
   * @param source fetches a module by its name; fails with {@link IOException} if it is not there,
   *     which {@code dlopen} then says
   * @param imports what the modules import from the host
   */
  public DynamicLinker(Function<String, CompletionStage<byte[]>> source, AsyncImports imports) {
    this.source = source;
    this.imports = addTo(AsyncImports.builder().addAll(imports)).build().toImports();
  }

  /** Adds the two functions to the imports of a program. */
  public AsyncImports.Builder addTo(AsyncImports.Builder programImports) {
    return programImports
        .suspending("env", "dlopen", this::open)
        .function("env", "dlsym", this::symbol);
  }

  private Integer open(AsyncHostCall call) {
    String file = string(call.memory(), call.i32(0));
    if (program == null) {
      program = call.instance();
    }
    byte[] bytes;
    try {
      // A copy, as the next one may need it though this call is cancelled.
      bytes = call.await(fetch(file).copy(), IOException.class);
    } catch (IOException missing) {
      return 0;
    } finally {
      fetching.remove(file);
    }
    // Another call may have been quicker.
    Integer known = handles.get(file);
    return known != null ? known : link(program, file, bytes);
  }

  private CompletableFuture<byte[]> fetch(String file) {
    if (handles.containsKey(file)) {
      return CompletableFuture.completedFuture(new byte[0]);
    }
    return fetching.computeIfAbsent(file, name -> source.apply(name).toCompletableFuture());
  }

  private int link(Instance host, String file, byte[] bytes) {
    SideModule side = SideModule.of(WasmModule.load(bytes));
    Memory memory = host.memory(0);
    int memoryBase = host.function("allocate").callInt(side.memorySize(), side.memoryAlignment());
    if (memoryBase == 0) {
      return 0;
    }
    memory.write(memoryBase, new byte[side.memorySize()]);
    Table table = host.table(TABLE);
    int tableBase = aligned(table, side.tableAlignment());
    if (tableBase < 0 || table.grow(side.tableSize(), null) < 0) {
      return 0;
    }
    Instance instance =
        Instance.builder(side.module())
            .store(host.store())
            .imports(
                Imports.builder()
                    .addAll(imports)
                    .add("env", "memory", memory)
                    .add("env", TABLE, table)
                    .add("env", STACK_POINTER, host.global(STACK_POINTER))
                    .add("env", "__memory_base", Global.create(BASE, memoryBase))
                    .add("env", "__table_base", Global.create(BASE, tableBase))
                    .build())
            .build();
    callIfThere(instance, "__wasm_apply_data_relocs");
    callIfThere(instance, "__wasm_call_ctors");
    opened.add(instance);
    handles.put(file, opened.size());
    return opened.size();
  }

  /** Grows a table until its end is a multiple of something. */
  private static int aligned(Table table, int alignment) {
    int missing = -table.size() & (alignment - 1);
    return table.grow(missing, null) < 0 ? -1 : table.size();
  }

  private static void callIfThere(Instance instance, String name) {
    if (instance.exports().get(name) instanceof WasmFunction function) {
      function.callVoid();
    }
  }

  private Integer symbol(AsyncHostCall call) {
    int handle = call.i32(0);
    String name = string(call.memory(), call.i32(1));
    if (handle < 1 || handle > opened.size()) {
      return 0;
    }
    ExternValue export = opened.get(handle - 1).exports().get(name);
    return export instanceof WasmFunction function ? pointer(function) : 0;
  }

  /** The index of a function in the program's table, or 0 if it has no room. */
  private int pointer(WasmFunction function) {
    Integer known = pointers.get(function);
    if (known != null) {
      return known;
    }
    Instance host = program;
    int index = host == null ? -1 : host.table(TABLE).grow(1, function);
    if (index < 0) {
      return 0;
    }
    pointers.put(function, index);
    return index;
  }

  private static String string(Memory memory, int address) {
    int length = 0;
    while (memory.getByte(Integer.toUnsignedLong(address) + length) != 0) {
      length++;
    }
    return new String(memory.read(Integer.toUnsignedLong(address), length), StandardCharsets.UTF_8);
  }
}
