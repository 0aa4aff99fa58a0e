package dev.edgecache.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch over a file, or over a folder and all below it, that tells when something in it has
 * changed and come to rest: it looks once a second, and waits until two looks agree.
 *
 * <p>It looks at files rather than waits for events of the system, since those are lost on network
 * folders and where a symbolic link above the files is swapped, as Kubernetes does with mounted
 * configuration. A look at a few dozen files takes well under a millisecond.
 */
public final class FileWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Path root;
  private final Runnable changed;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("file-watch").daemon().factory());
  private Map<Path, String> told;
  private Map<Path, String> seen;

  /**
   * A watch that has looked once and tells of what changes from now on, once it is started.
   *
   * @param changed called after each change, on the one thread of this watch
   */
  public FileWatch(Path root, Runnable changed) {
    this.root = root;
    this.changed = changed;
    this.told = look();
    this.seen = told;
  }

  /** Starts to look by itself; called once. */
  public void start() {
    long millis = INTERVAL.toMillis();
    var _ = looks.scheduleWithFixedDelay(this::check, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Looks once, and tells if what it sees is new and the same as at the look before. */
  void check() {
    Map<Path, String> now = look();
    if (!now.equals(told) && now.equals(seen)) {
      told = now;
      tell();
    }
    seen = now;
  }

  private void tell() {
    try {
      changed.run();
    } catch (RuntimeException e) {
      LOG.error("What follows a change of {} failed", root, e);
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }

  /** What tells a file from its next version, by path; empty where nothing can be read. */
  private Map<Path, String> look() {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      paths.forEach(path -> files.put(path, version(path)));
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} can't be read at the moment: {}", root, e.toString());
      return Map.of();
    }
    return files;
  }

  private static String version(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.isDirectory()
          ? "folder"
          : attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size();
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
