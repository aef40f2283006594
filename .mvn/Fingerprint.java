import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes a digest of all class files of a folder into a file there: by it, classes that the engine
 * has generated are told from those that another version has.
 *
 * <p>Usage: {@code java Fingerprint.java CLASSES FILE}.
 */
final class Fingerprint {

  private static final int BYTES = 16;

  private Fingerprint() {}

  public static void main(String[] args) throws Exception {
    Path classes = Path.of(args[0]);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    List<Path> files;
    try (Stream<Path> all = Files.walk(classes)) {
      files = all.filter(path -> path.toString().endsWith(".class")).sorted().toList();
    }
    for (Path file : files) {
      digest.update(
          classes.relativize(file).toString().replace('\\', '/').getBytes(StandardCharsets.UTF_8));
      digest.update(Files.readAllBytes(file));
    }
    String text = HexFormat.of().formatHex(digest.digest(), 0, BYTES) + "\n";
    Path file = classes.resolve(args[1]);
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.writeString(file, text);
    }
  }
}
