package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
import static dev.jobgrid.testkit.grid.GridUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.Feed;
import dev.jobgrid.JobHandle;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.testkit.sim.RunScript;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Events of a job, in order and up to the last one. */
interface EventsContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    @Test
    default void eventsComeInOrderAndEndWithTheTerminalOne() throws Exception {
        JobHandle handle = underTest().submit("events", RunScript.prints("x"));
        List<JobEvent> seen = new ArrayList<>();
        try (Feed<JobEvent> feed = handle.events()) {
            feed.forEachRemaining(seen::add);
        }

        assertThat(seen).extracting(JobEvent::type).startsWith("job.submitted", "job.queued", "job.assigned");
        assertThat(seen.get(seen.size() - 1).phase()).isEqualTo(ExecutionPhase.TERMINAL);
        assertThat(seen)
                .extracting(JobEvent::sequence)
                .isEqualTo(IntStream.rangeClosed(1, seen.size())
                        .mapToObj(i -> i * 10L)
                        .toList());
        assertThat(seen).extracting(JobEvent::id).doesNotHaveDuplicates();
    }

    @Test
    default void closingAFeedReleasesTheThreadThatReadsIt() throws InterruptedException {
        JobHandle handle = underTest().submit("closing", FOREVER);
        Feed<JobEvent> feed = handle.events();
        CountDownLatch ended = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            feed.forEachRemaining(event -> {});
            ended.countDown();
        });
        reader.start();
        await().until(() -> handle.status().status() == JobStatus.RUNNING);

        feed.close();

        assertThat(ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
