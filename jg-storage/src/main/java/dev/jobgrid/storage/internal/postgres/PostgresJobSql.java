package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.storage.internal.sql.TableNames;

/**
 * PostgreSQL's statements that write jobs: each does all the work of its commit, for any number of jobs. Immutable and
 * thread-safe.
 *
 * @param createOne stores one job that has events and no idempotency key
 * @param create stores jobs without idempotency keys
 * @param createKeyed stores jobs, some with one
 * @param quiet changes jobs without notification: most changes
 * @param loud changes jobs, some with a callback or a notification of peers
 */
public record PostgresJobSql(String createOne, String create, String createKeyed, Changes quiet, Changes loud) {
    /**
     * The statements that change jobs.
     *
     * @param apply changes jobs
     * @param place changes jobs with new allocations, and releases devices
     * @param release changes jobs, and releases devices
     * @param free changes jobs, releases devices, and removes those of ended programs from allocations
     */
    public record Changes(String apply, String place, String release, String free) {
        private static Changes of(TableNames names, String update, String notify) {
            return new Changes(
                    names.in(PostgresSource.many(update + notify)),
                    names.in(PostgresSource.many(update + HOLD + RELEASE + notify + NOTIFY_RELEASED)),
                    names.in(PostgresSource.many(update + RELEASE + notify + NOTIFY_RELEASED)),
                    names.in(PostgresSource.many(update + HOLD + RELEASE + FREE + notify + NOTIFY_RELEASED)));
        }
    }

    private static final String EVENTS = """
            INSERT INTO job_events (workspace_id, job_id, event_seq, events)
            SELECT e.workspace_id, e.job_id, e.event_seq, e.events
            FROM {e: workspace_id text, job_id text, event_seq int8, events text}
            JOIN stored USING (workspace_id, job_id)
            """;

    private static final String TAKE_KEYS = """
            WITH taken AS (
                INSERT INTO idempotency_keys (workspace_id, idempotency_key, job_id, expires_at)
                SELECT k.workspace_id, k.idempotency_key, k.job_id,
                       TIMESTAMPTZ 'epoch' + k.expires * INTERVAL '1 microsecond'
                FROM {k: workspace_id text, idempotency_key text, job_id text, expires int8}
                WHERE NOT EXISTS (SELECT FROM jobs there
                                  WHERE there.workspace_id = k.workspace_id AND there.job_id = k.job_id)
                ON CONFLICT DO NOTHING
                RETURNING workspace_id, job_id
            ), stored AS (
            """;

    private static final String CREATE = """
                INSERT INTO jobs (workspace_id, job_id, status, version, created_at, updated_at, queued_at, not_before,
                                  lane, turn_at, held_micros, spec, state)
                SELECT a.workspace_id, a.job_id, a.status, a.version,
                       TIMESTAMPTZ 'epoch' + a.created * INTERVAL '1 microsecond',
                       TIMESTAMPTZ 'epoch' + a.updated * INTERVAL '1 microsecond',
                       TIMESTAMPTZ 'epoch' + a.queued * INTERVAL '1 microsecond',
                       TIMESTAMPTZ 'epoch' + a.not_before * INTERVAL '1 microsecond',
                       a.lane, TIMESTAMPTZ 'epoch' + a.turn * INTERVAL '1 microsecond', a.held, a.spec, a.state
                FROM {a: workspace_id text, job_id text, status text, version int8, created int8, updated int8, queued int8,
                         not_before int8, lane text, turn int8, held int8, spec text, state text}
                {where}
                ON CONFLICT DO NOTHING
                RETURNING workspace_id, job_id
            ), notified AS (
            """ + EVENTS + """
            )
            SELECT workspace_id, job_id,
                   (SELECT pg_notify(?, 'work') FROM grid_instances
                    WHERE is_idle AND instance_id <> ALL (?::text[]) LIMIT 1) AS notified
            FROM stored
            """;

    // By ctid, and from a source that the planner estimates as one row, because a plan made while the table was small
    // would read all of it for many. The row is the first from its key on, in the order of the key, which only the
    // primary key's index has: in a small table the index of a workspace's newest jobs looks equally good.
    private static final String UPDATE = """
            WITH stored AS (
                UPDATE jobs
                SET status = a.status, version = a.version,
                    updated_at = TIMESTAMPTZ 'epoch' + a.updated * INTERVAL '1 microsecond',
                    queued_at = TIMESTAMPTZ 'epoch' + a.queued * INTERVAL '1 microsecond',
                    not_before = TIMESTAMPTZ 'epoch' + a.not_before * INTERVAL '1 microsecond',
                    state = a.state, charged_micros = COALESCE(a.charged, jobs.charged_micros)
                FROM (SELECT a.*
                      FROM {a: workspace_id text, job_id text, before int8, status text, version int8, updated int8,
                               queued int8, not_before int8, state text, charged int8}
                      LIMIT (SELECT 1000000)) AS a
                WHERE jobs.ctid = (SELECT found.row_id
                                   FROM (SELECT f.ctid AS row_id, f.workspace_id, f.job_id FROM jobs f
                                         WHERE (f.workspace_id, f.job_id) >= (a.workspace_id, a.job_id)
                                         ORDER BY f.workspace_id, f.job_id
                                         LIMIT 1) AS found
                                   WHERE found.workspace_id = a.workspace_id AND found.job_id = a.job_id)
                    AND jobs.version = a.before
                RETURNING jobs.workspace_id, jobs.job_id
            ), notified AS (
            """ + EVENTS + """
            )""";

