package dev.heddle.wasm.bytecode;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The constants of a class, each of them once, in the order in which they were asked for. Not
 * thread-safe.
 */
final class ConstantPool {

  private static final int UTF8 = 1;
  private static final int INTEGER = 3;
  private static final int FLOAT = 4;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int NAME_AND_TYPE = 12;

  static final int FIELD = 9;
  static final int METHOD = 10;

  private static final int MAX = 0xffff;

  private final Bytes bytes = new Bytes(4_096);
  private int count = 1;

  // For each constant what it is made of: texts, or bits of a number
  private byte[] tags = new byte[256];
  private int[] hashes = new int[256];
  private long[] numbers = new long[256];
  private @Nullable String[] first = new String[256];
  private @Nullable String[] second = new String[256];
  private @Nullable String[] third = new String[256];

  // What is known of it besides: of fields and methods what they leave on the stack, of methods how
  // many arguments they take, of classes of arrays the type of their elements; 0 as long as it is
  // not known
  private int[] types = new int[256];
  private int[] arguments = new int[256];

  /** Indexes of constants, found by their hashes; 0 where there is none. */
  private int[] table = new int[1_024];

  /** Has no constants any more. */
  void clear() {
    Arrays.fill(table, 0);
    Arrays.fill(first, 0, count, null);
    Arrays.fill(second, 0, count, null);
    Arrays.fill(third, 0, count, null);
    bytes.length = 0;
    count = 1;
  }

  int size() {
    return bytes.length;
  }

  void writeTo(Bytes to) {
    to.u2(count);
    to.append(bytes);
  }

  int text(String text) {
    int hash = UTF8 + 31 * text.hashCode();
    int known = find(UTF8, hash, 0, text, null, null);
    if (known > 0) {
      return known;
    }
    if (text.length() > MAX / 3) {
      throw new CodeTooLargeException("a name of " + text.length() + " characters");
    }
    int index = add(UTF8, hash, 0, text, null, null);
    bytes.u1(UTF8);
    bytes.text(text);
    return index;
  }

  /** The class with a descriptor. */
  int classOf(String descriptor) {
    int hash = CLASS + 31 * descriptor.hashCode();
    int known = find(CLASS, hash, 0, descriptor, null, null);
    if (known > 0) {
      return known;
    }
    int name =
        text(
            descriptor.charAt(0) == '['
                ? descriptor
                : descriptor.substring(1, descriptor.length() - 1));
    int index = add(CLASS, hash, 0, descriptor, null, null);
    bytes.u1(CLASS);
    bytes.u2(name);
    return index;
  }

  private int nameAndType(String name, String descriptor) {
    int hash = NAME_AND_TYPE + 31 * (name.hashCode() + 31 * descriptor.hashCode());
    int known = find(NAME_AND_TYPE, hash, 0, name, descriptor, null);
    if (known > 0) {
      return known;
    }
    int nameIndex = text(name);
    int descriptorIndex = text(descriptor);
    int index = add(NAME_AND_TYPE, hash, 0, name, descriptor, null);
    bytes.u1(NAME_AND_TYPE);
    bytes.u2(nameIndex);
    bytes.u2(descriptorIndex);
    return index;
  }

  /** A field or method of the class with the descriptor {@code owner}. */
  int member(int tag, String owner, String name, String descriptor) {
    int hash = tag + 31 * (owner.hashCode() + 31 * (name.hashCode() + 31 * descriptor.hashCode()));
    int known = find(tag, hash, 0, owner, name, descriptor);
    if (known > 0) {
      return known;
    }
    int ownerIndex = classOf(owner);
    int nameAndType = nameAndType(name, descriptor);
    int index = add(tag, hash, 0, owner, name, descriptor);
    bytes.u1(tag);
    bytes.u2(ownerIndex);
    bytes.u2(nameAndType);
    int at = 0;
    if (tag == METHOD) {
      int parameters = 0;
      at = Descriptors.FIRST;
      for (; Descriptors.hasParameter(descriptor, at); at = Descriptors.next(descriptor, at)) {
        parameters++;
      }
      arguments[index] = parameters;
      at++;
    }
    // this may add constants, for which there is new room then
    int type = typeAt(descriptor, at);
    types[index] = type;
    return index;
  }

