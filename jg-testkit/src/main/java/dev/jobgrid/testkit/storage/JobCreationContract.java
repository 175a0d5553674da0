package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.JobStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.OTHER;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.SPEC;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.assign;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.found;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.queued;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.ref;
import static dev.jobgrid.testkit.storage.JobStoreUnderTest.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.SampleSpecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Jobs are stored as they are created, each id of a workspace once. */
interface JobCreationContract {
    /** The store that the tests use. */
    JobStoreUnderTest underTest();

    private JobStore jobs() {
        return underTest().jobs();
    }

    @Test
    default void aJobIsFoundAsItWasCreated() {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            NewJob created = JobHistory.created(ref("job-" + i), SampleSpecs.any(random), NOW);

            assertThat(jobs().create(List.of(created))).containsExactly(new Creation(created.job(), Found.CREATED));

            Job found = jobs().find(created.job().ref()).orElseThrow();
            assertThat(found).isEqualTo(created.job());
            assertThat(jobs().events(found.ref(), 0, 100)).isEqualTo(created.events());
            assertThat(List.copyOf(found.spec().metadata().values().keySet()))
                    .as("metadata keeps the client's order")
                    .isEqualTo(
                            List.copyOf(created.job().spec().metadata().values().keySet()));
        }
    }

    @Test
    default void asyncCallsReturnWhatBlockingCallsReturn() throws Exception {
        List<CompletableFuture<List<Creation>>> results = new ArrayList<>();
        List<NewJob> created = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            created.add(JobHistory.created(ref("job-" + i), SPEC, NOW));
            results.add(jobs().createAsync(List.of(created.get(i))).toCompletableFuture());
        }

        for (int i = 0; i < 100; i++) {
            Job job = created.get(i).job();
            assertThat(results.get(i).get(20, TimeUnit.SECONDS)).containsExactly(new Creation(job, Found.CREATED));
            assertThat(jobs().findAsync(job.ref()).toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .contains(job);
        }
        assertThat(jobs().createAsync(List.of(created.get(7)))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .containsExactly(new Creation(created.get(7).job(), Found.SAME_ID));
        assertThat(jobs().createAsync(List.of()).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEmpty();
        assertThat(jobs().findAsync(ref("nobody")).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEmpty();
    }

    @Test
    default void secretsAreKept() {
        JobSpec spec = SPEC.toBuilder()
                .environment(new Environment(Map.of("TOKEN", "s3cret")))
                .callback(new CallbackTarget(
                        "https://example.com/hook?sig=s3cret", Optional.of(new Secret("s3cret")), Map.of("a", "b")))
                .build();

        jobs().create(List.of(JobHistory.created(ref("secret"), spec, NOW)));

        JobSpec found = jobs().find(ref("secret")).orElseThrow().spec();
        assertThat(found.callback()).isEqualTo(spec.callback());
        assertThat(found.callback().orElseThrow().authToken().orElseThrow().value())
                .isEqualTo("s3cret");
        assertThat(found.environment().values()).containsExactly(Map.entry("TOKEN", "s3cret"));
    }

    @Test
    default void aJobOfAnotherWorkspaceIsAnotherJob() {
        NewJob here = JobHistory.created(ref("same"), SPEC, NOW);
        NewJob there = JobHistory.created(new JobRef(OTHER, new JobId("same")), SPEC, NOW.plusSeconds(1));

        assertThat(found(jobs().create(List.of(here, there)))).containsExactly(Found.CREATED, Found.CREATED);

        assertThat(jobs().find(here.job().ref())).contains(here.job());
        assertThat(jobs().find(there.job().ref())).contains(there.job());
        assertThat(jobs().find(ref("nobody"))).isEmpty();
        assertThat(jobs().events(ref("nobody"), 0, 10)).isEmpty();
    }

    @Test
    default void idsThatDifferInCaseAloneAreTwoJobs() {
        List<Creation> creations =
                jobs().create(List.of(queued("Job-a", NOW), queued("job-A", NOW), queued("job-a", NOW)));

        assertThat(found(creations)).containsOnly(Found.CREATED);
    }

    @Test
    default void aTakenIdStoresNothingAndDoesNotBlockTheOtherJobs() {
        NewJob first = queued("a", NOW);
        jobs().create(List.of(first));
        NewJob again = withKey(queued("a", NOW.plusSeconds(5)), "fresh-key");
        NewJob other = queued("b", NOW);

        assertThat(jobs().create(List.of(again, other)))
                .containsExactly(new Creation(first.job(), Found.SAME_ID), new Creation(other.job(), Found.CREATED));

        assertThat(jobs().find(ref("a"))).contains(first.job());
        assertThat(jobs().events(ref("a"), 0, 100)).isEqualTo(first.events());
        assertThat(found(jobs().create(List.of(withKey(queued("c", NOW), "fresh-key")))))
                .as("the key of a job that was not stored is still free")
                .containsExactly(Found.CREATED);
    }

    @Test
    default void aTakenIdReturnsTheCurrentJob() {
        jobs().create(List.of(queued("a", NOW)));
        Transition assigned = assign(jobs().find(ref("a")).orElseThrow(), NOW.plusSeconds(1));
        jobs().apply(assigned);

        assertThat(jobs().create(List.of(queued("a", NOW))))
                .containsExactly(new Creation(assigned.after(), Found.SAME_ID));
    }

    @Test
    default void oneOfManyConcurrentCreatesOfAnIdWins() throws Exception {
        NewJob created = queued("contended", NOW);

        List<Creation> creations =
                Together.on(16, i -> jobs().create(List.of(created)).get(0));

        assertThat(found(creations)).containsOnlyOnce(Found.CREATED).contains(Found.SAME_ID);
        assertThat(creations).extracting(Creation::job).containsOnly(created.job());
        assertThat(jobs().events(ref("contended"), 0, 100)).isEqualTo(created.events());
    }
}
