package dev.edgecache.invalidation.journal;

import dev.edgecache.consistency.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * A journal in a folder. One process has it at a time.
 *
 * <p>A file that can't be read is put aside, and the journal begins anew with a {@link Loss}.
 */
public final class FileJournal implements Journal {

  static final String FILE = "invalidations.mv";
  private static final String WITNESS = "invalidations.latest";
  private static final String FORMAT = "1";

  private final Path file;
  private final Witness witness;
  private final Contents contents;

  /** The file; empty after a failure, until the next write opens it again. */
  private volatile Optional<Tables> open;

  /** An open file and what is in it. */
  private record Tables(
      MVStore store,
      MVMap<Long, byte[]> records,
      MVMap<Long, String> samples,
      MVMap<String, String> facts) {

    static Tables open(Path file) {
      // Nothing runs behind the back of the caller: no thread of the store's own, nothing written
      // but by commit. What no version needs any more may be overwritten at once, as each version
      // is forced before the next one begins.
      MVStore store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
      store.setRetentionTime(0);
      return new Tables(
          store,
          store.openMap(
              "records",
              new MVMap.Builder<Long, byte[]>()
                  .keyType(LongDataType.INSTANCE)
                  .valueType(ByteArrayDataType.INSTANCE)),
          store.openMap(
              "samples",
              new MVMap.Builder<Long, String>()
                  .keyType(LongDataType.INSTANCE)
                  .valueType(StringDataType.INSTANCE)),
          store.openMap(
              "facts",
              new MVMap.Builder<String, String>()
                  .keyType(StringDataType.INSTANCE)
                  .valueType(StringDataType.INSTANCE)));
    }
  }

  private FileJournal(Path file, Witness witness, Tables tables, Contents contents) {
    this.file = file;
    this.witness = witness;
    this.open = Optional.of(tables);
    this.contents = contents;
  }

  /**
   * Opens the journal of a folder, which is made if it is not there.
   *
   * @throws JournalException if another process has it, a newer version wrote it, or the folder
   *     can't be used
   */
  public static FileJournal open(Path folder, Instant now) throws JournalException {
    Path file = folder.resolve(FILE);
    Optional<Tables> tables = Optional.empty();
    Optional<Witness> witness = Optional.empty();
    try {
      requireUsable(folder, file);
      tables = Optional.of(tablesOf(file));
      witness = Optional.of(Witness.open(folder.resolve(WITNESS)));
      Contents read = read(tables.get(), witness.get().sequence());
      return new FileJournal(file, witness.get(), tables.get(), read);
    } catch (MVStoreException | DamagedException e) {
      tables.ifPresent(opened -> opened.store().closeImmediately());
      witness.ifPresent(FileJournal::closeQuietly);
      return afresh(folder, now, e);
    } catch (IOException e) {
      tables.ifPresent(opened -> opened.store().closeImmediately());
      witness.ifPresent(FileJournal::closeQuietly);
      throw e instanceof JournalException known
          ? known
          : new JournalException("data: " + folder + " can't be used: " + e, e);
    }
  }

  private static void requireUsable(Path folder, Path file) throws IOException {
    Files.createDirectories(folder);
    boolean usable =
        Files.notExists(file)
            ? Files.isWritable(folder)
            : Files.isReadable(file) && Files.isWritable(file);
    if (!usable) {
      throw new JournalException(
          "data: no permission to read and write " + file + " (expected: both)");
    }
  }

