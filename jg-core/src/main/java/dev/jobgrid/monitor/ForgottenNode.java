package dev.jobgrid.monitor;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Job;
import java.util.List;

/**
 * A forgotten node, with the changes.
 *
 * @param executor name of the executor that reached it
 * @param name its name
 * @param machine its machine id
 * @param released the runs whose allocations were released
 * @param ended the jobs whose run was ended, in their new state: queued again, or failed
 */
public record ForgottenNode(String executor, String name, MachineId machine, List<RunKey> released, List<Job> ended) {
    /** Copies the lists. */
    public ForgottenNode {
        released = List.copyOf(released);
        ended = List.copyOf(ended);
    }
}
