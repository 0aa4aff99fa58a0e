package dev.edgecache.check.world;

import dev.edgecache.check.record.Recorder;
import dev.edgecache.postgres.Standby;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Lets things go wrong, one after the other. */
public final class Nemesis {

  private final World world;
  private final Recorder recorder;
  private final SplittableRandom random;
  private final List<Patient> standbys;

  /** Draws what goes wrong from a seed. */
  public Nemesis(World world, Recorder recorder, SplittableRandom random) {
    this.world = world;
    this.recorder = recorder;
    this.random = random;
    this.standbys = world.items().standbys().stream().map(Patient::new).toList();
  }

  /** The pause before the next trouble. */
  public Duration pause() {
    return Duration.ofMillis(random.nextInt(50, 500));
  }

  /** Makes the next trouble, or ends one. */
  public void strike() throws IOException {
    int drawn = random.nextInt(100);
    if (drawn < 60) {
      standbys.get(drawn % standbys.size()).turn();
    } else if (drawn < 64) {
      standbys.get(drawn % standbys.size()).restart();
    } else if (drawn < 80) {
      origin().slowFor(Duration.ofMillis(random.nextInt(200, 1500)));
      recorder.count("origin slow");
    } else if (drawn < 98) {
      origin().failFor(Duration.ofMillis(random.nextInt(50, 600)));
      recorder.count("origin failing");
    } else {
      world.proxies().get(random.nextInt(world.proxies().size())).restart();
      recorder.count("proxy restarted");
    }
  }

  private Origin origin() {
    ProxyOrigins origins = world.origins().get(random.nextInt(world.origins().size()));
    return random.nextInt(3) == 0 ? origins.primary() : origins.local();
  }

  /** Ends all troubles of standbys; those of origins end by themselves. */
  public void heal() {
    standbys.forEach(Patient::heal);
  }

  /** A standby and what it suffers from. */
  private final class Patient {
    private final Standby standby;
    private Ailment ailment = Ailment.NONE;

    Patient(Standby standby) {
      this.standby = standby;
    }

    /** Lets a healthy one suffer, and ends what another one suffers from. */
    void turn() {
      if (ailment != Ailment.NONE) {
        heal();
      } else if (random.nextInt(4) == 0) {
        standby.cutLink();
        become(Ailment.CUT);
      } else {
        standby.pauseReplay();
        become(Ailment.PAUSED);
      }
    }

    private void become(Ailment next) {
      ailment = next;
      recorder.count("standby " + next.word());
    }

    void heal() {
      switch (ailment) {
        case NONE -> {}
        case PAUSED -> standby.resumeReplay();
        case CUT -> standby.restoreLink();
      }
      ailment = Ailment.NONE;
    }

    /** Replay that was paused goes on after a restart; a link that was cut stays so. */
    void restart() {
      standby.restart();
      ailment = ailment == Ailment.CUT ? Ailment.CUT : Ailment.NONE;
      recorder.count("standby restarted");
    }
  }

  private enum Ailment {
    NONE,
    PAUSED,
    CUT;

    String word() {
      return switch (this) {
        case NONE -> "well";
        case PAUSED -> "paused";
        case CUT -> "cut off";
      };
    }
  }
}
