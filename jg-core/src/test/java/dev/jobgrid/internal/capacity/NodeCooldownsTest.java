package dev.jobgrid.internal.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuCapacity;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Rejection;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeCooldownsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final RouteRequest ANY =
            new RouteRequest(WorkloadType.BATCH, GpuRequest.NONE, RoutePreferences.NONE);
    private static final Snapshot BOTH = new Snapshot(List.of(offer("a"), offer("b")));

    private final NodeCooldowns cooldowns = new NodeCooldowns();

    @Test
    void aNodeThatFailedTwiceIsExcludedForAWhile() {
        fail("a", Cause.WORKER_LOST);
        assertThat(route(BOTH, NOW).chosen()).contains(offer("a"));

        fail("a", Cause.GPU_UNAVAILABLE);
        Decision avoided = route(BOTH, NOW.plusSeconds(59));
        assertThat(avoided.chosen()).contains(offer("b"));
        assertThat(avoided.rejections()).extracting(Rejection::reason).containsExactly(Reason.EXCLUDED);
        assertThat(route(BOTH, NOW.plusSeconds(61)).chosen()).contains(offer("a"));
    }

    @Test
    void failuresOfTheJobDoNotCountAndASuccessfulRunClearsTheCount() {
        fail("a", Cause.IMAGE_NOT_FOUND);
        fail("a", Cause.IMAGE_NOT_FOUND);
        assertThat(route(BOTH, NOW).chosen()).contains(offer("a"));

        fail("a", Cause.INTERNAL);
        cooldowns.ended(new NodeName("a"), Optional.empty(), NOW);
        fail("a", Cause.INTERNAL);
        assertThat(route(BOTH, NOW).chosen()).contains(offer("a"));
    }

    @Test
    void aNodeInCooldownIsUsedIfNoOtherFits() {
        fail("a", Cause.WORKER_LOST);
        fail("a", Cause.WORKER_LOST);

        assertThat(route(new Snapshot(List.of(offer("a"))), NOW).outcome()).isEqualTo(Outcome.PLACED);
    }

    private void fail(String node, Cause cause) {
        cooldowns.ended(new NodeName(node), Optional.of(cause), NOW);
    }

    private Decision route(Snapshot snapshot, Instant at) {
        return cooldowns.around(Router.standard(), () -> at).route(ANY, snapshot);
    }

    private static Offer offer(String node) {
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        return new Offer(
                node, OfferSource.LIVE, node, model, new GpuCapacity(1, 1), "", Usd.ofDollars(1), 1L << 40, false);
    }
}
