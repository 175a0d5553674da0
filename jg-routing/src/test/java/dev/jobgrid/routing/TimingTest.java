package dev.jobgrid.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimingTest {
    private static final GpuModel L4 =
            GpuCatalog.builtIn().find("L4").orElseThrow().model();

    @Test
    void aRuntimeThatIsNotKnownFollowsFromTheSpeed() {
        Timing timing = new Timing(Duration.ofMinutes(10), Map.of());

        assertThat(timing.runtimeOn(L4, 1_000)).isEqualTo(Duration.ofMinutes(10));
        assertThat(timing.runtimeOn(L4, 100)).isEqualTo(Duration.ofMinutes(100));
        assertThat(timing.runtimeOn(L4, 2_000)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void whatIsKnownOfAModelCountsWhateverItsSpeed() {
        Timing.OnGpu known =
                new Timing.OnGpu(Optional.of(Duration.ofMinutes(3)), Duration.ofSeconds(20), Duration.ofMinutes(9));
        Timing timing = new Timing(Duration.ofMinutes(10), Map.of(L4.name(), known));
        Offer managed =
                new Offer("p", OfferSource.MANAGED, "", L4, new GpuCapacity(8, 8), "", Usd.ZERO, Long.MAX_VALUE, false);

        assertThat(timing.runtimeOn(L4, 1)).isEqualTo(Duration.ofMinutes(3));
        assertThat(timing.startOn(managed, 8)).isEqualTo(Duration.ofSeconds(200));
        assertThat(timing.startOn(managed.withFree(3), 4)).isEqualTo(Duration.ofMinutes(12));
    }

    @Test
    void lengthsBeyondAllReasonAreCut() {
        Timing endless = new Timing(Duration.ofSeconds(Long.MAX_VALUE), Map.of());
        Timing backwards = new Timing(Duration.ofSeconds(-1), Map.of());

        assertThat(endless.runtimeOn(L4, 1)).isEqualTo(Duration.ofDays(3_650));
        assertThat(backwards.runtimeOn(L4, 1_000)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void magnitudesAreExactAndRiseWithTheNumber() {
        LongStream.of(1, 2, 3, 999, 1_000, 800_000, 800_001, 1L << 40, (1L << 40) + 1, Long.MAX_VALUE)
                .forEach(number -> assertThat(FixedPointLog2.of(number))
                        .isEqualTo(BigInteger.valueOf(number).pow(256).bitLength() - 1));
        assertThat(4L * FixedPointLog2.of(0)).isLessThan(-4L * 3 * FixedPointLog2.of(Long.MAX_VALUE));
    }

    @Test
    void theLeastNumberOfEachMagnitudeIsExact() {
        for (int magnitude = 62 * 256 + 1; magnitude < 63 * 256; magnitude++) {
            long least = 1L << 62;
            for (long step = 1L << 61; step > 0; step /= 2) {
                least += FixedPointLog2.of(least + step) < magnitude ? step : 0;
            }
            assertThat(BigInteger.valueOf(least).pow(256).bitLength()).isEqualTo(magnitude);
            assertThat(BigInteger.valueOf(least + 1).pow(256).bitLength()).isEqualTo(magnitude + 1);
        }
    }
}
