package dev.jobgrid.console.internal.session;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.auth.Secret;

/**
 * Who sent a request.
 *
 * @param caller what the grid knows them as
 * @param kind how they came in
 * @param proof what the tokens of their forms are made from
 */
public record Visitor(Caller caller, Kind kind, Secret proof) {
    /** How somebody came in. */
    public enum Kind {
        /** With a key or token, by the console's own login. */
        SIGNED_IN,
        /** As the embedder says. */
        GUEST,
        /** As an operator, who sees every workspace, as the embedder says. */
        OPERATOR,
        /** As an operator, with a ticket. */
        ADMITTED
    }

    /** Whether they may read jobs. */
    public boolean isReader() {
        return has(Scope.JOBS_READ);
    }

    /** Whether they may submit, upload, cancel and rerun. */
    public boolean isMember() {
        return has(Scope.JOBS_SUBMIT) || has(Scope.JOBS_WRITE);
    }

    /** Whether they may change templates. */
    public boolean isWriter() {
        return has(Scope.JOBS_WRITE);
    }

    /** Whether they may do what the operator of the grid may. */
    public boolean isOperator() {
        return kind == Kind.OPERATOR || kind == Kind.ADMITTED;
    }

    /** Whether their session is one of ours, which they can end. */
    public boolean canSignOut() {
        return kind == Kind.SIGNED_IN || kind == Kind.ADMITTED;
    }

    private boolean has(Scope scope) {
        return caller.scopes().contains(scope);
    }
}
