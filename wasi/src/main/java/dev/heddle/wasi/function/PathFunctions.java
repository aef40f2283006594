package dev.heddle.wasi.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.FileType;
import dev.heddle.wasi.OpenMode;
import dev.heddle.wasi.Times;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.WasiFile;
import dev.heddle.wasi.abi.Flags;
import dev.heddle.wasi.abi.Rights;
import dev.heddle.wasi.descriptor.Awaits;
import dev.heddle.wasi.descriptor.Descriptor;
import dev.heddle.wasi.descriptor.DirectoryDescriptor;
import dev.heddle.wasi.descriptor.FileDescriptor;
import dev.heddle.wasi.descriptor.SharedDirectory;
import dev.heddle.wasi.path.PathResolver;
import dev.heddle.wasi.path.PathResolver.Place;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is done with paths. */
final class PathFunctions {

  private PathFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("path_create_directory", PathFunctions::createDirectory);
    all.put("path_filestat_get", PathFunctions::stat);
    all.put("path_filestat_set_times", PathFunctions::setTimes);
    all.put("path_link", PathFunctions::link);
    all.put("path_open", PathFunctions::open);
    all.put("path_readlink", PathFunctions::readLink);
    all.put("path_remove_directory", PathFunctions::removeDirectory);
    all.put("path_rename", PathFunctions::rename);
    all.put("path_symlink", PathFunctions::createLink);
    all.put("path_unlink_file", PathFunctions::removeFile);
  }

  private static DirectoryDescriptor directory(Invocation in, int argument, long right) {
    return in.guest().descriptors().directory(in.i32(argument), right);
  }

  private static boolean follows(int lookupFlags) {
    if ((lookupFlags & ~Flags.FOLLOW) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    return lookupFlags == Flags.FOLLOW;
  }

  /** Fails if a path that ends with a slash leads to something that is no directory. */
  private static void requireKind(Place place, @Nullable FileStat found) {
    if (place.mustBeDirectory() && found != null && !found.isDirectory()) {
      throw new WasiException(Errno.NOTDIR, place.name() + " is no directory");
    }
  }

  private static void createDirectory(Invocation in) {
    DirectoryDescriptor start = directory(in, 0, Rights.PATH_CREATE_DIRECTORY);
    try (PathResolver resolver = in.resolver(start)) {
      Place place = resolver.resolve(in.path(1), false);
      in.await(place.parent().createDirectory(place.nameOr(Errno.EXIST)));
    }
  }

  private static void stat(Invocation in) {
    DirectoryDescriptor start = directory(in, 0, Rights.PATH_FILESTAT_GET);
    try (PathResolver resolver = in.resolver(start)) {
      Place place = resolver.resolve(in.path(2), follows(in.i32(1)));
      FileStat found = resolver.stat(place);
      requireKind(place, found);
      DescriptorFunctions.putStat(in, in.i32(4), found);
    }
  }

  private static void setTimes(Invocation in) {
    DirectoryDescriptor start = directory(in, 0, Rights.PATH_FILESTAT_SET_TIMES);
    Times times = DescriptorFunctions.times(in, in.i64(4), in.i64(5), in.i32(6));
    try (PathResolver resolver = in.resolver(start)) {
      Place place = resolver.resolve(in.path(2), follows(in.i32(1)));
      if (place.name() == null) {
        in.await(place.parent().setTimes(times));
      } else {
        requireKind(place, resolver.statOrNull(place));
        in.await(place.parent().setTimes(place.name(), times));
      }
    }
  }

  private static void link(Invocation in) {
    DirectoryDescriptor from = directory(in, 0, Rights.PATH_LINK_SOURCE);
    DirectoryDescriptor to = directory(in, 4, Rights.PATH_LINK_TARGET);
    if (follows(in.i32(1))) {
      throw new WasiException(Errno.INVAL, "a link is linked to as it is");
    }
    try (PathResolver source = in.resolver(from);
        PathResolver target = in.resolver(to)) {
      Place old = source.resolve(in.path(2), false);
      Place place = target.resolve(in.path(5), false);
      String name = old.nameOr(Errno.PERM);
      requireKind(old, source.stat(old));
      String newName = place.nameOr(Errno.EXIST);
      if (place.mustBeDirectory() && target.statOrNull(place) == null) {
        throw new WasiException(Errno.NOENT, newName + "/ is not there");
      }
      in.await(old.parent().link(name, place.parent(), newName));
    }
  }

  private static void readLink(Invocation in) {
    DirectoryDescriptor start = directory(in, 0, Rights.PATH_READLINK);
    in.memory().check(in.i32(5), 4);
    try (PathResolver resolver = in.resolver(start)) {
      Place place = resolver.resolve(in.path(1), false);
      byte[] target = in.await(place.parent().readLink(place.nameOr(Errno.INVAL))).getBytes(UTF_8);
      int length = (int) Math.min(target.length, in.i32(4) & 0xffff_ffffL);
      in.memory().put(in.i32(3), target, 0, length);
      in.memory().putI32(in.i32(5), length);
    }
  }

  private static void removeDirectory(Invocation in) {
    DirectoryDescriptor start = directory(in, 0, Rights.PATH_REMOVE_DIRECTORY);
    try (PathResolver resolver = in.resolver(start)) {
      Place place = resolver.resolve(in.path(1), false);
      in.await(place.parent().removeDirectory(place.nameOr(Errno.INVAL)));
    }
  }

  private static void removeFile(Invocation in) {
    DirectoryDescriptor start = directory(in, 0, Rights.PATH_UNLINK_FILE);
    try (PathResolver resolver = in.resolver(start)) {
      Place place = resolver.resolve(in.path(1), false);
      String name = place.nameOr(Errno.ISDIR);
      if (place.mustBeDirectory()) {
        requireKind(place, resolver.stat(place));
      }
      in.await(place.parent().removeFile(name));
    }
  }

  private static void rename(Invocation in) {
    DirectoryDescriptor from = directory(in, 0, Rights.PATH_RENAME_SOURCE);
    DirectoryDescriptor to = directory(in, 3, Rights.PATH_RENAME_TARGET);
    try (PathResolver source = in.resolver(from);
        PathResolver target = in.resolver(to)) {
      Place old = source.resolve(in.path(1), false);
      Place place = target.resolve(in.path(4), false);
      String name = old.nameOr(Errno.BUSY);
      String newName = place.nameOr(Errno.BUSY);
      FileStat moved = source.stat(old);
      requireKind(old, moved);
      if (place.mustBeDirectory() && !moved.isDirectory()) {
        FileStat replaced = target.statOrNull(place);
        throw new WasiException(
            replaced != null && replaced.isDirectory() ? Errno.ISDIR : Errno.NOTDIR);
      }
      in.await(old.parent().rename(name, place.parent(), newName));
    }
  }

  private static void createLink(Invocation in) {
    String target = in.path(0);
    DirectoryDescriptor start = directory(in, 2, Rights.PATH_SYMLINK);
    if (target.isEmpty()) {
      throw new WasiException(Errno.NOENT, "a link to nothing");
    }
    if (target.startsWith("/")) {
      throw new WasiException(Errno.NOTCAPABLE, "a link to an absolute path: " + target);
    }
    if (target.indexOf('\0') >= 0) {
      throw new WasiException(Errno.INVAL, "the path has a NUL");
    }
    try (PathResolver resolver = in.resolver(start)) {
      Place place = resolver.resolve(in.path(3), false);
      String name = place.nameOr(Errno.EXIST);
      if (place.mustBeDirectory()) {
        FileStat found = resolver.statOrNull(place);
        requireKind(place, found);
        throw new WasiException(found == null ? Errno.NOENT : Errno.EXIST);
      }
      in.await(place.parent().createLink(name, target));
    }
  }

  // ---- opening

  private static void open(Invocation in) {
    DirectoryDescriptor start = directory(in, 0, Rights.PATH_OPEN);
    int opening = in.i32(4);
    long base = in.i64(5);
    int flags = in.i32(7);
    int result = in.i32(8);
    in.memory().check(result, 4);
    if ((opening & ~(Flags.CREAT | Flags.DIRECTORY | Flags.EXCL | Flags.TRUNC)) != 0
        || (flags & ~Flags.ALL_FD) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    boolean isNew = has(opening, Flags.CREAT | Flags.EXCL);
    in.guest().descriptors().requireRoom();
    try (PathResolver resolver = in.resolver(start)) {
      Place place = resolver.resolve(in.path(2), follows(in.i32(1)) && !isNew);
      FileStat found = place.name() == null ? null : resolver.statOrNull(place);
      Descriptor opened = open(in, start, place, found, new Opening(opening, base, flags));
      DescriptorFunctions.add(in, opened, result);
    }
  }

  /** How something is to be opened. */
  private record Opening(int flags, long base, int descriptorFlags) {

    boolean writes() {
      return (base & Rights.WRITING) != 0;
    }
  }

  private static boolean has(int flags, int some) {
    return (flags & some) == some;
  }

  private static Descriptor open(
      Invocation in,
      DirectoryDescriptor start,
      Place place,
      @Nullable FileStat found,
      Opening opening) {
    String name = place.name();
    if (name == null || found != null && found.isDirectory()) {
      return openDirectory(in, start, place, opening);
    }
    if (found != null && found.isLink()) {
      throw new WasiException(
          has(opening.flags, Flags.CREAT | Flags.EXCL) ? Errno.EXIST : Errno.LOOP,
          name + " is a link");
    }
    requireKind(place, found);
    boolean creates = has(opening.flags, Flags.CREAT);
    if (has(opening.flags, Flags.DIRECTORY)) {
      throw new WasiException(
          found != null ? Errno.NOTDIR : creates ? Errno.INVAL : Errno.NOENT, name);
    }
    if (found == null && place.mustBeDirectory()) {
      throw new WasiException(creates ? Errno.ISDIR : Errno.NOENT, name + "/");
    }
    if (creates && found == null) {
      start.require(Rights.PATH_CREATE_FILE);
    }
    if (has(opening.flags, Flags.TRUNC)) {
      start.require(Rights.PATH_FILESTAT_SET_SIZE);
    }
    long rights = Rights.FILE & start.inheriting();
    boolean writes = opening.writes() && (rights & Rights.FD_WRITE) != 0;
    boolean reads = (opening.base & Rights.FD_READ) != 0;
    if (opening.writes() && !writes) {
      throw new WasiException(Errno.NOTCAPABLE, name + " is to be written");
    }
    WasiFile file =
        Awaits.opened(
            in.call(),
            place
                .parent()
                .openFile(
                    name,
                    new OpenMode(
                        reads,
                        writes,
                        creates,
                        has(opening.flags, Flags.CREAT | Flags.EXCL),
                        has(opening.flags, Flags.TRUNC))));
    if (!reads) {
      rights &= ~Rights.FD_READ;
    }
    if (!writes) {
      rights &= ~Rights.WRITING;
    } else {
      rights &= ~Rights.WRITING | opening.base;
    }
    return new FileDescriptor(
        file,
        found == null ? FileType.REGULAR_FILE : found.type(),
        rights,
        opening.descriptorFlags);
  }

  private static Descriptor openDirectory(
      Invocation in, DirectoryDescriptor start, Place place, Opening opening) {
    if (has(opening.flags, Flags.CREAT)) {
      throw new WasiException(
          has(opening.flags, Flags.EXCL)
              ? Errno.EXIST
              : has(opening.flags, Flags.DIRECTORY) ? Errno.INVAL : Errno.ISDIR);
    }
    if (has(opening.flags, Flags.TRUNC)
        || (opening.base & Rights.FD_WRITE) != 0
        || opening.writes() && !has(opening.flags, Flags.DIRECTORY)) {
      throw new WasiException(Errno.ISDIR, "a directory is not written");
    }
    SharedDirectory directory =
        place.name() == null
            ? place.directory().share()
            : new SharedDirectory(
                Awaits.opened(in.call(), place.parent().openDirectory(place.name())));
    return new DirectoryDescriptor(
        directory,
        null,
        Rights.DIRECTORY & start.inheriting(),
        start.inheriting(),
        opening.descriptorFlags);
  }
}
