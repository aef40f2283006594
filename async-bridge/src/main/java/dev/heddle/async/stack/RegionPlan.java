package dev.heddle.async.stack;

import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.ExternType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the instances of a module get regions for the stacks of their calls (rule S7), found out
 * before there is an instance.
 *
 * @param choice what the host has said
 * @param source where they come from; null if from nowhere
 * @param reason why they come from nowhere; empty if they do
 */
public record RegionPlan(RegionChoice choice, RegionChoice.@Nullable Source source, String reason) {

  private static final RegionChoice.Allocator MALLOC = new RegionChoice.Allocator("malloc", "free");

  /**
   * The plan for a module.
   *
   * @throws IllegalArgumentException if a choice is given that does not fit the module
   */
  public static RegionPlan of(WasmModule module, StackPointer pointer, RegionChoice choice) {
    MemoryType memory = module.memories().get(pointer.memory());
    ValueType address = memory.address().valueType();
    return switch (choice.source()) {
      case RegionChoice.Nowhere() -> new RegionPlan(choice, null, "it was asked for");
      case RegionChoice.Range range -> {
        requireRoom(choice, range.to() - range.from());
        yield new RegionPlan(choice, range, "");
      }
      case RegionChoice.ExportedRange range -> {
        requireRoom(choice, range.bytes());
        require(module, range.start(), new GlobalType(address, false));
        yield new RegionPlan(choice, range, "");
      }
      case RegionChoice.Allocator allocator -> {
        require(module, allocator.allocate(), allocateType(address));
        if (allocator.free() != null) {
          require(module, allocator.free(), freeType(address));
        }
        yield new RegionPlan(choice, allocator, "");
      }
      case RegionChoice.Anywhere anywhere -> {
        if (has(module, "malloc", allocateType(address))
            && has(module, "free", freeType(address))) {
          yield new RegionPlan(choice, MALLOC, "");
        }
        if (mayAddPages(module, pointer.memory(), memory)) {
          yield new RegionPlan(choice, anywhere, "");
        }
        yield new RegionPlan(
            choice,
            null,
            "the guest exports no malloc and free, and cares for the size of its memory, so that"
                + " pages cannot be added for them; see StackRegions");
      }
    };
  }

  /** Whether there may be regions. */
  public boolean hasRegions() {
    return source != null;
  }

  /** The regions of an instance; null if there are none. */
  @Nullable Regions of(Instance instance, Memory memory, AddressType address) {
    RegionMaker maker =
        switch (source) {
          case null -> null;
          case RegionChoice.Nowhere _ -> null;
          case RegionChoice.Range(long from, long to) -> new AddressRange(from, to, memory);
          case RegionChoice.ExportedRange(String start, long bytes) -> {
            long from = address(instance.global(start).raw(), address);
            yield new AddressRange(from, from + bytes, memory);
          }
          case RegionChoice.Allocator allocator ->
              new GuestAllocator(
                  instance.function(allocator.allocate()),
                  allocator.free() == null ? null : instance.function(allocator.free()),
                  memory);
          case RegionChoice.Anywhere _ -> new AddedMemory(memory);
        };
    return maker == null
        ? null
        : new Regions(
            maker,
            choice.size(),
            choice.most(),
            address == AddressType.I64,
            GuestThreadLocals.of(instance, address));
  }

  private static long address(long raw, AddressType type) {
    return type == AddressType.I64 ? raw : raw & 0xffff_ffffL;
  }

  /**
   * Whether nobody takes notice of pages that are added to a memory: it is the module's own, and
   * its code knows no more of it than how large it is at first.
   */
  private static boolean mayAddPages(WasmModule module, int index, MemoryType memory) {
    long imported =
        module.imports().stream().filter(wanted -> wanted.type() instanceof MemoryType).count();
    return index >= imported && !memory.shared() && !module.asksForSizeOf(index);
  }

  private static FunctionType allocateType(ValueType address) {
    return FunctionType.of(List.of(address), List.of(address));
  }

  private static FunctionType freeType(ValueType address) {
    return FunctionType.of(List.of(address), List.of());
  }

  private static void requireRoom(RegionChoice choice, long bytes) {
    if (bytes < Regions.bytes(choice.size())) {
      throw new IllegalArgumentException(
          "stack regions: expected a range of "
              + Regions.bytes(choice.size())
              + " bytes or more, for one region of "
              + choice.size()
              + ", found one of "
              + bytes);
    }
  }

  private static boolean has(WasmModule module, String name, ExternType type) {
    return module.exports().contains(new ExportType(name, type));
  }

  private static void require(WasmModule module, String name, ExternType type) {
    if (has(module, name, type)) {
      return;
    }
    String found =
        module.exports().stream()
            .filter(export -> export.name().equals(name))
            .findFirst()
            .map(export -> "it is " + export.type())
            .orElse("there is none of this name");
    throw new IllegalArgumentException(
        "stack regions: expected "
            + module
            + " to export \""
            + name
            + "\", "
            + type
            + ", but "
            + found);
  }
}
