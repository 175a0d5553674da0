package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.JobStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.OTHER;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.SPEC;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.found;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.query;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.queued;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.ref;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.testkit.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An idempotency key finds the job that it was first used for, until it expires. */
interface IdempotencyKeyContract {
    /** The store that the tests use. */
    JobStoreUnderTest underTest();

    private JobStore jobs() {
        return underTest().jobs();
    }

    @Test
    default void aKeyThatIsUsedFindsItsJob() {
        NewJob first = withKey(queued("a", NOW), "key");
        jobs().create(List.of(first));

        assertThat(jobs().create(List.of(withKey(queued("b", NOW), "key"))))
                .containsExactly(new Creation(first.job(), Found.SAME_KEY));

        assertThat(jobs().find(ref("b"))).isEmpty();
        assertThat(jobs().events(ref("b"), 0, 10)).isEmpty();
        assertThat(underTest().storage().ledger().find(ref("b"))).isEmpty();
    }

    @Test
    default void theKeyIsCheckedBeforeTheId() {
        NewJob first = withKey(queued("a", NOW), "key");
        jobs().create(List.of(first, queued("b", NOW)));

        assertThat(jobs().create(List.of(first))).containsExactly(new Creation(first.job(), Found.SAME_KEY));
        assertThat(jobs().create(List.of(withKey(queued("b", NOW), "key"))))
                .containsExactly(new Creation(first.job(), Found.SAME_KEY));
    }

    @Test
    default void aKeyBelongsToItsWorkspace() {
        NewJob there = withKey(JobHistory.created(new JobRef(OTHER, new JobId("b")), SPEC, NOW), "key");

        assertThat(found(jobs().create(List.of(withKey(queued("a", NOW), "key"), there))))
                .containsExactly(Found.CREATED, Found.CREATED);
    }

    @Test
    default void aKeyCanBeReusedOnceItHasExpired() {
        jobs().create(List.of(withKey(queued("a", NOW), "key")));
        Instant expiry = NOW.plus(Duration.ofHours(24));
        NewJob early = queued("b", NOW);
        NewJob late = queued("c", NOW);

        assertThat(found(jobs().create(List.of(withKey(early, "key", expiry.minusMillis(1))))))
                .containsExactly(Found.SAME_KEY);
        assertThat(found(jobs().create(List.of(withKey(late, "key", expiry))))).containsExactly(Found.CREATED);
        assertThat(jobs().create(List.of(withKey(queued("d", NOW), "key", expiry.plusSeconds(1)))))
                .containsExactly(new Creation(late.job(), Found.SAME_KEY));
    }

    @Test
    default void aKeyIsFoundUntilItsExpiry() {
        NewJob first = withKey(queued("a", NOW), "key");
        jobs().create(List.of(first, queued("b", NOW)));
        Instant expiry = NOW.plus(Duration.ofHours(24));

        assertThat(jobs().findByKey(WorkspaceId.DEFAULT, "key", NOW)).contains(first.job());
        assertThat(jobs().findByKey(WorkspaceId.DEFAULT, "key", expiry.minusMillis(1)))
                .contains(first.job());
        assertThat(jobs().findByKey(WorkspaceId.DEFAULT, "key", expiry)).isEmpty();
        assertThat(jobs().findByKey(WorkspaceId.DEFAULT, "other", NOW)).isEmpty();
        assertThat(jobs().findByKey(OTHER, "key", NOW)).isEmpty();
    }

    @Test
    default void oneOfManyConcurrentCreatesWithOneKeyWins() throws Exception {
        List<Creation> creations = Together.on(
                16,
                i -> jobs().create(List.of(withKey(queued("job-" + i, NOW), "key")))
                        .get(0));

        assertThat(found(creations)).containsOnlyOnce(Found.CREATED).contains(Found.SAME_KEY);
        assertThat(creations)
                .extracting(Creation::job)
                .containsOnly(creations.get(0).job());
        assertThat(jobs().list(query(Optional.empty(), 100))).hasSize(1);
    }
}
