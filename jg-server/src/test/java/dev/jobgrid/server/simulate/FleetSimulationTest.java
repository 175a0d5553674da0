package dev.jobgrid.server.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FleetSimulationTest {
    private static final List<String> NODES =
            List.of("sn,cpu_milli,memory_mib,gpu,model", "n1,64000,262144,2,P100", "n2,96000,1,0,", "n3,9,9,8,G2");
    private static final String COLUMNS = "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,creation_time";

    @Test
    void aTraceIsReadByTheNamesOfItsColumns() throws IOException {
        FleetTrace trace = parse(
                NODES,
                List.of(COLUMNS, "b,6000,1,1,460,P100|G2,LS,7", "", "c,1,1,0,0,,BE,1", "\"a,1\",1,1,8,1000,,BE,3"));

        assertThat(trace.nodes()).extracting(TraceNode::name).containsExactly("n1", "n3");
        assertThat(trace.jobs())
                .containsExactly(
                        new FleetJob("a,1", 1, 1, 8, Set.of(), 3, 0),
                        new FleetJob("b", 6000, 1, 1, Set.of("P100", "G2"), 7, 0));
    }

    @Test
    void columnsMayBeMissingInAnotherOrderAndInCapitals() throws IOException {
        FleetTrace trace = parse(
                List.of("GPU,extra,Model", "8,x,A100"),
                List.of("Creation_Time,Deletion_Time,num_gpu,scheduled_time", "5.5,100.0,0.5,10.0", "2,,4"));

        assertThat(trace.nodes()).containsExactly(new TraceNode("", 0, 0, 8, "A100"));
        assertThat(trace.jobs())
                .containsExactly(new FleetJob("", 0, 0, 4, Set.of(), 2, 0), new FleetJob("", 0, 0, 1, Set.of(), 6, 90));
    }

    @Test
    void whatCannotBeReadIsNamedByItsLine() {
        assertThatThrownBy(() -> parse(NODES, List.of(COLUMNS, "a,1,1,1,0,,LS,1", "b,x,1,1,0,,LS,1")))
                .hasMessage("jobs: line 3 has 'x' as cpu_milli, which is no number");
        assertThatThrownBy(() -> parse(List.of("sn,gpus", "a,1"), List.of(COLUMNS)))
                .hasMessageContaining("nodes: line 1 has no column gpu,");
        assertThatThrownBy(() -> parse(List.of(), List.of())).hasMessageContaining("nodes: line 1");
        assertThatThrownBy(() -> parse(List.of("gpu", "3000000000"), List.of(COLUMNS)))
                .hasMessage("nodes: line 2 has 3000000000 as gpu; 0 to 1000000 are allowed");
    }

    @Test
    void theShareHeldIsNotedAsTheDemandArrives() throws IOException {
        FleetTrace trace = parse(NODES, List.of(COLUMNS, "a,1,1,4,1000,,LS,1", "b,1,1,1,1000,G2,LS,2"));

        for (Policy policy : Policy.values()) {
            FleetSimulation.Result result = FleetSimulation.run(trace, policy);

            // 4, 1, 4, 1 and 4 arrive for a node of eight and one of two: the second and third four find no room.
            assertThat(result.allocated())
                    .as(policy.label())
                    .containsEntry(80, .5)
                    .containsEntry(100, .6)
                    .containsEntry(110, .6);
            assertThat(result.rejected()).as(policy.label()).isEqualTo(2);
        }
    }

    @Test
    void processorsAndMemoryHoldJobsBackUnlessOnlyGpusCount() throws IOException {
        FleetTrace trace = parse(
                List.of("sn,cpu_milli,memory_mib,gpu,model", "n1,4000,64,4,T4"),
                List.of(COLUMNS, "a,3000,1,1,1000,,LS,1"));

        for (Policy policy : Policy.values()) {
            assertThat(FleetSimulation.run(trace, policy).allocated()).containsEntry(110, .25);
            assertThat(FleetSimulation.run(trace.gpusOnly(), policy).allocated())
                    .containsEntry(110, 1.0);
        }
    }

    @Test
    void jobsWaitForThoseThatLeave() throws IOException {
        FleetTrace trace = parse(
                List.of("gpu", "1"),
                List.of("name,num_gpu,creation_time,deletion_time", "a,1,0,10", "b,1,4,9", "c,1,20,21", "d,2,0,1"));

        for (Policy policy : Policy.values()) {
            // The first leaves at 10, so the second waits 6; the last fits on nothing.
            assertThat(FleetSimulation.waits(trace, policy)).as(policy.label()).containsExactly(0L, 6L, 0L);
        }
    }

    @Test
    void theStandardRouterFillsAFleetAtLeastAsWellAsAnyOther() {
        for (DrawnTraces.Wishes wishes : DrawnTraces.Wishes.values()) {
            FleetTrace trace = DrawnTraces.of(1, wishes);
            FleetSimulation.Result ours = FleetSimulation.run(trace, Policy.JOBGRID);
            Stream.of(
                            Policy.RANDOM,
                            Policy.FIRST_FIT,
                            Policy.BEST_FIT,
                            Policy.DOT_PRODUCT,
                            Policy.FRAGMENTATION_GRADIENT)
                    .map(policy -> FleetSimulation.run(trace, policy))
                    .forEach(other -> assertThat(FleetSimulation.MARKS)
                            .allSatisfy(mark -> assertThat(ours.allocated().get(mark))
                                    .as("%s at %s of %s", other.policy(), mark, wishes)
                                    .isGreaterThanOrEqualTo(other.allocated().getOrDefault(mark, 1.0) - .001)));
        }
    }

    @Test
    void whereJobsLeaveTheyWaitNoLongerThanWithAnyOther() {
        for (DrawnTraces.Wishes wishes : List.of(DrawnTraces.Wishes.NONE, DrawnTraces.Wishes.EVEN)) {
            FleetTrace trace = DrawnTraces.departing(1, wishes, .97);
            double ours = FleetSimulation.meanWait(trace, Policy.JOBGRID);

            // The others wait for minutes here.
            assertThat(ours).isLessThanOrEqualTo(FleetSimulation.meanWait(trace, Policy.BEST_FIT));
        }
    }

    private static FleetTrace parse(List<String> nodes, List<String> jobs) throws IOException {
        return FleetTrace.parse("nodes", reader(nodes), "jobs", reader(jobs));
    }

    private static BufferedReader reader(List<String> lines) {
        return new BufferedReader(new StringReader(String.join("\n", lines)));
    }
}
