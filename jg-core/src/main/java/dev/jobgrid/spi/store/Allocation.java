package dev.jobgrid.spi.store;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import java.util.List;
import java.util.Optional;

/**
 * What a run holds: devices of one machine, or slots for work without a GPU, which are counted like devices. It begins with
 * the change that gives the run its place and ends when the run's engine has let go of it, which can be later than the end
 * of the job.
 *
 * @param run which run
 * @param owner the instance that looks after the run
 * @param executor name of the executor that runs it
 * @param machine the machine, by what it is known for good; by its name if its executor does not tell, or a release did not that
 *     kept names only
 * @param devices what it holds there, in order; none once its program has ended and only its files are to be stored
 * @param node what the machine was called when the run got its place; empty if a release placed it that did not note that
 */
public record Allocation(
        RunKey run,
        InstanceId owner,
        String executor,
        MachineId machine,
        List<String> devices,
        Optional<NodeName> node) {
    /** Puts the devices in order. */
    public Allocation {
        devices = devices.stream().sorted().toList();
    }
}
