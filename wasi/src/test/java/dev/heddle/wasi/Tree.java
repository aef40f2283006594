package dev.heddle.wasi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * What is in a file system, whichever that is: by path what a file has, {@code -> target} for a
 * link, and {@code /} for a directory.
 */
final class Tree {

  private static final String DIRECTORY = "/";
  private static final String LINK = "-> ";

  private Tree() {}

  static void write(WasiFileSystem files, Map<String, String> tree) {
    WasiDirectory root = get(files.open());
    new TreeMap<>(tree)
        .forEach((path, content) -> {
          String[] names = path.split("/");
          WasiDirectory parent = root;
          for (int i = 0; i < names.length - 1; i++) {
            parent = get(parent.openDirectory(names[i]));
          }
          write(parent, names[names.length - 1], content);
        });
  }

  private static void write(WasiDirectory parent, String name, String content) {
    if (content.equals(DIRECTORY)) {
      get(parent.createDirectory(name));
    } else if (content.startsWith(LINK)) {
      get(parent.createLink(name, content.substring(LINK.length())));
    } else {
      WasiFile file = get(parent.openFile(name, new OpenMode(false, true, true, true, false)));
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(ISO_8859_1));
      while (bytes.hasRemaining()) {
        get(file.write(bytes, bytes.position()));
      }
      get(file.close());
    }
  }

  static SortedMap<String, String> read(WasiFileSystem files) {
    SortedMap<String, String> tree = new TreeMap<>();
    read(get(files.open()), "", tree);
    return tree;
  }

  private static void read(WasiDirectory directory, String before, Map<String, String> tree) {
    for (DirectoryEntry entry : get(directory.list())) {
      String path = before + entry.name();
      switch (get(directory.stat(entry.name())).type()) {
        case DIRECTORY -> {
          tree.put(path, DIRECTORY);
          read(get(directory.openDirectory(entry.name())), path + "/", tree);
        }
        case SYMBOLIC_LINK -> tree.put(path, LINK + get(directory.readLink(entry.name())));
        default -> tree.put(path, content(get(directory.openFile(entry.name(), OpenMode.READ))));
      }
    }
  }

  private static String content(WasiFile file) {
    ByteBuffer bytes = ByteBuffer.allocate((int) get(file.stat()).size());
    while (bytes.hasRemaining() && get(file.read(bytes, bytes.position())) > 0) {
      // reads on
    }
    get(file.close());
    return new String(bytes.array(), ISO_8859_1);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
