package dev.jobgrid.client;

import dev.jobgrid.errors.SettingCheck;
import java.time.Duration;

/**
 * Time-outs of requests.
 *
 * @param connect for a connection
 * @param response until a response begins
 * @param idle between two pieces of a response
 * @param maxRetryDuration total retry time
 */
record Timeouts(Duration connect, Duration response, Duration idle, Duration maxRetryDuration) {
    static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(30));

    Timeouts {
        check("connectTimeout", connect, false);
        check("responseTimeout", response, false);
        check("idleTimeout", idle, false);
        check("maxRetryDuration", maxRetryDuration, true);
    }

    private static void check(String name, Duration value, boolean mayBeZero) {
        SettingCheck.present(name, value);
        if (value.isNegative() || (value.isZero() && !mayBeZero) || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + (mayBeZero ? "0" : "more than 0") + " to 24 hours, not " + value);
        }
    }
}
