package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.JobStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.SPEC;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.found;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.query;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.queued;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.ref;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.testkit.JobHistory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jobs created in one call: all are answered, and an id or a key of another draft keeps out the whole list. */
interface JobBatchContract {
    /** The store that the tests use. */
    JobStoreUnderTest underTest();

    private JobStore jobs() {
        return underTest().jobs();
    }

    @Test
    default void manyJobsAreCreatedInOneCall() {
        List<NewJob> news =
                IntStream.range(0, 500).mapToObj(i -> queued("job-" + i, NOW)).toList();

        assertThat(jobs().create(news))
                .extracting(Creation::job)
                .isEqualTo(news.stream().map(NewJob::job).toList());

        assertThat(underTest().queue(NOW)).hasSize(500);
        assertThat(jobs().create(List.of())).isEmpty();
    }

    @Test
    default void duplicatesInOneCallAreSeen() {
        NewJob first = withKey(queued("a", NOW), "key");
        NewJob sameKey = withKey(queued("b", NOW), "key");
        NewJob sameId = queued("a", NOW.plusSeconds(1));

        assertThat(jobs().create(List.of(first, sameKey, sameId, queued("b", NOW))))
                .containsExactly(
                        new Creation(first.job(), Found.CREATED),
                        new Creation(first.job(), Found.SAME_KEY),
                        new Creation(first.job(), Found.SAME_ID),
                        new Creation(queued("b", NOW).job(), Found.CREATED));

        assertThat(jobs().find(ref("a"))).contains(first.job());
        assertThat(jobs().events(ref("a"), 0, 100)).isEqualTo(first.events());
    }

    @Test
    default void anIdOfAnotherDraftRejectsTheWholeBatch() {
        NewJob taken = queued("b", NOW);
        NewJob known = queued("d", NOW);
        jobs().create(List.of(taken, known));
        NewJob fresh = withKey(queued("a", NOW), "key");
        NewJob last = queued("e", NOW);

        assertThat(jobs().create(List.of(fresh, other("b"), known, last)))
                .containsExactly(
                        Creation.leftOut(fresh.job()),
                        new Creation(taken.job(), Found.SAME_ID),
                        new Creation(known.job(), Found.SAME_ID),
                        Creation.leftOut(last.job()));

        assertThat(jobs().find(ref("b"))).contains(taken.job());
        assertNothingIsThereOf("a");
        assertNothingIsThereOf("e");
        assertThat(jobs().findByKey(WorkspaceId.DEFAULT, "key", NOW)).isEmpty();
        assertThat(found(jobs().create(List.of(fresh, last))))
                .as("what was left out can be handed in again")
                .containsOnly(Found.CREATED);
    }

    @Test
    default void aKeyOfAnotherDraftRejectsTheWholeBatch() {
        NewJob taken = withKey(queued("b", NOW), "key");
        jobs().create(List.of(taken));

        assertThat(found(jobs().create(List.of(queued("a", NOW), withKey(other("c"), "key")))))
                .containsExactly(Found.BATCH_REJECTED, Found.SAME_KEY);

        assertNothingIsThereOf("a");
        assertNothingIsThereOf("c");
    }

    @Test
    default void twoDraftsOfOneIdRejectTheWholeBatch() {
        NewJob twice = queued("a", NOW);

        assertThat(found(jobs().create(List.of(twice, twice, other("a"), queued("b", NOW)))))
                .containsExactly(Found.BATCH_REJECTED, Found.BATCH_REJECTED, Found.SAME_ID, Found.BATCH_REJECTED);

        assertNothingIsThereOf("a");
        assertNothingIsThereOf("b");
    }

    @Test
    default void concurrentBatchesThatShareAnIdAreStoredWholeOrNotAtAll() throws Exception {
        Found[] refused = {Found.BATCH_REJECTED, Found.SAME_ID};
        for (int round = 0; round < 10; round++) {
            String shared = "shared-" + round + "-";
            List<List<Found>> found = Together.on(12, i -> found(jobs().create(list(shared, i))));

            List<String> stored = new ArrayList<>();
            for (int i = 0; i < found.size(); i++) {
                boolean isWhole = !found.get(i).contains(Found.BATCH_REJECTED);
                assertThat(found.get(i)).containsOnly(isWhole ? new Found[] {Found.CREATED} : refused);
                for (NewJob job : list(shared, i)) {
                    boolean isThere = jobs().find(job.job().ref())
                            .filter(there -> there.spec().equals(job.job().spec()))
                            .isPresent();
                    assertThat(isThere).as("%s of list %s", job.job().id(), i).isEqualTo(isWhole);
                }
                if (isWhole) {
                    stored.add("list " + i);
                }
            }
            // Every third has an id of its own; of those that share one, one is first.
            assertThat(stored).hasSize(4 + 1);
        }
    }

    /** A list of five jobs, with the id that others want in the middle, or without. */
    private static List<NewJob> list(String shared, int number) {
        JobSpec spec = SPEC.toBuilder().name("list " + number).build();
        return IntStream.range(0, 5)
                .mapToObj(i -> i == 2 && number % 3 > 0 ? shared : shared + number + "-" + i)
                .map(id -> JobHistory.created(ref(id), spec, NOW))
                .toList();
    }

    @Test
    default void concurrentBatchesOfTheSameJobsInDifferentOrdersAllReturn() throws Exception {
        List<NewJob> news = IntStream.range(0, 20)
                .mapToObj(i -> withKey(queued("job-" + i, NOW), "key-" + i))
                .toList();

        List<List<Creation>> answers = Together.on(8, i -> {
            List<NewJob> shuffled = new ArrayList<>(news);
            Collections.shuffle(shuffled, new Random(i));
            return jobs().create(shuffled);
        });

        assertThat(answers.stream().flatMap(List::stream).filter(c -> c.found() == Found.CREATED))
                .hasSize(20);
        assertThat(jobs().list(query(Optional.empty(), 100))).hasSize(20);
    }

    private static NewJob other(String id) {
        return JobHistory.created(ref(id), SPEC.toBuilder().name("another").build(), NOW);
    }

    private void assertNothingIsThereOf(String id) {
        assertThat(jobs().find(ref(id))).isEmpty();
        assertThat(jobs().events(ref(id), 0, 10)).isEmpty();
        assertThat(underTest().storage().ledger().find(ref(id))).isEmpty();
    }
}
