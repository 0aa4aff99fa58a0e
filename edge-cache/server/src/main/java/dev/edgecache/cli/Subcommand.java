package dev.edgecache.cli;

import dev.edgecache.cli.exit.ExitCode;
import java.util.concurrent.Callable;

/**
 * A command below {@code edge-cache} that another module adds: a class with picocli's {@code
 * Command} annotation, a constructor without parameters, and a {@code META-INF/services} entry. It
 * returns its exit code, see {@link ExitCode}.
 */
public interface Subcommand extends Callable<Integer> {}
