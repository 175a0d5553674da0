package dev.jobgrid.wire.client;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.EventCount;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobResult;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobState;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.JobTimes;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Relaxation;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.wire.ListCursor;
import dev.jobgrid.wire.WireJson;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads jobs from responses (reference §06, §07, §10). Such a job has no version, owner or count of events, and only
 * the parts of its spec that responses contain; its workspace is the key's, represented by {@link WorkspaceId#DEFAULT}.
 */
public final class JobReader {
    private static final String SIMULATED = " (simulated)";

    private JobReader() {}

    /** The state of a job. */
    public static Job read(byte[] body) throws IOException {
        return ResponseObject.read(body, JobReader::job);
    }

    /** A page of jobs. */
    public static JobPage page(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> new JobPage(
                        response.objects("jobs").stream().map(JobReader::job).toList(),
                        response.count("limit").orElse(0),
                        response.text("next_cursor").map(ListCursor::read),
                        response.time("searched_to")));
    }

    /** A submitted job, whose spec the client knows. */
    public static Job taken(byte[] body, JobSpec asked) throws IOException {
        return ResponseObject.read(body, response -> taken(response, asked));
    }

    /** Warnings about a submitted job. */
    public static List<String> warnings(byte[] body) throws IOException {
        return ResponseObject.read(body, response -> response.texts("warnings"));
    }

    /** Jobs submitted as a batch, in the order of the request. */
    public static List<JobId> ids(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> response.objects("jobs").stream().map(JobReader::id).toList());
    }

    static JobRef ref(JobId id) {
        return new JobRef(WorkspaceId.DEFAULT, id);
    }

    static JobId id(ResponseObject response) {
        return new JobId(response.needText("job_id"));
    }

    private static Job taken(ResponseObject response, JobSpec asked) {
        Instant queued = response.needTime("queued_at");
        Instant created = response.time("submitted_at").orElse(queued);
        JobTimes at = JobTimes.created(created);
        JobTimes times =
                new JobTimes(created, Optional.of(queued), at.assigned(), at.started(), at.finished(), queued, queued);
        JobState state = new JobState(
                response.needWord("status", JobStatus.class),
                ExecutionPhase.QUEUED,
                0,
                response.text("status_message").orElse(""),
                "",
                times,
                Attempt.NONE,
                cost(response),
                JobResult.NONE,
                EventCount.NONE);
        return new Job(ref(id(response)), asked, state);
    }

    private static Job job(ResponseObject response) {
        Optional<ResponseObject> run = response.object("run");
        JobState state = new JobState(
                response.needWord("status", JobStatus.class),
                phase(response),
                0,
                response.text("status_message").orElse(""),
                response.text("status_reason").orElse(""),
                times(response, run),
                run.map(JobReader::attempt).orElse(Attempt.NONE).withDelayReason(nodeFault(response)),
                cost(response),
                new JobResult(
                        response.object("failure").map(JobReader::failure),
                        response.object("collected_artifacts").map(JobReader::collected)),
                EventCount.NONE,
                response.object("launch_plan").map(plan -> LaunchPlanReader.hold(plan, run)),
                response.text("submitted_by").orElse(""));
        return new Job(ref(id(response)), spec(response), state);
    }

    /** A job with id and status only. */
    static Job bare(ResponseObject response) {
        JobStatus status = response.needWord("status", JobStatus.class);
        JobState state = new JobState(
                status,
                status.isTerminal() ? ExecutionPhase.TERMINAL : ExecutionPhase.QUEUED,
                0,
                "",
                "",
                JobTimes.created(Instant.EPOCH),
                Attempt.NONE,
                Cost.NONE,
                JobResult.NONE,
                EventCount.NONE);
        return new Job(ref(id(response)), JobSpec.draft().build(), state);
    }

    private static ExecutionPhase phase(ResponseObject response) {
        return response.word("execution_phase", ExecutionPhase.class)
                .or(() -> response.word("phase", ExecutionPhase.class))
                .orElse(ExecutionPhase.QUEUED);
    }

    private static JobSpec spec(ResponseObject response) {
        JobSpec.Builder spec = JobSpec.draft()
                .name(response.text("name").orElse(""))
                .image(response.text("image").orElse(""))
                .metadata(response.object("metadata").map(JobReader::metadata).orElse(Metadata.EMPTY))
                .files(new JobFiles(List.of(), List.of(), expected(response)));
        response.word("workload_type", WorkloadType.class).ifPresent(spec::workloadType);
        return spec.build();
    }

    private static List<String> expected(ResponseObject response) {
        return response.object("artifact_contract").stream()
                .flatMap(contract -> contract.objects("expected_artifacts").stream())
                .flatMap(file -> file.text("path").stream())
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Metadata metadata(ResponseObject response) {
        return WireJson.plain(response.node()) instanceof Map<?, ?> map
                ? new Metadata((Map<String, Object>) map)
                : Metadata.EMPTY;
    }

    private static JobTimes times(ResponseObject response, Optional<ResponseObject> run) {
        Instant created = response.needTime("created_at");
        Instant updated = response.time("last_status_update")
                .or(() -> response.time("updated_at"))
                .orElse(created);
        return new JobTimes(
                created,
                response.time("queued_at"),
                run.flatMap(r -> r.time("assigned_at")),
                response.time("started_at"),
                response.time("finished_at"),
                updated,
                response.time("phase_started_at").orElse(updated));
    }

    private static Cost cost(ResponseObject response) {
        Optional<ResponseObject> range = response.object("estimated_cost_usd");
        return new Cost(
                range.map(r -> r.usd("min")).orElse(Cost.NONE.min()),
                range.map(r -> r.usd("max")).orElse(Cost.NONE.max()),
                response.decimal("actual_cost_usd").map(known -> response.usd("actual_cost_usd")),
                Optional.empty());
    }

    private static Attempt attempt(ResponseObject run) {
        OptionalInt exit = optional(run.count("exit_code"));
        OptionalInt signal = optional(run.count("signal"));
        boolean timedOut = run.flag("timed_out");
        return new Attempt(
                run.count("attempt").orElse(1),
                Optional.empty(),
                run.object("place").map(JobReader::placement),
                Optional.empty(),
                exit.isPresent() || signal.isPresent() || timedOut
                        ? Optional.of(new RunOutcome(exit, signal, timedOut))
                        : Optional.empty(),
                Optional.empty(),
                0,
                "",
                Optional.empty());
    }

    private static String nodeFault(ResponseObject response) {
        return response.object("delay_reason")
                .filter(delay -> delay.text("code").equals(Optional.of("node_unavailable")))
                .flatMap(delay -> delay.text("message"))
                .orElse("");
    }

    private static OptionalInt optional(Optional<Integer> number) {
        return number.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private static Placement placement(ResponseObject place) {
        boolean simulated = place.flag("simulated");
        return new Placement(
                place.needText("executor"),
                new NodeName(place.needText("node_id")),
                place.texts("gpu_ids"),
                gpu(place.needObject("gpu"), simulated),
                simulated,
                place.text("region").orElse(""),
                place.usd("hourly_rate_usd"),
                place.words("constraints_relaxed", Relaxation.class),
                place.text("reason").orElse(""));
    }

    static GpuModel gpu(ResponseObject gpu, boolean simulated) {
        return new GpuModel(
                model(gpu.needText("name"), simulated),
                gpu.text("vendor").orElse(""),
                gpu.text("family").orElse(""),
                gpu.needWord("gpu_class", GpuClass.class),
                gpu.need(gpu.number("memory_bytes"), "memory_bytes"));
    }

    /** The name of a GPU's model, which responses mark if it is simulated. */
    static String model(String name, boolean simulated) {
        return simulated && name.endsWith(SIMULATED) ? name.substring(0, name.length() - SIMULATED.length()) : name;
    }

    private static Failure failure(ResponseObject failure) {
        return new Failure(
                failure.word("code", Failure.Cause.class).orElse(Failure.Cause.INTERNAL),
                failure.text("summary").orElse(""),
                failure.word("stage", ExecutionPhase.class).orElse(ExecutionPhase.TERMINAL),
                failure.flag("retryable"));
    }

    private static Collected collected(ResponseObject collected) {
        return new Collected(
                collected.count("files").orElse(0),
                collected.number("bytes").orElse(0L),
                collected.texts("missing"),
                collected.object("leftovers").map(JobReader::leftovers));
    }

    private static UncollectedArtifacts leftovers(ResponseObject leftovers) {
        return new UncollectedArtifacts(
                leftovers.word("reason", Failure.Cause.class).orElse(Failure.Cause.INTERNAL),
                leftovers.count("files").orElse(0),
                leftovers.count("expected").orElse(0),
                leftovers.texts("paths"),
                leftovers.text("node_id").orElse(""),
                leftovers.text("place").orElse(""),
                leftovers.time("kept_until"));
    }
}
