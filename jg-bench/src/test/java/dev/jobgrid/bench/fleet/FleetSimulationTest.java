package dev.jobgrid.bench.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FleetSimulationTest {
    private static final List<String> NODES =
            List.of("sn,cpu_milli,memory_mib,gpu,model", "n1,64000,262144,2,P100", "n2,96000,1,0,", "n3,1,1,8,G2");
    private static final String COLUMNS = "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,creation_time";

    @Test
    void aTraceIsReadByTheNamesOfItsColumns() {
        FleetTrace trace = FleetTrace.parse(
                NODES, List.of(COLUMNS, "b,6000,1,1,460,P100|G2,LS,7", "", "c,1,1,0,0,,BE,1", "a,1,1,8,1000,,BE,3"));

        assertThat(trace.nodes()).extracting(FleetNode::name).containsExactly("n1", "n3");
        assertThat(trace.jobs())
                .containsExactly(
                        new FleetJob("a", 1, 1, 8, Set.of(), 3),
                        new FleetJob("b", 6000, 1, 1, Set.of("P100", "G2"), 7));
    }

    @Test
    void whatCannotBeReadIsNamedByItsLine() {
        assertThatThrownBy(() -> FleetTrace.parse(NODES, List.of(COLUMNS, "a,1,1,1,0,,LS,1", "b,x,1,1,0,,LS,1")))
                .hasMessage("jobs: line 3 has 'x' as cpu_milli, which is no number");
        assertThatThrownBy(() -> FleetTrace.parse(List.of("sn,gpu", "a,1"), List.of(COLUMNS)))
                .hasMessageContaining("line 1 has no column cpu_milli");
        assertThatThrownBy(() -> FleetTrace.parse(List.of(), List.of())).hasMessageContaining("nodes: line 1");
    }

    @Test
    void theShareHeldIsNotedAsTheDemandArrives() {
        FleetTrace trace = FleetTrace.parse(NODES, List.of(COLUMNS, "a,1,1,4,1000,,LS,1", "b,1,1,1,1000,G2,LS,2"));

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
    void theStandardRouterFillsAFleetAtLeastAsWellAsAnyOther() {
        for (double constrained : new double[] {0, 1 / 3.}) {
            FleetTrace trace = DrawnTraces.of(1, constrained);
            FleetSimulation.Result ours = FleetSimulation.run(trace, Policy.JOBGRID);
            Stream.of(Policy.RANDOM, Policy.FIRST_FIT, Policy.BEST_FIT, Policy.DOT_PRODUCT)
                    .map(policy -> FleetSimulation.run(trace, policy))
                    .forEach(other -> assertThat(FleetSimulation.MARKS)
                            .allSatisfy(mark -> assertThat(ours.allocated().get(mark))
                                    .as("%s at %s", other.policy(), mark)
                                    .isGreaterThanOrEqualTo(other.allocated().getOrDefault(mark, 1.0) - .002)));
        }
    }
}
