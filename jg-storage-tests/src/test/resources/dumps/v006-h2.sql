-- H2 2.5.252; 
;              
CREATE USER IF NOT EXISTS "" PASSWORD '' ADMIN;
CREATE MEMORY TABLE "public"."jobgrid_schema_history"(
    "installed_rank" INTEGER NOT NULL,
    "version" CHARACTER VARYING(50),
    "description" CHARACTER VARYING(200) NOT NULL,
    "type" CHARACTER VARYING(20) NOT NULL,
    "script" CHARACTER VARYING(1000) NOT NULL,
    "checksum" INTEGER,
    "installed_by" CHARACTER VARYING(100) NOT NULL,
    "installed_on" TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "execution_time" INTEGER NOT NULL,
    "success" BOOLEAN NOT NULL
);          
ALTER TABLE "public"."jobgrid_schema_history" ADD CONSTRAINT "public"."jobgrid_schema_history_pk" PRIMARY KEY("installed_rank");               
-- 7 +/- SELECT COUNT(*) FROM public.jobgrid_schema_history;   
INSERT INTO "public"."jobgrid_schema_history" VALUES
(-1, NULL, '<< Flyway Schema History table created >>', 'TABLE', '', NULL, '', TIMESTAMP '2026-11-25 00:03:06.892252', 0, TRUE),
(1, '001', 'jobs', 'SQL', 'V001__jobs.sql', 332590907, '', TIMESTAMP '2026-11-25 00:03:07.157275', 63, TRUE),
(2, '002', 'grids and queue', 'SQL', 'V002__grids_and_queue.sql', -2123303430, '', TIMESTAMP '2026-11-25 00:03:07.399391', 183, TRUE),
(3, '003', 'callbacks', 'SQL', 'V003__callbacks.sql', 512671274, '', TIMESTAMP '2026-11-25 00:03:07.492491', 72, TRUE),
(4, '004', 'history', 'SQL', 'V004__history.sql', 1431434509, '', TIMESTAMP '2026-11-25 00:03:07.521536', 25, TRUE),
(5, '005', 'keys and audit', 'SQL', 'V005__keys_and_audit.sql', 1726537435, '', TIMESTAMP '2026-11-25 00:03:07.605401', 47, TRUE),
(6, '006', 'admission', 'SQL', 'V006__admission.sql', 1232310887, '', TIMESTAMP '2026-11-25 00:03:07.679651', 71, TRUE);            
CREATE INDEX "public"."jobgrid_schema_history_s_idx" ON "public"."jobgrid_schema_history"("success" NULLS LAST);               
CREATE MEMORY TABLE "public"."jobs"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "name" CHARACTER VARYING NOT NULL,
    "status" CHARACTER VARYING(16) NOT NULL,
    "phase" CHARACTER VARYING(32) NOT NULL,
    "version" BIGINT NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "updated_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "queued_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "not_before" TIMESTAMP(6) WITH TIME ZONE,
    "held_micros" BIGINT NOT NULL,
    "charged_micros" BIGINT,
    "spec" CHARACTER VARYING NOT NULL,
    "state" CHARACTER VARYING NOT NULL,
    "lane" CHARACTER VARYING(16) DEFAULT '' NOT NULL,
    "turn_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL
);               
ALTER TABLE "public"."jobs" ADD CONSTRAINT "public"."CONSTRAINT_3" PRIMARY KEY("workspace_id", "job_id");      
-- 2 +/- SELECT COUNT(*) FROM public.jobs;     
INSERT INTO "public"."jobs" VALUES
('default', 'client-7', U&'full \2014 \00fc', 'FAILED', 'TERMINAL', 3, TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:02.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', NULL, 25000, 0, U&'{"v":1,"spec":{"id":"client-7","name":"full \2014 \00fc","image":"acme/train:1","workloadType":"FINE_TUNING","command":{"executable":"python","args":["train.py","--name","a \\"b\\"\\n"]},"environment":{"values":{"EMPTY":"","TOKEN":"s3cret"}},"files":{"inputs":["inp_1","inp_2"],"scripts":["inp_3"],"expectedArtifacts":["/workspace/artifacts/model.bin"]},"gpu":{"required":true,"model":{"bytes":14000000000,"batchSize":8,"precision":"FP16"},"count":2,"type":"L4","vendor":"nvidia","gpuClass":"DATACENTER","families":{"preferred":"ada","avoided":["turing"]},"diskBytes":1099511627776},"route":{"optimizeFor":"COST","priority":"LOW_COST","latencyPriority":"LOW","costPriority":"HIGH","region":"eu-west","regionMode":"STRICT","maxPricePerHour":2500000},"callback":{"url":"https://hooks.example.com/done","authToken":"s3cret","metadata":{"order":"7"}},"metadata":{"values":{"text":"z","none":null,"whole":7,"long":1152921504606846976,"huge":123456789012345678901234567890,"real":1.0,"flag":true,"list":[1,null,"a",[],{"b":2.5}],"empty":""}},"timeout":"PT1H30M0.000000001S","template":"llm"}}', '{"v":1,"state":{"status":"FAILED","phase":"TERMINAL","version":3,"message":"Job submitted","reason":"it was to fail","times":{"created":1795514400123456,"queued":1795514400123456,"finished":1795514402123456,"updated":1795514402123456,"phaseStarted":1795514402123456},"cost":{"min":1000,"max":25000},"events":{"lastSequence":30,"byPhase":{"SUBMITTED":1,"QUEUED":1,"TERMINAL":1}}}}', 'aa423d53507cfdc1', TIMESTAMP WITH TIME ZONE '2026-11-24 10:30:00.123456+00'),
('other', 'job_queued', 'least', 'QUEUED', 'QUEUED', 2, TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', NULL, 25000, NULL, '{"v":1,"spec":{"name":"least","image":"acme/train:1","workloadType":"BATCH"}}', '{"v":1,"state":{"status":"QUEUED","phase":"QUEUED","version":2,"message":"Job submitted","times":{"created":1795514400123456,"queued":1795514400123456,"updated":1795514400123456,"phaseStarted":1795514400123456},"cost":{"min":1000,"max":25000},"events":{"lastSequence":20,"byPhase":{"SUBMITTED":1,"QUEUED":1}}}}', '1ef0c6355e3f6831', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00');   
CREATE INDEX "public"."jobs_newest" ON "public"."jobs"("workspace_id" NULLS LAST, "created_at" DESC NULLS FIRST, "job_id" DESC NULLS FIRST);   
CREATE INDEX "public"."jobs_newest_by_status" ON "public"."jobs"("workspace_id" NULLS LAST, "status" NULLS LAST, "created_at" DESC NULLS FIRST, "job_id" DESC NULLS FIRST);    
CREATE INDEX "public"."jobs_by_turn" ON "public"."jobs"("status" NULLS LAST, "lane" NULLS LAST, "turn_at" NULLS LAST, "job_id" NULLS LAST);    
CREATE MEMORY TABLE "public"."grid_instances"(
    "instance_id" CHARACTER VARYING(64) NOT NULL,
    "lease_until" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "is_idle" BOOLEAN NOT NULL,
    "instance" CHARACTER VARYING NOT NULL
);          
ALTER TABLE "public"."grid_instances" ADD CONSTRAINT "public"."CONSTRAINT_1" PRIMARY KEY("instance_id");       
-- 0 +/- SELECT COUNT(*) FROM public.grid_instances;           
CREATE MEMORY TABLE "public"."idempotency_keys"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "idempotency_key" CHARACTER VARYING(255) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "expires_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL
);               
ALTER TABLE "public"."idempotency_keys" ADD CONSTRAINT "public"."CONSTRAINT_5" PRIMARY KEY("workspace_id", "idempotency_key"); 
-- 1 +/- SELECT COUNT(*) FROM public.idempotency_keys;         
INSERT INTO "public"."idempotency_keys" VALUES
('default', U&'key \00fc', 'client-7', TIMESTAMP WITH TIME ZONE '2026-11-25 10:00:00.123456+00');               
CREATE INDEX "public"."idempotency_keys_expiry" ON "public"."idempotency_keys"("expires_at" NULLS LAST);       
CREATE MEMORY TABLE "public"."job_events"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "event_seq" BIGINT NOT NULL,
    "event_id" CHARACTER VARYING NOT NULL,
    "event_type" CHARACTER VARYING NOT NULL,
    "phase" CHARACTER VARYING(32) NOT NULL,
    "severity" CHARACTER VARYING(16) NOT NULL,
    "title" CHARACTER VARYING NOT NULL,
    "message" CHARACTER VARYING NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL
);      
ALTER TABLE "public"."job_events" ADD CONSTRAINT "public"."CONSTRAINT_8" PRIMARY KEY("workspace_id", "job_id", "event_seq");   
-- 5 +/- SELECT COUNT(*) FROM public.job_events;               
INSERT INTO "public"."job_events" VALUES
('default', 'client-7', 10, 'client-7:submitted', 'job.submitted', 'SUBMITTED', 'INFO', 'Submitted', 'The job was handed in.', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00'),
('default', 'client-7', 20, 'client-7:queued', 'job.queued', 'QUEUED', 'INFO', 'Queued', 'The job waits for a place.', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00'),
('other', 'job_queued', 10, 'job_queued:submitted', 'job.submitted', 'SUBMITTED', 'INFO', 'Submitted', 'The job was handed in.', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00'),
('other', 'job_queued', 20, 'job_queued:queued', 'job.queued', 'QUEUED', 'INFO', 'Queued', 'The job waits for a place.', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00'),
('default', 'client-7', 30, 'client-7:terminal', 'job.failed', 'TERMINAL', 'INFO', 'Failed', U&'It failed \2014 \00fc.', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:02.123456+00');       
CREATE MEMORY TABLE "public"."callback_outbox"(
    "delivery_id" CHARACTER VARYING(255) NOT NULL,
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "status" CHARACTER VARYING(16) NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "tries" INTEGER NOT NULL,
    "due_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "receiver" CHARACTER VARYING(300) DEFAULT '' NOT NULL,
    "progress" CHARACTER VARYING(16) DEFAULT 'PENDING' NOT NULL,
    "attempts" INTEGER DEFAULT 0 NOT NULL,
    "version" BIGINT DEFAULT 0 NOT NULL
);      
ALTER TABLE "public"."callback_outbox" ADD CONSTRAINT "public"."CONSTRAINT_E" PRIMARY KEY("delivery_id");      
-- 1 +/- SELECT COUNT(*) FROM public.callback_outbox;          
INSERT INTO "public"."callback_outbox" VALUES
('dlv_default/client-7', 'default', 'client-7', 'FAILED', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:02.123456+00', 1, TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:02.123456+00', 'hooks.example.com:443', 'DELIVERED', 1, 1);    
CREATE INDEX "public"."callback_outbox_due" ON "public"."callback_outbox"("due_at" NULLS LAST);
CREATE INDEX "public"."callback_outbox_pending" ON "public"."callback_outbox"("progress" NULLS LAST, "due_at" NULLS LAST, "delivery_id" NULLS LAST);           
CREATE INDEX "public"."callback_outbox_job" ON "public"."callback_outbox"("workspace_id" NULLS LAST, "job_id" NULLS LAST);     
CREATE INDEX "public"."callback_outbox_newest" ON "public"."callback_outbox"("workspace_id" NULLS LAST, "progress" NULLS LAST, "created_at" DESC NULLS FIRST, "delivery_id" DESC NULLS FIRST); 
CREATE MEMORY TABLE "public"."job_log_ends"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "last_entry_id" BIGINT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "read_position" CHARACTER VARYING NOT NULL
);            
ALTER TABLE "public"."job_log_ends" ADD CONSTRAINT "public"."CONSTRAINT_C" PRIMARY KEY("workspace_id", "job_id");              
-- 1 +/- SELECT COUNT(*) FROM public.job_log_ends;             
INSERT INTO "public"."job_log_ends" VALUES
('default', 'client-7', 2, 1, 'position');          
CREATE MEMORY TABLE "public"."job_log_chunks"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "last_entry_id" BIGINT NOT NULL,
    "first_entry_id" BIGINT NOT NULL,
    "streams" INTEGER NOT NULL,
    "packed_lines" BINARY VARYING NOT NULL
);        
ALTER TABLE "public"."job_log_chunks" ADD CONSTRAINT "public"."CONSTRAINT_9" PRIMARY KEY("workspace_id", "job_id", "last_entry_id");           
-- 1 +/- SELECT COUNT(*) FROM public.job_log_chunks;           
INSERT INTO "public"."job_log_chunks" VALUES
('default', 'client-7', 2, 1, 3, X'0178016360604b643ac6a4e5c0c0c0c09c9f97ca8cc4e72a29cf5778d43045e1f01e008d700998');              
CREATE MEMORY TABLE "public"."job_inputs"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "input_id" CHARACTER VARYING(64) NOT NULL,
    "filename" CHARACTER VARYING NOT NULL,
    "content_type" CHARACTER VARYING NOT NULL,
    "input_kind" CHARACTER VARYING(16) NOT NULL,
    "status" CHARACTER VARYING(16) NOT NULL,
    "size_bytes" BIGINT,
    "sha256" CHARACTER VARYING(64),
    "blob_key" CHARACTER VARYING(512),
    "token_sha256" CHARACTER VARYING(64) NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "expires_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL
);    
ALTER TABLE "public"."job_inputs" ADD CONSTRAINT "public"."CONSTRAINT_8F" PRIMARY KEY("workspace_id", "input_id");             
-- 1 +/- SELECT COUNT(*) FROM public.job_inputs;               
INSERT INTO "public"."job_inputs" VALUES
('default', 'inp_1', 'data.txt', 'text/plain', 'INPUT', 'UPLOADED', 3, 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', 'inputs/default/inp_1/a', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:15:00.123456+00');         
CREATE INDEX "public"."job_inputs_newest" ON "public"."job_inputs"("workspace_id" NULLS LAST, "created_at" DESC NULLS FIRST, "input_id" DESC NULLS FIRST);     
CREATE MEMORY TABLE "public"."audit_events"(
    "event_id" CHARACTER VARYING(64) NOT NULL,
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "event_type" CHARACTER VARYING(32) NOT NULL,
    "subject" CHARACTER VARYING NOT NULL,
    "detail" CHARACTER VARYING NOT NULL
);    
ALTER TABLE "public"."audit_events" ADD CONSTRAINT "public"."CONSTRAINT_9A" PRIMARY KEY("event_id");           
-- 1 +/- SELECT COUNT(*) FROM public.audit_events;             
INSERT INTO "public"."audit_events" VALUES
('2156c1ba-de37-4cab-a229-ece69a590058', 'default', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', 'KEY_CREATED', 'key_1', U&'key ''ci'' (jg_ab\2026)'); 
CREATE INDEX "public"."audit_events_newest" ON "public"."audit_events"("workspace_id" NULLS LAST, "created_at" DESC NULLS FIRST, "event_id" DESC NULLS FIRST); 
CREATE MEMORY TABLE "public"."admissions"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "full_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL
);            
ALTER TABLE "public"."admissions" ADD CONSTRAINT "public"."CONSTRAINT_32" PRIMARY KEY("workspace_id");         
-- 0 +/- SELECT COUNT(*) FROM public.admissions;               
CREATE MEMORY TABLE "public"."device_holds"(
    "executor" CHARACTER VARYING(128) NOT NULL,
    "node_id" CHARACTER VARYING(128) NOT NULL,
    "device_id" CHARACTER VARYING(256) NOT NULL,
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "attempt" INTEGER NOT NULL,
    "instance_id" CHARACTER VARYING(64) NOT NULL
);               
ALTER TABLE "public"."device_holds" ADD CONSTRAINT "public"."CONSTRAINT_D" PRIMARY KEY("executor", "node_id", "device_id");    
-- 0 +/- SELECT COUNT(*) FROM public.device_holds;             
CREATE INDEX "public"."device_holds_of_run" ON "public"."device_holds"("workspace_id" NULLS LAST, "job_id" NULLS LAST, "attempt" NULLS LAST);  
CREATE INDEX "public"."device_holds_of_instance" ON "public"."device_holds"("instance_id" NULLS LAST);         
CREATE MEMORY TABLE "public"."artifacts"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "artifact_id" CHARACTER VARYING(64) NOT NULL,
    "file_path" CHARACTER VARYING NOT NULL,
    "content_type" CHARACTER VARYING NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "sha256" CHARACTER VARYING(64) NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "uploaded_at" TIMESTAMP(6) WITH TIME ZONE,
    "attempt" INTEGER DEFAULT 0 NOT NULL
);        
ALTER TABLE "public"."artifacts" ADD CONSTRAINT "public"."CONSTRAINT_2" PRIMARY KEY("workspace_id", "job_id", "artifact_id");  
-- 1 +/- SELECT COUNT(*) FROM public.artifacts;
INSERT INTO "public"."artifacts" VALUES
('default', 'client-7', 'art_1', 'out/model.bin', 'application/octet-stream', 7, 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', 1);           
CREATE MEMORY TABLE "public"."callback_attempts"(
    "delivery_id" CHARACTER VARYING(255) NOT NULL,
    "attempt" INTEGER NOT NULL,
    "started_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "took_micros" BIGINT NOT NULL,
    "outcome" CHARACTER VARYING(16) NOT NULL,
    "http_status" INTEGER,
    "detail" CHARACTER VARYING NOT NULL
);             
ALTER TABLE "public"."callback_attempts" ADD CONSTRAINT "public"."CONSTRAINT_E9" PRIMARY KEY("delivery_id", "attempt");        
-- 0 +/- SELECT COUNT(*) FROM public.callback_attempts;        
CREATE MEMORY TABLE "public"."job_history"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "measure" CHARACTER VARYING(16) NOT NULL,
    "image" CHARACTER VARYING(512) NOT NULL,
    "workload" CHARACTER VARYING(16) NOT NULL,
    "size_class" CHARACTER VARYING(16) NOT NULL,
    "gpu" CHARACTER VARYING(256) NOT NULL,
    "updated_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "sketch" CHARACTER VARYING(8192) NOT NULL
);   
ALTER TABLE "public"."job_history" ADD CONSTRAINT "public"."CONSTRAINT_18" PRIMARY KEY("workspace_id", "measure", "image", "workload", "size_class", "gpu");   
-- 0 +/- SELECT COUNT(*) FROM public.job_history;              
CREATE INDEX "public"."job_history_oldest" ON "public"."job_history"("workspace_id" NULLS LAST, "updated_at" NULLS LAST);      
CREATE MEMORY TABLE "public"."api_keys"(
    "key_id" CHARACTER VARYING(64) NOT NULL,
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "name" CHARACTER VARYING NOT NULL,
    "sha256" CHARACTER VARYING(64) NOT NULL,
    "key_prefix" CHARACTER VARYING NOT NULL,
    "scopes" CHARACTER VARYING NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "expires_at" TIMESTAMP(6) WITH TIME ZONE,
    "revoked_at" TIMESTAMP(6) WITH TIME ZONE,
    "addresses" CHARACTER VARYING DEFAULT '' NOT NULL
); 
ALTER TABLE "public"."api_keys" ADD CONSTRAINT "public"."CONSTRAINT_39" PRIMARY KEY("key_id"); 
-- 1 +/- SELECT COUNT(*) FROM public.api_keys; 
INSERT INTO "public"."api_keys" VALUES
('key_1', 'default', 'ci', 'abababababababababababababababababababababababababababababababab', 'jg_ab', '', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', NULL, NULL, '');  
CREATE INDEX "public"."api_keys_newest" ON "public"."api_keys"("workspace_id" NULLS LAST, "created_at" DESC NULLS FIRST, "key_id" DESC NULLS FIRST);           
CREATE MEMORY TABLE "public"."admission_tickets"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "expires_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL
);     
ALTER TABLE "public"."admission_tickets" ADD CONSTRAINT "public"."CONSTRAINT_1E" PRIMARY KEY("workspace_id", "job_id");        
-- 0 +/- SELECT COUNT(*) FROM public.admission_tickets;        
CREATE INDEX "public"."admission_tickets_expiry" ON "public"."admission_tickets"("expires_at" NULLS LAST);     
CREATE MEMORY TABLE "public"."closed_parts"(
    "part" CHARACTER VARYING(16) NOT NULL,
    "message" CHARACTER VARYING NOT NULL
);            
ALTER TABLE "public"."closed_parts" ADD CONSTRAINT "public"."CONSTRAINT_9E" PRIMARY KEY("part");               
-- 0 +/- SELECT COUNT(*) FROM public.closed_parts;             
ALTER TABLE "public"."api_keys" ADD CONSTRAINT "public"."CONSTRAINT_39A" UNIQUE NULLS DISTINCT ("sha256");     
