package dev.jobgrid.executor.docker.internal.engine;

import java.time.Duration;

/**
 * How often Engines are asked, and how long is waited for them. Immutable.
 *
 * @param ping how often an Engine is pinged, and for how long one that has failed to answer is not asked
 * @param answer within what time it has to answer a ping
 * @param call within what time it has to answer what costs it little
 * @param firstLook how long the start of an executor waits for the first answers
 * @param waitLimit how long a caller waits for an Engine that is away, and a run's thread for an end before it looks again, so
 *     that it notices an Engine that hangs, or is gone without a word
 * @param doubt how long an end has to look as if it was not the program's own until that is believed: someone may be restarting
 *     the container
 */
public record EngineTimeouts(
        Duration ping, Duration answer, Duration call, Duration firstLook, Duration waitLimit, Duration doubt) {
    public static final EngineTimeouts DEFAULT = new EngineTimeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));

    public EngineTimeouts withPing(Duration value) {
        return new EngineTimeouts(value, answer, call, firstLook, waitLimit, doubt);
    }

    public EngineTimeouts withCall(Duration value) {
        return new EngineTimeouts(ping, answer, value, firstLook, waitLimit, doubt);
    }

    public EngineTimeouts withFirstLook(Duration value) {
        return new EngineTimeouts(ping, answer, call, value, waitLimit, doubt);
    }

    public EngineTimeouts withWaitLimit(Duration value) {
        return new EngineTimeouts(ping, answer, call, firstLook, value, doubt);
    }

    public EngineTimeouts withDoubt(Duration value) {
        return new EngineTimeouts(ping, answer, call, firstLook, waitLimit, value);
    }
}
