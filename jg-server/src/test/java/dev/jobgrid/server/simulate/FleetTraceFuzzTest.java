package dev.jobgrid.server.simulate;

import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;

/** Traces to simulate. */
class FleetTraceFuzzTest extends FuzzContract {
    private static final String NODES = "sn,cpu_milli,memory_mib,gpu,model\na,96000,500000,8,A10\nb,1,2,0,\n";
    private static final String JOBS = """
            name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,creation_time,deletion_time,scheduled_time
            p1,1000,2048,1,500,"A10|V100",0,100,5.0
            "p""2",1,1,2,1000,,7,NaN,
            """;

    @Override
    protected List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.ofText("fleet-nodes", List.of(NODES), nodes -> summary(nodes, JOBS))
                        .refusingBy(IllegalArgumentException.class),
                FuzzTarget.ofText("fleet-jobs", List.of(JOBS), jobs -> summary(NODES, jobs))
                        .refusingBy(IllegalArgumentException.class));
    }

    private static String summary(String nodes, String jobs) throws IOException {
        FleetTrace trace = FleetTrace.parse("n.csv", reader(nodes), "j.csv", reader(jobs));
        return trace.summary() + trace.hasDepartures();
    }

    private static BufferedReader reader(String text) {
        return new BufferedReader(new StringReader(text));
    }
}
