package dev.edgecache.mutations;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A process that runs test classes until one fails, and says which test did. */
final class Trial {

  /** What stands before the name of a test that failed. */
  static final String RED = "RED ";

  private Trial() {}

  public static void main(String[] tests) {
    Launcher launcher = LauncherFactory.create();
    for (String test : tests) {
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      launcher.execute(
          LauncherDiscoveryRequestBuilder.request()
              .selectors(DiscoverySelectors.selectClass(test))
              .build(),
          listener);
      var failures = listener.getSummary().getFailures();
      if (!failures.isEmpty()) {
        System.out.println(RED + failures.getFirst().getTestIdentifier().getDisplayName());
        break;
      }
    }
    System.exit(0);
  }
}
