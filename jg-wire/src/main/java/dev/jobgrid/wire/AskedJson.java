package dev.jobgrid.wire;

import dev.jobgrid.job.JobSpec;
import java.util.Map;

/** What was asked for, as far as answers repeat it. */
record AskedJson(String workloadType, String image, Map<String, Object> metadata) {
    static AskedJson of(JobSpec spec) {
        return new AskedJson(
                Words.of(spec.workload()), spec.image(), spec.metadata().values());
    }
}
