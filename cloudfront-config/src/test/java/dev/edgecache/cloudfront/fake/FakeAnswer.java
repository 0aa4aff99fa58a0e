package dev.edgecache.cloudfront.fake;

import java.util.Map;

/**
 * What a fake CloudFront answers.
 *
 * @param status the status
 * @param code the code of an error; empty for none
 * @param body the body
 * @param fields the fields beside Content-Type
 */
public record FakeAnswer(int status, String code, String body, Map<String, String> fields) {

  static FakeAnswer of(int status, String body, Map<String, String> fields) {
    return new FakeAnswer(status, "", body, fields);
  }

  static FakeAnswer error(int status, String code, String message) {
    return new FakeAnswer(
        status,
        code,
        "<ErrorResponse"
            + " xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Error><Type>Sender"
            + "</Type><Code>"
            + code
            + "</Code><Message>"
            + Xml.escaped(message)
            + "</Message></Error><RequestId>fake</RequestId></ErrorResponse>",
        Map.of());
  }
}
