package dev.jobgrid.internal.auth;

import dev.jobgrid.auth.IpAddress;
import dev.jobgrid.spi.GridClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Rate-limits failed authentication per client address (token bucket: burst {@link #BURST}, refill one per
 * {@link #EACH}). A valid key always works, so that nobody can block others behind the same address. IPv6 addresses
 * count by their first 64 bits, since one client has all the rest. Evicts the least recently seen addresses.
 * Thread-safe.
 */
final class FailedKeys {
    static final int BURST = 100;
    static final Duration EACH = Duration.ofSeconds(1);

    private static final int MAX_ADDRESSES = 10_000;
    private static final int MAX_RECORDS = 60;
    private static final Duration RECORDS_WITHIN = Duration.ofHours(1);

    private final Object lock = new Object();
    private final InstantSource clock;
    private final BiConsumer<String, String> onBlock;
    /** When each address has its whole burst again: a bucket in one number. */
    private final Map<String, Instant> whole = new LinkedHashMap<>(16, 0.75f, true);

    private @Nullable Instant recordsSince;
    private int records;

    /**
     * No address blocked.
     *
     * @param onBlock called with a blocked address and the reason; not for all if there are many
     */
    FailedKeys(InstantSource clock, BiConsumer<String, String> onBlock) {
        this.clock = GridClock.of(clock).monotonic();
        this.onBlock = onBlock;
    }

    /** Records a wrong key. Returns for how long the address was already blocked; empty if it was not. */
    Optional<Duration> note(String address) {
        Optional<Duration> before = shutOut(address);
        failed(address);
        return before;
    }

    /** The remaining time of the block; empty if there is none. */
    Optional<Duration> shutOut(String address) {
        synchronized (lock) {
            Instant now = clock.instant();
            Instant at = whole.getOrDefault(network(address), Instant.MIN);
            Instant open = at.equals(Instant.MIN) ? at : at.minus(EACH.multipliedBy(BURST - 1L));
            return open.isAfter(now) ? Optional.of(Duration.between(now, open)) : Optional.empty();
        }
    }

    void failed(String address) {
        String network = network(address);
        boolean isNewlyBlocked;
        synchronized (lock) {
            Instant now = clock.instant();
            Instant at = whole.getOrDefault(network, now);
            Instant max = now.plus(EACH.multipliedBy(BURST));
            Instant later = (at.isBefore(now) ? now : at).plus(EACH);
            Instant next = later.isAfter(max) ? max : later;
            whole.put(network, next);
            if (whole.size() > MAX_ADDRESSES) {
                whole.remove(whole.keySet().iterator().next());
            }
            isNewlyBlocked = at.isBefore(max.minus(EACH)) && !next.isBefore(max.minus(EACH)) && mayRecord(now);
        }
        if (isNewlyBlocked) {
            onBlock.accept(network, "more than " + BURST + " wrong keys came from there");
        }
    }

    /** A client with many addresses must not fill the store. */
    private boolean mayRecord(Instant now) {
        if (recordsSince == null || !now.isBefore(recordsSince.plus(RECORDS_WITHIN))) {
            recordsSince = now;
            records = 0;
        }
        records++;
        return records <= MAX_RECORDS;
    }

    private static String network(String address) {
        return IpAddress.read(address)
                .map(IpAddress::network)
                .map(IpAddress::toString)
                .orElse(address);
    }
}