    private static final String OWED = """
            , owed AS (
                INSERT INTO callback_outbox (delivery_id, workspace_id, job_id, status, receiver, created_at, tries, due_at)
                SELECT c.delivery_id, c.workspace_id, c.job_id, c.status, c.receiver,
                       TIMESTAMPTZ 'epoch' + c.created * INTERVAL '1 microsecond', c.tries,
                       TIMESTAMPTZ 'epoch' + c.due * INTERVAL '1 microsecond'
                FROM {c: delivery_id text, workspace_id text, job_id text, status text, receiver text, created int8,
                         tries int8, due int8}
                JOIN stored USING (workspace_id, job_id)
            )""";

    // Locks are taken in a fixed order to avoid deadlocks. One held device fails all.
    private static final String HOLD = """
            , held AS (
                INSERT INTO device_holds (executor, node_id, device_id, workspace_id, job_id, attempt, instance_id, node_name)
                SELECT h.executor, h.node_id, h.device_id, h.workspace_id, h.job_id, h.attempt, h.instance_id, h.node_name
                FROM {h: executor text, node_id text, device_id text, workspace_id text, job_id text, attempt int8,
                         instance_id text, node_name text}
                JOIN stored USING (workspace_id, job_id)
                ORDER BY h.executor, h.node_id, h.device_id
            )""";

    // The change's version has locked out any other owner of the run.
    private static final String RELEASE = """
            , released AS (
                DELETE FROM device_holds
                USING (SELECT found.row_id
                       FROM {r: workspace_id text, job_id text, attempt int8}
                       JOIN stored USING (workspace_id, job_id)
                       CROSS JOIN LATERAL (
                           SELECT h.ctid AS row_id FROM device_holds h
                           WHERE h.workspace_id = r.workspace_id AND h.job_id = r.job_id AND h.attempt = r.attempt
                           OFFSET 0) AS found
                       LIMIT (SELECT 1000000)) AS gone
                WHERE device_holds.ctid = gone.row_id
                RETURNING device_holds.workspace_id, device_holds.job_id, device_holds.attempt
            )""";

    // One row of each run stays, under a name that is not a device's.
    private static final String FREE = """
            , ended AS (
                SELECT h.executor, h.node_id, h.device_id, f.name,
                       row_number() OVER (PARTITION BY h.workspace_id, h.job_id, h.attempt ORDER BY h.device_id) AS nth
                FROM {f: workspace_id text, job_id text, attempt int8, name text}
                JOIN stored USING (workspace_id, job_id)
                JOIN device_holds h ON h.workspace_id = f.workspace_id AND h.job_id = f.job_id
                    AND h.attempt = f.attempt
            ), dropped AS (
                DELETE FROM device_holds d USING ended e
                WHERE d.executor = e.executor AND d.node_id = e.node_id AND d.device_id = e.device_id AND e.nth > 1
            ), renamed AS (
                UPDATE device_holds d SET device_id = e.name FROM ended e
                WHERE d.executor = e.executor AND d.node_id = e.node_id AND d.device_id = e.device_id AND e.nth = 1
            )""";

    private static final String NOTIFY_NONE = """

            SELECT workspace_id, job_id, 0 AS attempt, 0 AS notified FROM stored
            """;

    private static final String NOTIFY = """

            SELECT workspace_id, job_id, 0 AS attempt,
                   (SELECT count(pg_notify(?, n.message))
                    FROM {n: workspace_id text, job_id text, message text}
                    JOIN stored USING (workspace_id, job_id)
                    WHERE n.message <> 'work' OR EXISTS (
                        SELECT FROM grid_instances WHERE is_idle AND instance_id <> ALL (?::text[]))) AS notified
            FROM stored
            """;

    private static final String NOTIFY_RELEASED = """
            UNION ALL
            SELECT workspace_id, job_id, attempt,
                   (SELECT count(pg_notify(?, 'work')) FROM grid_instances
                    WHERE is_idle AND instance_id <> ALL (?::text[]))
            FROM released
            """;

    public PostgresJobSql(TableNames names) {
        this(
                names.in(PostgresSource.one("WITH stored AS (" + CREATE.replace("{where}", ""))),
                names.in(PostgresSource.many("WITH stored AS (" + CREATE.replace("{where}", ""))),
                names.in(PostgresSource.many(TAKE_KEYS + CREATE.replace("{where}", """
                        WHERE a.job_id <> ALL (?::text[])
                            OR (a.workspace_id, a.job_id) IN (SELECT workspace_id, job_id FROM taken)
                        """))),
                Changes.of(names, UPDATE, NOTIFY_NONE),
                Changes.of(names, UPDATE + OWED, NOTIFY));
    }
}
