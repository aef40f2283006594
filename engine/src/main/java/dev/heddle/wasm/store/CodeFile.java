package dev.heddle.wasm.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The file format of generated classes: a header, the key, and the classes with what is to be known
 * of them; in an index, the class files are elsewhere. A checksum is over all of it.
 */
final class CodeFile {

  /** "HDLC" */
  private static final int MAGIC = 0x4844_4c43;

  /** Magic number, checksum and length of the rest. */
  private static final int HEADER = 16;

  private static final byte[] ELSEWHERE = {};

  private final CodeKey key;
  private final String packageName;
  private final List<GeneratedClass> classes;

  private CodeFile(CodeKey key, String packageName, List<GeneratedClass> classes) {
    this.key = key;
    this.packageName = packageName;
    this.classes = classes;
  }

  /** A file is not what it should be. */
  static final class DamagedException extends Exception {

    private static final long serialVersionUID = 1;

    DamagedException(String message) {
      super(message);
    }
  }

  /** What the classes are for. */
  CodeKey key() {
    return key;
  }

  /** The package of the classes. */
  String packageName() {
    return packageName;
  }

  /** The classes, in the order in which they were written. */
  List<GeneratedClass> classes() {
    return classes;
  }

  /**
   * Reads a file.
   *
   * @throws DamagedException if it is none, or not whole
   */
  static CodeFile read(byte[] file) throws DamagedException {
    ByteBuffer in = ByteBuffer.wrap(file);
    if (file.length < HEADER || in.getInt() != MAGIC) {
      throw new DamagedException("it is no file of compiled code");
    }
    long sum = in.getLong();
    if (in.getInt() != file.length - HEADER || sum != sum(file, HEADER)) {
      throw new DamagedException("it is damaged");
    }
    try {
      CodeKey key = new CodeKey(readString(in), readString(in), in.get() != 0);
      String packageName = readString(in);
      boolean isIndex = in.get() != 0;
      int count = in.getInt();
      List<GeneratedClass> classes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        classes.add(readClass(in, file, isIndex));
      }
      return new CodeFile(key, packageName, List.copyOf(whole(classes)));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new DamagedException("it is damaged: " + e);
    }
  }

  private static long sum(byte[] file, int from) {
    CRC32 sum = new CRC32();
    sum.update(file, from, file.length - from);
    return sum.getValue();
  }

  private static GeneratedClass readClass(ByteBuffer in, byte[] file, boolean isIndex) {
    String name = readString(in);
    int functionIndex = in.getInt();
    boolean makesTailCalls = in.get() != 0;
    List<Integer> callees = new ArrayList<>();
    for (int i = in.getInt(); i > 0; i--) {
      callees.add(in.getInt());
    }
    List<String> types = new ArrayList<>();
    for (int i = in.getInt(); i > 0; i--) {
      types.add(readString(in));
    }
    Map<String, Integer> origins = new HashMap<>();
    for (int i = in.getInt(); i > 0; i--) {
      origins.put(readString(in), in.getInt());
    }
    int length = in.getInt();
    int from = in.position();
    if (!isIndex) {
      in.position(from + length);
    }
    byte[] bytes = isIndex ? ELSEWHERE : file;
    return new GeneratedClass(
        name, functionIndex, makesTailCalls, callees, types, origins, bytes, from, length);
  }

  private static String readString(ByteBuffer in) {
    byte[] bytes = new byte[in.getShort() & 0xffff];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }

  /** Those whose needs are there: what two JVMs have written in turns may lack something. */
  static Collection<GeneratedClass> whole(Collection<GeneratedClass> classes) {
    Set<String> types = new HashSet<>();
    Map<Integer, GeneratedClass> functions = new HashMap<>();
    for (GeneratedClass each : classes) {
      if (each.isOfType()) {
        types.add(each.name());
      } else {
        functions.put(each.functionIndex(), each);
      }
    }
    boolean again = true;
    while (again) {
      again =
          functions
              .values()
              .removeIf(each ->
                  !types.containsAll(each.types())
                      || !functions.keySet().containsAll(each.callees()));
    }
    return classes.stream()
        .filter(each -> each.isOfType() || functions.get(each.functionIndex()) == each)
        .toList();
  }

  /** A file of classes, or an index of them. */
  static byte[] write(
      CodeKey key, String packageName, Collection<GeneratedClass> classes, boolean isIndex) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(new byte[HEADER]);
      writeString(out, key.form());
      writeString(out, key.module());
      out.writeBoolean(key.metered());
      writeString(out, packageName);
      out.writeBoolean(isIndex);
      out.writeInt(classes.size());
      for (GeneratedClass each : classes) {
        writeClass(out, each, isIndex);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] file = bytes.toByteArray();
    ByteBuffer.wrap(file).putInt(MAGIC).putLong(sum(file, HEADER)).putInt(file.length - HEADER);
    return file;
  }

  private static void writeClass(DataOutputStream out, GeneratedClass each, boolean isIndex)
      throws IOException {
    writeString(out, each.name());
    out.writeInt(each.functionIndex());
    out.writeBoolean(each.makesTailCalls());
    out.writeInt(each.callees().size());
    for (int callee : each.callees()) {
      out.writeInt(callee);
    }
    out.writeInt(each.types().size());
    for (String type : each.types()) {
      writeString(out, type);
    }
    out.writeInt(each.firstOrigins().size());
    for (Map.Entry<String, Integer> entry : each.firstOrigins().entrySet()) {
      writeString(out, entry.getKey());
      out.writeInt(entry.getValue());
    }
    out.writeInt(each.length());
    if (!isIndex) {
      out.write(each.file(), each.from(), each.length());
    }
  }

  private static void writeString(DataOutputStream out, String string) throws IOException {
    byte[] bytes = string.getBytes(UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }
}
