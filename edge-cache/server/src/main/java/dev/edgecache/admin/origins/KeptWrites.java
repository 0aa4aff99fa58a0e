package dev.edgecache.admin.origins;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.edgecache.origin.Site;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which origin takes writes, as the last command said: kept in the data folder, if there is one.
 */
public final class KeptWrites {
  private static final Logger LOG = LoggerFactory.getLogger(KeptWrites.class);
  private static final String NAME = "writes";

  private final Optional<Path> data;

  /**
   * What a folder keeps.
   *
   * @param data the folder; empty if nothing is kept
   */
  public KeptWrites(Optional<Path> data) {
    this.data = data;
  }

  /**
   * What the last command said, if there was one.
   *
   * @throws IOException if the file can't be read, or holds something else
   */
  public Optional<Site> read() throws IOException {
    Optional<Path> written = data.map(folder -> folder.resolve(NAME)).filter(Files::exists);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Path file = written.get();
    String kept = Files.readString(file).strip();
    for (Site site : Site.values()) {
      if (site.label().equals(kept)) {
        LOG.info("The last command said that {} takes writes ({})", kept, file);
        return Optional.of(site);
      }
    }
    throw new IOException(file + ": " + kept + " (expected: local or primary)");
  }

  /** Keeps which origin takes writes, and returns what operators are told of that. */
  String keep(Site writes) {
    if (data.isEmpty()) {
      return "A restart forgets this; origins.writes: "
          + writes.label()
          + " in the configuration keeps it.";
    }
    Path file = data.get().resolve(NAME);
    try {
      write(data.get(), writes.label() + "\n");
      return "Kept in " + file + ".";
    } catch (IOException e) {
      LOG.error("Which origin takes writes is not kept", e);
      return "A restart forgets this, since " + file + " can't be written; the log says why.";
    }
  }

  /** Whatever fails, the file holds the old text or the new one; the new one once this returns. */
  private static void write(Path folder, String text) throws IOException {
    Path next = folder.resolve(NAME + ".next");
    Files.writeString(next, text, CREATE, WRITE, TRUNCATE_EXISTING, SYNC);
    Files.move(next, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(folder)) {
      entries.force(true);
    }
  }
}
