package dev.jobgrid.internal;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import java.util.stream.Stream;

/**
 * What a caller may do with a grid.
 *
 * @param operator whether the grid is the one that its process built, and not one of {@link dev.jobgrid.JobGrid#as}
 */
record Rights(Services services, Caller caller, boolean operator) {
    /**
     * Lets the caller go on with one of these scopes.
     *
     * @throws JobGridException FORBIDDEN without any, STORE_UNAVAILABLE if the grid is closed
     */
    void allow(Scope... anyOf) {
        services.checkOpen();
        for (Scope scope : anyOf) {
            if (caller.scopes().contains(scope)) {
                return;
            }
        }
        String names =
                String.join(" or ", Stream.of(anyOf).map(Scope::published).toList());
        throw new JobGridException(ErrorCode.FORBIDDEN, "this needs the scope " + names + "; use a key that has it");
    }

    void allowReads() {
        allow(Scope.JOBS_READ);
    }

    void allowSubmits() {
        allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
    }

    /** Lets only the operator go on; all that scopes do not cover is checked here. */
    void allowOperator(String refusal) {
        if (!operator) {
            throw new JobGridException(ErrorCode.FORBIDDEN, refusal);
        }
    }

    WorkspaceId workspace() {
        return caller.workspace();
    }

    JobRef ref(JobId id) {
        return new JobRef(caller.workspace(), id);
    }
}
