package dev.edgecache.policy.files.lint;

/**
 * One kind of mistake that the lint looks for.
 *
 * @param id its stable name, {@code EC} and three digits; never given to another rule
 * @param severity how bad it is
 * @param title the mistake in a few words
 * @param problem what goes wrong, in sentences, Markdown
 * @param fix what to write instead, in sentences, Markdown
 */
public record LintRule(String id, Severity severity, String title, String problem, String fix) {

  /** How bad a mistake is. */
  public enum Severity {
    /** Answers go to the wrong people, or what is written can't work. */
    ERROR,
    /** Probably not what was meant, or dangerous without a reason. */
    WARNING,
    /** Worth a second look. */
    ADVICE;

    /** The severity in lower case. */
    public String word() {
      return switch (this) {
        case ERROR -> "error";
        case WARNING -> "warning";
        case ADVICE -> "advice";
      };
    }
  }

  /** Rejects an id of another form. */
  public LintRule {
    if (!id.matches("EC[0-9]{3}")) {
      throw new IllegalArgumentException("id: " + id + " (expected: EC and three digits)");
    }
  }
}
