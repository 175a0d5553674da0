package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.retention.RetentionPart;
import java.util.List;

/**
 * Statements that find and remove data. A scan reads a bounded part of one index, in its order, and returns the
 * removable bytes of each row; those that must be retained have null.
 */
final class RetentionSql {
    /** Of the row j of a job and the row s of its state. */
    private static final String JOB_MAY_GO = """
        s.status IN ('COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED') AND s.updated_at < :before
        AND NOT EXISTS (SELECT 1 FROM callback_outbox c
                        WHERE c.workspace_id = j.workspace_id AND c.job_id = j.job_id AND c.progress = 'PENDING')
        AND NOT EXISTS (SELECT 1 FROM device_holds h WHERE h.job_number = j.job_number)
        """;

    /** A job of a workspace. */
    private static final String JOB = """
        jobs j JOIN job_state s ON s.job_number = j.job_number WHERE j.workspace_id = :workspace AND j.job_id = :id
        """;

    private static final String HAS_NOTHING_LEFT = """
        NOT EXISTS (SELECT 1 FROM job_log_chunks l
                    WHERE l.workspace_id = j.workspace_id AND l.job_id = j.job_id)
        AND NOT EXISTS (SELECT 1 FROM artifacts a
                        WHERE a.workspace_id = j.workspace_id AND a.job_id = j.job_id)
        """;

    /** Removes all else of a job whose state was removed. */
    static final List<String> REST_OF_JOB = List.of(
            """
            DELETE FROM job_events WHERE job_number = (SELECT j.job_number FROM jobs j
                                                       WHERE j.workspace_id = :workspace AND j.job_id = :id)
            """,
            """
            DELETE FROM job_ends
            WHERE status IN ('COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED') AND workspace_id = :workspace AND job_id = :id
                AND created_at = (SELECT j.created_at FROM jobs j
                                  WHERE j.workspace_id = :workspace AND j.job_id = :id)
            """,
            "DELETE FROM large_specs WHERE workspace_id = :workspace AND job_id = :id",
            "DELETE FROM job_log_ends WHERE workspace_id = :workspace AND job_id = :id",
            "DELETE FROM jobs WHERE workspace_id = :workspace AND job_id = :id");

    private static final String INPUT_MAY_GO = """
        i.status = 'UPLOADED' AND i.used_at < :before
        AND NOT EXISTS (SELECT 1 FROM jobs j
                        WHERE j.job_number IN (SELECT q.job_number FROM job_queue q WHERE q.workspace_id = i.workspace_id
                                               UNION ALL
                                               SELECT h.job_number FROM device_holds h
                                               JOIN job_state s ON s.job_number = h.job_number
                                               WHERE h.workspace_id = i.workspace_id
                                                   AND s.status IN ('ASSIGNED', 'RUNNING'))
                            AND POSITION('"' || i.input_id || '"' IN j.spec) > 0)
        """;

    private static final String UPLOAD_MAY_GO = "i.status <> 'UPLOADED' AND i.expires_at < :before";

    /** The newest of a workspace's rows created before a moment, or at it with a lesser id. */
    private static final String NEWEST = """
        SELECT * FROM {table}
        WHERE workspace_id = :workspace AND created_at <= :at AND (created_at < :at OR {id} < :id)
        ORDER BY workspace_id, created_at DESC, {id} DESC
        LIMIT :limit
        """;

    private RetentionSql() {}

    /** The table of a part, scanned by workspace. */
    static String table(RetentionPart part) {
        return switch (part) {
            case LOGS, ARTIFACTS, JOBS -> "jobs";
            case INPUTS, UPLOADS -> "job_inputs";
            case AUDIT -> "audit_events";
            case IDEMPOTENCY_KEYS -> "idempotency_keys";
            case ORPHANED_BLOBS -> throw new IllegalArgumentException("a store of rows knows of no blobs");
        };
    }

    /** Rows of a workspace: {@code id}, {@code made_at}, and {@code bytes}, null for those to retain. */
    static String look(RetentionPart part) {
        return switch (part) {
            case LOGS -> lookAtJobs(JOB_MAY_GO, """
                (SELECT SUM(OCTET_LENGTH(l.packed_lines)) FROM job_log_chunks l
                 WHERE l.workspace_id = j.workspace_id AND l.job_id = j.job_id)
                """);
            case ARTIFACTS -> lookAtJobs(JOB_MAY_GO, """
                (SELECT SUM(a.size_bytes) FROM artifacts a
                 WHERE a.workspace_id = j.workspace_id AND a.job_id = j.job_id)
                """);
            case JOBS -> lookAtJobs(JOB_MAY_GO + " AND " + HAS_NOTHING_LEFT, "0");
            case INPUTS -> lookAt("i", "job_inputs", "input_id", INPUT_MAY_GO, "COALESCE(i.size_bytes, 0)");
            case UPLOADS -> lookAt("i", "job_inputs", "input_id", UPLOAD_MAY_GO, "COALESCE(i.size_bytes, 0)");
            case AUDIT -> lookAt("e", "audit_events", "event_id", "e.created_at < :before", "0");
            case IDEMPOTENCY_KEYS, ORPHANED_BLOBS -> throw new IllegalArgumentException(part + " are found otherwise");
        };
    }

