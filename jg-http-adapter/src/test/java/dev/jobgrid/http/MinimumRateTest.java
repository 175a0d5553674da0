package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MinimumRateTest {
    @Test
    void aBodyThatComesFastEnoughIsWaitedForHoweverLongItIs() {
        assertThat(MinimumRate.isTooSlow(0, Duration.ofSeconds(10))).isFalse();
        assertThat(MinimumRate.isTooSlow(3600 * 1024, Duration.ofSeconds(3610))).isFalse();
        assertThat(MinimumRate.isTooSlow(3600 * 1024 - 1, Duration.ofSeconds(3610)))
                .isTrue();
    }
}
