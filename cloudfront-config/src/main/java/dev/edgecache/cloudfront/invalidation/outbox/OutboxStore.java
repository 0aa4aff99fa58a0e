package dev.edgecache.cloudfront.invalidation.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.edgecache.cloudfront.invalidation.Spending;
import dev.edgecache.cloudfront.invalidation.schedule.Backlog;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.Change;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.StringDataType;

/**
 * The file that holds a backlog, or the memory where there is no folder. One process has it at a
 * time. A file that can't be read is put aside, and an empty one begun.
 */
final class OutboxStore implements AutoCloseable {

  static final String FILE = "cloudfront.mv";
  private static final String CURSOR = "cursor";
  private static final String MONTH = "month";
  private static final String ITEMS = "items";

  private final Optional<Path> file;
  private final Optional<String> loss;

  /** The open file; empty after a failure, until the next change opens it again. */
  private Optional<Tables> open;

  private record Tables(
      MVStore store,
      MVMap<String, String> waiting,
      MVMap<String, String> batches,
      MVMap<String, String> facts) {

    static Tables open(Optional<Path> file) {
      MVStore.Builder builder = new MVStore.Builder().autoCommitDisabled();
      file.ifPresent(path -> builder.fileName(path.toString()));
      MVStore store = builder.open();
      store.setRetentionTime(0);
      return new Tables(
          store, texts(store, "waiting"), texts(store, "batches"), texts(store, "facts"));
    }

    /** What they hold. */
    Backlog backlog(Instant now) throws IOException {
      List<Waiting> pending = new ArrayList<>();
      List<Batch> sent = new ArrayList<>();
      try {
        for (String text : waiting.values()) {
          pending.add(Kept.waiting(text));
        }
        for (String text : batches.values()) {
          sent.add(Kept.batch(text));
        }
        String month = facts.get(MONTH);
        return new Backlog(
            pending,
            sent,
            Long.parseLong(facts.getOrDefault(CURSOR, "0")),
            month == null
                ? Spending.none(now)
                : new Spending(
                    YearMonth.parse(month), Long.parseLong(facts.getOrDefault(ITEMS, "0"))));
      } catch (JsonProcessingException | RuntimeException e) {
        throw new IOException(String.valueOf(e.getMessage()), e);
      }
    }

    private static MVMap<String, String> texts(MVStore store, String name) {
      return store.openMap(
          name,
          new MVMap.Builder<String, String>()
              .keyType(StringDataType.INSTANCE)
              .valueType(StringDataType.INSTANCE));
    }
  }

  /**
   * A store that was opened.
   *
   * @param backlog what it held then
   */
  record Opened(OutboxStore store, Backlog backlog) {}

  private OutboxStore(Optional<Path> file, Tables tables, Optional<String> loss) {
    this.file = file;
    this.open = Optional.of(tables);
    this.loss = loss;
  }

  /**
   * The store of a folder, which is made if it is not there.
   *
   * @throws OutboxException if another process has it, or the folder can't be used
   */
  static Opened open(Optional<Path> folder, Instant now) throws OutboxException {
    Optional<Path> file = folder.map(path -> path.resolve(FILE));
    try {
      if (folder.isPresent()) {
        Files.createDirectories(folder.get());
      }
      Tables tables = Tables.open(file);
      try {
        Backlog backlog = tables.backlog(now);
        return new Opened(new OutboxStore(file, tables, Optional.empty()), backlog);
      } catch (IOException e) {
        tables.store().closeImmediately();
        return afresh(file.orElseThrow(), now, e);
      }
    } catch (MVStoreException e) {
      if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
        throw new OutboxException(
            "data: another process uses "
                + file.orElseThrow()
                + " (expected: a folder for each process)",
            e);
      }
      return afresh(file.orElseThrow(), now, e);
    } catch (IOException e) {
      throw new OutboxException("data: " + folder.orElseThrow() + " can't be used: " + e, e);
    }
  }

  private static Opened afresh(Path file, Instant now, Exception damage) throws OutboxException {
    Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + now.toEpochMilli());
    try {
      Files.move(file, aside);
    } catch (IOException e) {
      throw new OutboxException(
          "data: " + file + " can't be read, and not be put aside: " + e.getMessage(), e);
    }
    OutboxStore store =
        new OutboxStore(
            Optional.of(file),
            Tables.open(Optional.of(file)),
            Optional.of(file + " can't be read: " + damage + "; it is now " + aside));
    return new Opened(store, new Backlog(List.of(), List.of(), 0, Spending.none(now)));
  }

  /** Why something may be missing from before the start. */
  Optional<String> loss() {
    return loss;
  }

  /** Whether nothing was ever handed over. */
  boolean isNew() {
    return !open.orElseThrow().facts().containsKey(CURSOR);
  }

  /**
   * Keeps a change; it holds after a crash when this returns.
   *
   * @throws OutboxException if that is not possible; then nothing of it is kept
   */
  void write(Change change) throws OutboxException {
    try {
      Tables tables = open.isPresent() ? open.get() : Tables.open(file);
      open = Optional.of(tables);
      apply(change, tables);
      tables.store().commit();
      tables.store().sync();
    } catch (MVStoreException | UncheckedIOException e) {
      abandon();
      throw new OutboxException("data: the outbox can't be written: " + e.getMessage(), e);
    }
  }

  private static void apply(Change change, Tables tables) {
    change.gone().forEach(slot -> tables.waiting().remove(Kept.key(slot)));
    change.waiting().forEach(one -> tables.waiting().put(Kept.key(one.slot()), Kept.text(one)));
    change.ended().forEach(tables.batches()::remove);
    change.batches().forEach(batch -> tables.batches().put(batch.reference(), Kept.text(batch)));
    change.cursor().ifPresent(cursor -> tables.facts().put(CURSOR, Long.toString(cursor)));
    change
        .spending()
        .ifPresent(
            spent -> {
              tables.facts().put(MONTH, spent.month().toString());
              tables.facts().put(ITEMS, Long.toString(spent.items()));
            });
  }

  /** Gives the file up as a crash does: what was not committed is not there next time. */
  void abandon() {
    if (file.isPresent()) {
      open.ifPresent(tables -> tables.store().closeImmediately());
      open = Optional.empty();
    }
  }

  @Override
  public void close() {
    open.ifPresent(tables -> tables.store().close());
    open = Optional.empty();
  }
}