  private static Tables tablesOf(Path file) throws JournalException {
    try {
      return Tables.open(file);
    } catch (MVStoreException e) {
      if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
        throw new JournalException(
            "data: another process uses " + file + " (expected: a folder for each process)", e);
      }
      throw e;
    }
  }

  /** Puts a file aside that can't be read, and begins anew. */
  private static FileJournal afresh(Path folder, Instant now, Exception damage)
      throws JournalException {
    Path file = folder.resolve(FILE);
    Path aside = folder.resolve(FILE + ".damaged-" + now.toEpochMilli());
    try {
      Files.move(file, aside);
      Witness witness = Witness.open(folder.resolve(WITNESS));
      Contents read =
          lost(witness.sequence(), file + " can't be read: " + damage + "; it is now " + aside);
      return new FileJournal(file, witness, tablesOf(file), read);
    } catch (IOException e) {
      throw new JournalException(
          "data: " + file + " can't be read, and not be put aside: " + e.getMessage(), e);
    }
  }

  private static Contents lost(long latest, String reason) {
    return new Contents(Base.NONE, List.of(), List.of(), Optional.of(new Loss(reason)), latest);
  }

  private static Contents read(Tables tables, long acknowledged)
      throws JournalException, DamagedException {
    String format = tables.facts().getOrDefault("format", FORMAT);
    if (!format.equals(FORMAT)) {
      throw new JournalException(
          "data: the invalidation log has format "
              + format
              + " (expected: "
              + FORMAT
              + "; a newer version of edge-cache wrote it)");
    }
    List<Recorded> records = new ArrayList<>();
    List<Sample> samples = new ArrayList<>();
    for (var entry : tables.records().entrySet()) {
      records.add(recorded(entry.getKey(), entry.getValue()));
    }
    for (var entry : tables.samples().entrySet()) {
      samples.add(new Sample(entry.getKey(), position(entry.getValue())));
    }
    Base base = base(tables.facts());
    long latest = records.isEmpty() ? base.sequence() : records.getLast().sequence();
    Optional<Loss> loss =
        latest < acknowledged
            ? Optional.of(
                new Loss(
                    "the invalidation log is missing or ends too early: at "
                        + latest
                        + ", but "
                        + acknowledged
                        + " was acknowledged"))
            : Optional.empty();
    return new Contents(base, records, samples, loss, Math.max(latest, acknowledged));
  }

  private static Base base(MVMap<String, String> facts) throws DamagedException {
    String sequence = facts.getOrDefault("base", "0");
    String position = facts.getOrDefault("base-position", "");
    try {
      return new Base(
          Long.parseLong(sequence),
          position.isEmpty() ? Optional.empty() : Optional.of(position(position)));
    } catch (NumberFormatException e) {
      throw new DamagedException("base: " + sequence, e);
    }
  }

  private static Recorded recorded(long sequence, byte[] bytes) throws DamagedException {
    try {
      return RecordBytes.read(sequence, bytes);
    } catch (IOException e) {
      throw new DamagedException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Position position(String text) throws DamagedException {
    return Position.parse(text)
        .orElseThrow(() -> new DamagedException("position: " + text, new IOException(text)));
  }

  @Override
  public Durability durability() {
    return Durability.SYNCED;
  }

  @Override
  public Contents contents() {
    return contents;
  }

  @Override
  public void write(Change change) throws IOException {
    try {
      Tables tables = open.isPresent() ? open.get() : Tables.open(file);
      open = Optional.of(tables);
      apply(change, tables);
      tables.store().commit();
      tables.store().sync();
      if (!change.records().isEmpty()) {
        witness.saw(change.records().getLast().sequence());
      }
    } catch (MVStoreException | UncheckedIOException e) {
      // The store gives itself up when it can't write.
      open.ifPresent(tables -> tables.store().closeImmediately());
      open = Optional.empty();
      throw new IOException(file + ": " + deepest(e), e);
    }
  }

  /** What went wrong at the bottom, such as no space left on the device. */
  private static Throwable deepest(Throwable thrown) {
    @Nullable Throwable cause = thrown.getCause();
    return cause == null ? thrown : deepest(cause);
  }

  private static void apply(Change change, Tables tables) {
    tables.facts().put("format", FORMAT);
    change
        .records()
        .forEach(record -> tables.records().put(record.sequence(), RecordBytes.of(record)));
    change
        .samples()
        .forEach(sample -> tables.samples().put(sample.sequence(), sample.position().text()));
    Base base = change.base();
    if (!base.isEmpty()) {
      tables.facts().put("base", Long.toString(base.sequence()));
      tables.facts().put("base-position", base.position().map(Position::text).orElse(""));
      trim(tables.records(), base.sequence());
      trim(tables.samples(), base.sequence());
    }
  }

  private static void trim(MVMap<Long, ?> map, long upTo) {
    for (Long first = map.firstKey(); first != null && first <= upTo; first = map.firstKey()) {
      map.remove(first);
    }
  }

  @Override
  public long bytes() {
    return open.map(tables -> tables.store().getFileStore().size()).orElse(0L);
  }

  @Override
  public void close() {
    open.ifPresent(tables -> tables.store().close());
    open = Optional.empty();
    closeQuietly(witness);
  }

  private static void closeQuietly(Witness witness) {
    try {
      witness.close();
    } catch (IOException e) {
      // It holds nothing that was not written.
    }
  }

  /** What was read is not what was written. */
  private static final class DamagedException extends Exception {

    private static final long serialVersionUID = 1L;

    DamagedException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
