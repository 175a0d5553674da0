package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.storage.internal.sql.TableNames;

/**
 * PostgreSQL's statements that change jobs: each does all the work of its commit, for any number of jobs. Immutable and
 * thread-safe.
 *
 * @param quiet changes jobs that are placed, run on or end: most changes
 * @param loud changes jobs in any way, with callbacks and notifications of peers
 */
public record PostgresJobSql(String quiet, String loud) {
    // By ctid, and from a source that the planner estimates as one row, because a plan made while the table was small
    // would read all of it for many. The row is the first from its key on, in the order of the key, which only the
    // primary key's index has.
    private static final String UPDATE = """
            WITH stored AS (
                UPDATE job_state
                SET status = a.status, version = a.version,
                    updated_at = TIMESTAMPTZ 'epoch' + a.updated * INTERVAL '1 microsecond',
                    state = a.state, charged_micros = COALESCE(a.charged, job_state.charged_micros)
                FROM (SELECT a.*
                      FROM {a: number int8, before int8, status text, version int8, updated int8, state text, charged int8}
                      LIMIT (SELECT 1000000)) AS a
                WHERE job_state.ctid = (SELECT found.row_id
                                        FROM (SELECT f.ctid AS row_id, f.job_number FROM job_state f
                                              WHERE f.job_number >= a.number ORDER BY f.job_number LIMIT 1) AS found
                                        WHERE found.job_number = a.number)
                    AND job_state.version = a.before
                RETURNING job_state.job_number
            ), notified AS (
                INSERT INTO job_events (job_number, event_seq, events)
                SELECT e.job_number, e.event_seq, e.events
                FROM {e: job_number int8, event_seq int8, events text}
                JOIN stored USING (job_number)
            ), dequeued AS (
                DELETE FROM job_queue
                USING (SELECT job_number FROM {d: job_number int8} JOIN stored USING (job_number)
                       LIMIT (SELECT 1000000)) AS d
                WHERE job_queue.ctid = (SELECT found.row_id
                                        FROM (SELECT q.ctid AS row_id, q.job_number FROM job_queue q
                                              WHERE q.job_number >= d.job_number ORDER BY q.job_number LIMIT 1) AS found
                                        WHERE found.job_number = d.job_number)
            ), ended AS (
                INSERT INTO job_ends (status, workspace_id, created_at, job_id, job_number)
                SELECT x.status, x.workspace_id, TIMESTAMPTZ 'epoch' + x.created * INTERVAL '1 microsecond', x.job_id,
                       job_number
                FROM {x: job_number int8, status text, workspace_id text, created int8, job_id text}
                JOIN stored USING (job_number)
            )""";

    // Locks are taken in a fixed order to avoid deadlocks. One held device fails all.
    private static final String HOLD = """
            , held AS (
                INSERT INTO device_holds (executor, node_id, device_id, job_number, workspace_id, job_id, attempt, created_at,
                                          instance_id, node_name)
                SELECT h.executor, h.node_id, h.device_id, job_number, h.workspace_id, h.job_id, h.attempt,
                       TIMESTAMPTZ 'epoch' + h.created * INTERVAL '1 microsecond', h.instance_id, h.node_name
                FROM {h: executor text, node_id text, device_id text, job_number int8, workspace_id text, job_id text,
                         attempt int8, created int8, instance_id text, node_name text}
                JOIN stored USING (job_number)
                ORDER BY h.executor, h.node_id, h.device_id
            )""";

    // The change's version has locked out any other owner of the run.
    private static final String RELEASE = """
            , released AS (
                DELETE FROM device_holds
                USING (SELECT found.row_id
                       FROM {r: job_number int8, attempt int8}
                       JOIN stored USING (job_number)
                       CROSS JOIN LATERAL (
                           SELECT h.ctid AS row_id FROM device_holds h
                           WHERE h.job_number = r.job_number AND h.attempt = r.attempt
                           OFFSET 0) AS found
                       LIMIT (SELECT 1000000)) AS gone
                WHERE device_holds.ctid = gone.row_id
                RETURNING device_holds.job_number
            )""";

