package dev.heddle.wasi.path;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.async.GuestCall;
import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.WasiDirectory;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.descriptor.Awaits;
import dev.heddle.wasi.descriptor.SharedDirectory;
import dev.heddle.wasm.CallInterruptedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Follows a path from one directory to the next, each of which is open while it matters: what is
 * renamed or replaced meanwhile cannot lead elsewhere. {@code ..} goes back to the directory that
 * the path came through, never to what is above the first; links are followed in the same way.
 *
 * <p>For one path and one call.
 */
public final class PathResolver implements AutoCloseable {

  /** How many links a path may lead through, as on Linux. */
  private static final int MOST_LINKS = 40;

  /** How many directories a path may be deep, so that it does not take all there are. */
  private static final int MOST_DIRECTORIES = 1_024;

  private final GuestCall call;
  private final SharedDirectory start;
  private final int mostBytes;
  private final int mostBytesOfName;
  private final List<SharedDirectory> opened = new ArrayList<>();
  private final Deque<String> rest = new ArrayDeque<>();
  private int linksLeft = MOST_LINKS;
  private boolean namesDirectory;

  /** Whether the last name has been looked up, and what was found. */
  private boolean hasLooked;

  private @Nullable FileStat found;

  /**
   * Follows paths from a directory.
   *
   * @param mostBytes how long a path may be
   * @param mostBytesOfName how long a name may be
   */
  public PathResolver(GuestCall call, SharedDirectory start, int mostBytes, int mostBytesOfName) {
    this.call = call;
    this.start = start;
    this.mostBytes = mostBytes;
    this.mostBytesOfName = mostBytesOfName;
  }

  /**
   * Where a path leads.
   *
   * @param directory the directory that has the name; open as long as the resolver is
   * @param name the name in it; null if the path leads to the directory itself
   * @param mustBeDirectory whether the path says that it is a directory
   */
  public record Place(SharedDirectory directory, @Nullable String name, boolean mustBeDirectory) {

    /** The directory that has the name. */
    public WasiDirectory parent() {
      return directory.get();
    }

    /** The name, where the path must not lead to a directory itself. */
    public String nameOr(Errno errno) {
      if (name == null) {
        throw new WasiException(errno, "the path is that of a directory itself");
      }
      return name;
    }
  }

  /**
   * Follows a path.
   *
   * @param followsLast whether the last name, too, is followed if it is a link
   */
  public Place resolve(String path, boolean followsLast) {
    if (path.isEmpty()) {
      throw new WasiException(Errno.NOENT, "the path is empty");
    }
    push(path);
    for (String name = rest.poll(); name != null; name = rest.poll()) {
      if (name.equals("..")) {
        goUp(path);
        namesDirectory |= rest.isEmpty();
      } else if (!rest.isEmpty()) {
        goDown(name);
      } else if (!followsLast && !namesDirectory) {
        return new Place(current(), name, false);
      } else {
        Place place = new Place(current(), name, namesDirectory);
        FileStat last = statOrNull(place);
        if (last == null || !last.isLink()) {
          return place;
        }
        hasLooked = false;
        follow(name);
      }
    }
    return new Place(current(), null, true);
  }

  private SharedDirectory current() {
    return opened.isEmpty() ? start : opened.getLast();
  }

  /** What there is to know of the name to which the path led; null if it is not there. */
  public @Nullable FileStat statOrNull(Place place) {
    if (!hasLooked) {
      try {
        found = call.await(place.parent().stat(place.nameOr(Errno.INVAL)));
      } catch (WasiException e) {
        if (e.errno() != Errno.NOENT) {
          throw e;
        }
        found = null;
      }
      hasLooked = true;
    }
    return found;
  }

  /** What there is to know of where the path led. */
  public FileStat stat(Place place) {
    FileStat known = place.name() == null ? call.await(place.parent().stat()) : statOrNull(place);
    if (known == null) {
      throw new WasiException(Errno.NOENT, place.name() + " is not there");
    }
    return known;
  }

  private void push(String path) {
    if (path.indexOf('\0') >= 0) {
      throw new WasiException(Errno.INVAL, "the path has a NUL");
    }
    if (path.startsWith("/")) {
      throw new WasiException(Errno.NOTCAPABLE, "the path is absolute: " + path);
    }
    if (path.length() > mostBytes || path.getBytes(UTF_8).length > mostBytes) {
      throw new WasiException(Errno.NAMETOOLONG, "the path has more than " + mostBytes + " bytes");
    }
    List<String> names = new ArrayList<>();
    boolean isDirectory = false;
    for (String name : path.split("/", -1)) {
      isDirectory = name.isEmpty() || name.equals(".");
      if (!isDirectory) {
        if (name.length() > mostBytesOfName || name.getBytes(UTF_8).length > mostBytesOfName) {
          throw new WasiException(
              Errno.NAMETOOLONG, "a name has more than " + mostBytesOfName + " bytes");
        }
        names.add(name);
      }
    }
    // what a link stands for the end of the path says of it, too
    namesDirectory |= isDirectory && rest.isEmpty();
    for (String name : names.reversed()) {
      rest.addFirst(name);
    }
  }

  private void goUp(String path) {
    if (opened.isEmpty()) {
      throw new WasiException(Errno.NOTCAPABLE, "the path leads out: " + path);
    }
    Awaits.closed(call, opened.removeLast().close());
  }

  private void goDown(String name) {
    WasiDirectory next;
    try {
      if (opened.size() == MOST_DIRECTORIES) {
        throw new WasiException(Errno.NAMETOOLONG, "the path is too deep");
      }
      next = Awaits.opened(call, current().get().openDirectory(name));
    } catch (WasiException e) {
      if (e.errno() != Errno.NOTDIR && e.errno() != Errno.LOOP) {
        throw e;
      }
      FileStat found = call.await(current().get().stat(name));
      if (!found.isLink()) {
        throw new WasiException(Errno.NOTDIR, name + " is no directory");
      }
      follow(name);
      return;
    }
    opened.add(new SharedDirectory(next));
  }

  private void follow(String name) {
    if (--linksLeft < 0) {
      throw new WasiException(Errno.LOOP, "more than " + MOST_LINKS + " links");
    }
    String target = call.await(current().get().readLink(name));
    if (target.isEmpty()) {
      throw new WasiException(Errno.NOENT, "a link to nothing");
    }
    push(target);
  }

  /** Closes the directories that the path has led through, but for those that somebody has. */
  @Override
  public void close() {
    List<CompletionStage<@Nullable Void>> closing = new ArrayList<>();
    for (SharedDirectory each : opened) {
      closing.add(each.close());
    }
    opened.clear();
    for (CompletionStage<@Nullable Void> each : closing) {
      try {
        Awaits.closed(call, each);
      } catch (CallInterruptedException stopped) {
        // is on its way already, and the same object must not be added to itself as suppressed; or
        // else the next wait throws it again
      }
    }
  }
}
