package dev.edgecache.demo;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the table appears: redrawn in place on a terminal, now and then elsewhere. */
sealed interface Screen {

  /**
   * Shows the table as it is now.
   *
   * @param brief the most important of it, in one line
   */
  void refresh(List<String> lines, String brief);

  /** Shows the table as it stays. */
  void last(List<String> lines);

  /** How often it is worth showing something while nothing is measured. */
  Duration idle();

  /**
   * The screen that suits where the output goes.
   *
   * @param out where lines go; must be what the console is, if there is one
   */
  static Screen of(PrintWriter out) {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        ? new Terminal(out)
        : new Plain(out);
  }

  /** A terminal that understands ANSI X3.64 (ECMA-48) control sequences. */
  final class Terminal implements Screen {

    private final PrintWriter out;
    private int drawn;

    Terminal(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void refresh(List<String> lines, String brief) {
      draw(lines);
    }

    private void draw(List<String> lines) {
      if (drawn > 0) {
        out.print("\u001b[" + drawn + "A");
      }
      lines.forEach(line -> out.print(line + "\u001b[K\n"));
      out.flush();
      drawn = lines.size();
    }

    @Override
    public void last(List<String> lines) {
      draw(lines);
      drawn = 0;
    }

    @Override
    public Duration idle() {
      return Duration.ofSeconds(1);
    }
  }

  /** A file or pipe: only the last table goes there, and a line for each of the others. */
  final class Plain implements Screen {

    private final PrintWriter out;

    Plain(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void refresh(List<String> lines, String brief) {
      out.println(brief);
      out.flush();
    }

    @Override
    public Duration idle() {
      return Duration.ofMinutes(1);
    }

    @Override
    public void last(List<String> lines) {
      lines.forEach(out::println);
      out.flush();
    }
  }
}
