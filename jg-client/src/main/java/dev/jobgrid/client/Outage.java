package dev.jobgrid.client;

import java.time.Duration;
import java.util.OptionalLong;

/** Whether the server is out of reach; tells a listener of each change. Thread-safe. */
final class Outage {
    static final OutageListener UNHEARD = new OutageListener() {
        @Override
        public void lost(String reason) {}

        @Override
        public void restored() {}
    };

    /** Where some calls fail and others do not, one would hear of each: for so long only of one that leaves no call. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private static final Duration NO_CALL = Duration.ofSeconds(5);

    private final OutageListener listener;
    private final ClientClock clock;
    private final Object lock = new Object();
    private OptionalLong toldAt = OptionalLong.empty();
    private long reachedAt;
    private boolean isOut;

    Outage(OutageListener listener, ClientClock clock) {
        this.listener = listener;
        this.clock = clock;
    }

    void began(String reason) {
        synchronized (lock) {
            long now = clock.nanoTime();
            boolean isQuiet = toldAt.isPresent() && now - toldAt.getAsLong() < QUIET.toNanos();
            if (isOut || (isQuiet && now - reachedAt < NO_CALL.toNanos())) {
                return;
            }
            isOut = true;
            toldAt = OptionalLong.of(now);
            listener.lost(reason);
        }
    }

    void ended() {
        synchronized (lock) {
            reachedAt = clock.nanoTime();
            if (isOut) {
                isOut = false;
                listener.restored();
            }
        }
    }
}
