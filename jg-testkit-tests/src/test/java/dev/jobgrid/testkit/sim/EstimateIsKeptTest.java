package dev.jobgrid.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.testkit.routing.OfferArbitraries;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A submit does on a grid that has not changed what the estimate of the same draft said. */
class EstimateIsKeptTest {
    @Provide
    Arbitrary<List<Offer>> offers() {
        return OfferArbitraries.offers();
    }

    @Provide
    Arbitrary<GpuRequest> gpus() {
        return OfferArbitraries.gpuRequests();
    }

    @Provide
    Arbitrary<RoutePreferences> preferences() {
        return OfferArbitraries.preferences();
    }

    @Property(tries = 300, seed = "1")
    void aJobCostsAndGoesWhereItsEstimateSaid(
            @ForAll("offers") List<Offer> offers,
            @ForAll("gpus") GpuRequest gpu,
            @ForAll("preferences") RoutePreferences preferences,
            @ForAll WorkloadType workload) {
        SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
        SteppedLoops loops = new SteppedLoops(new Random(1));
        ScriptedExecutor engine = new ScriptedExecutor(clock, nodes(offers), run -> RunScript.prints());
        JobSpec spec = JobSpec.builder("job", "acme/app:1", workload)
                .gpu(gpu)
                .route(preferences)
                .build();
        try (JobGrid grid = JobGrid.builder()
                .storage(new MemoryStorage(InstantSource.fixed(Instant.EPOCH)))
                .executor(engine)
                .loops(loops)
                .clock(clock)
                .build()) {
            turn(loops);
            Estimate estimate = grid.estimate(spec);
            if (!estimate.isAvailable()) {
                assertThatThrownBy(() -> grid.submit(spec)).isInstanceOf(JobGridException.class);
                return;
            }
            Job taken = grid.status(grid.submit(spec).id());
            turn(loops);
            Placement place = grid.status(taken.id()).attempt().placement().orElseThrow();
            Offer chosen = estimate.decision().chosen().orElseThrow();

            assertThat(taken.state().cost()).isEqualTo(estimate.cost());
            assertThat(place.node().value()).isEqualTo(chosen.node());
            assertThat(place.gpu()).isEqualTo(chosen.gpu());
            assertThat(place.gpuIds()).hasSize(estimate.decision().demand().gpus());
            assertThat(place.hourlyRate())
                    .isEqualTo(chosen.hourlyRate(estimate.decision().demand().gpus()));
            assertThat(place.relaxed()).isEqualTo(estimate.decision().relaxed());
        }
    }

    private static void turn(SteppedLoops loops) {
        for (int i = 0; i < 6 * loops.names().size(); i++) {
            loops.step();
        }
    }

    private static List<GpuNode> nodes(List<Offer> offers) {
        List<GpuNode> nodes = new ArrayList<>();
        for (Offer offer : offers) {
            nodes.add(new GpuNode(
                    new NodeName(offer.node()),
                    offer.region(),
                    IntStream.range(0, offer.gpus().total())
                            .mapToObj(i -> new GpuNode.Device("gpu" + i, offer.gpu(), offer.gpuHourlyRate(), false))
                            .toList(),
                    offer.freeDiskBytes(),
                    true));
        }
        return nodes;
    }
}
