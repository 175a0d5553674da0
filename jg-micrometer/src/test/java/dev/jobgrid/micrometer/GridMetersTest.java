package dev.jobgrid.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.AccessLog;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GridMetersTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GridMeters meters = new GridMeters(registry, clock);
    private final SteppedLoops loops = new SteppedLoops(new Random(3));

    private JobGrid grid() {
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(1), true));
        GpuNode node = new GpuNode(new NodeName("node"), "here", devices, 1L << 40, true);
        JobGrid grid = JobGrid.builder()
                .storage(new MemoryStorage())
                .executor(new ScriptedExecutor(clock, List.of(node), run -> RunScript.prints("hello")))
                .observer(meters)
                .loops(loops)
                .clock(clock)
                .build();
        meters.watch(grid);
        return grid;
    }

    @Test
    void aJobsWayIsMeasured() {
        try (JobGrid grid = grid()) {
            grid.submit(
                    JobSpec.builder("a", "acme/app:1-gpu", WorkloadType.BATCH).build());
            clock.advance(Duration.ofSeconds(10));

            assertThat(registry.get("jobgrid.jobs")
                            .tag("status", "queued")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("jobgrid.queue.age").gauge().value()).isEqualTo(10);
            assertThat(registry.get("jobgrid.gpus").tag("node", "node").gauge().value())
                    .isEqualTo(1);
            assertThat(registry.get("jobgrid.gpus.held").gauge().value()).isZero();
            assertThat(registry.get("jobgrid.node.accepting").gauge().value()).isEqualTo(1);
            assertThat(registry.get("jobgrid.node.disk.free").gauge().value()).isEqualTo(1L << 40);

            for (int i = 0; i < 400; i++) {
                loops.step();
                clock.advance(Duration.ofSeconds(1));
            }

            assertThat(registry.get("jobgrid.jobs")
                            .tag("status", "queued")
                            .gauge()
                            .value())
                    .isZero();
            assertThat(registry.get("jobgrid.observer.dropped")
                            .functionCounter()
                            .count())
                    .isZero();
        }
        // The meters are told of all before their grid is closed.
        assertThat(registry.get("jobgrid.jobs.ended")
                        .tag("status", "completed")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("jobgrid.job.start").timer().count()).isEqualTo(1);
        assertThat(registry.get("jobgrid.route").timer().count()).isPositive();
        assertThat(registry.get("jobgrid.store")
                        .tags("store", "jobs", "operation", "create", "failed", "false")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void eachMeterSaysWhatItIs() {
        try (JobGrid grid = grid()) {
            grid.submit(
                    JobSpec.builder("a", "acme/app:1-gpu", WorkloadType.BATCH).build());
            meters.executorFailed("executor", "launch");
            meters.nodeFaulted("executor", "node");
            for (int i = 0; i < 400; i++) {
                loops.step();
                clock.advance(Duration.ofSeconds(1));
            }
        }
        new HttpMeters(registry)
                .answered(new AccessLog.Entry(
                        clock.instant(),
                        "req_1",
                        "127.0.0.1",
                        "GET",
                        "/v1/jobs/a",
                        Optional.of("/v1/jobs/{job_id}"),
                        200,
                        Duration.ofMillis(30),
                        Optional.empty(),
                        Optional.empty()));

        assertThat(registry.getMeters()).hasSizeGreaterThan(10);
        assertThat(registry.getMeters())
                // Without the buckets of histograms, which this registry shows as gauges.
                .filteredOn(meter -> meter.getId().syntheticAssociation() == null)
                .allSatisfy(meter -> assertThat(meter.getId().getDescription())
                        .as(meter.getId().getName())
                        .isNotBlank());
        assertThat(registry.getMeters())
                .filteredOn(meter -> meter.getId().syntheticAssociation() == null)
                .extracting(meter -> meter.getId().getName()
                        + meter.getId().getTags().stream().map(Tag::getKey).toList())
                .as("names and tags, by which dashboards go")
                .containsOnly(
                        "jobgrid.gpus[executor, node]",
                        "jobgrid.gpus.held[executor, node]",
                        "jobgrid.node.accepting[executor, node]",
                        "jobgrid.node.disk.free[executor, node]",
                        "jobgrid.node.faults[executor, node]",
                        "jobgrid.executor.errors[executor, operation]",
                        "jobgrid.jobs[status]",
                        "jobgrid.jobs.ended[status]",
                        "jobgrid.job.start[]",
                        "jobgrid.queue.age[]",
                        "jobgrid.route[]",
                        "jobgrid.set.aside[kind]",
                        "jobgrid.store[failed, operation, store]",
                        "jobgrid.observer.dropped[]",
                        "jobgrid.http.requests[method, route, status]");
        Timer requests = registry.get("jobgrid.http.requests")
                .tags("method", "GET", "route", "/v1/jobs/{job_id}", "status", "200")
                .timer();
        assertThat(requests.takeSnapshot().histogramCounts())
                .filteredOn(bucket -> bucket.bucket(TimeUnit.MILLISECONDS) == 100)
                .extracting(CountAtBucket::count)
                .containsExactly(1.0);
    }
}
