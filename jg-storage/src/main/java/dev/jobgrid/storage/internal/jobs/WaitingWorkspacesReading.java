package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.WorkspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Reads workspaces with queued jobs: a few entries of the queue's index, then continues after the last one's workspace.
 * Reads at most the square of the requested workspaces, and much less where each has few jobs. Single-threaded.
 */
final class WaitingWorkspacesReading {
    private final Handle handle;
    private final int max;

    WaitingWorkspacesReading(Handle handle, int max) {
        this.handle = handle;
        this.max = max;
    }

    List<WorkspaceId> behind(Optional<WorkspaceId> after) {
        List<WorkspaceId> found = new ArrayList<>();
        String from = after.map(WaitingWorkspacesReading::behind).orElse("");
        while (found.size() < max) {
            List<WorkspaceId> entries = entries(from);
            entries.stream().distinct().limit(max - found.size()).forEach(found::add);
            if (entries.size() < max) {
                break;
            }
            from = behind(entries.get(entries.size() - 1));
        }
        return found;
    }

    /** The least id that is greater: ids hold no character before this one. */
    static String behind(WorkspaceId workspace) {
        return workspace + "-";
    }

    private List<WorkspaceId> entries(String from) {
        return handle.createQuery("""
                        SELECT workspace_id FROM job_queue WHERE workspace_id >= :from
                        ORDER BY workspace_id, lane, turn_at, job_id
                        LIMIT :limit
                        """)
                .bind("from", from)
                .bind("limit", max)
                .map((row, context) -> new WorkspaceId(row.getString("workspace_id")))
                .list();
    }
}
