package dev.jobgrid.auth;

import dev.jobgrid.id.WorkspaceId;
import java.time.Instant;

/**
 * Something that was done to who may call. Written in the transaction that did it.
 *
 * @param at when
 * @param workspace whose
 * @param kind what
 * @param subject to what: a key's id, an address
 * @param detail for people; without secrets
 */
public record AuditEvent(Instant at, WorkspaceId workspace, Kind kind, String subject, String detail) {
    /** What was done. */
    public enum Kind {
        /** A key was made. */
        KEY_CREATED,
        /** A key was revoked. */
        KEY_REVOKED,
        /** An address was shut out for a while, because too many keys that came from there were wrong. */
        ADDRESS_BLOCKED
    }

    /** A key was made. */
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
