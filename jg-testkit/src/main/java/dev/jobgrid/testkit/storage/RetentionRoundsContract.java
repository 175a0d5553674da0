package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.artifact;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.Job;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.spi.store.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sizes are reported by the hour, and one of many grids begins a round. */
interface RetentionRoundsContract {
    /** The store that the tests use. */
    RetentionStoreUnderTest underTest();

    private Storage storage() {
        return underTest().storage();
    }

    private RetentionStore retention() {
        return underTest().retention();
    }

    private Job over(String id) {
        return underTest().over(id);
    }

    private JobInput input(String id) {
        return underTest().input(id);
    }

    @Test
    default void sizesAreToldByTheHour() {
        JobRef ref = over("a").ref();
        storage().artifacts().put(List.of(artifact(ref, "x"), artifact(ref, "y")));
        input("inp_1");
        Instant hour = Instant.parse("2026-03-01T12:00:00Z");

        assertThat(retention().sizes(RetentionPart.ARTIFACTS)).isEqualTo(Map.of(hour, 14L));
        assertThat(retention().sizes(RetentionPart.JOBS)).isEqualTo(Map.of(hour, 1L));
        assertThat(retention().sizes(RetentionPart.INPUTS)).isEqualTo(Map.of(hour, 3L));
        assertThat(retention().sizes(RetentionPart.LOGS)).isEmpty();
        assertThat(retention().sizes(RetentionPart.AUDIT)).isEmpty();
    }

    @Test
    default void oneOfManyBeginsARound() throws Exception {
        List<Boolean> begun = Together.on(8, i -> retention().begin("rows", Duration.ofDays(1)));

        assertThat(begun).containsOnlyOnce(true);
        assertThat(retention().begin("rows", Duration.ofDays(1))).isFalse();
        assertThat(retention().begin("others", Duration.ZERO)).isTrue();
        assertThat(retention().begin("others", Duration.ZERO)).isTrue();
    }
}
