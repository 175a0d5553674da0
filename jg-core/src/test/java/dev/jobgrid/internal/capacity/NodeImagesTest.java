package dev.jobgrid.internal.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.NodeName;
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
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Instance;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeImagesTest {
    private static final RouteRequest ANY =
            new RouteRequest(WorkloadType.BATCH, GpuRequest.NONE, RoutePreferences.NONE);
    private static final Snapshot BOTH = new Snapshot(List.of(offer("a", 1), offer("b", 1)));

    private static Instance.Node node(String id, boolean onlyThose, String... images) {
        return new Instance.Node(
                "docker",
                new GpuNode(
                        new NodeName(id),
                        "",
                        List.of(),
                        1L << 40,
                        true,
                        List.of(images),
                        onlyThose,
                        List.of(),
                        Optional.empty()));
    }

    private static Offer offer(String node, int dollars) {
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        return new Offer(
                node,
                OfferSource.LIVE,
                node,
                model,
                new GpuCapacity(1, 1),
                "",
                Usd.ofDollars(dollars),
                1L << 40,
                false);
    }

    private static Decision route(NodeImages images, String image, Snapshot snapshot) {
        return images.around(Router.standard(), image).route(ANY, snapshot);
    }

    @Test
    void aNodeThatPullsNoImagesTakesOnlyJobsWhoseImageItHas() {
        NodeImages images = new NodeImages(List.of(node("a", true, "acme/other:1"), node("b", true, "acme/train:1")));

        assertThat(route(images, "acme/train:1", BOTH).chosen()).contains(offer("b", 1));
        Snapshot busy = new Snapshot(List.of(offer("a", 1), offer("b", 1).withFree(0)));
        assertThat(route(images, "acme/train:1", busy).outcome()).isEqualTo(Outcome.BUSY);
        assertThat(route(images, "acme/train:1", new Snapshot(List.of(offer("a", 1))))
                        .outcome())
                .as("a peer's node has it")
                .isEqualTo(Outcome.UNSATISFIABLE);
    }

    @Test
    void anImageThatNoNodeHasIsRoutedOnlyToNodesThatPull() {
        NodeImages none = new NodeImages(List.of(node("a", true, "acme/other:1"), node("b", true)));
        NodeImages one = new NodeImages(List.of(node("a", true, "acme/other:1"), node("b", false)));

        assertThat(route(none, "acme/new:1", BOTH).outcome()).isEqualTo(Outcome.UNSATISFIABLE);
        assertThat(route(one, "acme/new:1", BOTH).chosen()).contains(offer("b", 1));
    }

    @Test
    void amongEqualNodesOneThatHasTheImageIsChosen() {
        NodeImages images = new NodeImages(List.of(node("a", false), node("b", false, "acme/train:1")));

        assertThat(Router.standard().route(ANY, BOTH).chosen()).contains(offer("a", 1));
        Decision decision = route(images, "acme/train:1", BOTH);
        assertThat(decision.chosen()).contains(offer("b", 1));
        assertThat(decision.outranked()).containsExactly(offer("a", 1));
        assertThat(route(images, "acme/train:1", new Snapshot(List.of(offer("a", 1), offer("b", 2))))
                        .chosen())
                .as("one that costs more is no equal")
                .contains(offer("a", 1));
        Snapshot busy = new Snapshot(List.of(offer("a", 1), offer("b", 1).withFree(0)));
        assertThat(route(images, "acme/train:1", busy).chosen()).contains(offer("a", 1));
    }

    @Test
    void anImageIsTheSameHoweverShortItsName() {
        NodeImages images =
                new NodeImages(List.of(node("b", true, "docker.io/library/python:latest"), node("a", true)));

        assertThat(route(images, "python", BOTH).chosen()).contains(offer("b", 1));
        assertThat(route(images, "library/python:latest", BOTH).chosen()).contains(offer("b", 1));
        NodeImages digest = new NodeImages(List.of(node("b", true, "acme/app@sha256:0a1b"), node("a", true)));
        assertThat(route(digest, "acme/app:1.2@sha256:0a1b", BOTH).chosen()).contains(offer("b", 1));
        NodeImages ids = new NodeImages(List.of(node("b", true, "sha256:0a1b2c", "0a1b2c"), node("a", true)));
        assertThat(route(ids, "sha256:0a1b2c", BOTH).chosen()).contains(offer("b", 1));
        assertThat(route(ids, "0a1b2c", BOTH).chosen()).contains(offer("b", 1));
    }
}
