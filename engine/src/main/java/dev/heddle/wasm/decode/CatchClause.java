package dev.heddle.wasm.decode;

import java.util.ArrayList;
import java.util.List;

/**
 * A clause of a {@code try_table}. Source: core specification, section 5.4.2 (control
 * instructions).
 *
 * @param tag the index of the tag it catches, or {@link #ALL}
 * @param reference whether it hands on a reference to the exception, too
 * @param label where it goes on
 */
public record CatchClause(int tag, boolean reference, int label) {

  /** In place of a tag: every exception is caught. */
  public static final int ALL = -1;

  private static final int KINDS = 4;

  /** The clauses that follow the block type. */
  public static List<CatchClause> readAll(ByteReader reader) {
    int count = reader.count("catch clauses");
    List<CatchClause> clauses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int kind = reader.u8();
      if (kind >= KINDS) {
        throw reader.malformed("malformed catch clause 0x" + Integer.toHexString(kind));
      }
      int tag = kind < 2 ? reader.u32() : ALL;
      clauses.add(new CatchClause(tag, (kind & 1) != 0, reader.u32()));
    }
    return clauses;
  }
}
