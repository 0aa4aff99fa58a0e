package dev.edgecache.check.load;

import java.sql.SQLException;

/** What a process does again and again. */
@FunctionalInterface
interface Step {
  void take() throws SQLException;
}
