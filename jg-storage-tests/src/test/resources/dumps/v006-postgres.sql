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

-- One schema for H2 and PostgreSQL. There are no foreign keys: rows that belong together are written by one
-- transaction, and a check of each would cost an index look-up per row.
-- Texts without a length may be long (H2 takes 1,048,576 characters); CLOB is several times slower in H2.

-- A job: columns to find it by, and what was asked (spec, never rewritten) and where it stands (state) as JSON that
-- tells its own version. Its credit reservation lies in the same row, so that it costs no write of its own.
CREATE TABLE jg_jobs (
    workspace_id   CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    job_id         CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    name           CHARACTER VARYING COLLATE "C"           NOT NULL,
    status         CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    phase          CHARACTER VARYING(32) COLLATE "C"       NOT NULL,
    version        BIGINT                      NOT NULL,
    created_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    updated_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    queued_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL, -- created_at before the job was queued first
    not_before     TIMESTAMP(6) WITH TIME ZONE,
    held_micros    BIGINT                      NOT NULL,
    charged_micros BIGINT,
    spec           CHARACTER VARYING COLLATE "C"           NOT NULL,
    state          CHARACTER VARYING COLLATE "C"           NOT NULL,
    PRIMARY KEY (workspace_id, job_id)
);
CREATE INDEX jg_jobs_newest ON jg_jobs (workspace_id, created_at DESC, job_id DESC);
CREATE INDEX jg_jobs_newest_by_status ON jg_jobs (workspace_id, status, created_at DESC, job_id DESC);
CREATE INDEX jg_jobs_by_status ON jg_jobs (status, queued_at, created_at, job_id);

CREATE TABLE jg_idempotency_keys (
    workspace_id    CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    idempotency_key CHARACTER VARYING(255) COLLATE "C"      NOT NULL,
    job_id          CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    expires_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (workspace_id, idempotency_key)
);
CREATE INDEX jg_idempotency_keys_expiry ON jg_idempotency_keys (expires_at);

CREATE TABLE jg_job_events (
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    event_seq    BIGINT                      NOT NULL,
    event_id     CHARACTER VARYING COLLATE "C"           NOT NULL,
    event_type   CHARACTER VARYING COLLATE "C"           NOT NULL,
    phase        CHARACTER VARYING(32) COLLATE "C"       NOT NULL,
    severity     CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    title        CHARACTER VARYING COLLATE "C"           NOT NULL,
    message      CHARACTER VARYING COLLATE "C"           NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (workspace_id, job_id, event_seq)
);

CREATE TABLE jg_callback_outbox (
    delivery_id  CHARACTER VARYING(255) COLLATE "C"      NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    status       CHARACTER VARYING(16) COLLATE "C"       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    tries        INTEGER                     NOT NULL,
    due_at       TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX jg_callback_outbox_due ON jg_callback_outbox (due_at);

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
    PRIMARY KEY (workspace_id, input_id)
);
CREATE INDEX jg_job_inputs_newest ON jg_job_inputs (workspace_id, created_at DESC, input_id DESC);

CREATE TABLE jg_artifacts (
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    artifact_id  CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    file_path    CHARACTER VARYING COLLATE "C"           NOT NULL,
    content_type CHARACTER VARYING COLLATE "C"           NOT NULL,
    size_bytes   BIGINT                      NOT NULL,
    sha256       CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    uploaded_at  TIMESTAMP(6) WITH TIME ZONE,
    PRIMARY KEY (workspace_id, job_id, artifact_id)
);

CREATE TABLE jg_api_keys (
    key_id       CHARACTER VARYING(64) COLLATE "C"       NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    name         CHARACTER VARYING COLLATE "C"           NOT NULL,
    sha256       CHARACTER VARYING(64) COLLATE "C"       NOT NULL UNIQUE,
    key_prefix   CHARACTER VARYING COLLATE "C"           NOT NULL,
    scopes       CHARACTER VARYING COLLATE "C"           NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at   TIMESTAMP(6) WITH TIME ZONE,
    revoked_at   TIMESTAMP(6) WITH TIME ZONE
);
CREATE INDEX jg_api_keys_newest ON jg_api_keys (workspace_id, created_at DESC, key_id DESC);

