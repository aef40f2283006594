package dev.heddle.wasi.host;

import dev.heddle.wasi.DirectoryEntry;
import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.FileType;
import dev.heddle.wasi.Times;
import dev.heddle.wasi.WasiException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the host that is open, and what can be done with one name in it without following
 * a link. Blocks. Thread-safe.
 *
 * <p>Where the platform has it ({@link SecureDirectoryStream}: Linux, macOS), the directory is that
 * one for as long as it is open, whatever becomes of its name: who replaces a directory by a link
 * between two steps of a path changes nothing. What Java cannot do in an open directory, making
 * directories and links, is done in the root and moved from there. Elsewhere names are looked up
 * anew at each step, without following links at the last; between two steps other processes could
 * interfere.
 */
final class DirectoryHandle {

  private static final Pattern KEY = Pattern.compile("\\(dev=([0-9a-f]+),ino=(\\d+)\\)");
  private static final String TEMPORARY = ".heddle-";

  private final Path path;
  private final @Nullable SecureDirectoryStream<Path> stream;
  private final @Nullable DirectoryHandle root;
  private final AtomicInteger users = new AtomicInteger(1);

  private DirectoryHandle(
      Path path, @Nullable SecureDirectoryStream<Path> stream, @Nullable DirectoryHandle root) {
    this.path = path;
    this.stream = stream;
    this.root = root;
  }

  /** Opens a root. */
  @SuppressWarnings("StreamResourceLeak") // it is closed with the handle
  static DirectoryHandle open(Path path) throws IOException {
    Path real = path.toRealPath();
    return new DirectoryHandle(real, secure(Files.newDirectoryStream(real)), null);
  }

