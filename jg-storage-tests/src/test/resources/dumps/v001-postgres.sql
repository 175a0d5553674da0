CREATE SCHEMA IF NOT EXISTS "upgrade";
SET search_path TO "upgrade";
CREATE TABLE jg_jobgrid_schema_history (
    installed_rank INT NOT NULL CONSTRAINT jg_jobgrid_schema_history_pk PRIMARY KEY,
    version        VARCHAR(50),
    description    VARCHAR(200) NOT NULL,
    type           VARCHAR(20) NOT NULL,
    script         VARCHAR(1000) NOT NULL,
    checksum       INTEGER,
    installed_by   VARCHAR(100) NOT NULL,
    installed_on   TIMESTAMP NOT NULL DEFAULT now(),
    execution_time INTEGER NOT NULL,
    success        BOOLEAN NOT NULL
);
CREATE INDEX jg_jobgrid_schema_history_s_idx ON jg_jobgrid_schema_history (success);

-- One schema for H2 and PostgreSQL. There are no foreign keys but one: rows that belong together are written by one
-- transaction, and a check of each would cost an index look-up per row.
-- Texts without a length may be long (H2 takes 1,048,576 characters); CLOB is several times slower in H2.

-- What tells this store from others. The blob store bears it too, so that no store sweeps up the blobs of another.
CREATE TABLE jg_store_identity (
    store_id CHARACTER VARYING(64) COLLATE "C" NOT NULL PRIMARY KEY,
    names_of CHARACTER VARYING(128) COLLATE "C",     -- the store that the grid names are of: a copy knows that they are not its own
    moved_to CHARACTER VARYING COLLATE "C",          -- where the rows were moved, so that no grid works on what is left here
    moved_at TIMESTAMP(6) WITH TIME ZONE
);
INSERT INTO jg_store_identity (store_id) VALUES (gen_random_uuid());

-- What all grids of a store share: the names by which engines tell their workloads from those of others, and the keys that
-- sign URLs. The name with the lowest number is that of new workloads, the others are former ones.
CREATE TABLE jg_grid_names (
    name_number INTEGER               NOT NULL PRIMARY KEY,
    grid_name   CHARACTER VARYING(64) COLLATE "C" NOT NULL
);
CREATE TABLE jg_signing_keys (
    key_number INTEGER                NOT NULL PRIMARY KEY, -- the highest signs
    key_id     CHARACTER VARYING(32) COLLATE "C"  NOT NULL,
    secret     CHARACTER VARYING(128) COLLATE "C" NOT NULL
);

-- The level that a release has to have to open this store. A later script raises it only if releases of the level before could
-- not work on what it leaves: then they refuse to. Scripts that add what those do not look at leave it.
CREATE TABLE jg_store_level (
    level INTEGER NOT NULL PRIMARY KEY
);
INSERT INTO jg_store_level (level) VALUES (2);

-- A job is written once to jg_jobs and changed in jg_job_state alone, whose rows are short and in no other index than that of
-- their number: so each change stays on its page. Where a job stands is also in jg_job_queue while it waits, in jg_device_holds
-- while it runs, and in jg_job_ends when it has ended, each of which lists its jg_jobs.
-- Numbers tell jg_jobs apart inside the database. They mean no order: each process takes a thousand at a time.
CREATE SEQUENCE jg_job_numbers INCREMENT BY 1000;

-- What was asked: the spec as JSON that tells its own version, and the credits that the job holds back.
CREATE TABLE jg_jobs (
    job_number   BIGINT                      NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    held_micros  BIGINT                      NOT NULL,
    large_bytes  BIGINT,                               -- of a spec in jg_large_specs
    spec         CHARACTER VARYING COLLATE "C"           NOT NULL,
    UNIQUE (workspace_id, job_id)
);
CREATE INDEX jg_jobs_newest ON jg_jobs (workspace_id, created_at DESC, job_id DESC);
-- A row takes a little over the 2 KB from which PostgreSQL compresses, or moves away, whatever is longest in it.
ALTER TABLE jg_jobs SET (toast_tuple_target = 4080);

-- Where a job stands, as JSON that tells its own version, and the credits that it was charged.
CREATE TABLE jg_job_state (
    job_number     BIGINT                      NOT NULL PRIMARY KEY,
    status         CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    version        BIGINT                      NOT NULL,
    updated_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    charged_micros BIGINT,
    state          CHARACTER VARYING COLLATE "C"           NOT NULL
)
WITH (fillfactor = 20, toast_tuple_target = 4080)
;

