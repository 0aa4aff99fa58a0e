package dev.edgecache.http;

/**
 * The head of a response.
 *
 * @param status the status code, 100 to 999
 * @param fields the field lines
 */
public record ResponseHead(int status, Fields fields) {

  /** Rejects a status code of fewer or more than three digits. */
  public ResponseHead {
    if (status < 100 || status > 999) {
      throw new IllegalArgumentException("status: " + status + " (expected: 100 to 999)");
    }
  }

  /** Whether this is an interim response (RFC 9110 §15.2). */
  public boolean isInterim() {
    return status < 200;
  }

  /** This head with other fields. */
  public ResponseHead withFields(Fields others) {
    return new ResponseHead(status, others);
  }
}