    private static final String QUEUE = """
            , queued AS (
                INSERT INTO job_queue (job_number, workspace_id, job_id, lane, turn_at, created_at, queued_at, not_before,
                                       listed_in)
                SELECT job_number, q.workspace_id, q.job_id, q.lane, TIMESTAMPTZ 'epoch' + q.turn * INTERVAL '1 microsecond',
                       TIMESTAMPTZ 'epoch' + q.created * INTERVAL '1 microsecond',
                       TIMESTAMPTZ 'epoch' + q.queued * INTERVAL '1 microsecond',
                       TIMESTAMPTZ 'epoch' + q.not_before * INTERVAL '1 microsecond', q.workspace_id
                FROM {q: job_number int8, workspace_id text, job_id text, lane text, turn int8, created int8, queued int8,
                         not_before int8}
                JOIN stored USING (job_number)
            ), moved AS (
                UPDATE job_queue
                SET queued_at = TIMESTAMPTZ 'epoch' + m.queued * INTERVAL '1 microsecond',
                    not_before = TIMESTAMPTZ 'epoch' + m.not_before * INTERVAL '1 microsecond'
                FROM {m: job_number int8, queued int8, not_before int8}
                JOIN stored USING (job_number)
                WHERE job_queue.job_number = m.job_number
            )""";

    // One row of each run stays, under a name that is not a device's.
    private static final String FREE = """
            , freed AS (
                SELECT h.executor, h.node_id, h.device_id, f.name,
                       row_number() OVER (PARTITION BY h.job_number, h.attempt ORDER BY h.device_id) AS nth
                FROM {f: job_number int8, attempt int8, name text}
                JOIN stored USING (job_number)
                JOIN device_holds h ON h.job_number = f.job_number AND h.attempt = f.attempt
            ), dropped AS (
                DELETE FROM device_holds d USING freed f
                WHERE d.executor = f.executor AND d.node_id = f.node_id AND d.device_id = f.device_id AND f.nth > 1
            ), renamed AS (
                UPDATE device_holds d SET device_id = f.name FROM freed f
                WHERE d.executor = f.executor AND d.node_id = f.node_id AND d.device_id = f.device_id AND f.nth = 1
            )""";

    private static final String OWED = """
            , owed AS (
                INSERT INTO callback_outbox (delivery_id, workspace_id, job_id, status, receiver, created_at, tries, due_at)
                SELECT c.delivery_id, c.workspace_id, c.job_id, c.status, c.receiver,
                       TIMESTAMPTZ 'epoch' + c.created * INTERVAL '1 microsecond', c.tries,
                       TIMESTAMPTZ 'epoch' + c.due * INTERVAL '1 microsecond'
                FROM {c: delivery_id text, job_number int8, workspace_id text, job_id text, status text, receiver text,
                         created int8, tries int8, due int8}
                JOIN stored USING (job_number)
            )""";

    // In the place of numbers, which are positive: -1 for notifications of changes, 0 for those of free devices.
    private static final String NOTIFY = """

            SELECT -1, (SELECT count(pg_notify(?, n.message))
                          FROM {n: job_number int8, message text}
                          JOIN stored USING (job_number)
                          WHERE n.message <> 'work' OR EXISTS (
                              SELECT FROM grid_instances WHERE is_idle AND instance_id <> ALL (?::text[])))
            UNION ALL""";

    private static final String STORED = """

            SELECT job_number, 0 FROM stored
            UNION ALL
            SELECT 0, (SELECT count(pg_notify(?, 'work')) FROM grid_instances
                          WHERE is_idle AND instance_id <> ALL (?::text[]))
            FROM (SELECT FROM released LIMIT 1) AS any_released
            """;

    public PostgresJobSql(TableNames names) {
        this(
                names.in(PostgresSource.many(UPDATE + HOLD + RELEASE + STORED)),
                names.in(PostgresSource.many(UPDATE + HOLD + RELEASE + QUEUE + FREE + OWED + NOTIFY + STORED)));
    }
}
