package dev.jobgrid.id;

/**
 * The global reference of a job.
 *
 * @param workspace its workspace
 * @param id its id there
 */
public record JobRef(WorkspaceId workspace, JobId id) {
    @Override
    public String toString() {
        return workspace + "/" + id;
    }
}
