package dev.jobgrid.http.jetty;

import dev.jobgrid.http.MinimumRate;
import dev.jobgrid.http.SlowBodyException;
import dev.jobgrid.spi.GridClock;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Aborts a request body that arrives more slowly than {@link MinimumRate}. Thread-safe.
 */
final class MinimumBodyRate extends Handler.Wrapper {
    private final GridClock clock;

    MinimumBodyRate(Handler handler, GridClock clock) {
        super(handler);
        this.clock = clock;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(new Timed(request, clock), response, callback);
    }

    /** A request whose body is timed. One thread at a time, as its content is read. */
    private static final class Timed extends Request.Wrapper {
        private final GridClock clock;
        private long bytes;
        private long waitedNanos;
        private Content.@Nullable Chunk givenUp;

        Timed(Request request, GridClock clock) {
            super(request);
            this.clock = clock;
        }

        @Override
        public Content.@Nullable Chunk read() {
            if (givenUp != null) {
                return givenUp;
            }
            Content.Chunk chunk = super.read();
            bytes += chunk == null ? 0 : chunk.remaining();
            return chunk;
        }

        @Override
        public void demand(Runnable task) {
            if (MinimumRate.isTooSlow(bytes, Duration.ofNanos(waitedNanos))) {
                givenUp = Content.Chunk.from(new SlowBodyException(), true);
                task.run();
                return;
            }
            long from = clock.nanoTime();
            super.demand(Invocable.from(Invocable.getInvocationType(task), () -> {
                waitedNanos += clock.nanoTime() - from;
                task.run();
            }));
        }
    }
}
