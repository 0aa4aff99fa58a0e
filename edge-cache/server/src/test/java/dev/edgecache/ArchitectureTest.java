package dev.edgecache;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.edgecache.ArchitectureTest.Kind.CONCURRENCY;
import static dev.edgecache.ArchitectureTest.Kind.IO;
import static dev.edgecache.ArchitectureTest.Kind.LOADER;
import static dev.edgecache.ArchitectureTest.Kind.PURE;
import static dev.edgecache.ArchitectureTest.Kind.ROOT;
import static dev.edgecache.ArchitectureTest.Library.AWS;
import static dev.edgecache.ArchitectureTest.Library.BROTLI;
import static dev.edgecache.ArchitectureTest.Library.CAFFEINE;
import static dev.edgecache.ArchitectureTest.Library.H2;
import static dev.edgecache.ArchitectureTest.Library.JACKSON;
import static dev.edgecache.ArchitectureTest.Library.KAFKA;
import static dev.edgecache.ArchitectureTest.Library.LOGBACK;
import static dev.edgecache.ArchitectureTest.Library.MICROMETER;
import static dev.edgecache.ArchitectureTest.Library.NETTY;
import static dev.edgecache.ArchitectureTest.Library.PICOCLI;
import static dev.edgecache.ArchitectureTest.Library.POSTGRESQL;
import static dev.edgecache.ArchitectureTest.Library.RESILIENCE4J;
import static dev.edgecache.ArchitectureTest.Library.SIGNALS;
import static dev.edgecache.ArchitectureTest.Library.SLF4J;
import static dev.edgecache.ArchitectureTest.Library.SNAKEYAML;
import static dev.edgecache.ArchitectureTest.Library.UNDERTOW;
import static dev.edgecache.ArchitectureTest.Library.XML;
import static dev.edgecache.ArchitectureTest.Library.YAML;
import static dev.edgecache.ArchitectureTest.Library.ZSTD;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.edgecache.cloudfront.fake.FakeCloudFront;
import dev.edgecache.postgres.Cluster;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The table of packages: who may know whom, and which libraries each may import. It covers the
 * modules {@code policies}, {@code cloudfront-config} and {@code server}, without their tests and
 * what these use.
 */
class ArchitectureTest {
  /**
   * The packages in order. A package may use those of earlier steps and its own subpackages; those
   * of one step never use each other, but those of the root do. A subpackage without a row of its
   * own belongs to the row of the package around it. Packages of one row form no cycles either.
   */
  private static final List<Set<Row>> STEPS =
      List.of(
          Set.of(row(PURE, "http"), row(LOADER, "yaml", JACKSON, SNAKEYAML)),
          Set.of(row(PURE, "policy")),
          Set.of(row(LOADER, "policy.files", YAML, JACKSON, SLF4J)),
          Set.of(row(PURE, "cloudfront.model")),
          Set.of(
              row(PURE, "cloudfront.compile"),
              row(PURE, "cloudfront.render", JACKSON),
              row(PURE, "cloudfront.compare")),
          Set.of(row(IO, "cloudfront.live", AWS, XML), row(PURE, "cloudfront.invalidation")),
          Set.of(row(PURE, "cloudfront.invalidation.schedule")),
          Set.of(row(CONCURRENCY, "cloudfront.invalidation.outbox", H2, SLF4J, JACKSON)),
          Set.of(row(IO, "cloudfront.invalidation.aws", AWS)),
          Set.of(row(PURE, "consistency")),
          Set.of(row(PURE, "body"), row(PURE, "sources.wal.pgoutput")),
          Set.of(row(PURE, "caching")),
          Set.of(
              row(CONCURRENCY, "store", CAFFEINE),
              row(CONCURRENCY, "invalidation", H2),
              row(IO, "positions", SLF4J, JACKSON),
              row(IO, "origin", NETTY, RESILIENCE4J, SLF4J, JACKSON)),
          Set.of(row(CONCURRENCY, "refill")),
          Set.of(
              row(CONCURRENCY, "coding", BROTLI, ZSTD, SLF4J),
              row(CONCURRENCY, "fetch"),
              row(CONCURRENCY, "sweep"),
              row(IO, "sources", SLF4J, JACKSON)),
          Set.of(
              row(CONCURRENCY, "cdn"),
              row(IO, "serve", UNDERTOW, SLF4J, JACKSON),
              row(IO, "sources.kafka", KAFKA, SLF4J),
              row(IO, "sources.sqs", AWS, SLF4J),
              row(IO, "sources.wal", POSTGRESQL, SLF4J)),
          Set.of(row(CONCURRENCY, "refresh", SLF4J)),
          Set.of(row(IO, "admin", UNDERTOW, MICROMETER, SLF4J, JACKSON)),
          Set.of(
              row(ROOT, "", PICOCLI, SIGNALS, SLF4J, LOGBACK),
              row(ROOT, "config", YAML, SLF4J),
              row(ROOT, "cli", PICOCLI, SIGNALS, YAML, JACKSON, SLF4J, LOGBACK)));

