package dev.jobgrid.monitor;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.MachineId;
import java.util.List;

/**
 * A node that some grid on a storage knows.
 *
 * @param executor name of the executor that reaches it, or did
 * @param name what it is called; the same as no other, by a part of the machine's id if that is needed
 * @param machine which machine it is, for good
 * @param state what is known of it now
 * @param gpus GPUs that it has; 0 if that is not known
 * @param held how many of them runs hold; if it is not known which are GPUs, all that runs hold there
 * @param jobs how many jobs hold something there, be it only a run whose files are still to be stored
 * @param grids the live grids that reach it or look after runs there, by id
 */
public record KnownNode(
        String executor,
        String name,
        MachineId machine,
        State state,
        int gpus,
        int held,
        int jobs,
        List<InstanceId> grids) {
    /** Copies the ids. */
    public KnownNode {
        grids = List.copyOf(grids);
    }

    /** What is known of a node. */
    public enum State {
        /** A live grid reaches it, and it takes jobs. */
        ACCEPTING,
        /** A live grid has it, and it takes no jobs now, as while its engine does not answer. */
        CLOSED,
        /** A live grid has it, and it has not answered yet. */
        UNKNOWN,
        /** No live grid reaches it: it is known only by what runs hold there. */
        UNREACHED
    }
}
