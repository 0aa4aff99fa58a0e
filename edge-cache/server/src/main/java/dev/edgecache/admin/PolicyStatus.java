package dev.edgecache.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which policies are in force, and whether a later attempt to load others failed.
 *
 * @param files the files they were read from
 * @param loadedAt when they were put in force
 * @param failure the failed attempt since then, if there was one
 */
public record PolicyStatus(List<LoadedFile> files, Instant loadedAt, Optional<FailedLoad> failure) {

  /** Copies the list. */
  public PolicyStatus {
    files = List.copyOf(files);
  }

  /**
   * A file that was loaded.
   *
   * @param file its name
   * @param fingerprint the SHA-256 of its bytes, in hexadecimal digits
   */
  public record LoadedFile(String file, String fingerprint) {}

  /**
   * An attempt that failed and changed nothing.
   *
   * @param at when
   * @param problems what was wrong, each with file and line
   */
  public record FailedLoad(Instant at, List<String> problems) {
    /** Copies the list. */
    public FailedLoad {
      problems = List.copyOf(problems);
    }
  }
}
