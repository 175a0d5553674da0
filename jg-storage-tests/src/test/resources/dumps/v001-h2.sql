-- H2 2.5.252; 
;              
CREATE USER IF NOT EXISTS "" PASSWORD '' ADMIN;
CREATE SEQUENCE "public"."job_numbers" START WITH 1 RESTART WITH 1001 INCREMENT BY 1000;       
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
-- 2 +/- SELECT COUNT(*) FROM public.jobgrid_schema_history;   
INSERT INTO "public"."jobgrid_schema_history" VALUES
(-1, NULL, '<< Flyway Schema History table created >>', 'TABLE', '', NULL, '', TIMESTAMP '2026-12-03 05:47:47.588184', 0, TRUE),
(1, '001', 'jobgrid', 'SQL', 'V001__jobgrid.sql', 921215222, '', TIMESTAMP '2026-12-03 05:47:47.741794', 63, TRUE);      
CREATE INDEX "public"."jobgrid_schema_history_s_idx" ON "public"."jobgrid_schema_history"("success" NULLS LAST);               
CREATE MEMORY TABLE "public"."store_identity"(
    "store_id" CHARACTER VARYING(64) NOT NULL,
    "names_of" CHARACTER VARYING(128),
    "moved_to" CHARACTER VARYING,
    "moved_at" TIMESTAMP(6) WITH TIME ZONE
);           
ALTER TABLE "public"."store_identity" ADD CONSTRAINT "public"."CONSTRAINT_8" PRIMARY KEY("store_id");          
-- 1 +/- SELECT COUNT(*) FROM public.store_identity;           
INSERT INTO "public"."store_identity" VALUES
('ea22183b-0450-4349-9b99-da28e8cf22f8', NULL, NULL, NULL);       
CREATE MEMORY TABLE "public"."grid_names"(
    "name_number" INTEGER NOT NULL,
    "grid_name" CHARACTER VARYING(64) NOT NULL
);               
ALTER TABLE "public"."grid_names" ADD CONSTRAINT "public"."CONSTRAINT_3" PRIMARY KEY("name_number");           
-- 0 +/- SELECT COUNT(*) FROM public.grid_names;               
CREATE MEMORY TABLE "public"."signing_keys"(
    "key_number" INTEGER NOT NULL,
    "key_id" CHARACTER VARYING(32) NOT NULL,
    "secret" CHARACTER VARYING(128) NOT NULL
);   
ALTER TABLE "public"."signing_keys" ADD CONSTRAINT "public"."CONSTRAINT_9" PRIMARY KEY("key_number");          
-- 0 +/- SELECT COUNT(*) FROM public.signing_keys;             
CREATE MEMORY TABLE "public"."store_level"(
    "level" INTEGER NOT NULL
);    
ALTER TABLE "public"."store_level" ADD CONSTRAINT "public"."CONSTRAINT_A" PRIMARY KEY("level");
-- 1 +/- SELECT COUNT(*) FROM public.store_level;              
INSERT INTO "public"."store_level" VALUES
(2); 
CREATE MEMORY TABLE "public"."jobs"(
    "job_number" BIGINT NOT NULL,
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "held_micros" BIGINT NOT NULL,
    "large_bytes" BIGINT,
    "spec" CHARACTER VARYING NOT NULL
);            
ALTER TABLE "public"."jobs" ADD CONSTRAINT "public"."CONSTRAINT_31" PRIMARY KEY("job_number"); 
-- 2 +/- SELECT COUNT(*) FROM public.jobs;     
INSERT INTO "public"."jobs" VALUES
(1, 'default', 'client-7', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', 25000, NULL, U&'{"v":1,"spec":{"id":"client-7","name":"full \2014 \00fc","image":"acme/train:1","workloadType":"FINE_TUNING","command":{"executable":"python","args":["train.py","--name","a \\"b\\"\\n"]},"environment":{"values":{"EMPTY":"","TOKEN":"s3cret"}},"files":{"inputs":["inp_1","inp_2"],"scripts":["inp_3"],"expectedArtifacts":["/workspace/artifacts/model.bin"]},"gpu":{"required":true,"model":{"bytes":14000000000,"batchSize":8,"precision":"FP16"},"count":2,"type":"L4","vendor":"nvidia","gpuClass":"DATACENTER","families":{"preferred":"ada","avoided":["turing"]},"diskBytes":1099511627776},"route":{"optimizeFor":"COST","priority":"LOW_COST","latencyPriority":"LOW","costPriority":"HIGH","region":"eu-west","regionMode":"STRICT","maxPricePerHour":2500000},"callback":{"url":"https://hooks.example.com/done","authToken":"s3cret","metadata":{"order":"7"}},"metadata":{"values":{"text":"z","none":null,"whole":7,"long":1152921504606846976,"huge":123456789012345678901234567890,"real":1.0,"flag":true,"list":[1,null,"a",[],{"b":2.5}],"empty":""}},"timeout":"PT1H30M0.000000001S","template":"llm"}}'),
(2, 'other', 'job_queued', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', 25000, NULL, '{"v":1,"spec":{"name":"least","image":"acme/train:1","workloadType":"BATCH"}}');  
CREATE INDEX "public"."jobs_newest" ON "public"."jobs"("workspace_id" NULLS LAST, "created_at" DESC NULLS FIRST, "job_id" DESC NULLS FIRST);   
CREATE MEMORY TABLE "public"."job_state"(
    "job_number" BIGINT NOT NULL,
    "status" CHARACTER VARYING(16) NOT NULL,
    "version" BIGINT NOT NULL,
    "updated_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "charged_micros" BIGINT,
    "state" CHARACTER VARYING NOT NULL
);          
ALTER TABLE "public"."job_state" ADD CONSTRAINT "public"."CONSTRAINT_5" PRIMARY KEY("job_number");             
-- 2 +/- SELECT COUNT(*) FROM public.job_state;
INSERT INTO "public"."job_state" VALUES
(1, 'FAILED', 3, TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:02.123456+00', 0, '{"v":1,"state":{"status":"FAILED","phase":"TERMINAL","version":3,"message":"Job submitted","reason":"it was to fail","times":{"created":1795514400123456,"queued":1795514400123456,"finished":1795514402123456,"updated":1795514402123456,"phaseStarted":1795514402123456},"cost":{"min":1000,"max":25000},"events":{"lastSequence":30,"byPhase":{"SUBMITTED":1,"QUEUED":1,"TERMINAL":1}}}}'),
(2, 'QUEUED', 2, TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', NULL, '{"v":1,"state":{"status":"QUEUED","phase":"QUEUED","version":2,"message":"Job submitted","times":{"created":1795514400123456,"queued":1795514400123456,"updated":1795514400123456,"phaseStarted":1795514400123456},"cost":{"min":1000,"max":25000},"events":{"lastSequence":20,"byPhase":{"SUBMITTED":1,"QUEUED":1}}}}');              
CREATE MEMORY TABLE "public"."job_queue"(
    "job_number" BIGINT NOT NULL,
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "lane" CHARACTER VARYING(16) NOT NULL,
    "turn_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "queued_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "not_before" TIMESTAMP(6) WITH TIME ZONE,
    "listed_in" CHARACTER VARYING(64) NOT NULL
);        
ALTER TABLE "public"."job_queue" ADD CONSTRAINT "public"."CONSTRAINT_57" PRIMARY KEY("job_number");            
-- 1 +/- SELECT COUNT(*) FROM public.job_queue;
INSERT INTO "public"."job_queue" VALUES
(2, 'other', 'job_queued', '4a4bd1a8f4b290f9', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', NULL, 'other');           
CREATE INDEX "public"."job_queue_turn" ON "public"."job_queue"("workspace_id" NULLS LAST, "lane" NULLS LAST, "turn_at" NULLS LAST, "job_id" NULLS LAST);       
CREATE INDEX "public"."job_queue_newest" ON "public"."job_queue"("listed_in" NULLS LAST, "created_at" DESC NULLS FIRST, "job_id" DESC NULLS FIRST);            
CREATE INDEX "public"."job_queue_wait" ON "public"."job_queue"("queued_at" NULLS LAST);        
CREATE MEMORY TABLE "public"."job_ends"(
    "status" CHARACTER VARYING(16) NOT NULL,
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "job_number" BIGINT NOT NULL
);               
-- 1 +/- SELECT COUNT(*) FROM public.job_ends; 
INSERT INTO "public"."job_ends" VALUES
('FAILED', 'default', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', 'client-7', 1);         
CREATE UNIQUE NULLS DISTINCT INDEX "public"."job_ends_newest" ON "public"."job_ends"("status" NULLS LAST, "workspace_id" NULLS LAST, "created_at" DESC NULLS FIRST, "job_id" DESC NULLS FIRST);
CREATE MEMORY TABLE "public"."large_specs"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "spec" CHARACTER VARYING NOT NULL
);           
ALTER TABLE "public"."large_specs" ADD CONSTRAINT "public"."CONSTRAINT_B" PRIMARY KEY("workspace_id", "job_id");               
-- 0 +/- SELECT COUNT(*) FROM public.large_specs;              
CREATE MEMORY TABLE "public"."job_events"(
    "job_number" BIGINT NOT NULL,
    "event_seq" BIGINT NOT NULL,
    "events" CHARACTER VARYING NOT NULL
);       
ALTER TABLE "public"."job_events" ADD CONSTRAINT "public"."CONSTRAINT_88" PRIMARY KEY("job_number", "event_seq");              
-- 3 +/- SELECT COUNT(*) FROM public.job_events;               
INSERT INTO "public"."job_events" VALUES
(1, 20, '{"v":1,"events":[{"id":"client-7:submitted","type":"job.submitted","phase":"SUBMITTED","title":"Submitted","message":"The job was handed in.","created":1795514400123456,"sequence":10},{"id":"client-7:queued","type":"job.queued","phase":"QUEUED","title":"Queued","message":"The job waits for a place.","created":1795514400123456,"sequence":20}]}'),
(2, 20, '{"v":1,"events":[{"id":"job_queued:submitted","type":"job.submitted","phase":"SUBMITTED","title":"Submitted","message":"The job was handed in.","created":1795514400123456,"sequence":10},{"id":"job_queued:queued","type":"job.queued","phase":"QUEUED","title":"Queued","message":"The job waits for a place.","created":1795514400123456,"sequence":20}]}'),
(1, 30, U&'{"v":1,"events":[{"id":"client-7:terminal","type":"job.failed","phase":"TERMINAL","title":"Failed","message":"It failed \2014 \00fc.","created":1795514402123456,"sequence":30}]}');         
CREATE MEMORY TABLE "public"."idempotency_keys"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "idempotency_key" CHARACTER VARYING(255) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "expires_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL
);               
ALTER TABLE "public"."idempotency_keys" ADD CONSTRAINT "public"."CONSTRAINT_51" PRIMARY KEY("workspace_id", "idempotency_key");
-- 1 +/- SELECT COUNT(*) FROM public.idempotency_keys;         
INSERT INTO "public"."idempotency_keys" VALUES
('default', U&'key \00fc', 'client-7', TIMESTAMP WITH TIME ZONE '2026-11-25 10:00:00.123456+00');               
CREATE INDEX "public"."idempotency_keys_expiry" ON "public"."idempotency_keys"("expires_at" NULLS LAST);       
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
ALTER TABLE "public"."job_log_chunks" ADD CONSTRAINT "public"."CONSTRAINT_98" PRIMARY KEY("workspace_id", "job_id", "last_entry_id");          
-- 1 +/- SELECT COUNT(*) FROM public.job_log_chunks;           
INSERT INTO "public"."job_log_chunks" VALUES
('default', 'client-7', 2, 1, 3, X'01780163606e5839f1c18d031bd818981899f3f35219b94acaf3151e354c5138bc87910900b8060b51');          
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
    "expires_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "used_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
ALTER TABLE "public"."job_inputs" ADD CONSTRAINT "public"."CONSTRAINT_8F" PRIMARY KEY("workspace_id", "input_id");             
-- 1 +/- SELECT COUNT(*) FROM public.job_inputs;               
INSERT INTO "public"."job_inputs" VALUES
('default', 'inp_1', 'data.txt', 'text/plain', 'INPUT', 'UPLOADED', 3, 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', 'inputs/default/inp_1/a', 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:15:00.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00');               
CREATE INDEX "public"."job_inputs_newest" ON "public"."job_inputs"("workspace_id" NULLS LAST, "created_at" DESC NULLS FIRST, "input_id" DESC NULLS FIRST);     
CREATE MEMORY TABLE "public"."artifacts"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "artifact_id" CHARACTER VARYING(64) NOT NULL,
    "attempt" INTEGER NOT NULL,
    "file_path" CHARACTER VARYING NOT NULL,
    "content_type" CHARACTER VARYING NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "sha256" CHARACTER VARYING(64) NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "uploaded_at" TIMESTAMP(6) WITH TIME ZONE
);  
ALTER TABLE "public"."artifacts" ADD CONSTRAINT "public"."CONSTRAINT_2" PRIMARY KEY("workspace_id", "job_id", "artifact_id");  
-- 1 +/- SELECT COUNT(*) FROM public.artifacts;
INSERT INTO "public"."artifacts" VALUES
('default', 'client-7', 'art_1', 1, 'out/model.bin', 'application/octet-stream', 7, 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00');           
CREATE MEMORY TABLE "public"."callback_outbox"(
    "delivery_id" CHARACTER VARYING(255) NOT NULL,
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "status" CHARACTER VARYING(16) NOT NULL,
    "receiver" CHARACTER VARYING(300) NOT NULL,
    "progress" CHARACTER VARYING(16) DEFAULT 'PENDING' NOT NULL,
    "tries" INTEGER NOT NULL,
    "attempts" INTEGER DEFAULT 0 NOT NULL,
    "version" BIGINT DEFAULT 0 NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "due_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL
); 
ALTER TABLE "public"."callback_outbox" ADD CONSTRAINT "public"."CONSTRAINT_E" PRIMARY KEY("delivery_id");      
-- 1 +/- SELECT COUNT(*) FROM public.callback_outbox;          
INSERT INTO "public"."callback_outbox" VALUES
('dlv_default/client-7', 'default', 'client-7', 'FAILED', 'hooks.example.com:443', 'DELIVERED', 1, 1, 1, TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:02.123456+00', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:02.123456+00');    
CREATE INDEX "public"."callback_outbox_due" ON "public"."callback_outbox"("due_at" NULLS LAST);
CREATE INDEX "public"."callback_outbox_pending" ON "public"."callback_outbox"("progress" NULLS LAST, "due_at" NULLS LAST, "delivery_id" NULLS LAST);           
CREATE INDEX "public"."callback_outbox_job" ON "public"."callback_outbox"("workspace_id" NULLS LAST, "job_id" NULLS LAST);     
CREATE INDEX "public"."callback_outbox_newest" ON "public"."callback_outbox"("workspace_id" NULLS LAST, "progress" NULLS LAST, "created_at" DESC NULLS FIRST, "delivery_id" DESC NULLS FIRST); 
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
CREATE MEMORY TABLE "public"."grid_instances"(
    "instance_id" CHARACTER VARYING(64) NOT NULL,
    "lease_until" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "ended_at" TIMESTAMP(6) WITH TIME ZONE,
    "is_idle" BOOLEAN NOT NULL
);         
ALTER TABLE "public"."grid_instances" ADD CONSTRAINT "public"."CONSTRAINT_1" PRIMARY KEY("instance_id");       
-- 0 +/- SELECT COUNT(*) FROM public.grid_instances;           
CREATE MEMORY TABLE "public"."grid_nodes"(
    "instance_id" CHARACTER VARYING(64) NOT NULL,
    "node_number" INTEGER NOT NULL,
    "node" CHARACTER VARYING NOT NULL
);      
ALTER TABLE "public"."grid_nodes" ADD CONSTRAINT "public"."CONSTRAINT_3DA" PRIMARY KEY("instance_id", "node_number");          
-- 0 +/- SELECT COUNT(*) FROM public.grid_nodes;               
CREATE MEMORY TABLE "public"."device_holds"(
    "executor" CHARACTER VARYING(128) NOT NULL,
    "node_id" CHARACTER VARYING(128) NOT NULL,
    "device_id" CHARACTER VARYING(256) NOT NULL,
    "job_number" BIGINT NOT NULL,
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "job_id" CHARACTER VARYING(64) NOT NULL,
    "attempt" INTEGER NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "instance_id" CHARACTER VARYING(64) NOT NULL,
    "node_name" CHARACTER VARYING(128)
);              
ALTER TABLE "public"."device_holds" ADD CONSTRAINT "public"."CONSTRAINT_D" PRIMARY KEY("executor", "node_id", "device_id");    
-- 0 +/- SELECT COUNT(*) FROM public.device_holds;             
CREATE INDEX "public"."device_holds_of_run" ON "public"."device_holds"("job_number" NULLS LAST, "attempt" NULLS LAST);         
CREATE INDEX "public"."device_holds_newest" ON "public"."device_holds"("workspace_id" NULLS LAST, "created_at" DESC NULLS FIRST, "job_id" DESC NULLS FIRST);   
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
    "addresses" CHARACTER VARYING NOT NULL,
    "created_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "expires_at" TIMESTAMP(6) WITH TIME ZONE,
    "revoked_at" TIMESTAMP(6) WITH TIME ZONE
);            
ALTER TABLE "public"."api_keys" ADD CONSTRAINT "public"."CONSTRAINT_39" PRIMARY KEY("key_id"); 
-- 1 +/- SELECT COUNT(*) FROM public.api_keys; 
INSERT INTO "public"."api_keys" VALUES
('key_1', 'default', 'ci', 'abababababababababababababababababababababababababababababababab', 'jg_ab', '', '', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', NULL, NULL);  
CREATE INDEX "public"."api_keys_newest" ON "public"."api_keys"("workspace_id" NULLS LAST, "created_at" DESC NULLS FIRST, "key_id" DESC NULLS FIRST);           
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
('35a67161-acc3-45bd-8a7b-cdb29b604ef6', 'default', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00', 'KEY_CREATED', 'key_1', U&'key ''ci'' (jg_ab\2026)'); 
CREATE INDEX "public"."audit_events_newest" ON "public"."audit_events"("workspace_id" NULLS LAST, "created_at" DESC NULLS FIRST, "event_id" DESC NULLS FIRST); 
CREATE MEMORY TABLE "public"."admissions"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "full_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL
);            
ALTER TABLE "public"."admissions" ADD CONSTRAINT "public"."CONSTRAINT_32" PRIMARY KEY("workspace_id");         
-- 0 +/- SELECT COUNT(*) FROM public.admissions;               
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
CREATE MEMORY TABLE "public"."credit_accounts"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "last_number" BIGINT NOT NULL,
    "available_micros" BIGINT NOT NULL,
    "reserved_micros" BIGINT NOT NULL
);         
ALTER TABLE "public"."credit_accounts" ADD CONSTRAINT "public"."CONSTRAINT_B8" PRIMARY KEY("workspace_id");    
-- 0 +/- SELECT COUNT(*) FROM public.credit_accounts;          
CREATE MEMORY TABLE "public"."credit_movements"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "movement_number" BIGINT NOT NULL,
    "kind" CHARACTER VARYING(16) NOT NULL,
    "job_id" CHARACTER VARYING(64),
    "reference" CHARACTER VARYING(128),
    "moved_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    "available_gain" BIGINT NOT NULL,
    "reserved_gain" BIGINT NOT NULL,
    "revenue_gain" BIGINT NOT NULL,
    "top_ups_gain" BIGINT NOT NULL,
    "available_after" BIGINT NOT NULL,
    "reserved_after" BIGINT NOT NULL
);       
ALTER TABLE "public"."credit_movements" ADD CONSTRAINT "public"."CONSTRAINT_DF" PRIMARY KEY("workspace_id", "movement_number");
-- 0 +/- SELECT COUNT(*) FROM public.credit_movements;         
CREATE UNIQUE NULLS DISTINCT INDEX "public"."credit_movements_reference" ON "public"."credit_movements"("workspace_id" NULLS LAST, "reference" NULLS LAST);    
CREATE MEMORY TABLE "public"."job_templates"(
    "workspace_id" CHARACTER VARYING(64) NOT NULL,
    "slug" CHARACTER VARYING(64) NOT NULL,
    "draft" CHARACTER VARYING NOT NULL
);          
ALTER TABLE "public"."job_templates" ADD CONSTRAINT "public"."CONSTRAINT_35" PRIMARY KEY("workspace_id", "slug");              
-- 0 +/- SELECT COUNT(*) FROM public.job_templates;            
CREATE MEMORY TABLE "public"."retention_rounds"(
    "round_name" CHARACTER VARYING(64) NOT NULL,
    "next_at" TIMESTAMP(6) WITH TIME ZONE NOT NULL
);        
ALTER TABLE "public"."retention_rounds" ADD CONSTRAINT "public"."CONSTRAINT_A7" PRIMARY KEY("round_name");     
-- 0 +/- SELECT COUNT(*) FROM public.retention_rounds;         
ALTER TABLE "public"."credit_accounts" ADD CONSTRAINT "public"."CONSTRAINT_B8C" CHECK("available_micros" >= CAST(0 AS BIGINT)) NOCHECK;        
ALTER TABLE "public"."credit_accounts" ADD CONSTRAINT "public"."CONSTRAINT_B8CB" CHECK("reserved_micros" >= CAST(0 AS BIGINT)) NOCHECK;        
ALTER TABLE "public"."credit_movements" ADD CONSTRAINT "public"."CONSTRAINT_DFA" CHECK(((("available_gain" + "reserved_gain") + "revenue_gain") + "top_ups_gain") = 0) NOCHECK;
ALTER TABLE "public"."api_keys" ADD CONSTRAINT "public"."CONSTRAINT_39A" UNIQUE NULLS DISTINCT ("sha256");     
ALTER TABLE "public"."jobs" ADD CONSTRAINT "public"."CONSTRAINT_31D" UNIQUE NULLS DISTINCT ("workspace_id", "job_id");         
ALTER TABLE "public"."grid_nodes" ADD CONSTRAINT "public"."CONSTRAINT_3D" FOREIGN KEY("instance_id") REFERENCES "public"."grid_instances"("instance_id") ON DELETE CASCADE NOCHECK;            
