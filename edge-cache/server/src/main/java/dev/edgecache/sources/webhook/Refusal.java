package dev.edgecache.sources.webhook;

import java.util.Locale;

/**
 * Why a delivery is refused.
 *
 * @param reason the kind of it
 * @param detail what is wrong, for operators; a sender that is not believed is not told
 */
public record Refusal(Reason reason, String detail) {

  /** The kinds of refusals, each with the status code that a sender gets. */
  public enum Reason {
    /** It is not posted. */
    METHOD(405),
    /** It has more bytes than a delivery may have. */
    SIZE(413),
    /** It is not JSON. */
    MEDIA_TYPE(415),
    /** What a signature takes is absent or malformed. */
    UNSIGNED(401),
    /** It was signed at another time. */
    TIME(401),
    /** It was signed by somebody else, or changed since. */
    SIGNATURE(401),
    /** It comes from another topic of Amazon SNS. */
    TOPIC(401),
    /** The certificate that it is signed with is not to be had now. */
    UNVERIFIED(503),
    /** It can't be understood. */
    SET_ASIDE(422),
    /** It is in effect, and the log can't be written. */
    UNWRITTEN(503),
    /** Too many others are on their way. */
    NO_ROOM(503),
    /** The program made a mistake. */
    FAILED(500);

    private final int status;

    Reason(int status) {
      this.status = status;
    }

    /** The status code that a sender gets. */
    public int status() {
      return status;
    }

    /** The word for it in metrics. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
