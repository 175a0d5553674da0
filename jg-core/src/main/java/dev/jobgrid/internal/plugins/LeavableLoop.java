package dev.jobgrid.internal.plugins;

import dev.jobgrid.spi.Loop;
import java.time.Duration;
import java.util.Optional;

/**
 * A loop with a thread of its own, which is left behind if a part keeps it: another loop then goes on with the work, and this
 * one ends as soon as the part returns. Stepped by one thread.
 */
public final class LeavableLoop implements Loop {
    private static final ThreadLocal<LeavableLoop> CURRENT = new ThreadLocal<>();

    private final Loop loop;
    private final Runnable onLeft;

    /**
     * That loop, which takes no step any more once it was left.
     *
     * @param onLeft called by another thread, once, when a part has kept the loop for too long; sees what the loop did before
     */
    public LeavableLoop(Loop loop, Runnable onLeft) {
        this.loop = loop;
        this.onLeft = onLeft;
    }

    /** The loop whose step this thread takes, if it has one of its own. */
    static Optional<LeavableLoop> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    void leave() {
        onLeft.run();
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        CURRENT.set(this);
        try {
            return loop.step(wait);
        } catch (LeftBehindError e) {
            return false;
        } finally {
            CURRENT.remove();
        }
    }
}
