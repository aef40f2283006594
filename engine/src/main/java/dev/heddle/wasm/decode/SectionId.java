package dev.heddle.wasm.decode;

import java.util.Locale;

/**
 * The sections that may be there once, in the order in which they must come. Source: core
 * specification, section 5.5.2 (sections).
 */
enum SectionId {
  TYPE(1),
  IMPORT(2),
  FUNCTION(3),
  TABLE(4),
  MEMORY(5),
  TAG(13),
  GLOBAL(6),
  EXPORT(7),
  START(8),
  ELEMENT(9),
  DATA_COUNT(12),
  CODE(10),
  DATA(11);

  /** The id of custom sections, which may be anywhere. */
  static final int CUSTOM = 0;

  private static final SectionId[] BY_CODE = new SectionId[14];

  static {
    for (SectionId section : values()) {
      BY_CODE[section.code] = section;
    }
  }

  private final int code;
  private final String text;

  SectionId(int code) {
    this.code = code;
    this.text = name().toLowerCase(Locale.ROOT).replace('_', ' ') + " section";
  }

  /** The section with this id. */
  static SectionId of(ByteReader reader, int code) {
    if (code <= CUSTOM || code >= BY_CODE.length) {
      throw reader.malformed("malformed section id " + code);
    }
    return BY_CODE[code];
  }

  /** What the specification calls the section of an id that exists, e.g. {@code type}. */
  static String nameOf(int code) {
    return BY_CODE[code].name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** As messages have it, e.g. {@code type section}. */
  @Override
  public String toString() {
    return text;
  }
}
