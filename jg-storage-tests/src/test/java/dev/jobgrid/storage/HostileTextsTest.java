package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.internal.jobs.Changes;
import dev.jobgrid.internal.jobs.JobWriter;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobResult;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SteppedLoops;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that is accepted can end in every way, whatever its client wrote into it. */
class HostileTextsTest {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final Instant NOW = Instant.parse("2100-01-01T12:00:00Z");

    @TempDir
    private Path folder;

    /** Text at its limit: what JSON escapes, what takes several bytes, what takes two characters. */
    private static final List<String> ALPHABETS =
            List.of("\"", "\\", "'", "ü", "\u20ac", "\ud83d\ude00", "</", "\u2028");

    private static String text(String letters, int length) {
        return letters.repeat(length / letters.length() + 1).substring(0, length / letters.length() * letters.length());
    }

    /** Everything at the most that screening lets through. */
    private static JobSpec.Builder hostile(String letters) {
        Map<String, String> variables = new TreeMap<>();
        IntStream.range(0, 7).forEach(i -> variables.put("K" + i, text(letters, 8_000)));
        Map<String, String> callback = new TreeMap<>();
        IntStream.range(0, 16).forEach(i -> callback.put(text(letters, 60) + (char) ('a' + i), text(letters, 512)));
        String host = ("a".repeat(60) + ".").repeat(4) + "example";
        return JobSpec.builder(text(letters, 60), "acme/" + "a".repeat(400) + ":cuda", WorkloadType.BATCH)
                .command(Command.of("sh", text(letters, 7_000)))
                .environment(new Environment(variables))
                .files(new JobFiles(
                        List.of(),
                        List.of(),
                        IntStream.range(0, 64)
                                .mapToObj(i -> i + text(letters.equals("</") ? "<" : letters, 4_000))
                                .toList()))
                .gpu(GpuRequest.builder()
                        .required(true)
                        .families(new GpuRequest.Families(
                                Optional.empty(),
                                IntStream.range(0, 32)
                                        .mapToObj(i -> i + text(letters, 120))
                                        .toList()))
                        .build())
                .route(RoutePreferences.builder()
                        .region(text(letters, 128), RegionMode.PREFER)
                        .build())
                .metadata(new Metadata(Map.of("text", text(letters, 3_000))))
                .callback(new CallbackTarget(
                        "https://" + host + "/" + "p".repeat(1_500),
                        Optional.of(new Secret("~".repeat(2_048))),
                        callback));
    }

    private Storage h2() {
        return H2Storage.inMemory(folder);
    }

    private Storage postgres() {
        return TestPostgres.emptyStorage("hostile", folder);
    }

    @Test
    void whatIsAcceptedEndsInEveryWayOnH2() throws Exception {
        try (Storage storage = h2()) {
            whatIsAcceptedEndsInEveryWay(storage);
        }
    }

    @Test
    void whatIsAcceptedEndsInEveryWayOnPostgres() throws Exception {
        try (Storage storage = postgres()) {
            whatIsAcceptedEndsInEveryWay(storage);
        }
    }

    private static void whatIsAcceptedEndsInEveryWay(Storage storage) {
        JobWriter writer = writer(storage);
        int accepted = 0;
        try (JobGrid grid = grid(storage)) {
            for (String letters : ALPHABETS) {
                for (JobStatus end :
                        List.of(JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.REJECTED)) {
                    Optional<JobRef> taken = taken(grid, hostile(letters).build());
                    if (taken.isPresent()) {
                        accepted++;
                        assertThat(ended(storage, writer, taken.get(), end).status())
                                .as("%s with '%s'", end, letters)
                                .isEqualTo(end);
                    }
                }
            }
        }
        assertThat(accepted).as("jobs that were looked at").isGreaterThan(16);
    }

    private static Optional<JobRef> taken(JobGrid grid, JobSpec spec) {
        try {
            return Optional.of(grid.submit(spec).status().ref());
        } catch (JobGridException e) {
            assertThat(e.code())
                    .as(e.getMessage())
                    .isIn(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_EXPECTED_ARTIFACT);
            return Optional.empty();
        }
    }

