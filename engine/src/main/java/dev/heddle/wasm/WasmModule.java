package dev.heddle.wasm;

import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.TagType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A decoded and validated WebAssembly module, from which instances are made.
 *
 * <p>Immutable, thread-safe, and meant to be shared: its code is prepared once, when a function is
 * first called, for all instances.
 *
 * <p>Loading throws {@link MalformedModuleException} if the bytes are not a module, {@link
 * InvalidModuleException} if it breaks a validation rule, {@link UnsupportedFeatureException} if it
 * needs something this engine does not have, and {@link LimitExceededException} if it declares more
 * than the {@link Limits} allow, or than the heap has room for.
 */
public sealed interface WasmModule permits LoadedModule {

  /**
   * Loads a module from a file in the binary format, or from a jar that was compiled ahead of time,
   * see {@link ModuleLoader#load(Path)}.
   */
  static WasmModule load(Path file) throws IOException {
    return load(file, Limits.defaults());
  }

  /** Loads a module from a file in the binary format, if it keeps to the limits. */
  static WasmModule load(Path file, Limits limits) throws IOException {
    return ModuleLoader.standard().limits(limits).load(file);
  }

  /**
   * Loads a module from a resource of the class path, which usually lies beside the class that uses
   * it.
   *
   * @param neighbour the class that names are relative to, as in {@link Class#getResourceAsStream}:
   *     {@code shop.wasm} lies in its package, {@code /guests/shop.wasm} in the package {@code
   *     guests}
   * @throws java.io.FileNotFoundException if there is no such resource, or if it lies in a package
   *     of a named Java module that is not {@code open} to this one; the message names it
   */
  static WasmModule load(Class<?> neighbour, String resource) throws IOException {
    return load(neighbour, resource, Limits.defaults());
  }

  /** The same, if the module keeps to the limits. */
  static WasmModule load(Class<?> neighbour, String resource, Limits limits) throws IOException {
    return ModuleLoader.standard().limits(limits).load(neighbour, resource);
  }

  /** Loads a module from a stream in the binary format, read to its end and left open. */
  static WasmModule load(InputStream stream) throws IOException {
    return load(stream, Limits.defaults());
  }

  /**
   * Loads a module from a stream in the binary format, if it keeps to the limits. The stream is
   * read to its end, or to {@link Limits#maxModuleBytes()} and one more byte, and left open.
   */
  static WasmModule load(InputStream stream, Limits limits) throws IOException {
    return ModuleLoader.standard().limits(limits).load(stream);
  }

  /** Loads a module from bytes in the binary format, which are copied. */
  static WasmModule load(byte[] bytes) {
    return load(bytes, Limits.defaults());
  }

  /**
   * Loads a module from bytes in the binary format, which are copied, if it keeps to the limits.
   */
  static WasmModule load(byte[] bytes, Limits limits) {
    return ModuleLoader.standard().limits(limits).load(bytes);
  }

  /** The name from the name section, if it has one. */
  Optional<String> name();

  /** What it needs, in the order of its declaration. */
  List<ImportType> imports();

  /** What it gives, in the order of its declaration. */
  List<ExportType> exports();

  /**
   * The types it defines, by index; equal types are the same object, in all modules. A host that
   * makes structures and arrays for a guest takes their types from here.
   */
  List<DefinedType> types();

  /** Its memories by index, imported ones first. */
  List<MemoryType> memories();

  /** Its tables by index, imported ones first. */
  List<TableType> tables();

  /** Its globals by index, imported ones first. */
  List<GlobalType> globals();

  /** Its tags by index, imported ones first. */
  List<TagType> tags();

  /**
   * The type of a function.
   *
   * @param functionIndex the index in the module's function index space, that is imported functions
   *     first
   * @throws IndexOutOfBoundsException if there is no such function
   */
  DefinedType functionType(int functionIndex);

  /**
   * The name of a function: from the name section, else of its import or export, else {@code
   * func[INDEX]}.
   *
   * @param functionIndex as for {@link #functionType}, which also throws as this does
   */
  String functionName(int functionIndex);

  /**
   * The index of the function that is exported under a name, or else of the first whose {@link
   * #functionName} it is.
   */
  OptionalInt functionIndex(String name);

  /**
   * The name of a global from the name section, if that has one for it.
   *
   * @param globalIndex as in {@link #globals()}
   * @throws IndexOutOfBoundsException if there is no such global
   */
  Optional<String> globalName(int globalIndex);

  /** The index of its start function, if it has one. */
  OptionalInt start();

  /**
   * What it uses beyond WebAssembly 1.0, in the order of {@link Feature}. Found out when first
   * asked for, in time proportional to the size of the module.
   */
  Set<Feature> features();

  /**
   * Whether its code asks how large a memory is or makes it larger, by {@code memory.size} or
   * {@code memory.grow}. If not, it takes no notice of pages that the host adds. Found out as
   * {@link #features} are.
   *
   * @param memoryIndex as in {@link #memories()}
   * @throws IndexOutOfBoundsException if there is no such memory
   */
  boolean asksForSizeOf(int memoryIndex);

  /** All its sections, in order. Found out when asked for. */
  List<Section> sections();

  /** Its custom sections, in order; the name section is one of them. */
  List<CustomSection> customSections();

  /**
   * The content of one of its custom sections, as a copy.
   *
   * @throws IllegalArgumentException if it is not one of {@link #customSections}
   */
  byte[] content(CustomSection section);

  /** The number of functions it defines; their indices follow those of the imported ones. */
  int definedFunctions();

  /**
   * The register code of a function as text, for people and tests.
   *
   * @param functionIndex the index in the module's function index space, that is imported functions
   *     first
   * @throws IndexOutOfBoundsException if it is not the index of a function defined in the module
   */
  String disassemble(int functionIndex);

  /**
   * Writes the module in the text format, from which tools such as {@code wasm-tools} or {@code
   * wat2wasm} make the same module again, but for its custom sections. Functions and globals have
   * the names of the name section. Source: core specification, chapter 6 (text format).
   */
  void writeText(Appendable to) throws IOException;

  /**
   * Writes one of its functions in the text format.
   *
   * @param functionIndex as for {@link #functionType}, which also throws as this does
   */
  void writeText(int functionIndex, Appendable to) throws IOException;
}
