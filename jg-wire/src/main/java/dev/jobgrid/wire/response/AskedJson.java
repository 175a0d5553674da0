package dev.jobgrid.wire.response;

import dev.jobgrid.job.JobSpec;
import dev.jobgrid.wire.WireNames;
import java.util.Map;

/** The part of a request that responses repeat. */
public record AskedJson(String workloadType, String image, Map<String, Object> metadata) {
    public static AskedJson of(JobSpec spec) {
        return new AskedJson(
                WireNames.of(spec.workload()), spec.image(), spec.metadata().values());
    }
}
