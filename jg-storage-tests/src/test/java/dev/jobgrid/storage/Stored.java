package dev.jobgrid.storage;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.EventCount;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobResult;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobState;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.JobTimes;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.OptimizeFor;
import dev.jobgrid.routing.Precision;
import dev.jobgrid.routing.Priority;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.Relaxation;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The values behind the golden files. */
public final class Stored {
    private static final Instant CREATED = Instant.parse("2026-11-24T10:00:00.123456Z");

    private Stored() {}

    /** A spec with nothing but what each has. */
    public static JobSpec leastSpec() {
        return JobSpec.builder("least", "acme/train:1", WorkloadType.BATCH).build();
    }

    /** A spec that says that it needs no GPU, which no other component goes with. */
    public static JobSpec cpuOnlySpec() {
        return leastSpec().toBuilder()
                .gpu(GpuRequest.builder().cpuOnly(true).build())
                .build();
    }

    /** A spec that asks for folders of the hosts, as none did when the other files were written. */
    public static JobSpec mountingSpec() {
        return leastSpec().toBuilder()
                .files(JobFiles.NONE.mounts("datasets", "scratch"))
                .build();
    }

    /** A spec with something in every component but those. */
    public static JobSpec fullSpec() {
        return JobSpec.builder("full — ü", "acme/train:1", WorkloadType.FINE_TUNING)
                .id(new JobId("client-7"))
                .command(Command.of("python", "train.py", "--name", "a \"b\"\n"))
                .environment(new Environment(Map.of("TOKEN", "s3cret", "EMPTY", "")))
                .files(new JobFiles(
                        List.of(new InputId("inp_1"), new InputId("inp_2")),
                        List.of(new InputId("inp_3")),
                        List.of("/workspace/artifacts/model.bin")))
                .gpu(new GpuRequest(
                        true,
                        new ModelSize(OptionalLong.of(14_000_000_000L), OptionalInt.of(8), Optional.of(Precision.FP16)),
                        OptionalInt.of(2),
                        Optional.of("L4"),
                        Optional.of("nvidia"),
                        Optional.of(GpuClass.DATACENTER),
                        new GpuRequest.Families(Optional.of("ada"), List.of("turing")),
                        OptionalLong.of(1L << 40)))
                .route(new RoutePreferences(
                        Optional.of(OptimizeFor.COST),
                        Optional.of(Priority.LOW_COST),
                        Optional.of(Level.LOW),
                        Optional.of(Level.HIGH),
                        Optional.of("eu-west"),
                        RegionMode.STRICT,
                        Optional.of(new Usd(2_500_000))))
                .callback(new CallbackTarget(
                        "https://hooks.example.com/done", Optional.of(new Secret("s3cret")), Map.of("order", "7")))
                .metadata(new Metadata(metadata()))
                .timeout(Duration.ofMinutes(90).plusNanos(1))
                .template("llm")
                .build();
    }

    private static Map<String, Object> metadata() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("text", "z");
        values.put("none", null);
        values.put("whole", 7);
        values.put("long", 1L << 60);
        values.put("huge", new BigInteger("123456789012345678901234567890"));
        values.put("real", 1.0);
        values.put("flag", true);
        values.put("list", Arrays.asList(1, null, "a", List.of(), Map.of("b", 2.5)));
        values.put("empty", "");
        return values;
    }

    /** An event with nothing but what each has, and one with something in every component. */
    public static List<JobEvent> events() {
        return List.of(
                new JobEvent("", "", ExecutionPhase.SUBMITTED, "", "", JobEvent.Level.INFO, CREATED, 0),
                new JobEvent(
                        "client-7:failed:2",
                        "job.failed",
                        ExecutionPhase.TERMINAL,
                        "Job \"failed\"",
                        "a\\b\nü",
                        JobEvent.Level.ERROR,
                        CREATED.plusSeconds(1),
                        30,
                        "ada"));
    }

    /** A state as a job just handed in has it. */
    public static JobState leastState() {
        return new JobState(
                JobStatus.PENDING,
                ExecutionPhase.SUBMITTED,
                0,
                "",
                "",
                JobTimes.created(CREATED),
                Attempt.NONE,
                Cost.NONE,
                JobResult.NONE,
                EventCount.NONE);
    }

    /** A state of a job that waits for nodes that cannot start programs. */
    public static JobState delayedState() {
        return new JobState(
                JobStatus.QUEUED,
                ExecutionPhase.QUEUED,
                7,
                "It waits",
                "",
                JobTimes.created(CREATED),
                new Attempt(
                        2,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(CREATED.plusSeconds(80)),
                        1,
                        "Node 'n' cannot start programs: iptables failed.",
                        Optional.empty()),
                Cost.NONE,
                JobResult.NONE,
                EventCount.NONE);
    }

    /** A state of a job whose run takes too much disk. */
    public static JobState greedyState() {
        return new JobState(
                JobStatus.RUNNING,
                ExecutionPhase.RUNNING,
                9,
                "It is being stopped",
                "",
                JobTimes.created(CREATED),
                Attempt.NONE.diskExceeded(CREATED.plusSeconds(90)),
                Cost.NONE,
                JobResult.NONE,
                EventCount.NONE);
    }

    /** A state of a launch plan. */
    public static JobState heldState() {
        return new JobState(
                JobStatus.ASSIGNED,
                ExecutionPhase.WORKER_ASSIGNED,
                4,
                "It waits for the go",
                "",
                JobTimes.created(CREATED),
                Attempt.NONE,
                Cost.NONE,
                JobResult.NONE,
                EventCount.NONE,
                Optional.of(LaunchHold.waiting(Duration.ofMinutes(5), CREATED).held(CREATED)),
                "ada");
    }

    /** A state with something in every component that its first version had. */
    public static JobState fullState() {
        Placement placement = new Placement(
                "process",
                new NodeName("gpu host 1"),
                List.of("GPU-0", "GPU-1"),
                new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30),
                true,
                "eu-west-1",
                new Usd(900_000),
                List.of(Relaxation.REGION_PREFERENCE),
                "the cheapest that fits");
        Attempt attempt = new Attempt(
                3,
                Optional.of(new InstanceId("grid_1")),
                Optional.of(placement),
                Optional.of(CREATED.plusSeconds(70)),
                Optional.of(new RunOutcome(OptionalInt.of(137), OptionalInt.of(9), true)),
                Optional.of(CREATED.plusSeconds(80)),
                0,
                "",
                Optional.empty());
        JobTimes times = new JobTimes(
                CREATED,
                Optional.of(CREATED.plusSeconds(1)),
                Optional.of(CREATED.plusSeconds(2)),
                Optional.of(CREATED.plusSeconds(3)),
                Optional.of(CREATED.plusSeconds(4)),
                CREATED.plusSeconds(5),
                CREATED.plusSeconds(6));
        return new JobState(
                JobStatus.FAILED,
                ExecutionPhase.TERMINAL,
                12,
                "It ran too long",
                "timed out",
                times,
                attempt,
                new Cost(new Usd(1), new Usd(2), Optional.of(new Usd(3)), Optional.of(new Usd(4))),
                new JobResult(
                        Optional.of(
                                new Failure(Failure.Cause.TIMED_OUT, "It ran too long.", ExecutionPhase.RUNNING, true)),
                        Optional.of(new Collected(
                                2, 1L << 33, List.of("/workspace/artifacts/model.bin"), Optional.empty()))),
                new EventCount(120, Map.of(ExecutionPhase.SUBMITTED, 1, ExecutionPhase.TERMINAL, 11)));
    }
}