  /** What only the rows that name it may import, by the beginnings of its package names. */
  enum Library {
    AWS("software.amazon.awssdk."),
    BROTLI("com.aayushatharva.brotli4j."),
    CAFFEINE("com.github.benmanes.caffeine."),
    H2("org.h2."),
    JACKSON("com.fasterxml.jackson."),
    KAFKA("org.apache.kafka."),
    LOGBACK("ch.qos.logback."),
    MICROMETER("io.micrometer.", "io.prometheus."),
    NETTY("io.netty."),
    PICOCLI("picocli."),
    POSTGRESQL("org.postgresql."),
    RESILIENCE4J("io.github.resilience4j."),
    SIGNALS("sun.misc."),
    SLF4J("org.slf4j."),
    SNAKEYAML("org.yaml.snakeyaml."),
    UNDERTOW("io.undertow.", "org.xnio."),
    XML("org.w3c.dom.", "org.xml.sax."),
    ZSTD("com.github.luben.zstd."),
    /** Our own, but like a library to those that read files. */
    YAML("dev.edgecache.yaml.");

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> packages;

    Library(String... packages) {
      this.packages = List.of(packages);
    }
  }

  /** What anything may import. */
  private static final List<String> EVERYWHERE =
      List.of("java.", "javax.", "org.jspecify.annotations.", "com.google.errorprone.annotations.");

  /** What a package does. */
  enum Kind {
    /** Computes from its arguments alone, and uses only its like. */
    PURE,
    /** Reads files, else like pure code. */
    LOADER,
    CONCURRENCY,
    IO,
    ROOT
  }

  /** What pure code and loaders keep away from: sockets, threads, clocks, logs. */
  private static final Set<String> EFFECTS =
      Set.of(
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.RandomAccessFile",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.System$Logger",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.net.DatagramSocket",
          "java.net.ServerSocket",
          "java.net.Socket",
          "java.net.URLConnection",
          "java.time.Clock",
          "java.time.InstantSource");

  private static final Set<String> EFFECT_PACKAGES =
      Set.of(
          "java.net.http",
          "java.nio.channels",
          "java.util.concurrent",
          "java.util.concurrent.locks",
          "java.util.logging",
          "javax.net",
          "javax.net.ssl");

  /** The members of classes in {@code java.lang} and {@code java.time} that are effects. */
  private static final Set<String> EFFECT_MEMBERS =
      Set.of(
          "currentTimeMillis",
          "err",
          "getProperty",
          "getenv",
          "in",
          "nanoTime",
          "now",
          "notify",
          "notifyAll",
          "out",
          "wait");

  private static final String BASE = "dev.edgecache";
  private static final int MOST_TYPES = 15;
  private static final JavaClasses CLASSES = productClasses();

  @Test
  void everyPackageHasARow() {
    assertThat(CLASSES)
        .isNotEmpty()
        .allSatisfy(type -> assertThat(row(type)).as(type.getName()).isPresent());
    assertThat(CLASSES.stream().flatMap(type -> row(type).stream()).map(Row::name))
        .contains("http", "policy", "body");
  }

  @Test
  void packagesUseOnlyThoseBeforeThem() {
    assertNone(
        uses -> rowOfTarget(uses).filter(target -> !mayUse(rowOfOrigin(uses), target)).isPresent());
  }

  @Test
  void purePackagesUseOnlyPureOnes() {
    assertNone(
        uses ->
            rowOfOrigin(uses).kind() == PURE
                && rowOfTarget(uses).filter(target -> target.kind() != PURE).isPresent());
  }