INSERT INTO jg_jobgrid_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
SELECT COALESCE(MAX(installed_rank), 0) + 1, '001', 'jobs', 'SQL', 'V001__jobs.sql', -1113666990, current_user, 0, TRUE FROM jg_jobgrid_schema_history;

-- Many grids on one store, and the order of the queue.

-- A job's lane (a hash of its workspace and of what it asks for) and its turn there never change. All jg_jobs of before
-- share a lane.
ALTER TABLE jg_jobs ADD COLUMN lane CHARACTER VARYING(16) COLLATE "C" DEFAULT '' NOT NULL;
ALTER TABLE jg_jobs ADD COLUMN turn_at TIMESTAMP(6) WITH TIME ZONE;
UPDATE jg_jobs SET turn_at = created_at;
ALTER TABLE jg_jobs ALTER COLUMN turn_at SET NOT NULL;
CREATE INDEX jg_jobs_by_turn ON jg_jobs (status, lane, turn_at, job_id);
DROP INDEX jg_jobs_by_status;

-- Grids that share the store. A lease ends by the database's clock; the row of one that is over is gone, for good.
CREATE TABLE jg_grid_instances (
    instance_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL PRIMARY KEY,
    lease_until TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    is_idle     BOOLEAN                     NOT NULL,
    instance    CHARACTER VARYING COLLATE "C"           NOT NULL -- with its nodes, as JSON
);

-- Which run holds which device. The key is what keeps two grids from giving one device out twice.
CREATE TABLE jg_device_holds (
    executor     CHARACTER VARYING(128) COLLATE "C" NOT NULL,
    node_id      CHARACTER VARYING(128) COLLATE "C" NOT NULL,
    device_id    CHARACTER VARYING(256) COLLATE "C" NOT NULL,
    workspace_id CHARACTER VARYING(64) COLLATE "C"  NOT NULL,
    job_id       CHARACTER VARYING(64) COLLATE "C"  NOT NULL,
    attempt      INTEGER                NOT NULL,
    instance_id  CHARACTER VARYING(64) COLLATE "C"  NOT NULL,
    PRIMARY KEY (executor, node_id, device_id)
);
CREATE INDEX jg_device_holds_of_run ON jg_device_holds (workspace_id, job_id, attempt);
CREATE INDEX jg_device_holds_of_instance ON jg_device_holds (instance_id);

-- Which run left it; 0 where that was not kept.
ALTER TABLE jg_artifacts ADD COLUMN attempt INTEGER DEFAULT 0 NOT NULL;

INSERT INTO jg_jobgrid_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
SELECT COALESCE(MAX(installed_rank), 0) + 1, '002', 'grids and queue', 'SQL', 'V002__grids_and_queue.sql', 313031397, current_user, 0, TRUE FROM jg_jobgrid_schema_history;

-- How far each callback got. A try under way moves due_at to when its time is over, so that a lost one comes back.
ALTER TABLE jg_callback_outbox ADD COLUMN receiver CHARACTER VARYING(300) COLLATE "C" DEFAULT '' NOT NULL;
ALTER TABLE jg_callback_outbox ADD COLUMN progress CHARACTER VARYING(16) COLLATE "C" DEFAULT 'PENDING' NOT NULL;
ALTER TABLE jg_callback_outbox ADD COLUMN attempts INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE jg_callback_outbox ADD COLUMN version BIGINT DEFAULT 0 NOT NULL;

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

INSERT INTO jg_jobgrid_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
SELECT COALESCE(MAX(installed_rank), 0) + 1, '003', 'callbacks', 'SQL', 'V003__callbacks.sql', -435262006, current_user, 0, TRUE FROM jg_jobgrid_schema_history;

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

INSERT INTO jg_jobgrid_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
SELECT COALESCE(MAX(installed_rank), 0) + 1, '004', 'history', 'SQL', 'V004__history.sql', -214920264, current_user, 0, TRUE FROM jg_jobgrid_schema_history;

-- Address ranges that a key may be used from, with commas between; empty for anywhere.
ALTER TABLE jg_api_keys ADD COLUMN addresses CHARACTER VARYING COLLATE "C" DEFAULT '' NOT NULL;

