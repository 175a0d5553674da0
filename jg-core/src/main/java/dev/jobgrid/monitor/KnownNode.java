package dev.jobgrid.monitor;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.MachineId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node that a grid on a storage knows.
 *
 * @param executor name of the executor that reaches it, or did
 * @param name its distinct name, with a part of the machine's id if needed
 * @param machine its lasting machine id
 * @param state its state
 * @param gpus its number of GPUs; 0 if unknown
 * @param held how many of them runs hold; all devices held there if it is unknown which are GPUs
 * @param jobs jobs with an allocation there, even if only artifacts remain to be stored
 * @param grids the live grids that reach it or supervise runs there, by id
 * @param awaySince if it is away, when the last grid that reached it ended, by the store's clock
 */
public record KnownNode(
        String executor,
        String name,
        MachineId machine,
        State state,
        int gpus,
        int held,
        int jobs,
        List<InstanceId> grids,
        Optional<Instant> awaySince) {
    /** Copies the ids. */
    public KnownNode {
        grids = List.copyOf(grids);
    }

    /** The state of a node. */
    public enum State {
        /** A live grid reaches it, and it accepts jobs. */
        ACCEPTING,
        /** A live grid has it, and it accepts no jobs now, for example while its engine does not answer. */
        CLOSED,
        /** A live grid has it, and it has not answered yet. */
        UNKNOWN,
        /** The last grid that reached it has ended not long ago: jobs that only it can run wait for it. */
        AWAY,
        /** No live grid reaches it: only allocations are left. */
        UNREACHED
    }
}
