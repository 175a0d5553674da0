package dev.jobgrid.internal.plugins;

import dev.jobgrid.spi.Loop;
import java.time.Duration;
import java.util.Optional;

/**
 * A loop with its own thread, which is abandoned if a plug-in blocks it: another loop then continues the work, and this
 * one ends as soon as the plug-in returns. Stepped by one thread.
 */
public final class LeavableLoop implements Loop {
    private static final ThreadLocal<LeavableLoop> CURRENT = new ThreadLocal<>();

    private final Loop loop;
    private final Runnable onLeft;

    /**
     * That loop, which takes no more steps once abandoned.
     *
     * @param onLeft called once by another thread when a plug-in has blocked the loop for too long; sees all effects of
     *     earlier steps
     */
    public LeavableLoop(Loop loop, Runnable onLeft) {
        this.loop = loop;
        this.onLeft = onLeft;
    }

    /** The loop of this thread, if it has one. */
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