  @Test
  void packagesImportOnlyTheirLibraries() {
    assertNone(uses -> !mayImport(rowOfOrigin(uses), target(uses)));
  }

  @Test
  void pureCodeAndLoadersHaveNoEffects() {
    assertNone(
        uses ->
            switch (rowOfOrigin(uses).kind()) {
              case PURE -> isEffect(target(uses)) || inPackage(target(uses), "java.nio.file");
              case LOADER -> isEffect(target(uses));
              case CONCURRENCY, IO, ROOT -> false;
            });
  }

  @Test
  void pureCodeAsksNoClockAndPrintsNothing() {
    assertThat(
            CLASSES.stream()
                .filter(type -> row(type).orElseThrow().kind() == PURE)
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(ArchitectureTest::hasEffect)
                .map(JavaAccess::getDescription))
        .isEmpty();
  }

  @Test
  void noPackagesUseEachOtherInACycle() {
    slices().matching("dev.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void noPackageHasMoreThanFifteenTypes() {
    assertThat(
            CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getPackageName, counting())))
        .allSatisfy((name, types) -> assertThat(types).as(name).isLessThanOrEqualTo(MOST_TYPES));
  }

  private static boolean mayUse(Row origin, Row target) {
    return origin.equals(target)
        || step(target) < step(origin)
        || (origin.kind() == ROOT && target.kind() == ROOT);
  }

  private static boolean isEffect(JavaClass target) {
    return EFFECTS.contains(target.getName()) || EFFECT_PACKAGES.contains(target.getPackageName());
  }

  private static boolean hasEffect(JavaAccess<?> access) {
    return (inPackage(access.getTargetOwner(), "java.lang")
            || inPackage(access.getTargetOwner(), "java.time"))
        && EFFECT_MEMBERS.contains(access.getTarget().getName());
  }

  private static boolean inPackage(JavaClass type, String name) {
    return type.getPackageName().equals(name);
  }

  private static boolean mayImport(Row row, JavaClass target) {
    var name = target.getName();
    if (row(target).filter(own -> own.equals(row) || !named(YAML, name)).isPresent()) {
      return true;
    }
    return EVERYWHERE.stream().anyMatch(name::startsWith)
        || row.libraries().stream().anyMatch(library -> named(library, name));
  }

  private static boolean named(Library library, String type) {
    return library.packages.stream().anyMatch(type::startsWith);
  }

  private static void assertNone(Predicate<Dependency> forbidden) {
    assertThat(
            CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(uses -> !target(uses).isPrimitive())
                .filter(forbidden)
                .map(Dependency::getDescription))
        .isEmpty();
  }

  private static JavaClass target(Dependency uses) {
    return uses.getTargetClass().getBaseComponentType();
  }

  private static Row rowOfOrigin(Dependency uses) {
    var origin = uses.getOriginClass();
    return row(origin)
        .orElseThrow(() -> new AssertionError("package without a row: " + origin.getName()));
  }

  private static Optional<Row> rowOfTarget(Dependency uses) {
    return row(target(uses));
  }

  private static int step(Row row) {
    return STEPS.stream().takeWhile(step -> !step.contains(row)).toList().size();
  }

  /** The row of the innermost package around the class that has one. */
  private static Optional<Row> row(JavaClass type) {
    return STEPS.stream()
        .flatMap(Set::stream)
        .filter(row -> row.covers(type.getPackageName()))
        .max(Comparator.comparingInt(row -> row.name().length()));
  }

  private static JavaClasses productClasses() {
    return new ClassFileImporter()
        .withImportOption(location -> !location.contains(pathOf(ArchitectureTest.class)))
        .withImportOption(location -> !location.contains(pathOf(Cluster.class)))
        .withImportOption(location -> !location.contains(pathOf(FakeCloudFront.class)))
        .importPackages(BASE);
  }

  private static String pathOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private static Row row(Kind kind, String name, Library... libraries) {
    return new Row(name, kind, Set.copyOf(Arrays.asList(libraries)));
  }

  /**
   * A package with the subpackages that have no row of their own.
   *
   * @param name the package below {@code dev.edgecache}; empty for exactly that one
   */
  private record Row(String name, Kind kind, Set<Library> libraries) {
    boolean covers(String packageName) {
      return name.isEmpty()
          ? packageName.equals(BASE)
          : (packageName + ".").startsWith(BASE + "." + name + ".");
    }
  }
}
