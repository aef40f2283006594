package dev.heddle.wasm.fuzz;

import java.util.List;

/**
 * What references of the reference evaluator refer to, null apart. Source: core specification,
 * section 4.2.1 (values).
 */
sealed interface ReferenceObject {

  /** A function, by its index and that of its type. */
  record Function(int index, int type) implements ReferenceObject {}

  /** A 31-bit integer, with its sign. */
  record Small(int value) implements ReferenceObject {}

  /** An object of the host. */
  record Host(Object object) implements ReferenceObject {}

  /** An internal reference as an external one. */
  record External(ReferenceObject internal) implements ReferenceObject {}

  /** A structure or an array, equal to nothing but itself. */
  final class Aggregate implements ReferenceObject {

    /** The index of its type. */
    final int type;

    /** Its fields or elements; packed ones without sign. */
    final Object[] fields;

    Aggregate(int type, Object[] fields) {
      this.type = type;
      this.fields = fields;
    }
  }

  /** An exception, equal to nothing but itself. */
  final class Exception implements ReferenceObject {

    /** The index of its tag. */
    final int tag;

    /** What it carries. */
    final List<Object> payload;

    Exception(int tag, List<Object> payload) {
      this.tag = tag;
      this.payload = payload;
    }
  }
}
