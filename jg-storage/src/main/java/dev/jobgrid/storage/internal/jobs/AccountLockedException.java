package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.WorkspaceId;

/** Another transaction keeps the account of a workspace locked; nothing was written. Stays inside this package. */
final class AccountLockedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient WorkspaceId workspace;

    AccountLockedException(WorkspaceId workspace) {
        super("the account of workspace " + workspace + " is locked");
        this.workspace = workspace;
    }

    WorkspaceId workspace() {
        return workspace;
    }
}