-- Jobs that wait. The indexes begin with columns that no other index has: a queue's statistics are nearly always old, and
-- whatever they say, the planner can take no other index for a look at the head, and sort what it finds.
CREATE TABLE jg_job_queue (
    job_number   BIGINT                      NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    lane         CHARACTER VARYING(16) COLLATE "C"       NOT NULL, -- a hash of the workspace and of what is asked for; never changes
    turn_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL, -- the job's turn in its lane; never changes
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    queued_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    not_before   TIMESTAMP(6) WITH TIME ZONE,
    listed_in    CHARACTER VARYING(64) COLLATE "C"       NOT NULL -- the workspace once more, for the index of its list
);
CREATE INDEX jg_job_queue_turn ON jg_job_queue (workspace_id, lane, turn_at, job_id);
CREATE INDEX jg_job_queue_newest ON jg_job_queue (listed_in, created_at DESC, job_id DESC);
-- The longest wait is its first entry, however many wait.
CREATE INDEX jg_job_queue_wait ON jg_job_queue (queued_at);
-- A look at the queue passes what has left it since the last vacuum, and by itself PostgreSQL waits until a fifth of the
-- most rows that it saw have changed.
ALTER TABLE jg_job_queue SET (autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_scale_factor = 0.02);

-- Jobs that have ended, for lists by status.
CREATE TABLE jg_job_ends (
    status       CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    job_number   BIGINT                      NOT NULL
);
CREATE UNIQUE INDEX jg_job_ends_newest ON jg_job_ends (status, workspace_id, created_at DESC, job_id DESC);

-- The whole specs of jg_jobs whose spec is large. What the queue decides by stays in jg_jobs.spec: a look at the queue must not
-- read the rest, nor must a change of a job write it again.
CREATE TABLE jg_large_specs (
    workspace_id CHARACTER VARYING(64) COLLATE "C" NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C" NOT NULL,
    spec         CHARACTER VARYING COLLATE "C"     NOT NULL,
    PRIMARY KEY (workspace_id, job_id)
);

-- The events that come together lie in one row, as JSON that tells its own version; event_seq is the last one's. Jobs are
-- handed in with two, and each row costs an index entry.
CREATE TABLE jg_job_events (
    job_number BIGINT            NOT NULL,
    event_seq  BIGINT            NOT NULL,
    events     CHARACTER VARYING COLLATE "C" NOT NULL,
    PRIMARY KEY (job_number, event_seq)
);

-- Keys of submits, by which a repeated one finds its job.
CREATE TABLE jg_idempotency_keys (
    workspace_id    CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    idempotency_key CHARACTER VARYING(255) COLLATE "C"      NOT NULL,
    job_id          CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    expires_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (workspace_id, idempotency_key)
);
CREATE INDEX jg_idempotency_keys_expiry ON jg_idempotency_keys (expires_at);

-- How far each job's log is stored; its one row orders the writers of the log.
CREATE TABLE jg_job_log_ends (
    workspace_id   CHARACTER VARYING(64) COLLATE "C" NOT NULL,
    job_id         CHARACTER VARYING(64) COLLATE "C" NOT NULL,
    last_entry_id  BIGINT                NOT NULL,
    attempt        INTEGER               NOT NULL,
    read_position  CHARACTER VARYING COLLATE "C"     NOT NULL,
    PRIMARY KEY (workspace_id, job_id)
);

-- Lines first_entry_id to last_entry_id of a job's log, packed. streams: 1 holds stdout, 2 holds stderr, 3 holds both.
CREATE TABLE jg_job_log_chunks (
    workspace_id   CHARACTER VARYING(64) COLLATE "C" NOT NULL,
    job_id         CHARACTER VARYING(64) COLLATE "C" NOT NULL,
    last_entry_id  BIGINT                NOT NULL,
    first_entry_id BIGINT                NOT NULL,
    streams        INTEGER               NOT NULL,
    packed_lines   BYTEA                 NOT NULL,
    PRIMARY KEY (workspace_id, job_id, last_entry_id)
);
-- They are deflated already, and PostgreSQL would try once more with each.
ALTER TABLE jg_job_log_chunks ALTER COLUMN packed_lines SET STORAGE EXTERNAL;

