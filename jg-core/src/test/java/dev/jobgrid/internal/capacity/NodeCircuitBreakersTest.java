package dev.jobgrid.internal.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.job.Placement;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuCapacity;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.RunExit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeCircuitBreakersTest {
    private static final RouteRequest ANY =
            new RouteRequest(WorkloadType.BATCH, GpuRequest.NONE, RoutePreferences.NONE);
    private static final String IMAGE = "acme/train:1";
    private static final Snapshot ALONE = new Snapshot(List.of(offer("a", "L4")));
    private static final Snapshot BOTH = new Snapshot(List.of(offer("a", "L4"), offer("b", "L4")));

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final List<String> told = new ArrayList<>();
    private final NodeCircuitBreakers faults =
            new NodeCircuitBreakers(() -> now, (executor, node) -> told.add(node), () -> told.add("works"));

    @Test
    void aJobIsRoutedToAnotherNodeOrWaitsIfThereIsNone() {
        fails("one", "a");

        assertThat(route(BOTH, "two").chosen().orElseThrow().node()).isEqualTo("b");
        Decision waits = route(ALONE, "two");
        assertThat(waits.outcome()).isEqualTo(Outcome.BUSY);
        assertThat(faults.reason(waits.chosen().orElseThrow(), IMAGE))
                .hasValueSatisfying(reason -> assertThat(reason).contains("'a'", "iptables failed"));
        assertThat(faults.around(Router.standard()).route(ANY, ALONE).outcome()).isEqualTo(Outcome.BUSY);
        assertThat(told).containsExactly("a");
    }

    @Test
    void trialRunsComeOneAtATimeAfterGrowingPauses() {
        List<Long> pauses = new ArrayList<>();
        fails("job-0", "a");
        for (int i = 1; i <= 8; i++) {
            Instant failed = now;
            while (route(ALONE, "job-" + i).outcome() != Outcome.PLACED) {
                now = now.plusSeconds(1);
            }
            pauses.add(Duration.between(failed, now).toSeconds());
            faults.placed(run("job-" + i), place("a", "L4"), IMAGE);
            assertThat(route(ALONE, "another").outcome()).isEqualTo(Outcome.BUSY);
            assertThat(fail("job-" + i, "a", Cause.INTERNAL)).isTrue();
            faults.ended(run("job-" + i));
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    }

    @Test
    void runsStartedBeforeTheFaultNeitherLengthenThePauseNorEndTheQuarantine() {
        for (String job : List.of("one", "two", "three")) {
            faults.placed(run(job), place("a", "L4"), IMAGE);
        }
        assertThat(fail("one", "a", Cause.INTERNAL)).isTrue();
        assertThat(fail("two", "a", Cause.INTERNAL)).isTrue();
        faults.started(run("three"));

        assertThat(faults.list()).extracting(NodeQuarantine::failures).containsExactly(1);
    }

    @Test
    void aSuccessfulStartEndsTheQuarantine() {
        fails("one", "a");
        now = now.plusSeconds(1);
        starts("two", "a", "L4");

        assertThat(faults.list()).isEmpty();
        assertThat(route(ALONE, "one").outcome()).isEqualTo(Outcome.PLACED);
        assertThat(told).containsExactly("a", "works");
    }

    @Test
    void aJobThatFailedOnANodeLetsOthersTryFirst() {
        fails("one", "a");
        now = now.plusSeconds(1);

        assertThat(route(ALONE, "one").outcome()).isEqualTo(Outcome.BUSY);
        assertThat(faults.allowsOthers(offer("a", "L4"), IMAGE, now)).isTrue();
        now = now.plusSeconds(1);
        assertThat(route(ALONE, "one").outcome()).isEqualTo(Outcome.PLACED);
    }

    @Test
    void aFailureWhereOthersStartedSinceIsTheJobsOwn() {
        fails("odd", "a");
        now = now.plusSeconds(1);
        starts("even", "a", "L4");
        faults.placed(run("odd"), place("a", "L4"), IMAGE);

        assertThat(fail("odd", "a", Cause.INTERNAL)).isFalse();
        assertThat(faults.list()).isEmpty();
    }

    @Test
    void aFaultThatOtherJobsMeetTooIsTheNodes() {
        fails("one", "a");
        now = now.plusSeconds(1);
        starts("two", "a", "L4");
        fails("three", "a");
        now = now.plusSeconds(10);
        faults.placed(run("one"), place("a", "L4"), IMAGE);

        assertThat(fail("one", "a", Cause.INTERNAL)).isTrue();
    }

    @Test
    void aGpuFaultQuarantinesOnlyThatModel() {
        faults.placed(run("one"), place("a", "L4"), IMAGE);
        fail("one", "a", Cause.GPU_UNAVAILABLE);
        Snapshot slots = new Snapshot(List.of(offer("a", "no GPU")));

        assertThat(route(ALONE, "two").outcome()).isEqualTo(Outcome.BUSY);
        assertThat(route(slots, "two").outcome()).isEqualTo(Outcome.PLACED);
        starts("two", "a", "no GPU");
        assertThat(route(ALONE, "three").outcome()).isEqualTo(Outcome.BUSY);
    }

    @Test
    void aNodeAfterItsPauseIsUsedIfNoOtherIsFreeOrAfterALongTime() {
        fails("one", "a");
        now = now.plusSeconds(20);
        assertThat(route(BOTH, "two").chosen().orElseThrow().node()).isEqualTo("b");
        Snapshot otherIsBusy =
                new Snapshot(List.of(offer("a", "L4"), offer("b", "L4").withFree(0)));
        assertThat(route(otherIsBusy, "two").chosen().orElseThrow().node()).isEqualTo("a");

        now = now.plusSeconds(300);
        assertThat(route(BOTH, "two").chosen().orElseThrow().node()).isEqualTo("a");
    }

    @Test
    void aClockSetBackKeepsNoNodeQuarantined() {
        fails("one", "a");
        now = now.minusSeconds(86_400);

        assertThat(route(ALONE, "two").outcome()).isEqualTo(Outcome.PLACED);
    }

    @Test
    void anAbandonedTrialIsFollowedByAnother() {
        fails("one", "a");
        now = now.plusSeconds(1);
        faults.placed(run("two"), place("a", "L4"), IMAGE);
        faults.ended(run("two"));

        assertThat(route(ALONE, "three").outcome()).isEqualTo(Outcome.PLACED);
    }

    @Test
    void anImageFailureQuarantinesOnlyThatImage() {
        faults.placed(run("one"), place("a", "L4"), IMAGE);
        RunExit exit = RunExit.broken(Cause.IMAGE_UNAVAILABLE, "connection refused", now);
        faults.recordImageFailure(run("one"), place("a", "L4"), IMAGE, exit);
        faults.ended(run("one"));

        assertThat(route(BOTH, "two").chosen().orElseThrow().node()).isEqualTo("b");
        assertThat(route(ALONE, "two").outcome()).isEqualTo(Outcome.BUSY);
        assertThat(faults.route(Router.standard(), ANY, ALONE, run("two").job(), "acme/other:1")
                        .outcome())
                .isEqualTo(Outcome.PLACED);
        assertThat(faults.list()).singleElement().satisfies(aside -> {
            assertThat(aside.image()).contains(IMAGE);
            assertThat(aside.reason()).contains("'a'", IMAGE, "connection refused");
            assertThat(aside.until()).isEqualTo(now.plusSeconds(1));
        });
        assertThat(told).as("told as faults of the node").isEmpty();

        now = now.plusSeconds(1);
        starts("two", "a", "L4");
        assertThat(faults.list()).isEmpty();
    }

    @Test
    void theReasonHasTheExecutorsMessageOnce() {
        String words = "The image " + IMAGE + " could not be fetched: connection refused";
        faults.placed(run("one"), place("a", "L4"), IMAGE);
        faults.recordImageFailure(
                run("one"), place("a", "L4"), IMAGE, RunExit.broken(Cause.IMAGE_UNAVAILABLE, words, now));

        assertThat(faults.list())
                .singleElement()
                .satisfies(aside -> assertThat(aside.reason()).isEqualTo("Node 'a': " + words + "."));
    }

    @Test
    void anImageThatStaysUnavailableIsLeftToTheJobsOwnRetries() {
        Instant began = now;
        for (int i = 0; i < 40; i++) {
            String job = "job-" + i;
            while (route(ALONE, job).outcome() != Outcome.PLACED) {
                now = now.plusSeconds(1);
            }
            faults.placed(run(job), place("a", "L4"), IMAGE);
            RunExit exit = RunExit.broken(Cause.IMAGE_UNAVAILABLE, "connection refused", now);
            faults.recordImageFailure(run(job), place("a", "L4"), IMAGE, exit);
            faults.ended(run(job));
        }
        assertThat(Duration.between(began, now)).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
        assertThat(route(BOTH, "another").chosen().orElseThrow().node())
                .as("elsewhere all the same")
                .isEqualTo("b");
    }

    private void fails(String job, String node) {
        faults.placed(run(job), place(node, "L4"), IMAGE);
        fail(job, node, Cause.INTERNAL);
        faults.ended(run(job));
    }

    private boolean fail(String job, String node, Cause cause) {
        RunExit exit = RunExit.nodeFault(cause, "iptables failed: no chain by that name", now);
        return faults.recordStartFailure(run(job), place(node, "L4"), exit);
    }

    private void starts(String job, String node, String model) {
        faults.placed(run(job), place(node, model), IMAGE);
        faults.started(run(job));
        faults.ended(run(job));
    }

    private Decision route(Snapshot snapshot, String job) {
        return faults.route(Router.standard(), ANY, snapshot, run(job).job(), IMAGE);
    }

    private static RunKey run(String job) {
        return new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId(job)), 1);
    }

    private static GpuModel model(String name) {
        return new GpuModel(name, "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    }

    private static Placement place(String node, String model) {
        return new Placement(
                "test", new NodeName(node), List.of("0"), model(model), false, "", Usd.ZERO, List.of(), "a test");
    }

    private static Offer offer(String node, String model) {
        return new Offer(
                node,
                OfferSource.LIVE,
                node,
                model(model),
                new GpuCapacity(1, 1),
                "",
                Usd.ofDollars(1),
                1L << 40,
                false);
    }
}
