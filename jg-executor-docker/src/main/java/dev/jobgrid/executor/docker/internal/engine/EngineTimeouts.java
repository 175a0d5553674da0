package dev.jobgrid.executor.docker.internal.engine;

import java.time.Duration;

/**
 * Intervals and time-outs for Engines. Immutable.
 *
 * @param ping the interval of pings, and the pause after a failed one
 * @param response the time-out of a ping
 * @param call the time-out of a cheap call
 * @param firstLook how long the start of an executor waits for the first answers
 * @param waitLimit how long a caller waits for a down Engine, and a run's thread for an end before it checks again, to
 *     detect an Engine that hangs or vanished
 * @param doubt how long an end must appear not to be the program's own before that is accepted: the container may be
 *     restarting
 */
public record EngineTimeouts(
        Duration ping, Duration response, Duration call, Duration firstLook, Duration waitLimit, Duration doubt) {
    public static final EngineTimeouts DEFAULT = new EngineTimeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));

    public EngineTimeouts withPing(Duration value) {
        return new EngineTimeouts(value, response, call, firstLook, waitLimit, doubt);
    }

    public EngineTimeouts withCall(Duration value) {
        return new EngineTimeouts(ping, response, value, firstLook, waitLimit, doubt);
    }

    public EngineTimeouts withFirstLook(Duration value) {
        return new EngineTimeouts(ping, response, call, value, waitLimit, doubt);
    }

    public EngineTimeouts withWaitLimit(Duration value) {
        return new EngineTimeouts(ping, response, call, firstLook, value, doubt);
    }

    public EngineTimeouts withDoubt(Duration value) {
        return new EngineTimeouts(ping, response, call, firstLook, waitLimit, value);
    }
}
