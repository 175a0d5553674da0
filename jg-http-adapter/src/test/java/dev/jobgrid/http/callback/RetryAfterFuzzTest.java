package dev.jobgrid.http.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What receivers of callbacks answer. */
class RetryAfterFuzzTest extends FuzzContract {
    @Override
    protected List<FuzzTarget> targets() {
        RetryAfter header = new RetryAfter(() -> Instant.parse("2026-11-24T12:00:00Z"));
        return List.of(FuzzTarget.ofText(
                "retry-after",
                List.of("120", " 7 ", "Tue, 24 Nov 2026 12:30:00 GMT", "Tue, 3 Jun 2008 11:05:30 GMT"),
                value -> {
                    Optional<Duration> wait = header.parse(value);
                    assertThat(wait.filter(Duration::isNegative)).isEmpty();
                    return wait.isPresent() ? "wait" : "none";
                }));
    }
}
