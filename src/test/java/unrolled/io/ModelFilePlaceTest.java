package unrolled.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import unrolled.cell.Elman;
import unrolled.network.RecurrentNetwork;

/** Law: a save replaces the file that was meant, whole or not at all, and nothing else. */
class ModelFilePlaceTest {
  @TempDir Path folder;
  private Path file;
  private final RecurrentNetwork old = RecurrentNetwork.last(new Elman(3, 4), 2);
  private final RecurrentNetwork trained = RecurrentNetwork.last(new Elman(3, 4), 2);

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("model.safetensors");
    old.init(1);
    trained.init(2);
    ModelFile.save(old, file);
  }

  private static void assertHolds(RecurrentNetwork expected, Path file) throws IOException {
    Map<String, DMatrixRMaj> saved = ModelFile.read(file);
    expected
        .named()
        .forEach((name, p) -> assertArrayEquals(p.value.data, saved.get(name).data, name));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private String refused(Class<? extends IOException> kind, Path place) {
    return assertThrows(kind, () -> ModelFile.save(trained, place)).getMessage();
  }

  private void assumePosix() {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
  }

  // ---- links ------------------------------------------------------------------------------------

  @Test
  void aSymbolicLinkStaysOneAndItsTargetIsReplaced() throws IOException {
    assumePosix();
    // given: a relative link to a link into another folder
    Path far = Files.createDirectory(folder.resolve("far"));
    Path target = Files.move(file, far.resolve("target"));
    Files.createSymbolicLink(far.resolve("second"), Path.of("target"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("far/second"));
    // when
    ModelFile.save(trained, link);
    // then
    assertEquals(Path.of("far/second"), Files.readSymbolicLink(link));
    assertFalse(Files.isSymbolicLink(target));
    assertHolds(trained, target);
    assertHolds(trained, link);
    assertEquals(List.of("far", "link"), files());
  }

  @Test
  void aLinkToAFileThatIsNotThereYetMakesIt() throws IOException {
    assumePosix();
    // given
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("new"));
    // when
    ModelFile.save(trained, link);
    // then
    assertTrue(Files.isSymbolicLink(link));
    assertHolds(trained, folder.resolve("new"));
  }

  @Test
  void aLinkThatLeadsNowhereIsRefused() throws IOException {
    assumePosix();
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));
    assertEquals(
        link + " is a symbolic link that leads nowhere", refused(FileSystemException.class, link));
    Path lost = Files.createSymbolicLink(folder.resolve("lost"), Path.of("none/x"));
    assertEquals(
        "there is no folder " + folder.resolve("none") + " to save the model in: create it first",
        refused(NoSuchFileException.class, lost));
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(Files.isSymbolicLink(lost));
  }

  @Test
  void anotherNameOfTheSameFileKeepsTheOldOne() throws IOException {
    // given: whoever holds the old file
    Path held = Files.createLink(folder.resolve("held"), file);
    // when
    ModelFile.save(trained, file);
    // then
    assertHolds(old, held);
    assertHolds(trained, file);
  }

  // ---- what is no file --------------------------------------------------------------------------

  @Test
  void aFolderIsNotReplacedAndNotRead() throws IOException {
    // given
    Path taken = Files.createDirectory(folder.resolve("taken"));
    Files.writeString(taken.resolve("precious"), "keep me");
    // then
    assertEquals(
        taken + " is a folder, which a file can't replace: give the model a name of its own",
        refused(FileSystemException.class, taken));
    assertEquals("keep me", Files.readString(taken.resolve("precious")));
    assertEquals(List.of("model.safetensors", "taken"), files());
    var e = assertThrows(FileSystemException.class, () -> ModelFile.load(trained, taken));
    assertEquals(taken + " is a folder, not a saved model", e.getMessage());
    Path root = folder.getRoot();
    assertTrue(refused(FileSystemException.class, root).startsWith(root + " is a folder"));
  }

  @Test
  void whatIsNoFileIsNotReplacedAndNotRead() throws IOException {
    assumePosix();
    // given: a socket, which stands here for devices and pipes, and a link to it
    Path socket = folder.resolve("socket");
    Path link = Files.createSymbolicLink(folder.resolve("link"), socket);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      // then
      for (Path place : List.of(socket, link)) {
        assertEquals(
            socket
                + " is a device, a pipe or something like it, which a file can't replace: give the"
                + " model a name of its own",
            refused(FileSystemException.class, place));
      }
      var e = assertThrows(FileSystemException.class, () -> ModelFile.read(socket));
      assertEquals(
          socket + " is a device, a pipe or something like it, not a saved model", e.getMessage());
      assertFalse(Files.isRegularFile(socket));
    }
  }

  @Test
  void aMissingFileOrFolderIsTold() {
    Path none = folder.resolve("none.safetensors");
    var e = assertThrows(NoSuchFileException.class, () -> ModelFile.load(trained, none));
    assertEquals("there is no file " + none, e.getMessage());
    Path nowhere = folder.resolve("nowhere");
    assertEquals(
        "there is no folder " + nowhere + " to save the model in: create it first",
        refused(NoSuchFileException.class, nowhere.resolve("m.safetensors")));
    assertEquals(
        "there is no folder " + file + " to save the model in: create it first",
        refused(NoSuchFileException.class, file.resolve("m.safetensors")));
  }

  // ---- who may do what --------------------------------------------------------------------------

  @Test
  void theModeStaysAsItWas() throws IOException {
    assumePosix();
    for (String mode : List.of("rw-------", "rw-r-----", "rwxrwxrwx", "-w-r--r--")) {
      // given
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      // when
      ModelFile.save(trained, file);
      // then
      assertEquals(mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  @Test
  void aNewFileHasTheModeOfAnyNewFile() throws IOException {
    assumePosix();
    Path usual = Files.createFile(folder.resolve("usual"));
    assertEquals(Files.getPosixFilePermissions(usual), Files.getPosixFilePermissions(file));
  }

  @Test
  void theOwnerStaysEvenIfTheAdministratorSaves() throws IOException {
    assumePosix();
    // given
    UserPrincipal before = Files.getOwner(file);
    try {
      Files.setOwner(
          file,
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    } catch (IOException e) {
      assumeTrue(false, "only the administrator can give files to others");
    }
    UserPrincipal given = Files.getOwner(file);
    // when
    ModelFile.save(trained, file);
    // then
    assertFalse(before.equals(given));
    assertEquals(given, Files.getOwner(file));
  }

  @Test
  void aReadOnlyFileIsNotReplaced() throws IOException {
    // given
    assertTrue(file.toFile().setWritable(false, false));
    // then
    assertEquals(
        file + " is read-only: make it writable first, or save under another name",
        refused(AccessDeniedException.class, file));
    assertHolds(old, file);
    assertEquals(List.of("model.safetensors"), files());
  }

  // ---- names ------------------------------------------------------------------------------------

  @Test
  void aNameMayBeAsLongAsTheSystemAllows() throws IOException {
    assumePosix();
    // given
    Path longest = folder.resolve("n".repeat(255));
    // when
    ModelFile.save(old, longest);
    ModelFile.save(trained, longest);
    // then
    assertHolds(trained, longest);
    Path longer = folder.resolve("n".repeat(256));
    String message = refused(IOException.class, longer);
    assertTrue(message.startsWith("can't save " + longer + ": "), message);
    assertEquals(List.of("model.safetensors", "n".repeat(255)), files());
  }

  @Test
  void aRelativeNameIsOneInTheCurrentFolder() throws IOException {
    Path relative = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());
    ModelFile.save(trained, relative);
    assertHolds(trained, relative);
  }

  // ---- whole or not at all ----------------------------------------------------------------------

  @Test
  void anInterruptedSaveLeavesWhatWasThereAndNothingElse() throws IOException {
    // when
    Thread.currentThread().interrupt();
    IOException e;
    try {
      e = assertThrows(IOException.class, () -> ModelFile.save(trained, file));
    } finally {
      assertTrue(Thread.interrupted());
    }
    // then
    assertEquals(InterruptedIOException.class, e.getClass());
    assertEquals("saving " + file + " was interrupted: it is as it was before", e.getMessage());
    assertHolds(old, file);
    assertEquals(List.of("model.safetensors"), files());
  }

  @Test
  void savesAtTheSameTimeEachLeaveAWholeFile() throws Exception {
    // given: matrices that are 1, 2, 3 or 4 all over
    int writers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<?>> saving = new ArrayList<>();
    Path shared = folder.resolve("shared");
    ModelFile.save(Map.of("a", new DMatrixRMaj(50, 50)), shared);
    // when
    for (int k = 1; k <= writers; k++) {
      DMatrixRMaj m = new DMatrixRMaj(50, 50);
      m.fill(k);
      saving.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 25; i++) {
                  ModelFile.save(Map.of("a", m), shared);
                }
                return null;
              }));
    }
    // then
    while (!saving.stream().allMatch(Future::isDone)) {
      double[] read = ModelFile.read(shared).get("a").data;
      for (double x : read) {
        assertEquals(read[0], x);
      }
    }
    for (Future<?> one : saving) {
      one.get();
    }
    threads.shutdown();
    assertEquals(List.of("model.safetensors", "shared"), files());
  }
}