    private static Job ended(Storage storage, JobWriter writer, JobRef ref, JobStatus end) {
        Job queued = storage.jobs().find(ref).orElseThrow();
        List<String> missing = queued.spec().files().expectedArtifacts();
        String words = "There is no " + String.join(", ", missing);
        if (end == JobStatus.REJECTED) {
            return writer.update(
                            ref,
                            job -> Optional.of(Transition.of(job, Trigger.REJECT, NOW)
                                    .reason(words)
                                    .event("job.rejected", "Job rejected", words, JobEvent.Level.ERROR)
                                    .build()))
                    .orElseThrow();
        }
        if (end == JobStatus.CANCELLED) {
            return writer.update(
                            ref,
                            job -> Optional.of(Transition.of(job, Trigger.CANCEL, NOW)
                                    .reason(words)
                                    .event("job.cancelled", "Job cancelled", words)
                                    .build()))
                    .orElseThrow();
        }
        writer.update(ref, HostileTextsTest::assigned);
        writer.update(
                ref,
                job -> Optional.of(Transition.of(job, Trigger.START, NOW)
                        .phase(ExecutionPhase.RUNNING)
                        .event("job.started", "Started", "It runs.")
                        .build()));
        Optional<Failure> failure = end == JobStatus.FAILED
                ? Optional.of(new Failure(Failure.Cause.ARTIFACT_MISSING, words, ExecutionPhase.RUNNING, false))
                : Optional.empty();
        return writer.update(
                        ref,
                        job -> Optional.of(Transition.of(
                                        job, end == JobStatus.FAILED ? Trigger.FAIL : Trigger.COMPLETE, NOW)
                                .attempt(job.attempt()
                                        .ended(new RunOutcome(OptionalInt.of(0), OptionalInt.empty(), false)))
                                .reason(words)
                                .ending(new JobResult(
                                        failure, Optional.of(new Collected(0, 0, missing, Optional.empty()))))
                                .event("artifact.missing", "Expected artifact missing", words, JobEvent.Level.WARNING)
                                .build()))
                .orElseThrow();
    }

    private static Optional<Transition> assigned(Job job) {
        Placement place = new Placement(
                "scripted",
                new NodeName("n"),
                List.of("gpu" + job.ref().id()),
                GPU,
                true,
                "",
                Usd.ZERO,
                List.of(),
                "here");
        return Optional.of(Transition.of(job, Trigger.ASSIGN, NOW)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(job.attempt().next(new InstanceId("test"), place))
                .event("job.assigned", "Assigned", "It has a place.")
                .build());
    }

    @Test
    void aChangeThatTheStoreRefusesKeepsBackNoOtherOnH2() throws Exception {
        try (Storage storage = h2()) {
            aChangeThatTheStoreRefusesKeepsBackNoOther(storage);
        }
    }

    @Test
    void aChangeThatTheStoreRefusesKeepsBackNoOtherOnPostgres() throws Exception {
        try (Storage storage = postgres()) {
            aChangeThatTheStoreRefusesKeepsBackNoOther(storage);
        }
    }

    private static void aChangeThatTheStoreRefusesKeepsBackNoOther(Storage storage) {
        try (JobGrid grid = grid(storage)) {
            List<Job> queued = IntStream.range(0, 3)
                    .mapToObj(i -> grid.submit(JobSpec.builder("job " + i, "acme/train:cuda", WorkloadType.BATCH)
                                    .callback(CallbackTarget.of("https://hooks.example.com/" + i))
                                    .build())
                            .status())
                    .toList();
            aChangeThatTheStoreRefusesKeepsBackNoOther(storage, queued);
        }
    }

    private static void aChangeThatTheStoreRefusesKeepsBackNoOther(Storage storage, List<Job> queued) {
        JobWriter writer = writer(storage);
        JobResult tooMuch = new JobResult(
                Optional.empty(), Optional.of(new Collected(7, 9, List.of("x".repeat(2 << 20)), Optional.empty())));
        List<Transition> changes = queued.stream()
                .map(job -> {
                    Transition.Builder change = Transition.of(job, Trigger.CANCEL, NOW)
                            .reason("the reason")
                            .event("job.cancelled", "Job cancelled", "It was cancelled.");
                    return job.equals(queued.get(1)) ? change.ending(tooMuch).build() : change.build();
                })
                .toList();
        assertThatThrownBy(() -> storage.jobs().applyAll(changes)).isInstanceOf(JobGridException.class);

        assertThat(writer.applyAll(changes)).containsExactly(true, true, true);

        List<Job> ended = queued.stream()
                .map(job -> storage.jobs().find(job.ref()).orElseThrow())
                .toList();
        assertThat(ended).extracting(Job::status).containsOnly(JobStatus.CANCELLED);
        assertThat(ended.get(0).state().reason()).isEqualTo("the reason");
        assertThat(ended.get(1).state().reason()).isNotEqualTo("the reason");
        assertThat(ended.get(1).state().ending().collected().orElseThrow().files())
                .isEqualTo(7);
        assertThat(storage.callbacks().find(queued.get(0).ref())).isPresent();
        assertThat(storage.callbacks().find(queued.get(1).ref())).isEmpty();
    }

    private static JobWriter writer(Storage storage) {
        return new JobWriter(storage.jobs(), new Changes(), GridObserver.NONE, change -> {});
    }

    /** It takes jobs and places none. */
    private static JobGrid grid(Storage storage) {
        List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", GPU, Usd.ZERO, true));
        return JobGrid.builder()
                .storage(storage)
                .executor(new ScriptedExecutor(
                        InstantSource.system(),
                        List.of(new GpuNode(new NodeName("n"), "", devices, 1L << 40, true)),
                        run -> RunScript.prints()))
                .loops(new SteppedLoops(new Random(1)))
                .build();
    }
}
