package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.JobStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.assign;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.cancel;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.queued;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.ref;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.sequences;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.start;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.tens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.testkit.JobHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Transitions of jobs: stored with their events, by the version that they were built from, in lists too. */
interface JobTransitionContract {
    /** The store that the tests use. */
    JobStoreUnderTest underTest();

    private JobStore jobs() {
        return underTest().jobs();
    }

    private Job find(String id) {
        return underTest().find(id);
    }

    private Job apply(Transition transition) {
        return underTest().apply(transition);
    }

    @Test
    default void transitionsAreReadAsTheyWereApplied() {
        Random random = new Random(2);
        for (int i = 0; i < 40; i++) {
            JobHistory history = JobHistory.draw(ref("job-" + i), 12, random);
            jobs().create(List.of(history.created()));
            List<JobEvent> events = new ArrayList<>(history.created().events());
            for (Transition transition : history.transitions()) {
                assertThat(jobs().apply(transition)).isTrue();
                events.addAll(transition.events());
                assertThat(jobs().find(transition.after().ref())).contains(transition.after());
            }
            assertThat(jobs().events(history.last().ref(), 0, 1000)).isEqualTo(events);
        }
    }

    @Test
    default void aTransitionFromAnOldVersionWritesNothing() {
        NewJob created = queued("a", NOW);
        jobs().create(List.of(created));
        Transition won = assign(created.job(), NOW.plusSeconds(1));
        Transition lost = cancel(created.job(), NOW.plusSeconds(2));
        assertThat(jobs().apply(won)).isTrue();

        assertThat(jobs().apply(lost)).isFalse();
        assertThat(jobs().apply(won)).as("nor the same one again").isFalse();

        assertThat(jobs().find(ref("a"))).contains(won.after());
        assertThat(jobs().events(ref("a"), 0, 100))
                .isEqualTo(Stream.concat(created.events().stream(), won.events().stream())
                        .toList());
        assertThat(underTest().storage().ledger().find(ref("a")).orElseThrow().isOpen())
                .isTrue();
    }

    @Test
    default void aTransitionOfAnUnknownJobWritesNothing() {
        Transition lost = cancel(queued("nobody", NOW).job(), NOW);

        assertThat(jobs().apply(lost)).isFalse();

        assertThat(jobs().find(ref("nobody"))).isEmpty();
        assertThat(jobs().events(ref("nobody"), 0, 100)).isEmpty();
    }

    @Test
    default void oneOfManyConcurrentTransitionsOfAVersionWins() throws Exception {
        Job job = queued("contended", NOW).job();
        jobs().create(List.of(queued("contended", NOW)));

        List<Long> won = Together.on(16, i -> {
            long wins = 0;
            for (int n = 0; n < 20; n++) {
                Job before = jobs().find(job.ref()).orElseThrow();
                Transition change = Transition.of(before, NOW.plusSeconds(n))
                        .event("job.note", "Note", "by thread " + i)
                        .build();
                wins += jobs().apply(change) ? 1 : 0;
            }
            return wins;
        });

        long wins = won.stream().mapToLong(Long::longValue).sum();
        Job after = jobs().find(job.ref()).orElseThrow();
        assertThat(wins).isPositive();
        assertThat(after.state().version()).isEqualTo(job.state().version() + wins);
        assertThat(sequences(jobs().events(job.ref(), 0, 1000))).isEqualTo(tens(2 + wins));
    }

    @Test
    default void aTransitionThatFailsDoesNotBlockTheOthersOfItsBatch() {
        jobs().create(List.of(queued("a", NOW), queued("b", NOW), queued("c", NOW)));
        Transition a = cancel(find("a"), NOW.plusSeconds(1));
        Transition b = assign(find("b"), NOW.plusSeconds(1));
        Transition after = start(b.after());
        Transition c = cancel(find("c"), NOW.plusSeconds(1));

        assertThat(jobs().applyAll(List.of(a, b, a, after, c))).containsExactly(true, true, false, true, true);

        assertThat(find("a")).isEqualTo(a.after());
        assertThat(find("b")).isEqualTo(after.after());
        assertThat(find("c")).isEqualTo(c.after());
        assertThat(jobs().events(ref("b"), 0, 100))
                .endsWith(b.events().get(0), after.events().get(0));
        assertThat(jobs().applyAll(List.of())).isEmpty();
    }

    @Test
    default void transitionsBuiltOnEachOtherAreStoredTogetherOrNotAtAll() {
        jobs().create(List.of(queued("a", NOW), queued("b", NOW)));
        Job assigned = apply(assign(find("a"), NOW.plusSeconds(1)));
        Transition start = start(assigned);
        Transition end = cancel(start.after(), NOW.plusSeconds(2));
        assertThat(jobs().applyAll(List.of(start, end))).containsExactly(true, true);
        assertThat(find("a")).isEqualTo(end.after());
        assertThat(jobs().events(ref("a"), 0, 100))
                .endsWith(start.events().get(0), end.events().get(0));

        Job other = apply(assign(find("b"), NOW.plusSeconds(1)));
        Transition late = start(other);
        Job cancelled = apply(cancel(other, NOW.plusSeconds(2)));
        Transition built = cancel(late.after(), NOW.plusSeconds(3));
        // Its base was never stored, although the job has the version of that base.
        assertThat(jobs().applyAll(List.of(late, built))).containsExactly(false, false);
        assertThat(jobs().applyAll(List.of(late, start, built))).containsExactly(false, false, false);
        assertThat(find("b")).isEqualTo(cancelled);
    }
}
