package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As {@link ShortRunTest}. */
class PodmanShortRunTest {
    @Test
    void theLinesOfAProgramThatEndsAtOnceAreRead() throws Exception {
        assertThat(ShortRunTest.readAll(TestEngines.podman(), 8))
                .as(ShortRunTest.WHOLE)
                .isPositive();
    }

    @Test
    @Tag("stress")
    void theLinesOfManyProgramsThatEndAtOnceAreRead() throws Exception {
        assertThat(ShortRunTest.readAll(TestEngines.podman(), ShortRunTest.MANY))
                .as(ShortRunTest.WHOLE)
                .isGreaterThan(ShortRunTest.MANY / 2);
    }
}
