package dev.jobgrid.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {
    @Test
    void theMiddleHoldsThatShareOfWhatIsMeasured() {
        Random random = new Random(1);
        DurationHistogram sketch = DurationHistogram.EMPTY;
        for (int i = 0; i < 400; i++) {
            sketch = sketch.plus(drawn(random));
        }
        DurationRange middle = sketch.middle(.9);
        int inside = 0;
        for (int i = 0; i < 10_000; i++) {
            Duration next = drawn(random);
            inside += next.compareTo(middle.min()) >= 0 && next.compareTo(middle.max()) <= 0 ? 1 : 0;
        }

        assertThat(inside).isBetween(8_700, 9_600);
    }

    private static Duration drawn(Random random) {
        return Duration.ofMillis((long) (1_000 * Math.exp(random.nextGaussian())));
    }

    @Test
    void fewMeasuresMakeAWideRangeThatHoldsThemAll() {
        DurationRange middle = DurationHistogram.EMPTY
                .plus(Duration.ofSeconds(10))
                .plus(Duration.ofSeconds(20))
                .middle(.9);

        assertThat(middle.min()).isLessThan(Duration.ofSeconds(5));
        assertThat(middle.max()).isGreaterThan(Duration.ofSeconds(40));
    }

    @Test
    void nothingAndEternityAreMeasuredToo() {
        DurationHistogram sketch = DurationHistogram.EMPTY
                .plus(Duration.ofSeconds(-5))
                .plus(Duration.ZERO)
                .plus(Duration.ofDays(400_000));

        assertThat(sketch.count()).isEqualTo(3);
        assertThat(sketch.middle(1).min()).isZero();
        assertThat(sketch.middle(1).max()).isGreaterThan(Duration.ofDays(10_000));
    }

    @Test
    void theLaterWeighMore() {
        DurationHistogram sketch = DurationHistogram.EMPTY;
        for (int i = 0; i < 5_000; i++) {
            sketch = sketch.plus(Duration.ofSeconds(i < 4_000 ? 1 : 100));
        }

        assertThat(sketch.count()).isLessThan(512);
        assertThat(sketch.middle(.5).min()).isGreaterThan(Duration.ofSeconds(90));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        DurationHistogram sketch = DurationHistogram.EMPTY
                .plus(Duration.ofSeconds(10))
                .plus(Duration.ofSeconds(10))
                .plus(Duration.ZERO);

        assertThat(sketch).hasToString("0:1,159:2").isEqualTo(DurationHistogram.parse("0:1,159:2"));
        assertThat(DurationHistogram.parse("")).isEqualTo(DurationHistogram.EMPTY);
        assertThatThrownBy(() -> DurationHistogram.parse("1:0")).hasMessageContaining("not '1:0'");
        assertThatThrownBy(() -> DurationHistogram.parse("1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DurationHistogram.EMPTY.middle(.9)).isInstanceOf(IllegalStateException.class);
    }
}
