package dev.edgecache.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

  @TempDir Path folder;

  private final AtomicInteger changes = new AtomicInteger();

  @BeforeEach
  void file() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), "one");
  }

  @Test
  void tellsOnceWhenAChangeHasComeToRest() throws IOException {
    FileWatch watch = watch(folder);
    watch.check();
    Files.writeString(folder.resolve("a.yaml"), "longer");
    watch.check();
    assertThat(changes).as("still changing, perhaps").hasValue(0);
    watch.check();
    assertThat(changes).hasValue(1);
    watch.check();
    assertThat(changes).hasValue(1);
  }

  @Test
  void waitsWhileFilesKeepChanging() throws IOException {
    FileWatch watch = watch(folder);
    for (int size = 10; size < 15; size++) {
      Files.writeString(folder.resolve("a.yaml"), "x".repeat(size));
      watch.check();
    }
    assertThat(changes).hasValue(0);
    watch.check();
    assertThat(changes).hasValue(1);
  }

  @Test
  void seesNewFilesAndThoseThatAreGone() throws IOException {
    FileWatch watch = watch(folder);
    Files.createDirectory(folder.resolve("below"));
    Files.writeString(folder.resolve("below/b.yaml"), "two");
    watch.check();
    watch.check();
    assertThat(changes).hasValue(1);
    Files.delete(folder.resolve("below/b.yaml"));
    watch.check();
    watch.check();
    assertThat(changes).hasValue(2);
  }

  @Test
  void seesALinkThatIsSwappedAsKubernetesDoes() throws IOException {
    for (String version : new String[] {"..1", "..2"}) {
      Files.createDirectory(folder.resolve(version));
      Files.writeString(folder.resolve(version).resolve("policy.yaml"), "same size " + version);
    }
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    Files.createSymbolicLink(mounted.resolve("..data"), folder.resolve("..1"));
    Files.createSymbolicLink(mounted.resolve("policy.yaml"), Path.of("..data", "policy.yaml"));
    FileWatch watch = watch(mounted);

    Files.createSymbolicLink(mounted.resolve("..tmp"), folder.resolve("..2"));
    Files.move(mounted.resolve("..tmp"), mounted.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    watch.check();
    watch.check();

    assertThat(changes).hasValue(1);
  }

  @Test
  void seesALinkAboveTheFolderThatIsSwapped() throws IOException {
    Path other = Files.createDirectories(folder.resolve("releases/2"));
    Files.writeString(other.resolve("a.yaml"), "two");
    Path first = Files.createDirectories(folder.resolve("releases/1"));
    Files.writeString(first.resolve("a.yaml"), "one");
    Path current = Files.createSymbolicLink(folder.resolve("current"), first);
    FileWatch watch = watch(current);

    Files.createSymbolicLink(folder.resolve("next"), other);
    Files.move(folder.resolve("next"), current, StandardCopyOption.ATOMIC_MOVE);
    watch.check();
    watch.check();

    assertThat(changes).hasValue(1);
  }

  @Test
  void watchesASingleFileThatIsReplacedAndMayBeGoneForAWhile() throws IOException {
    Path file = folder.resolve("a.yaml");
    FileWatch watch = watch(file);
    Files.delete(file);
    watch.check();
    Files.writeString(file, "another");
    watch.check();
    watch.check();

    assertThat(changes).hasValue(1);
  }

  @Test
  void aFailureOfWhatFollowsDoesNotEndTheWatch() throws IOException {
    FileWatch watch =
        new FileWatch(
            folder,
            () -> {
              changes.incrementAndGet();
              throw new IllegalStateException("scripted");
            });
    for (int change = 1; change <= 2; change++) {
      Files.writeString(folder.resolve("a.yaml"), "x".repeat(10 + change));
      watch.check();
      watch.check();
      assertThat(changes).hasValue(change);
    }
  }

  @Test
  void looksByItselfOnceItIsStarted() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    try (FileWatch watch = new FileWatch(folder, told::countDown)) {
      Files.writeString(folder.resolve("a.yaml"), "before the start");
      watch.start();

      assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private FileWatch watch(Path root) {
    return new FileWatch(root, changes::incrementAndGet);
  }
}
