package dev.jobgrid.wire;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobResult;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Relaxation;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Jobs at the moments that the reference's examples show. */
public final class Jobs {
    public static final Instant NOON = Instant.parse("2026-06-11T12:00:00Z");
    public static final String IMAGE = "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime";
    public static final GpuModel L4 = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    public static final JobRef REF = new JobRef(WorkspaceId.DEFAULT, new JobId("job_123"));

    private Jobs() {}

    public static JobSpec spec() {
        return JobSpec.builder("artifact-demo", IMAGE, WorkloadType.BATCH)
                .command("python", "script.py")
                .files(new JobFiles(List.of(), List.of(), List.of("/workspace/artifacts/transcript.txt")))
                .metadata(new Metadata(Map.of("client_request_id", "req_9")))
                .build();
    }

    public static Job pending(JobSpec spec) {
        return Job.pending(REF, spec, Cost.expected(Usd.ofDollars(0.1), Usd.ofDollars(0.3)), NOON);
    }

    public static Job queued() {
        return queued(spec());
    }

    public static Job queued(JobSpec spec) {
        return Transition.of(pending(spec), Trigger.ADMIT, NOON)
                .phase(ExecutionPhase.QUEUED)
                .build()
                .after();
    }

    /** Queued, with a place being made since noon, last heard of 90 seconds later. */
    public static Job provisioning() {
        Job at = Transition.of(queued(), NOON)
                .phase(ExecutionPhase.PROVIDER_PROVISIONING)
                .build()
                .after();
        return Transition.of(at, NOON.plusSeconds(90))
                .message("Waiting for compatible capacity.")
                .build()
                .after();
    }

    public static Placement place(boolean simulated) {
        return new Placement(
                "process",
                new NodeName("node_123"),
                List.of("gpu0", "gpu1"),
                L4,
                simulated,
                "us-east",
                Usd.ofDollars(2.4),
                List.of(Relaxation.REGION_PREFERENCE),
                "The cheapest that fits.");
    }

    public static Job assigned(boolean simulated) {
        return Transition.of(queued(), Trigger.ASSIGN, NOON.plusSeconds(60))
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(Attempt.NONE.next(new InstanceId("grid_1"), place(simulated)))
                .build()
                .after();
    }

    /** Running since 12:02. */
    public static Job running() {
        return running(false);
    }

    public static Job running(boolean simulated) {
        return Transition.of(assigned(simulated), Trigger.START, NOON.plusSeconds(120))
                .phase(ExecutionPhase.RUNNING)
                .build()
                .after();
    }

    /** Ran from 12:02 to 12:03. */
    public static Job completed() {
        Job job = running();
        return Transition.of(job, Trigger.COMPLETE, NOON.plusSeconds(180))
                .attempt(job.attempt().ended(new RunOutcome(OptionalInt.of(0), OptionalInt.empty(), false)))
                .cost(Cost.expected(Usd.ofDollars(0.1), Usd.ofDollars(0.3)).spent(Usd.ofDollars(0.04)))
                .build()
                .after();
    }

    public static Job failed(RunOutcome outcome, Failure failure) {
        Job job = running();
        return Transition.of(job, Trigger.FAIL, NOON.plusSeconds(180))
                .attempt(job.attempt().ended(outcome))
                .reason(failure.summary())
                .ending(new JobResult(Optional.of(failure), Optional.empty()))
                .build()
                .after();
    }

    public static Job cancelled(Job job, String reason) {
        return Transition.of(job, Trigger.CANCEL, NOON.plusSeconds(180))
                .reason(reason)
                .build()
                .after();
    }

    public static JobEvent queuedEvent() {
        return new JobEvent(
                "job_123:queued",
                "job.queued",
                ExecutionPhase.QUEUED,
                "Job queued",
                "The job is eligible for scheduling.",
                JobEvent.Level.INFO,
                NOON,
                20);
    }
}
