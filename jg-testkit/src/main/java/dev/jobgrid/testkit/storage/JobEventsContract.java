package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.JobStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.queued;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.ref;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.sequences;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.tens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.JobStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Events of a job are read by pages, in order. */
interface JobEventsContract {
    /** The store that the tests use. */
    JobStoreUnderTest underTest();

    private JobStore jobs() {
        return underTest().jobs();
    }

    @Test
    default void eventsAreReadInOrderAfterASequence() {
        Job job = queued("a", NOW).job();
        jobs().create(List.of(queued("a", NOW), queued("b", NOW)));
        Transition.Builder change = Transition.of(job, NOW);
        IntStream.range(0, 98).forEach(i -> change.event("job.note", "Note", "number " + i));
        jobs().apply(change.build());

        for (int size : new int[] {1, 7, 99, 100, 101}) {
            List<Long> read = new ArrayList<>();
            List<JobEvent> page = jobs().events(ref("a"), 0, size);
            while (!page.isEmpty()) {
                assertThat(page).hasSizeLessThanOrEqualTo(size);
                read.addAll(sequences(page));
                page = jobs().events(ref("a"), read.get(read.size() - 1), size);
            }
            assertThat(read).isEqualTo(tens(100));
        }
    }
}
