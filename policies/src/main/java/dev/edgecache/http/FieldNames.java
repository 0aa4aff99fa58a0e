package dev.edgecache.http;

/** The field names that the rules of HTTP mention, as they are usually spelled. */
public final class FieldNames {
  public static final String ACCEPT = "Accept";
  public static final String ACCEPT_ENCODING = "Accept-Encoding";
  public static final String ACCEPT_LANGUAGE = "Accept-Language";
  public static final String ACCEPT_RANGES = "Accept-Ranges";
  public static final String AGE = "Age";
  public static final String AUTHORIZATION = "Authorization";
  public static final String CACHE_CONTROL = "Cache-Control";
  public static final String CACHE_GROUP_INVALIDATION = "Cache-Group-Invalidation";
  public static final String CACHE_GROUPS = "Cache-Groups";
  public static final String CACHE_STATUS = "Cache-Status";
  public static final String CDN_CACHE_CONTROL = "CDN-Cache-Control";
  public static final String CONNECTION = "Connection";
  public static final String CONTENT_DIGEST = "Content-Digest";
  public static final String CONTENT_ENCODING = "Content-Encoding";
  public static final String CONTENT_LENGTH = "Content-Length";
  public static final String CONTENT_LOCATION = "Content-Location";
  public static final String CONTENT_MD5 = "Content-MD5";
  public static final String CONTENT_RANGE = "Content-Range";
  public static final String CONTENT_TYPE = "Content-Type";
  public static final String COOKIE = "Cookie";
  public static final String DATE = "Date";
  public static final String DIGEST = "Digest";
  public static final String ETAG = "ETag";
  public static final String EXPECT = "Expect";
  public static final String EXPIRES = "Expires";
  public static final String FORWARDED = "Forwarded";
  public static final String HOST = "Host";
  public static final String IF_MATCH = "If-Match";
  public static final String IF_MODIFIED_SINCE = "If-Modified-Since";
  public static final String IF_NONE_MATCH = "If-None-Match";
  public static final String IF_RANGE = "If-Range";
  public static final String IF_UNMODIFIED_SINCE = "If-Unmodified-Since";
  public static final String KEEP_ALIVE = "Keep-Alive";
  public static final String LAST_MODIFIED = "Last-Modified";
  public static final String LOCATION = "Location";
  public static final String MAX_FORWARDS = "Max-Forwards";
  public static final String NO_VARY_SEARCH = "No-Vary-Search";
  public static final String ORIGIN = "Origin";
  public static final String PRAGMA = "Pragma";
  public static final String PROXY_AUTHENTICATE = "Proxy-Authenticate";
  public static final String PROXY_AUTHENTICATION_INFO = "Proxy-Authentication-Info";
  public static final String PROXY_AUTHORIZATION = "Proxy-Authorization";
  public static final String PROXY_CONNECTION = "Proxy-Connection";
  public static final String PROXY_STATUS = "Proxy-Status";
  public static final String RANGE = "Range";
  public static final String REPR_DIGEST = "Repr-Digest";
  public static final String RETRY_AFTER = "Retry-After";
  public static final String SERVER_TIMING = "Server-Timing";
  public static final String SET_COOKIE = "Set-Cookie";
  public static final String SURROGATE_KEY = "Surrogate-Key";
  public static final String TE = "TE";
  public static final String TRACEPARENT = "traceparent";
  public static final String TRAILER = "Trailer";
  public static final String TRANSFER_ENCODING = "Transfer-Encoding";
  public static final String UPGRADE = "Upgrade";
  public static final String VARY = "Vary";
  public static final String VIA = "Via";
  public static final String X_FORWARDED_FOR = "X-Forwarded-For";
  public static final String X_FORWARDED_HOST = "X-Forwarded-Host";
  public static final String X_FORWARDED_PROTO = "X-Forwarded-Proto";

  private FieldNames() {}
}