  private static @Nullable SecureDirectoryStream<Path> secure(DirectoryStream<Path> opened)
      throws IOException {
    if (opened instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    opened.close();
    return null;
  }

  private DirectoryHandle root() {
    return root == null ? this : root;
  }

  private Path name(String name) {
    return path.getFileSystem().getPath(name);
  }

  private Path child(String name) {
    return path.resolve(name);
  }

  DirectoryHandle share() {
    users.incrementAndGet();
    return this;
  }

  void close() throws IOException {
    if (users.decrementAndGet() == 0) {
      if (stream != null) {
        stream.close();
      }
      if (root != null) {
        root.close();
      }
    }
  }

  DirectoryHandle openDirectory(String name) throws IOException {
    if (stream != null) {
      return new DirectoryHandle(
          child(name),
          secure(stream.newDirectoryStream(name(name), LinkOption.NOFOLLOW_LINKS)),
          root().share());
    }
    if (!stat(name).isDirectory()) {
      throw new WasiException(Errno.NOTDIR, name + " is no directory");
    }
    return new DirectoryHandle(child(name), null, root().share());
  }

  FileChannel openFile(String name, Set<? extends OpenOption> options) throws IOException {
    SeekableByteChannel opened =
        stream != null
            ? stream.newByteChannel(name(name), options)
            : FileChannel.open(child(name), known(options));
    if (opened instanceof FileChannel file) {
      return file;
    }
    opened.close();
    throw new WasiException(Errno.NOTSUP, "the file system has no channels to files");
  }

  /** Zip files have no links, and refuse to be told not to follow them. */
  private Set<? extends OpenOption> known(Set<? extends OpenOption> options) {
    if (!path.getFileSystem().provider().getScheme().equals("jar")) {
      return options;
    }
    Set<OpenOption> known = new HashSet<>(options);
    known.remove(LinkOption.NOFOLLOW_LINKS);
    return known;
  }

  List<String> list() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        stream != null ? stream.newDirectoryStream(name(".")) : Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        // those of zip files end with a slash
        names.add(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
      }
    }
    names.sort(null);
    return names;
  }

  // ---- what there is to know

  private BasicFileAttributeView view(@Nullable String name) {
    BasicFileAttributeView view;
    if (stream == null) {
      view =
          Files.getFileAttributeView(
              name == null ? path : child(name),
              BasicFileAttributeView.class,
              LinkOption.NOFOLLOW_LINKS);
    } else if (name == null) {
      view = stream.getFileAttributeView(BasicFileAttributeView.class);
    } else {
      view =
          stream.getFileAttributeView(
              name(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
    return Objects.requireNonNull(view, "every file system has basic attributes");
  }

  FileStat stat() throws IOException {
    return stat(null, path);
  }

  FileStat stat(String name) throws IOException {
    return stat(name, child(name));
  }

  private FileStat stat(@Nullable String name, Path where) throws IOException {
    BasicFileAttributes attributes = view(name).readAttributes();
    Matcher key = KEY.matcher(String.valueOf(attributes.fileKey()));
    boolean hasKey = key.matches();
    long inode = inode(key, where);
    long device = hasKey ? Long.parseUnsignedLong(key.group(1), 16) : 0;
    long links = 1;
    long changed = nanos(attributes.lastModifiedTime());
    if (hasKey) {
      try {
        Map<String, Object> more =
            Files.readAttributes(where, "unix:nlink,ctime,ino", LinkOption.NOFOLLOW_LINKS);
        // another one by now: what is known of it is none of the guest's business
        if (more.get("ino") instanceof Number there
            && there.longValue() == inode
            && more.get("nlink") instanceof Number names
            && more.get("ctime") instanceof FileTime time) {
          links = names.longValue();
          changed = nanos(time);
        }
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        // then not
      }
    }
    return new FileStat(
        device,
        inode,
        type(attributes),
        links,
        attributes.size(),
        nanos(attributes.lastAccessTime()),
        nanos(attributes.lastModifiedTime()),
        changed);
  }

  /** What a name stands for, without what takes longer to find out. */
  DirectoryEntry entry(String name) throws IOException {
    BasicFileAttributes attributes = view(name).readAttributes();
    Matcher key = KEY.matcher(String.valueOf(attributes.fileKey()));
    return new DirectoryEntry(name, inode(key, child(name)), type(attributes));
  }

  /** The number of a file, or of its path where files have none. */
  private static long inode(Matcher key, Path where) {
    return key.matches() ? Long.parseUnsignedLong(key.group(2)) : where.hashCode() & 0xffff_ffffL;
  }

  private static FileType type(BasicFileAttributes attributes) {
    return attributes.isRegularFile()
        ? FileType.REGULAR_FILE
        : attributes.isDirectory()
            ? FileType.DIRECTORY
            : attributes.isSymbolicLink() ? FileType.SYMBOLIC_LINK : FileType.UNKNOWN;
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  void setTimes(@Nullable String name, Times times) throws IOException {
    BasicFileAttributeView view = view(name);
    if (stream != null && name != null && view.readAttributes().isSymbolicLink()) {
      // in an open directory Java would open the link, which cannot be done
      requireThere(name);
      view =
          Files.getFileAttributeView(
              child(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
    view.setTimes(time(times.modified()), time(times.accessed()), null);
  }

  private static @Nullable FileTime time(OptionalLong nanoseconds) {
    return nanoseconds.isPresent()
        ? FileTime.from(nanoseconds.getAsLong(), TimeUnit.NANOSECONDS)
        : null;
  }

  // ---- links

  String readLink(String name) throws IOException {
    FileStat before = stat(name);
    if (!before.isLink()) {
      throw new WasiException(Errno.INVAL, name + " is no link");
    }
    String target = Files.readSymbolicLink(child(name)).toString();
    requireThere(name);
    return target;
  }

  /** Fails unless the path of a name still leads to it. */
  private void requireThere(String name) throws IOException {
    Object key = view(name).readAttributes().fileKey();
    Object there =
        Files.readAttributes(child(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .fileKey();
    if (!Objects.equals(key, there)) {
      throw new WasiException(Errno.NOENT, name + " has been replaced");
    }
  }

  /** Makes something under a path. */
  @FunctionalInterface
  private interface Maker {
    void make(Path path) throws IOException;
  }

  /** Makes something in the root and moves it here, where there must be nothing of this name. */
  private void make(String name, Maker maker, @Nullable Object key) throws IOException {
    requireFree(name);
    DirectoryHandle top = root();
    if (stream == null || top.stream == null) {
      maker.make(child(name));
      return;
    }
    String temporary = TEMPORARY + UUID.randomUUID();
    Path made = top.child(temporary);
    maker.make(made);
    try {
      if (key != null && !key.equals(top.view(temporary).readAttributes().fileKey())) {
        throw new WasiException(Errno.NOENT, "what is linked to has been replaced");
      }
      top.stream.move(name(temporary), stream, name(name));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(made);
      throw e;
    }
  }

  private void requireFree(String name) throws IOException {
    try {
      view(name).readAttributes();
    } catch (NoSuchFileException e) {
      return;
    }
    throw new WasiException(Errno.EXIST, name + " is there");
  }

  void createDirectory(String name) throws IOException {
    make(name, Files::createDirectory, null);
  }

  void createLink(String name, String target) throws IOException {
    make(name, made -> Files.createSymbolicLink(made, name(target)), null);
  }

  void link(String name, DirectoryHandle to, String newName) throws IOException {
    BasicFileAttributes linked = view(name).readAttributes();
    if (linked.isDirectory()) {
      throw new WasiException(Errno.PERM, name + " is a directory");
    }
    if (!to.root().path.equals(root().path)) {
      throw new WasiException(Errno.XDEV, "the other directory was given to the guest by itself");
    }
    to.make(newName, made -> Files.createLink(made, child(name)), linked.fileKey());
  }

  void rename(String name, DirectoryHandle to, String newName) throws IOException {
    if (stream != null && to.stream != null) {
      stream.move(name(name), to.stream, to.name(newName));
    } else {
      Files.move(child(name), to.child(newName), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  void removeFile(String name) throws IOException {
    if (view(name).readAttributes().isDirectory()) {
      throw new WasiException(Errno.ISDIR, name + " is a directory");
    }
    if (stream != null) {
      stream.deleteFile(name(name));
    } else {
      Files.delete(child(name));
    }
  }

  void removeDirectory(String name) throws IOException {
    if (!view(name).readAttributes().isDirectory()) {
      throw new WasiException(Errno.NOTDIR, name + " is no directory");
    }
    if (stream != null) {
      stream.deleteDirectory(name(name));
    } else {
      Files.delete(child(name));
    }
  }
}
