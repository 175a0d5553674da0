package dev.jobgrid.storage;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes what a change of a job means for its run's hold, inside the transaction of the change. */
final class HoldRows {
    private HoldRows() {}

    /** Another run holds one of the devices: the transaction must not be committed. */
    static final class DeviceHeldException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private DeviceHeldException(RunKey run) {
            super("run " + run + " wants a device that another run holds");
        }
    }

    /**
     * Writes the hold.
     *
     * @throws DeviceHeldException if another run holds one of the devices
     */
    static void write(Handle handle, Transition transition) {
        boolean isNew = transition.isPlacing();
        if (isNew || (transition.isTakingOver() && !isOwnerChanged(handle, transition))) {
            insert(handle, transition);
        }
    }

    private static boolean isOwnerChanged(Handle handle, Transition transition) {
        RunKey run = transition.after().run();
        return handle.createUpdate("""
                        UPDATE device_holds SET instance_id = :owner
                        WHERE workspace_id = :workspace AND job_id = :job AND attempt = :attempt
                        """)
                        .bind(
                                "owner",
                                transition
                                        .after()
                                        .attempt()
                                        .owner()
                                        .orElseThrow()
                                        .value())
                        .bind("workspace", run.job().workspace().value())
                        .bind("job", run.job().id().value())
                        .bind("attempt", run.attempt())
                        .execute()
                > 0;
    }

    private static void insert(Handle handle, Transition transition) {
        RunKey run = transition.after().run();
        Attempt attempt = transition.after().attempt();
        Placement place = attempt.placement().orElseThrow();
        // One order for all writers, so that they wait for one another in a line and not in a ring.
        List<String> devices = place.gpuIds().stream().sorted().toList();
        if (devices.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO device_holds (executor, node_id, device_id, workspace_id, job_id, attempt, instance_id)
                VALUES (:executor, :node, :device, :workspace, :job, :attempt, :owner)
                ON CONFLICT DO NOTHING
                """)) {
            for (String device : devices) {
                batch.bind("executor", place.executor())
                        .bind("node", place.node().value())
                        .bind("device", device)
                        .bind("workspace", run.job().workspace().value())
                        .bind("job", run.job().id().value())
                        .bind("attempt", run.attempt())
                        .bind("owner", attempt.owner().orElseThrow().value())
                        .add();
            }
            if (Arrays.stream(batch.execute()).sum() < devices.size()) {
                throw new DeviceHeldException(run);
            }
        }
    }
}
