package dev.edgecache.mutations;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A process that runs test classes until a test fails, and says which one did. */
final class Trial {

  /** What stands before the name of a test that failed. */
  static final String RED = "RED ";

  private Trial() {}

  public static void main(String[] tests) {
    Launcher launcher = LauncherFactory.create();
    for (String test : tests) {
      launcher.execute(
          LauncherDiscoveryRequestBuilder.request()
              .selectors(DiscoverySelectors.selectClass(test))
              .build(),
          new EndsAtFailure(test));
    }
    Runtime.getRuntime().halt(0);
  }

  /** Ends the process with the first test that fails, since the others may wait for long. */
  private record EndsAtFailure(String name) implements TestExecutionListener {

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        System.out.println("\n" + RED + simple + ": " + test.getDisplayName());
        System.out.flush();
        Runtime.getRuntime().halt(0);
      }
    }
  }
}
