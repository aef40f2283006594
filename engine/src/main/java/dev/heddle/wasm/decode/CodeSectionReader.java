package dev.heddle.wasm.decode;

import dev.heddle.wasm.Limits;
import dev.heddle.wasm.module.FunctionBody;
import dev.heddle.wasm.module.FunctionBody.LocalGroup;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the code section down to the declared locals; the instructions are left to validation.
 * Source: core specification, section 5.5.13.
 */
final class CodeSectionReader {

  private static final long MAX_U32 = 0xffff_ffffL;

  private CodeSectionReader() {}

  /**
   * The bodies of the functions defined in the module.
   *
   * @param bytes the whole module
   * @param types the types that the module defines
   */
  static List<FunctionBody> read(
      ByteReader reader, byte[] bytes, List<DefinedType> types, Limits limits) {
    int count = reader.count("function bodies");
    ImplementationLimits.check(
        count, limits.maxFunctions(), "function bodies", "code section", "maxFunctions");
    List<FunctionBody> bodies = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int size = reader.length();
      ImplementationLimits.check(
          size, ImplementationLimits.FUNCTION_BYTES, "bytes of a function", "code section");
      int start = reader.position();
      int end = start + size;
      reader.skip(size);
      ByteReader body = new ByteReader(bytes, start, end, "code section");
      bodies.add(new FunctionBody(locals(body, types, limits), body.position(), end));
    }
    return bodies;
  }

  private static List<LocalGroup> locals(ByteReader body, List<DefinedType> types, Limits limits) {
    int groups = body.count("groups of locals");
    if (groups == 0) {
      return List.of();
    }
    List<LocalGroup> locals = new ArrayList<>();
    long total = 0;
    for (int i = 0; i < groups; i++) {
      int count = body.u32();
      total += count & MAX_U32;
      if (total > MAX_U32) {
        throw body.malformed("too many locals: more than " + MAX_U32);
      }
      ValueType type = ValueTypeReader.valueType(body, types);
      if (count != 0) {
        locals.add(new LocalGroup(count, type));
      }
    }
    ImplementationLimits.check(
        total, limits.maxLocals(), "locals of a function", "code section", "maxLocals");
    return List.copyOf(locals);
  }
}
