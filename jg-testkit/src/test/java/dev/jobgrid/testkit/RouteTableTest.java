package dev.jobgrid.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.RouteTable;
import dev.jobgrid.estimate.RouteTable.Row;
import dev.jobgrid.estimate.RouteTable.Verdict;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.testkit.grid.GridFixture;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    @Test
    void theChosenRowCostsWhatTheEstimateSaysAndAJobOfBeforeIsExplainedAsNow() {
        JobSpec spec = JobSpec.builder("explained", "acme/app:1", WorkloadType.BATCH)
                .id(new JobId("explained"))
                .gpu(GpuRequest.builder().count(2).build())
                .build();
        try (GridFixture fixture = GridFixture.open()) {
            Estimate estimate = fixture.grid().estimate(spec);
            RouteTable table = fixture.grid().explain(spec);

            assertThat(table.rows()).extracting(Row::verdict).containsExactly(Verdict.CHOSEN);
            Row chosen = table.rows().get(0);
            assertThat(chosen.leastCost()).isEqualTo(estimate.cost().min());
            assertThat(chosen.mostCost()).isEqualTo(estimate.cost().max());
            assertThat(chosen.hourlyRate().dollars()).isEqualTo(1.6);

            fixture.grid().submit(spec);
            assertThat(fixture.grid().explain(new JobId("explained")).rows()).hasSize(1);
        }
    }

    @Test
    void whatDoesNotFitIsTurnedDownForItsReason() {
        JobSpec spec = JobSpec.builder("explained", "acme/app:1", WorkloadType.BATCH)
                .gpu(GpuRequest.builder().count(3).build())
                .build();
        try (GridFixture fixture = GridFixture.open()) {
            RouteTable table = fixture.grid().explain(spec);

            assertThat(table.rows()).extracting(Row::verdict).containsExactly(Verdict.REJECTED);
            assertThat(table.rows().get(0).rejection().orElseThrow().needed()).isEqualTo("3 GPUs");
        }
    }
}
