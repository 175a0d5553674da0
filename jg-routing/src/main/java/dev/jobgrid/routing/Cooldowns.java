package dev.jobgrid.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Recently failed offers, by id. A managed one is avoided from its first failure, a live one from its second in a row;
 * for a minute, doubled at each further failure up to an hour. A success resets them. Immutable.
 *
 * @param byOffer failures in a row and the time of the last
 */
public record Cooldowns(Map<String, Cooldown> byOffer) {
    /** No failures. */
    public static final Cooldowns NONE = new Cooldowns(Map.of());

    private static final int MAX_DOUBLINGS = 6;

    /** Copies the map. */
    public Cooldowns {
        byOffer = Map.copyOf(byOffer);
    }

    /**
     * Failures of one offer.
     *
     * @param failures consecutive failures, over 0
     * @param last the time of the last
     */
    public record Cooldown(int failures, Instant last) {
        /** Until when such an offer is avoided; empty if there are too few failures. */
        public Optional<Instant> until(OfferSource source) {
            int allowed = source == OfferSource.MANAGED ? 0 : 1;
            if (failures <= allowed) {
                return Optional.empty();
            }
            int doublings = Math.min(MAX_DOUBLINGS, failures - allowed - 1);
            return Optional.of(last.plus(Duration.ofMinutes(Math.min(60, 1L << doublings))));
        }
    }

    /** With one more failure to provision this offer, or of the node behind it. */
    public Cooldowns failed(Offer offer, Instant now) {
        Map<String, Cooldown> changed = new HashMap<>(byOffer);
        changed.merge(offer.id(), new Cooldown(1, now), (old, one) -> new Cooldown(old.failures() + 1, now));
        return new Cooldowns(changed);
    }

    /** Without failures of this offer, because it works. */
    public Cooldowns succeeded(Offer offer) {
        Map<String, Cooldown> changed = new HashMap<>(byOffer);
        changed.remove(offer.id());
        return new Cooldowns(changed);
    }

    /** Whether the offer must be avoided now. */
    public boolean isCoolingDown(Offer offer, Instant now) {
        return Optional.ofNullable(byOffer.get(offer.id()))
                .flatMap(cooldown -> cooldown.until(offer.source()))
                .filter(now::isBefore)
                .isPresent();
    }
}
