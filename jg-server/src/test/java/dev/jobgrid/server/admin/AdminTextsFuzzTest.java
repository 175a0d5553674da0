package dev.jobgrid.server.admin;

import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import java.util.List;

/** Texts of those who run a server. */
class AdminTextsFuzzTest extends FuzzContract {
    @Override
    protected List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.ofText(
                                "keep",
                                List.of("jobs=90d,logs=30d/10G,artifacts=/1T", "inputs=12h", "logs=/5"),
                                text -> RetentionRulesParser.read(text).toString())
                        .refusingBy(IllegalArgumentException.class),
                FuzzTarget.ofText("size", List.of("500M", "10G", "7"), text -> "" + RetentionRulesParser.bytes(text))
                        .refusingBy(IllegalArgumentException.class),
                FuzzTarget.ofText(
                                "simulated-gpu",
                                List.of("NVIDIA L4:24", "H100:80x8"),
                                text -> SimulatedGpu.parse(text).toString())
                        .refusingBy(IllegalArgumentException.class));
    }
}