-- Files that were uploaded for jg_jobs, and those that may still be.
CREATE TABLE jg_job_inputs (
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    input_id     CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    filename     CHARACTER VARYING COLLATE "C"           NOT NULL,
    content_type CHARACTER VARYING COLLATE "C"           NOT NULL,
    input_kind   CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    status       CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    size_bytes   BIGINT,
    sha256       CHARACTER VARYING(64) COLLATE "C",
    blob_key     CHARACTER VARYING(512) COLLATE "C",
    token_sha256 CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    used_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL, -- when a job was last handed in with it, to the minute or so
    PRIMARY KEY (workspace_id, input_id)
);
CREATE INDEX jg_job_inputs_newest ON jg_job_inputs (workspace_id, created_at DESC, input_id DESC);

-- Files that runs left behind.
CREATE TABLE jg_artifacts (
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    artifact_id  CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    attempt      INTEGER                     NOT NULL, -- the run that left it
    file_path    CHARACTER VARYING COLLATE "C"           NOT NULL,
    content_type CHARACTER VARYING COLLATE "C"           NOT NULL,
    size_bytes   BIGINT                      NOT NULL,
    sha256       CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    uploaded_at  TIMESTAMP(6) WITH TIME ZONE,
    PRIMARY KEY (workspace_id, job_id, artifact_id)
);

