package dev.jobgrid.monitor;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Job;
import java.util.List;

/**
 * A node that was forgotten, and what that changed.
 *
 * @param executor name of the executor that reached it
 * @param name what it was called
 * @param machine which machine it was
 * @param released the runs that gave back what they held there
 * @param ended the jobs that were still in such a run, as they are since: queued again, or failed
 */
public record ForgottenNode(String executor, String name, MachineId machine, List<RunKey> released, List<Job> ended) {
    /** Copies the lists. */
    public ForgottenNode {
        released = List.copyOf(released);
        ended = List.copyOf(ended);
    }
}