    private static String lookAtJobs(String mayGo, String bytes) {
        return lookAt("j", "jobs", "job_id", mayGo, bytes)
                .replace(") j ORDER BY", ") j JOIN job_state s ON s.job_number = j.job_number ORDER BY");
    }

    private static String lookAt(String row, String table, String id, String mayGo, String bytes) {
        return "SELECT " + row + "." + id + " AS id, " + row + ".created_at AS made_at, CASE WHEN " + mayGo + " THEN "
                + bytes + " END AS bytes FROM ("
                + NEWEST.replace("{table}", table).replace("{id}", id) + ") " + row
                + " ORDER BY " + row + ".created_at DESC, " + row + "." + id + " DESC";
    }

    /** Removes some or all of one item; repeat while it removes as many rows as its limit. */
    static String remove(RetentionPart part) {
        return switch (part) {
            case LOGS -> """
                DELETE FROM job_log_chunks
                WHERE workspace_id = :workspace AND job_id = :id
                    AND EXISTS (SELECT 1 FROM %s AND %s)
                    AND last_entry_id IN (SELECT l.last_entry_id FROM job_log_chunks l
                                          WHERE l.workspace_id = :workspace AND l.job_id = :id
                                          ORDER BY l.last_entry_id LIMIT :limit)
                """.formatted(JOB, JOB_MAY_GO);
            case ARTIFACTS -> """
                DELETE FROM artifacts
                WHERE workspace_id = :workspace AND job_id = :id
                    AND EXISTS (SELECT 1 FROM %s AND %s)
                    AND artifact_id IN (SELECT a.artifact_id FROM artifacts a
                                        WHERE a.workspace_id = :workspace AND a.job_id = :id
                                        ORDER BY a.artifact_id LIMIT :limit)
                """.formatted(JOB, JOB_MAY_GO);
            case JOBS -> """
                DELETE FROM job_state o WHERE o.updated_at < :before AND o.job_number = (SELECT j.job_number FROM %s AND %s AND %s)
                """.formatted(JOB, JOB_MAY_GO, HAS_NOTHING_LEFT);
            case INPUTS -> """
                DELETE FROM job_inputs i WHERE i.workspace_id = :workspace AND i.input_id = :id AND %s
                """.formatted(INPUT_MAY_GO);
            case UPLOADS -> """
                DELETE FROM job_inputs i WHERE i.workspace_id = :workspace AND i.input_id = :id AND %s
                """.formatted(UPLOAD_MAY_GO);
            case AUDIT -> """
                DELETE FROM audit_events
                WHERE workspace_id = :workspace AND event_id = :id AND created_at < :before
                """;
            case IDEMPOTENCY_KEYS -> """
                DELETE FROM idempotency_keys
                WHERE workspace_id = :workspace AND idempotency_key = :id AND expires_at < :before
                """;
            case ORPHANED_BLOBS -> throw new IllegalArgumentException("a store of rows knows of no blobs");
        };
    }

    /** The amount of a part, by the hour since 1970. */
    static String sizes(RetentionPart part) {
        return switch (part) {
            case LOGS -> byHour("s.updated_at", "SUM(OCTET_LENGTH(l.packed_lines))", """
                jobs j JOIN job_state s ON s.job_number = j.job_number
                JOIN job_log_chunks l ON l.workspace_id = j.workspace_id AND l.job_id = j.job_id
                WHERE s.status IN ('COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED')
                """);
            case ARTIFACTS -> byHour("s.updated_at", "SUM(a.size_bytes)", """
                jobs j JOIN job_state s ON s.job_number = j.job_number
                JOIN artifacts a ON a.workspace_id = j.workspace_id AND a.job_id = j.job_id
                WHERE s.status IN ('COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED')
                """);
            case JOBS -> byHour("s.updated_at", "COUNT(*)", """
                job_state s WHERE s.status IN ('COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED')
                """);
            case INPUTS ->
                byHour("i.used_at", "SUM(COALESCE(i.size_bytes, 0))", "job_inputs i WHERE i.status = 'UPLOADED'");
            case AUDIT -> byHour("e.created_at", "COUNT(*)", "audit_events e");
            case UPLOADS, IDEMPOTENCY_KEYS, ORPHANED_BLOBS ->
                throw new IllegalArgumentException(part + " go by themselves");
        };
    }

    private static String byHour(String at, String amount, String from) {
        return "SELECT s.epoch_hour, s.amount FROM (SELECT CAST(FLOOR(EXTRACT(EPOCH FROM " + at
                + ") / 3600) AS BIGINT) AS epoch_hour, " + amount + " AS amount FROM " + from
                + " GROUP BY CAST(FLOOR(EXTRACT(EPOCH FROM " + at + ") / 3600) AS BIGINT)) s WHERE s.amount > 0";
    }
}
