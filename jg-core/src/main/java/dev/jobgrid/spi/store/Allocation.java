package dev.jobgrid.spi.store;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import java.util.List;
import java.util.Optional;

/**
 * The devices of one node that a run holds, or slots for work without a GPU, which are counted like devices. Begins
 * with the change that places the run and ends when the engine has removed the run, which can be after the end of the
 * job.
 *
 * @param run which run
 * @param owner the instance that supervises the run
 * @param executor name of the executor that runs it
 * @param machine the machine's lasting id; its name if its executor has none, or an older release stored names only
 * @param devices the held devices, in order; none once the program has ended and only its artifacts remain to be stored
 * @param node the node's name when the run was placed; empty if an older release placed it
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
