package dev.jobgrid.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MinimumBodyRateTest {
    @Test
    void aBodyThatComesFastEnoughIsWaitedForHoweverLongItIs() {
        assertThat(MinimumBodyRate.isTooSlow(0, Duration.ofSeconds(10))).isFalse();
        assertThat(MinimumBodyRate.isTooSlow(3600 * 1024, Duration.ofSeconds(3610)))
                .isFalse();
        assertThat(MinimumBodyRate.isTooSlow(3600 * 1024 - 1, Duration.ofSeconds(3610)))
                .isTrue();
    }
}
