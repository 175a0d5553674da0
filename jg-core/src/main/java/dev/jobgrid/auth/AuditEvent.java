package dev.jobgrid.auth;

import dev.jobgrid.id.WorkspaceId;
import java.time.Instant;

/**
 * An audit event of authentication. Written in the transaction of the change.
 *
 * @param at when
 * @param workspace the workspace
 * @param kind the kind
 * @param subject a key's id, or an address
 * @param detail for people; without secrets
 */
public record AuditEvent(Instant at, WorkspaceId workspace, Kind kind, String subject, String detail) {
    /** Kinds of audit events. */
    public enum Kind {
        /** A key was created. */
        KEY_CREATED,
        /** A key was revoked. */
        KEY_REVOKED,
        /** An address was blocked temporarily, after too many wrong keys. */
        ADDRESS_BLOCKED
    }

    /** A key was created. */
    public static AuditEvent created(ApiKey key) {
        return new AuditEvent(
                key.created(),
                key.workspace(),
                Kind.KEY_CREATED,
                key.id().value(),
                "key '" + key.name() + "' (" + key.prefix() + "…)");
    }

    /** A key was revoked. */
    public static AuditEvent revoked(ApiKey key, Instant now) {
        return new AuditEvent(
                now,
                key.workspace(),
                Kind.KEY_REVOKED,
                key.id().value(),
                "key '" + key.name() + "' (" + key.prefix() + "…)");
    }
}
