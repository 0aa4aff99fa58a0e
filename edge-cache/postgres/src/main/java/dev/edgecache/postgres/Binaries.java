package dev.edgecache.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL, unpacked once for each user of this machine.
 *
 * @param folder holds {@code bin}, {@code lib} and {@code share}
 */
record Binaries(Path folder) {

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

  /** Whose processes these are. */
  private static final Path OURS = Path.of("/proc/self");

  static Binaries unpacked() throws IOException {
    Path home = ownFolder(Path.of(System.getProperty("java.io.tmpdir")));
    Path folder = home.resolve(digest());
    if (!Files.exists(folder)) {
      unpack(home, folder);
    }
    return new Binaries(folder);
  }

  /** Only this user's: nobody else may put programs there. */
  private static Path ownFolder(Path temporary) throws IOException {
    Path folder = temporary.resolve("edge-cache-postgres-" + Files.getOwner(OURS).getName());
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (Files.isSymbolicLink(folder) || !Files.getOwner(folder).equals(Files.getOwner(OURS))) {
        throw new FileSystemException(folder.toString(), null, "belongs to somebody else");
      }
    }
    return folder;
  }

  /** Programs beside each other, so that one that unpacks at the same time does no harm. */
  private static void unpack(Path home, Path folder) throws IOException {
    Path beside = Files.createTempDirectory(home, "unpacking-");
    Process tar =
        new ProcessBuilder("tar", "-x", "-C", beside.toString())
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT)
            .start();
    try (InputStream archive = new XZInputStream(archive());
        OutputStream into = tar.getOutputStream()) {
      archive.transferTo(into);
    }
    if (tar.onExit().join().exitValue() != 0) {
      throw new IOException("tar could not unpack PostgreSQL to " + beside);
    }
    try {
      Files.move(beside, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      Folders.delete(beside);
      if (!Files.exists(folder)) {
        throw e;
      }
    }
  }

  private static String digest() throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(archive(), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static InputStream archive() throws IOException {
    InputStream archive = Binaries.class.getResourceAsStream(ARCHIVE);
    if (archive == null) {
      throw new IOException("no programs of PostgreSQL for Linux on x86-64 on the class path");
    }
    return archive;
  }

  /**
   * A program, ready to run. PostgreSQL refuses to run as root; where we are root, it gets a user
   * namespace of its own, in which it is nobody.
   */
  ProcessBuilder program(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.getOwner(OURS).getName().equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(folder.resolve("bin").resolve(name).toString());
    command.addAll(arguments);
    ProcessBuilder program = new ProcessBuilder(command);
    program.environment().keySet().removeIf(variable -> variable.startsWith("PG"));
    program.redirectErrorStream(true);
    return program;
  }
}
