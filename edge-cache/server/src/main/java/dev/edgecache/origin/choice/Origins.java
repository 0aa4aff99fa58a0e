package dev.edgecache.origin.choice;

import dev.edgecache.http.RequestHead;
import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginHealth;
import dev.edgecache.origin.Site;
import dev.edgecache.policy.Route.OriginRule;
import java.net.InetAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The origins of this cache, and the choice between them. */
public final class Origins implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Origins.class);

  private final Destination local;
  private final Optional<Primary> primary;
  private final ChoiceRules rules;
  private final ChoiceMeans means;
  private volatile Site writes = Site.PRIMARY;

  /** The primary, as it is asked for what is its own and in place of the local origin. */
  private record Primary(Destination itself, Destination inPlaceOfLocal) {
    OriginClient client() {
      return itself.client();
    }
  }

  private Origins(
      OriginClient local, Optional<Primary> primary, ChoiceRules rules, ChoiceMeans means) {
    this.local = Destination.unlimited(Site.LOCAL, local);
    this.primary = primary;
    this.rules = rules;
    this.means = means;
  }

  /** One origin that answers everything. */
  public static Origins of(OriginClient only, ChoiceMeans means) {
    return new Origins(
        only, Optional.empty(), new ChoiceRules(new FallbackLimit(0), Rollout.WHOLE), means);
  }

  /**
   * A local origin and a primary.
   *
   * @param local answers what a replica may answer
   * @param primary answers the rest
   */
  public static Origins of(
      OriginClient local, OriginClient primary, ChoiceRules rules, ChoiceMeans means) {
    return new Origins(
        local,
        Optional.of(
            new Primary(
                Destination.unlimited(Site.PRIMARY, primary),
                new Destination(Site.PRIMARY, primary, Optional.of(rules.fallback())))),
        rules,
        means);
  }

  /**
   * The lot of a request: always the same for one session, where sessions count.
   *
   * @param client the address that the request came from
   */
  public Lot lotOf(RequestHead request, InetAddress client) {
    return rules.rollout().lotOf(request, client, means.random());
  }

  /** The origins for a request on a route. */
  public Choice choose(RequestHead request, OriginRule rule, Lot lot) {
    if (primary.isEmpty()
        || writes == Site.LOCAL
        || rule.residency() == OriginRule.Residency.STAY) {
      return only(local).hedgedAfter(rule.hedgeAfter());
    }
    Primary far = primary.get();
    Choice choice =
        switch (rule.preference()) {
          case BY_METHOD -> request.isSafe() ? nearest(far, lot) : only(far.itself());
          case LOCAL -> nearest(far, lot);
          case PRIMARY -> only(far.itself());
        };
    return choice.hedgedAfter(rule.hedgeAfter());
  }

  /**
   * The primary, for a read that the local origin can't answer truthfully yet: the local one itself
   * where it takes the primary's place or is the only one; empty where the route may not leave it.
   */
  public Optional<Choice> primaryInPlaceOfLocal(OriginRule rule) {
    if (primary.isEmpty() || isPromoted()) {
      return Optional.of(only(local));
    }
    return rule.residency() == OriginRule.Residency.STAY
        ? Optional.empty()
        : primary.map(one -> only(one.inPlaceOfLocal()));
  }

  /**
   * The local origin for its share of the sessions that it is rolled out to, the primary in its
   * place for the rest of them, and the primary for all other sessions.
   */
  private Choice nearest(Primary far, Lot lot) {
    double share = local.client().share();
    double rolledOut = rules.rollout().share();
    if (far.client().share() == 0) {
      return only(local);
    }
    if (lot.value() >= rolledOut) {
      return share == 0 ? only(far.itself()) : either(far.itself(), local);
    }
    if (share == 0) {
      return only(far.inPlaceOfLocal());
    }
    return lot.value() < share * rolledOut
        ? either(local, far.inPlaceOfLocal())
        : either(far.inPlaceOfLocal(), local);
  }

  private Choice either(Destination preferred, Destination fallback) {
    return new Choice(preferred, Optional.of(fallback), Optional.empty(), means);
  }

  private Choice only(Destination destination) {
    return new Choice(destination, Optional.empty(), Optional.empty(), means);
  }

  /** Whether there is another origin than the local one. */
  public boolean hasPrimary() {
    return primary.isPresent();
  }

  /** Whether the local origin takes the place of the primary. */
  public boolean isPromoted() {
    return hasPrimary() && writes == Site.LOCAL;
  }

  /** Which origin takes writes. */
  public Site writes() {
    return writes;
  }

  /**
   * Moves writes to another origin. While the local one takes them nothing is sent to the primary,
   * reads included: it is fenced before the first write goes to the local one. Requests that are
   * there already can't be called back.
   */
  public synchronized void moveWrites(Site to) {
    if (to == writes) {
      return;
    }
    switch (to) {
      case LOCAL -> {
        primary.ifPresent(far -> far.client().fence());
        writes = Site.LOCAL;
        LOG.warn("Writes go to the local origin; nothing is sent to the primary any more");
      }
      case PRIMARY -> {
        writes = Site.PRIMARY;
        primary.ifPresent(far -> far.client().unfence());
        LOG.warn("Writes go to the primary again");
      }
    }
  }

  /** The room for reads that the primary answers in place of the local origin. */
  public FallbackLimit fallback() {
    return rules.fallback();
  }

  /** What is known of an origin; of the local one in place of a primary that there is not. */
  public OriginHealth health(Site site) {
    return switch (site) {
      case LOCAL -> local.client().health();
      case PRIMARY ->
          primary.map(far -> far.client().health()).orElseGet(() -> local.client().health());
    };
  }

  /** Retires the clients of all origins. */
  @Override
  public void close() {
    local.client().close();
    primary.ifPresent(far -> far.client().close());
  }
}
