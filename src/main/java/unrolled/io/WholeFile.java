package unrolled.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * Writes a file whole or not at all: beside its place first, and what is there is replaced only
 * when the new one is complete. A symbolic link stays one, and what it leads to is replaced; who
 * may read and write it stays as it was.
 */
final class WholeFile {
  private static final int MOST_LINKS = 40;

  private WholeFile() {}

  /** What comes into a file. */
  interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  /** Writes a file. */
  static void write(Path file, Content content) throws IOException {
    Path place = behindLinks(file.toAbsolutePath());
    requireWritable(place);
    PosixFileAttributes before = posix(place);
    Path beside = place.resolveSibling(".unrolled-" + UUID.randomUUID());
    try {
      try (FileChannel channel = create(beside, before)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (ClosedByInterruptException e) {
      throw interrupted(file, e);
    } catch (AccessDeniedException e) {
      throw new AccessDeniedException(
          "can't save " + file + ": the folder " + place.getParent() + " may not be written to");
    } catch (IOException e) {
      throw new IOException("can't save " + file + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static IOException interrupted(Path file, ClosedByInterruptException e) {
    IOException told =
        new InterruptedIOException("saving " + file + " was interrupted: it is as it was before");
    told.initCause(e);
    return told;
  }

  /** The place itself, or that which a symbolic link leads to, be there a file yet or not. */
  private static Path behindLinks(Path file) throws IOException {
    Path place = file;
    for (int links = 0; Files.isSymbolicLink(place); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemException(file + " is a symbolic link that leads nowhere");
      }
      place = place.resolveSibling(Files.readSymbolicLink(place));
    }
    return place;
  }

  private static void requireWritable(Path place) throws IOException {
    if (!Files.exists(place)) {
      if (!Files.isDirectory(place.getParent())) {
        throw new NoSuchFileException(
            "there is no folder " + place.getParent() + " to save the model in: create it first");
      }
    } else if (!Files.isRegularFile(place)) {
      throw new FileSystemException(
          place
              + " is a "
              + (Files.isDirectory(place) ? "folder" : "device, a pipe or something like it")
              + ", which a file can't replace: give the model a name of its own");
    } else if (isReadOnly(place)) {
      throw new AccessDeniedException(
          place + " is read-only: make it writable first, or save under another name");
    }
  }

  /** Nobody's to write, or not ours (the administrator may write everything). */
  private static boolean isReadOnly(Path place) throws IOException {
    PosixFileAttributes posix = posix(place);
    return !Files.isWritable(place)
        || posix != null
            && posix.permissions().stream().noneMatch(may -> may.name().endsWith("_WRITE"));
  }

  /** Who may do what with a file; null if there is none, or its system knows no such thing. */
  private static PosixFileAttributes posix(Path place) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(place, PosixFileAttributeView.class);
    return view == null || !Files.exists(place) ? null : view.readAttributes();
  }

  /** A new file, which from its first moment nobody may read who could not read the one before. */
  private static FileChannel create(Path file, PosixFileAttributes before) throws IOException {
    Set<StandardOpenOption> fresh =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (before == null) {
      return FileChannel.open(file, fresh);
    }
    FileChannel channel =
        FileChannel.open(file, fresh, PosixFilePermissions.asFileAttribute(before.permissions()));
    try {
      giveTo(file, before);
      Files.setPosixFilePermissions(file, before.permissions());
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void giveTo(Path file, PosixFileAttributes before) {
    PosixFileAttributeView now = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    try {
      now.setGroup(before.group());
      now.setOwner(before.owner());
    } catch (IOException e) {
      // only the administrator may give files to others: then it is ours, with the same mode
    }
  }
}
