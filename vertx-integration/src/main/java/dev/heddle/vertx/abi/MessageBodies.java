package dev.heddle.vertx.abi;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bodies of messages as guests have them: bytes, and of which kind they are. */
public final class MessageBodies {

  private static final int NONE = 0;
  private static final int TEXT = 1;
  private static final int BYTES = 2;
  private static final int JSON = 3;

  private static final byte[] NOTHING = {};

  private MessageBodies() {}

  /** The kind of a body. */
  public static int kind(@Nullable Object body) {
    return switch (body) {
      case null -> NONE;
      case String text -> TEXT;
      case Buffer bytes -> BYTES;
      case byte[] bytes -> BYTES;
      case JsonObject json -> JSON;
      case JsonArray json -> JSON;
      case Number number -> JSON;
      case Boolean truth -> JSON;
      default -> throw new Refusal(CapabilityError.INVALID);
    };
  }

  /** The bytes of a body. */
  public static byte[] bytes(@Nullable Object body) {
    return switch (body) {
      case null -> NOTHING;
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      case Buffer bytes -> bytes.getBytes();
      case byte[] bytes -> bytes;
      default -> Json.encodeToBuffer(body).getBytes();
    };
  }

  /** The body that bytes of a kind are. */
  public static @Nullable Object of(int kind, byte[] bytes) {
    try {
      return switch (kind) {
        case NONE -> null;
        case TEXT -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        case BYTES -> Buffer.buffer(bytes);
        case JSON -> Json.decodeValue(Buffer.buffer(bytes));
        default -> throw new Refusal(CapabilityError.INVALID);
      };
    } catch (DecodeException | CharacterCodingException e) {
      throw new Refusal(CapabilityError.INVALID);
    }
  }
}
