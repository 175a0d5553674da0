package dev.jobgrid.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Offers that failed of late, by id. A managed one is set aside at its first failure, a live one at its second in a row; for
 * a minute, and twice as long at each further failure up to an hour. A success forgets them. Immutable.
 *
 * @param byOffer failures in a row and the time of the last
 */
public record Cooldowns(Map<String, Setback> byOffer) {
    /** Nothing failed. */
    public static final Cooldowns NONE = new Cooldowns(Map.of());

    private static final int MAX_DOUBLINGS = 6;

    /** Copies the map. */
    public Cooldowns {
        byOffer = Map.copyOf(byOffer);
    }

    /**
     * What went wrong with one offer.
     *
     * @param failures failures in a row, over 0
     * @param last when the last was
     */
    public record Setback(int failures, Instant last) {
        /** Until when an offer from there is set aside; empty if that takes more failures. */
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
        Map<String, Setback> changed = new HashMap<>(byOffer);
        changed.merge(offer.id(), new Setback(1, now), (old, one) -> new Setback(old.failures() + 1, now));
        return new Cooldowns(changed);
    }

    /** Without the failures of this offer, because it works. */
    public Cooldowns succeeded(Offer offer) {
        Map<String, Setback> changed = new HashMap<>(byOffer);
        changed.remove(offer.id());
        return new Cooldowns(changed);
    }

    /** Whether the offer is not to be used for now. */
    public boolean isSetAside(Offer offer, Instant now) {
        return Optional.ofNullable(byOffer.get(offer.id()))
                .flatMap(setback -> setback.until(offer.source()))
                .filter(now::isBefore)
                .isPresent();
    }
}
