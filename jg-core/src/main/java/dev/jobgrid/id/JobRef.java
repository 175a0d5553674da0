package dev.jobgrid.id;

/**
 * Finds one job among all workspaces.
 *
 * @param workspace where it belongs
 * @param id its name there
 */
public record JobRef(WorkspaceId workspace, JobId id) {
    @Override
    public String toString() {
        return workspace + "/" + id;
    }
}
