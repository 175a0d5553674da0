package dev.jobgrid.submit;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Instant;
import java.util.List;

/**
 * Jobs about to be stored, which have to be within limits.
 *
 * @param workspace whose
 * @param jobs their ids, one at least; all are let in or none
 * @param limits the limits
 * @param now when
 */
public record Admission(WorkspaceId workspace, List<JobId> jobs, AdmissionLimits limits, Instant now) {
    /** Copies the ids. */
    public Admission {
        jobs = List.copyOf(jobs);
    }
}
