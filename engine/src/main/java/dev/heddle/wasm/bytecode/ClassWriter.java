package dev.heddle.wasm.bytecode;

import java.util.Arrays;

/**
 * Writes a class file. All types are descriptors, those of classes too. One object serves for one
 * class after the other. Not thread-safe.
 */
public final class ClassWriter {

  public static final int PUBLIC = 0x0001;
  public static final int PRIVATE = 0x0002;
  public static final int STATIC = 0x0008;
  public static final int FINAL = 0x0010;
  public static final int ABSTRACT = 0x0400;

  /** The name of constructors. */
  public static final String INIT = "<init>";

  /** The name of what initialises a class. */
  public static final String CLASS_INIT = "<clinit>";

  /** The most bytes of code that a method may have in the JVM. */
  public static final int MAX_CODE = 0xffff;

  private static final int SUPER = 0x0020;
  private static final int MAGIC = 0xcafe_babe;
  private static final int JAVA_25 = 69;

  private final int maxCode;
  private final ConstantPool pool = new ConstantPool();
  private final CodeWriter code = new CodeWriter(this, pool);
  private final Bytes fields = new Bytes(256);
  private final Bytes methods = new Bytes(4_096);
  private int flags;
  private int thisClass;
  private int superclass;
  private int fieldCount;
  private int methodCount;

  /** Writes classes whose methods have at most so many bytes of code. */
  public ClassWriter(int maxCode) {
    this.maxCode = maxCode;
  }

  /** Begins a public class with a constructor that does nothing. */
  public void begin(String name, int moreFlags, String parent) {
    pool.clear();
    fields.length = 0;
    methods.length = 0;
    fieldCount = 0;
    methodCount = 0;
    flags = PUBLIC | SUPER | moreFlags;
    thisClass = pool.classOf(name);
    superclass = pool.classOf(parent);
    beginMethod(INIT, "()V", PUBLIC).aload(0).invokespecial(parent, INIT, "()V").return_();
    endMethod();
  }

  int thisClass() {
    return thisClass;
  }

  public void field(String name, String type, int fieldFlags) {
    field(name, type, fieldFlags, 0);
  }

  /** A static field of type {@code int} with a value from the start on. */
  public void field(String name, int fieldFlags, int value) {
    field(name, "I", fieldFlags, pool.ofInt(value));
  }

  private void field(String name, String type, int fieldFlags, int constant) {
    fields.u2(fieldFlags);
    fields.u2(pool.text(name));
    fields.u2(pool.text(type));
    fields.u2(constant == 0 ? 0 : 1);
    if (constant != 0) {
      fields.u2(pool.text("ConstantValue"));
      fields.u4(2);
      fields.u2(constant);
    }
    fieldCount++;
  }

  /** Begins a method, whose code is to be written before the next one. */
  public CodeWriter beginMethod(String name, String type, int methodFlags) {
    method(name, type, methodFlags, 1);
    code.begin(maxCode, (methodFlags & STATIC) != 0, type);
    return code;
  }

  /**
   * Ends the method that was begun.
   *
   * @throws CodeTooLargeException if its code is too much
   */
  public void endMethod() {
    code.writeTo(methods);
  }

  public void abstractMethod(String name, String type, int methodFlags) {
    method(name, type, methodFlags | ABSTRACT, 0);
  }

  private void method(String name, String type, int methodFlags, int attributes) {
    methods.u2(methodFlags);
    methods.u2(pool.text(name));
    methods.u2(pool.text(type));
    methods.u2(attributes);
    methodCount++;
  }

  /** The class file of the class that has been written. */
  public byte[] toBytes() {
    Bytes all = new Bytes(64 + pool.size() + fields.length + methods.length);
    all.u4(MAGIC);
    all.u4(JAVA_25);
    pool.writeTo(all);
    all.u2(flags);
    all.u2(thisClass);
    all.u2(superclass);
    all.u2(0);
    all.u2(fieldCount);
    all.append(fields);
    all.u2(methodCount);
    all.append(methods);
    all.u2(0);
    return Arrays.copyOf(all.array, all.length);
  }
}