  int ofInt(int value) {
    return number(INTEGER, value);
  }

  int ofFloat(float value) {
    return number(FLOAT, Float.floatToRawIntBits(value));
  }

  int ofLong(long value) {
    return number(LONG, value);
  }

  int ofDouble(double value) {
    return number(DOUBLE, Double.doubleToRawLongBits(value));
  }

  private int number(int tag, long bits) {
    int hash = tag + 31 * Long.hashCode(bits * 0x9e37_79b9_7f4a_7c15L);
    int known = find(tag, hash, bits, null, null, null);
    if (known > 0) {
      return known;
    }
    int index = add(tag, hash, bits, null, null, null);
    bytes.u1(tag);
    if (tag == LONG || tag == DOUBLE) {
      bytes.u8(bits);
      // such constants take two indexes
      ensure();
      count++;
    } else {
      bytes.u4((int) bits);
    }
    return index;
  }

  /** How many arguments a method takes, besides the object it is of. */
  int arguments(int method) {
    return arguments[method];
  }

  /** The type of a field, or of what a method returns. */
  int type(int member) {
    return types[member];
  }

  /** The type of the elements of an array. */
  int elementType(int array) {
    if (types[array] == 0) {
      int type = typeAt(Objects.requireNonNull(first[array]), 1);
      types[array] = type;
    }
    return types[array];
  }

  /** The type whose descriptor begins at a place of a descriptor. */
  int typeAt(String descriptor, int at) {
    return switch (descriptor.charAt(at)) {
      case 'J' -> Verification.LONG;
      case 'F' -> Verification.FLOAT;
      case 'D' -> Verification.DOUBLE;
      case 'V' -> Verification.NOTHING;
      case 'L', '[' ->
          Verification.ofClass(classOf(descriptor.substring(at, Descriptors.next(descriptor, at))));
      default -> Verification.INTEGER;
    };
  }

  private int find(
      int tag,
      int hash,
      long number,
      @Nullable String one,
      @Nullable String two,
      @Nullable String three) {
    int mask = table.length - 1;
    for (int at = spread(hash) & mask; table[at] > 0; at = at + 1 & mask) {
      int index = table[at];
      if (hashes[index] == hash
          && tags[index] == tag
          && numbers[index] == number
          && Objects.equals(first[index], one)
          && Objects.equals(second[index], two)
          && Objects.equals(third[index], three)) {
        return index;
      }
    }
    return 0;
  }

  private int add(
      int tag,
      int hash,
      long number,
      @Nullable String one,
      @Nullable String two,
      @Nullable String three) {
    ensure();
    int index = count++;
    tags[index] = (byte) tag;
    hashes[index] = hash;
    numbers[index] = number;
    first[index] = one;
    second[index] = two;
    third[index] = three;
    types[index] = 0;
    if (2 * count > table.length) {
      table = new int[2 * table.length];
      for (int i = 1; i < count; i++) {
        if (tags[i] != 0) {
          enter(i);
        }
      }
    } else {
      enter(index);
    }
    return index;
  }

  private void enter(int index) {
    int mask = table.length - 1;
    int at = spread(hashes[index]) & mask;
    while (table[at] > 0) {
      at = at + 1 & mask;
    }
    table[at] = index;
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 15;
  }

  private void ensure() {
    if (count >= MAX - 1) {
      throw new CodeTooLargeException("more constants than a class may have");
    }
    if (count == tags.length) {
      int capacity = 2 * count;
      tags = Arrays.copyOf(tags, capacity);
      hashes = Arrays.copyOf(hashes, capacity);
      numbers = Arrays.copyOf(numbers, capacity);
      first = Arrays.copyOf(first, capacity);
      second = Arrays.copyOf(second, capacity);
      third = Arrays.copyOf(third, capacity);
      types = Arrays.copyOf(types, capacity);
      arguments = Arrays.copyOf(arguments, capacity);
    }
    // the second index of a number that takes two is no constant
    tags[count] = 0;
  }
}
