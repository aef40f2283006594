package dev.heddle.bind.layout;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A {@code String}, as UTF-8. */
final class Text extends Octets {

  private static final char REPLACEMENT = '\ufffd';

  Text(boolean wide) {
    super(wide);
  }

  @Override
  byte[] prepare(Object value) {
    return ((String) value).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  Object read(long address, int count, Lifting from) {
    if (count == 0) {
      return "";
    }
    byte[] bytes = from.memory().read(address, count);
    String text = new String(bytes, StandardCharsets.UTF_8);
    // Where the text has the character itself, and nothing was replaced, looking closer is rare.
    if (text.indexOf(REPLACEMENT) >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      } catch (CharacterCodingException e) {
        throw from.failure(
            "the " + count + " bytes at " + Lifting.hex(address) + " are not UTF-8: " + e);
      }
    }
    return text;
  }
}
