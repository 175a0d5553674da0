package dev.jobgrid.auth;

import dev.jobgrid.id.WorkspaceId;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who calls: a workspace and what may be done in it (reference §02).
 *
 * @param workspace the only workspace whose things the caller sees
 * @param subject who it is, for people: a key's name, a user
 * @param scopes what is allowed
 */
public record Caller(WorkspaceId workspace, String subject, Set<Scope> scopes) {
    /** Copies the scopes. */
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** A caller with all scopes in a workspace, as an embedder is in its own. */
    public static Caller owner(WorkspaceId workspace) {
        return new Caller(workspace, "owner", EnumSet.allOf(Scope.class));
    }
}