-- How far each callback got. A try under way moves due_at to when its time is over, so that a lost one comes back.
CREATE TABLE jg_callback_outbox (
    delivery_id  CHARACTER VARYING(255) COLLATE "C"      NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    status       CHARACTER VARYING(16) COLLATE "C"       NOT NULL, -- the job's
    receiver     CHARACTER VARYING(300) COLLATE "C"      NOT NULL,
    progress     CHARACTER VARYING(16) COLLATE "C"       DEFAULT 'PENDING' NOT NULL,
    tries        INTEGER                     NOT NULL,
    attempts     INTEGER                     DEFAULT 0 NOT NULL,
    version      BIGINT                      DEFAULT 0 NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    due_at       TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX jg_callback_outbox_due ON jg_callback_outbox (due_at);
CREATE INDEX jg_callback_outbox_pending ON jg_callback_outbox (progress, due_at, delivery_id);
CREATE INDEX jg_callback_outbox_job ON jg_callback_outbox (workspace_id, job_id);
CREATE INDEX jg_callback_outbox_newest ON jg_callback_outbox (workspace_id, progress, created_at DESC, delivery_id DESC);

-- What was tried, and what came of it.
CREATE TABLE jg_callback_attempts (
    delivery_id CHARACTER VARYING(255) COLLATE "C"      NOT NULL,
    attempt     INTEGER                     NOT NULL,
    started_at  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    took_micros BIGINT                      NOT NULL,
    outcome     CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    http_status INTEGER,
    detail      CHARACTER VARYING COLLATE "C"           NOT NULL,
    PRIMARY KEY (delivery_id, attempt)
);

-- Grids that share the store. A lease ends by the database's clock. The row of one that left, or whose lease is over, stays
-- until its nodes are forgotten: jg_jobs wait for them meanwhile.
CREATE TABLE jg_grid_instances (
    instance_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL PRIMARY KEY,
    lease_until TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    ended_at    TIMESTAMP(6) WITH TIME ZONE,
    is_idle     BOOLEAN                     NOT NULL
);

-- The nodes that each grid reaches, a row each: a grid may reach thousands.
CREATE TABLE jg_grid_nodes (
    instance_id CHARACTER VARYING(64) COLLATE "C" NOT NULL REFERENCES jg_grid_instances (instance_id) ON DELETE CASCADE,
    node_number INTEGER               NOT NULL, -- its place among them, from 0
    node        CHARACTER VARYING COLLATE "C"     NOT NULL, -- as JSON
    PRIMARY KEY (instance_id, node_number)
);

-- Which run holds which device. The key is what keeps two grids from giving one device out twice. There are never more rows
-- than devices.
CREATE TABLE jg_device_holds (
    executor     CHARACTER VARYING(128) COLLATE "C" NOT NULL,
    node_id      CHARACTER VARYING(128) COLLATE "C" NOT NULL,
    device_id    CHARACTER VARYING(256) COLLATE "C" NOT NULL,
    job_number   BIGINT                 NOT NULL,
    workspace_id CHARACTER VARYING(64) COLLATE "C"  NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C"  NOT NULL,
    attempt      INTEGER                NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL, -- the job
    instance_id  CHARACTER VARYING(64) COLLATE "C"  NOT NULL,
    node_name    CHARACTER VARYING(128) COLLATE "C", -- when the run was placed: nobody else knows once the grids that reached it are over
    PRIMARY KEY (executor, node_id, device_id)
);
CREATE INDEX jg_device_holds_of_run ON jg_device_holds (job_number, attempt);
CREATE INDEX jg_device_holds_newest ON jg_device_holds (workspace_id, created_at DESC, job_id DESC);

-- How long jg_jobs that are alike ran and waited. An empty part of the key stands for any.
CREATE TABLE jg_job_history (
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    measure      CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    image        CHARACTER VARYING(512) COLLATE "C"      NOT NULL,
    workload     CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    size_class   CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    gpu          CHARACTER VARYING(256) COLLATE "C"      NOT NULL,
    updated_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    sketch       CHARACTER VARYING(8192) COLLATE "C"     NOT NULL, -- step:times,step:times
    PRIMARY KEY (workspace_id, measure, image, workload, size_class, gpu)
);
CREATE INDEX jg_job_history_oldest ON jg_job_history (workspace_id, updated_at);

-- Keys that callers show, by their hash.
CREATE TABLE jg_api_keys (
    key_id       CHARACTER VARYING(64) COLLATE "C"       NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    name         CHARACTER VARYING COLLATE "C"           NOT NULL,
    sha256       CHARACTER VARYING(64) COLLATE "C"       NOT NULL UNIQUE,
    key_prefix   CHARACTER VARYING COLLATE "C"           NOT NULL,
    scopes       CHARACTER VARYING COLLATE "C"           NOT NULL,
    addresses    CHARACTER VARYING COLLATE "C"           NOT NULL, -- ranges that it may be used from, with commas between; empty for anywhere
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at   TIMESTAMP(6) WITH TIME ZONE,
    revoked_at   TIMESTAMP(6) WITH TIME ZONE
);
CREATE INDEX jg_api_keys_newest ON jg_api_keys (workspace_id, created_at DESC, key_id DESC);

-- What was done to keys.
CREATE TABLE jg_audit_events (
    event_id     CHARACTER VARYING(64) COLLATE "C"       NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    event_type   CHARACTER VARYING(32) COLLATE "C"       NOT NULL,
    subject      CHARACTER VARYING COLLATE "C"           NOT NULL,
    detail       CHARACTER VARYING COLLATE "C"           NOT NULL
);
CREATE INDEX jg_audit_events_newest ON jg_audit_events (workspace_id, created_at DESC, event_id DESC);

-- A workspace's bucket of submits, as the moment at which it is full again. Its row orders the jg_admissions to it.
CREATE TABLE jg_admissions (
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL PRIMARY KEY,
    full_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

-- Jobs that were let in and may not be stored yet.
CREATE TABLE jg_admission_tickets (
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    expires_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (workspace_id, job_id)
);
CREATE INDEX jg_admission_tickets_expiry ON jg_admission_tickets (expires_at);

-- What is closed for maintenance.
CREATE TABLE jg_closed_parts (
    part    CHARACTER VARYING(16) COLLATE "C" NOT NULL PRIMARY KEY,
    message CHARACTER VARYING COLLATE "C"     NOT NULL
);

-- What a workspace has, in whole micro-dollars, which follows from its movements and is what concurrent submits are checked
-- against. The row orders the movements of its workspace; a transaction locks it after all other rows that it locks.
CREATE TABLE jg_credit_accounts (
    workspace_id     CHARACTER VARYING(64) COLLATE "C" NOT NULL PRIMARY KEY,
    last_number      BIGINT                NOT NULL,
    available_micros BIGINT                NOT NULL,
    reserved_micros  BIGINT                NOT NULL,
    CHECK (available_micros >= 0),
    CHECK (reserved_micros >= 0)
);

-- Double entry: a row is one movement, and holds the entries of all four accounts, which sum to zero. Written once; stays
-- when its job is removed.
CREATE TABLE jg_credit_movements (
    workspace_id    CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    movement_number BIGINT                      NOT NULL,
    kind            CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    job_id          CHARACTER VARYING(64) COLLATE "C",
    reference       CHARACTER VARYING(128) COLLATE "C",
    moved_at        TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    available_gain  BIGINT                      NOT NULL,
    reserved_gain   BIGINT                      NOT NULL,
    revenue_gain    BIGINT                      NOT NULL,
    top_ups_gain    BIGINT                      NOT NULL,
    available_after BIGINT                      NOT NULL,
    reserved_after  BIGINT                      NOT NULL,
    PRIMARY KEY (workspace_id, movement_number),
    CHECK (available_gain + reserved_gain + revenue_gain + top_ups_gain = 0)
);
CREATE UNIQUE INDEX jg_credit_movements_reference ON jg_credit_movements (workspace_id, reference);

-- Drafts that fill what jg_jobs leave out, as JSON that tells its own version.
CREATE TABLE jg_job_templates (
    workspace_id CHARACTER VARYING(64) COLLATE "C" NOT NULL,
    slug         CHARACTER VARYING(64) COLLATE "C" NOT NULL,
    draft        CHARACTER VARYING COLLATE "C"     NOT NULL,
    PRIMARY KEY (workspace_id, slug)
);

-- When the next round of each kind of retention may begin: of the grids on a store, one does the work of all.
CREATE TABLE jg_retention_rounds (
    round_name CHARACTER VARYING(64) COLLATE "C"       NOT NULL PRIMARY KEY,
    next_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

INSERT INTO jg_jobgrid_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
SELECT COALESCE(MAX(installed_rank), 0) + 1, '001', 'jobgrid', 'SQL', 'V001__jobgrid.sql', -189930728, current_user, 0, TRUE FROM jg_jobgrid_schema_history;
INSERT INTO jg_api_keys (key_id, workspace_id, name, sha256, key_prefix, scopes, addresses, created_at, expires_at, revoked_at) VALUES ('key_1', 'default', 'ci', 'abababababababababababababababababababababababababababababababab', 'jg_ab', '', '', '2026-11-24 10:00:00.123456+00', NULL, NULL);
INSERT INTO jg_artifacts (workspace_id, job_id, artifact_id, attempt, file_path, content_type, size_bytes, sha256, created_at, uploaded_at) VALUES ('default', 'client-7', 'art_1', '1', 'out/model.bin', 'application/octet-stream', '7', 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', '2026-11-24 10:00:00.123456+00', '2026-11-24 10:00:00.123456+00');
INSERT INTO jg_audit_events (event_id, workspace_id, created_at, event_type, subject, detail) VALUES ('120922c1-d6d5-4cc0-bc81-8a4b8a67bf4a', 'default', '2026-11-24 10:00:00.123456+00', 'KEY_CREATED', 'key_1', 'key ''ci'' (jg_ab…)');
INSERT INTO jg_callback_outbox (delivery_id, workspace_id, job_id, status, receiver, progress, tries, attempts, version, created_at, due_at) VALUES ('dlv_default/client-7', 'default', 'client-7', 'FAILED', 'hooks.example.com:443', 'DELIVERED', '1', '1', '1', '2026-11-24 10:00:02.123456+00', '2026-11-24 10:00:02.123456+00');
INSERT INTO jg_idempotency_keys (workspace_id, idempotency_key, job_id, expires_at) VALUES ('default', 'key ü', 'client-7', '2026-11-25 10:00:00.123456+00');
INSERT INTO jg_job_ends (status, workspace_id, created_at, job_id, job_number) VALUES ('FAILED', 'default', '2026-11-24 10:00:00.123456+00', 'client-7', '1');
INSERT INTO jg_job_events (job_number, event_seq, events) VALUES ('1', '20', '{"v":1,"events":[{"id":"client-7:submitted","type":"job.submitted","phase":"SUBMITTED","title":"Submitted","message":"The job was handed in.","created":1795514400123456,"sequence":10},{"id":"client-7:queued","type":"job.queued","phase":"QUEUED","title":"Queued","message":"The job waits for a place.","created":1795514400123456,"sequence":20}]}');
INSERT INTO jg_job_events (job_number, event_seq, events) VALUES ('1', '30', '{"v":1,"events":[{"id":"client-7:terminal","type":"job.failed","phase":"TERMINAL","title":"Failed","message":"It failed — ü.","created":1795514402123456,"sequence":30}]}');
INSERT INTO jg_job_events (job_number, event_seq, events) VALUES ('2', '20', '{"v":1,"events":[{"id":"job_queued:submitted","type":"job.submitted","phase":"SUBMITTED","title":"Submitted","message":"The job was handed in.","created":1795514400123456,"sequence":10},{"id":"job_queued:queued","type":"job.queued","phase":"QUEUED","title":"Queued","message":"The job waits for a place.","created":1795514400123456,"sequence":20}]}');
INSERT INTO jg_job_inputs (workspace_id, input_id, filename, content_type, input_kind, status, size_bytes, sha256, blob_key, token_sha256, created_at, expires_at, used_at) VALUES ('default', 'inp_1', 'data.txt', 'text/plain', 'INPUT', 'UPLOADED', '3', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', 'inputs/default/inp_1/a', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '2026-11-24 10:00:00.123456+00', '2026-11-24 10:15:00.123456+00', '2026-11-24 10:00:00.123456+00');
INSERT INTO jg_job_log_chunks (workspace_id, job_id, last_entry_id, first_entry_id, streams, packed_lines) VALUES ('default', 'client-7', '2', '1', '3', E'\\x01780163606e5839f1c18d031bd818981899f3f35219b94acaf3151e354c5138bc87910900b8060b51');
INSERT INTO jg_job_log_ends (workspace_id, job_id, last_entry_id, attempt, read_position) VALUES ('default', 'client-7', '2', '1', 'position');
INSERT INTO jg_job_queue (job_number, workspace_id, job_id, lane, turn_at, created_at, queued_at, not_before, listed_in) VALUES ('2', 'other', 'job_queued', '4a4bd1a8f4b290f9', '2026-11-24 10:00:00.123456+00', '2026-11-24 10:00:00.123456+00', '2026-11-24 10:00:00.123456+00', NULL, 'other');
INSERT INTO jg_job_state (job_number, status, version, updated_at, charged_micros, state) VALUES ('1', 'FAILED', '3', '2026-11-24 10:00:02.123456+00', '0', '{"v":1,"state":{"status":"FAILED","phase":"TERMINAL","version":3,"message":"Job submitted","reason":"it was to fail","times":{"created":1795514400123456,"queued":1795514400123456,"finished":1795514402123456,"updated":1795514402123456,"phaseStarted":1795514402123456},"cost":{"min":1000,"max":25000},"events":{"lastSequence":30,"byPhase":{"SUBMITTED":1,"QUEUED":1,"TERMINAL":1}}}}');
INSERT INTO jg_job_state (job_number, status, version, updated_at, charged_micros, state) VALUES ('2', 'QUEUED', '2', '2026-11-24 10:00:00.123456+00', NULL, '{"v":1,"state":{"status":"QUEUED","phase":"QUEUED","version":2,"message":"Job submitted","times":{"created":1795514400123456,"queued":1795514400123456,"updated":1795514400123456,"phaseStarted":1795514400123456},"cost":{"min":1000,"max":25000},"events":{"lastSequence":20,"byPhase":{"SUBMITTED":1,"QUEUED":1}}}}');
INSERT INTO jg_jobs (job_number, workspace_id, job_id, created_at, held_micros, large_bytes, spec) VALUES ('1', 'default', 'client-7', '2026-11-24 10:00:00.123456+00', '25000', NULL, E'{"v":1,"spec":{"id":"client-7","name":"full — ü","image":"acme/train:1","workloadType":"FINE_TUNING","command":{"executable":"python","args":["train.py","--name","a \\"b\\"\\n"]},"environment":{"values":{"EMPTY":"","TOKEN":"s3cret"}},"files":{"inputs":["inp_1","inp_2"],"scripts":["inp_3"],"expectedArtifacts":["/workspace/artifacts/model.bin"]},"gpu":{"required":true,"model":{"bytes":14000000000,"batchSize":8,"precision":"FP16"},"count":2,"type":"L4","vendor":"nvidia","gpuClass":"DATACENTER","families":{"preferred":"ada","avoided":["turing"]},"diskBytes":1099511627776},"route":{"optimizeFor":"COST","priority":"LOW_COST","latencyPriority":"LOW","costPriority":"HIGH","region":"eu-west","regionMode":"STRICT","maxPricePerHour":2500000},"callback":{"url":"https://hooks.example.com/done","authToken":"s3cret","metadata":{"order":"7"}},"metadata":{"values":{"text":"z","none":null,"whole":7,"long":1152921504606846976,"huge":123456789012345678901234567890,"real":1.0,"flag":true,"list":[1,null,"a",[],{"b":2.5}],"empty":""}},"timeout":"PT1H30M0.000000001S","template":"llm"}}');
INSERT INTO jg_jobs (job_number, workspace_id, job_id, created_at, held_micros, large_bytes, spec) VALUES ('2', 'other', 'job_queued', '2026-11-24 10:00:00.123456+00', '25000', NULL, '{"v":1,"spec":{"name":"least","image":"acme/train:1","workloadType":"BATCH"}}');
ALTER SEQUENCE jg_job_numbers RESTART WITH 1001;