CREATE TABLE jg_audit_events (
    event_id     CHARACTER VARYING(64) COLLATE "C"       NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64) COLLATE "C"       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    event_type   CHARACTER VARYING(32) COLLATE "C"       NOT NULL,
    subject      CHARACTER VARYING COLLATE "C"           NOT NULL,
    detail       CHARACTER VARYING COLLATE "C"           NOT NULL
);
CREATE INDEX jg_audit_events_newest ON jg_audit_events (workspace_id, created_at DESC, event_id DESC);

INSERT INTO jg_jobgrid_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
SELECT COALESCE(MAX(installed_rank), 0) + 1, '005', 'keys and audit', 'SQL', 'V005__keys_and_audit.sql', 1290684084, current_user, 0, TRUE FROM jg_jobgrid_schema_history;

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

INSERT INTO jg_jobgrid_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
SELECT COALESCE(MAX(installed_rank), 0) + 1, '006', 'admission', 'SQL', 'V006__admission.sql', -439129272, current_user, 0, TRUE FROM jg_jobgrid_schema_history;

INSERT INTO jg_api_keys (key_id, workspace_id, name, sha256, key_prefix, scopes, created_at, expires_at, revoked_at, addresses) VALUES ('key_1', 'default', 'ci', 'abababababababababababababababababababababababababababababababab', 'jg_ab', '', '2026-11-24 10:00:00.123456+00', NULL, NULL, '');
INSERT INTO jg_artifacts (workspace_id, job_id, artifact_id, file_path, content_type, size_bytes, sha256, created_at, uploaded_at, attempt) VALUES ('default', 'client-7', 'art_1', 'out/model.bin', 'application/octet-stream', '7', 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', '2026-11-24 10:00:00.123456+00', '2026-11-24 10:00:00.123456+00', '1');
INSERT INTO jg_audit_events (event_id, workspace_id, created_at, event_type, subject, detail) VALUES ('d5695c13-5f51-497a-a83e-a0cb931ac661', 'default', '2026-11-24 10:00:00.123456+00', 'KEY_CREATED', 'key_1', 'key ''ci'' (jg_ab…)');
INSERT INTO jg_callback_outbox (delivery_id, workspace_id, job_id, status, created_at, tries, due_at, receiver, progress, attempts, version) VALUES ('dlv_default/client-7', 'default', 'client-7', 'FAILED', '2026-11-24 10:00:02.123456+00', '1', '2026-11-24 10:00:02.123456+00', 'hooks.example.com:443', 'DELIVERED', '1', '1');
INSERT INTO jg_idempotency_keys (workspace_id, idempotency_key, job_id, expires_at) VALUES ('default', 'key ü', 'client-7', '2026-11-25 10:00:00.123456+00');
INSERT INTO jg_job_events (workspace_id, job_id, event_seq, event_id, event_type, phase, severity, title, message, created_at) VALUES ('default', 'client-7', '10', 'client-7:submitted', 'job.submitted', 'SUBMITTED', 'INFO', 'Submitted', 'The job was handed in.', '2026-11-24 10:00:00.123456+00');
INSERT INTO jg_job_events (workspace_id, job_id, event_seq, event_id, event_type, phase, severity, title, message, created_at) VALUES ('default', 'client-7', '20', 'client-7:queued', 'job.queued', 'QUEUED', 'INFO', 'Queued', 'The job waits for a place.', '2026-11-24 10:00:00.123456+00');
INSERT INTO jg_job_events (workspace_id, job_id, event_seq, event_id, event_type, phase, severity, title, message, created_at) VALUES ('default', 'client-7', '30', 'client-7:terminal', 'job.failed', 'TERMINAL', 'INFO', 'Failed', 'It failed — ü.', '2026-11-24 10:00:02.123456+00');
INSERT INTO jg_job_events (workspace_id, job_id, event_seq, event_id, event_type, phase, severity, title, message, created_at) VALUES ('other', 'job_queued', '10', 'job_queued:submitted', 'job.submitted', 'SUBMITTED', 'INFO', 'Submitted', 'The job was handed in.', '2026-11-24 10:00:00.123456+00');
INSERT INTO jg_job_events (workspace_id, job_id, event_seq, event_id, event_type, phase, severity, title, message, created_at) VALUES ('other', 'job_queued', '20', 'job_queued:queued', 'job.queued', 'QUEUED', 'INFO', 'Queued', 'The job waits for a place.', '2026-11-24 10:00:00.123456+00');
INSERT INTO jg_job_inputs (workspace_id, input_id, filename, content_type, input_kind, status, size_bytes, sha256, blob_key, token_sha256, created_at, expires_at) VALUES ('default', 'inp_1', 'data.txt', 'text/plain', 'INPUT', 'UPLOADED', '3', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', 'inputs/default/inp_1/a', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '2026-11-24 10:00:00.123456+00', '2026-11-24 10:15:00.123456+00');
INSERT INTO jg_job_log_chunks (workspace_id, job_id, last_entry_id, first_entry_id, streams, packed_lines) VALUES ('default', 'client-7', '2', '1', '3', E'\\x0178016360604b643ac6a4e5c0c0c0c09c9f97ca8cc4e72a29cf5778d43045e1f01e008d700998');
INSERT INTO jg_job_log_ends (workspace_id, job_id, last_entry_id, attempt, read_position) VALUES ('default', 'client-7', '2', '1', 'position');
INSERT INTO jg_jobs (workspace_id, job_id, name, status, phase, version, created_at, updated_at, queued_at, not_before, held_micros, charged_micros, spec, state, lane, turn_at) VALUES ('default', 'client-7', 'full — ü', 'FAILED', 'TERMINAL', '3', '2026-11-24 10:00:00.123456+00', '2026-11-24 10:00:02.123456+00', '2026-11-24 10:00:00.123456+00', NULL, '25000', '0', E'{"v":1,"spec":{"id":"client-7","name":"full — ü","image":"acme/train:1","workloadType":"FINE_TUNING","command":{"executable":"python","args":["train.py","--name","a \\"b\\"\\n"]},"environment":{"values":{"EMPTY":"","TOKEN":"s3cret"}},"files":{"inputs":["inp_1","inp_2"],"scripts":["inp_3"],"expectedArtifacts":["/workspace/artifacts/model.bin"]},"gpu":{"required":true,"model":{"bytes":14000000000,"batchSize":8,"precision":"FP16"},"count":2,"type":"L4","vendor":"nvidia","gpuClass":"DATACENTER","families":{"preferred":"ada","avoided":["turing"]},"diskBytes":1099511627776},"route":{"optimizeFor":"COST","priority":"LOW_COST","latencyPriority":"LOW","costPriority":"HIGH","region":"eu-west","regionMode":"STRICT","maxPricePerHour":2500000},"callback":{"url":"https://hooks.example.com/done","authToken":"s3cret","metadata":{"order":"7"}},"metadata":{"values":{"text":"z","none":null,"whole":7,"long":1152921504606846976,"huge":123456789012345678901234567890,"real":1.0,"flag":true,"list":[1,null,"a",[],{"b":2.5}],"empty":""}},"timeout":"PT1H30M0.000000001S","template":"llm"}}', '{"v":1,"state":{"status":"FAILED","phase":"TERMINAL","version":3,"message":"Job submitted","reason":"it was to fail","times":{"created":1795514400123456,"queued":1795514400123456,"finished":1795514402123456,"updated":1795514402123456,"phaseStarted":1795514402123456},"cost":{"min":1000,"max":25000},"events":{"lastSequence":30,"byPhase":{"SUBMITTED":1,"QUEUED":1,"TERMINAL":1}}}}', 'aa423d53507cfdc1', '2026-11-24 10:30:00.123456+00');
INSERT INTO jg_jobs (workspace_id, job_id, name, status, phase, version, created_at, updated_at, queued_at, not_before, held_micros, charged_micros, spec, state, lane, turn_at) VALUES ('other', 'job_queued', 'least', 'QUEUED', 'QUEUED', '2', '2026-11-24 10:00:00.123456+00', '2026-11-24 10:00:00.123456+00', '2026-11-24 10:00:00.123456+00', NULL, '25000', NULL, '{"v":1,"spec":{"name":"least","image":"acme/train:1","workloadType":"BATCH"}}', '{"v":1,"state":{"status":"QUEUED","phase":"QUEUED","version":2,"message":"Job submitted","times":{"created":1795514400123456,"queued":1795514400123456,"updated":1795514400123456,"phaseStarted":1795514400123456},"cost":{"min":1000,"max":25000},"events":{"lastSequence":20,"byPhase":{"SUBMITTED":1,"QUEUED":1}}}}', '1ef0c6355e3f6831', '2026-11-24 10:00:00.123456+00');
