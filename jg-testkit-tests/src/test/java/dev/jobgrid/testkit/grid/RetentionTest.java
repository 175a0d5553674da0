package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.JobGrid;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.retention.RetentionReport.Amount;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.retention.RetentionRules.Rule;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.SampleSpecs;
import dev.jobgrid.testkit.sim.CrashingStorage;
import dev.jobgrid.testkit.sim.CrashingStorage.Moment;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SimulatedCrash;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes after days, and what stays. */
class RetentionTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Storage storage = new MemoryStorage(clock);
    private final SteppedLoops loops = new SteppedLoops(new Random(7));

    private JobGrid grid(Storage store, RetentionRules rules) {
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(1), true));
        GpuNode node = new GpuNode(new NodeName("node"), "here", devices, 1L << 40, true);
        return JobGrid.builder()
                .storage(store)
                .executor(new ScriptedExecutor(
                        clock,
                        List.of(node),
                        run -> RunScript.prints("one", "two")
                                .leaving(Map.of("out.txt", "result".getBytes(StandardCharsets.UTF_8)))))
                .loops(loops)
                .clock(clock)
                .retention(rules)
                .build();
    }

    private void live(Duration time) {
        for (Instant end = clock.instant().plus(time);
                clock.instant().isBefore(end);
                clock.advance(time.dividedBy(40))) {
            IntStream.range(0, 5).forEach(i -> loops.stepAll());
        }
    }

    private static JobId ran(JobGrid grid, String id, List<InputId> inputs) {
        grid.submit(SampleSpecs.of(Set.of(), new Random(0)).toBuilder()
                .id(new JobId(id))
                .files(new JobFiles(inputs, List.of(), List.of()))
                .build());
        return new JobId(id);
    }

    private static UploadSlot slot(JobGrid grid) throws IOException {
        UploadSlot slot = grid.inputs().create(new JobInput.InputFile("data.txt", "text/plain", InputKind.INPUT));
        grid.inputs().upload(slot.input().id(), new ByteArrayInputStream(new byte[11]));
        return slot;
    }

    private static InputId input(JobGrid grid) throws IOException {
        UploadSlot slot = slot(grid);
        grid.inputs().complete(slot.input().id(), UploadCompletion.of(slot.token()));
        return slot.input().id();
    }

    /** What lies there beside the store's own marker. */
    private List<String> blobs() throws IOException {
        return storage.blobs().list("", 100).blobs().stream()
                .map(blob -> blob.key().value())
                .filter(key -> !key.equals("store/" + storage.id().orElseThrow()))
                .map(key -> key.split("/")[0])
                .toList();
    }

    @Test
    void everythingIsKeptUnlessARuleSaysOtherwise() throws IOException {
        JobGrid grid = grid(storage, RetentionRules.KEEP);
        JobId job = ran(grid, "a", List.of(input(grid)));
        live(Duration.ofMinutes(1));
        clock.advance(Duration.ofDays(1000));

        live(Duration.ofHours(3));

        assertThat(grid.operations().retention().preview()).isEqualTo(RetentionReport.NOTHING);
        assertThat(grid.status(job).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(grid.logs(job, LogQuery.after(0, 10)).lines()).hasSize(2);
        assertThat(blobs()).containsExactly("artifacts", "inputs");
    }

    @Test
    void aClockThatIsSetFarAheadAndRightAgainTakesNothingThatWasToBeKept() throws IOException {
        RetentionRules rules = RetentionRules.KEEP
                .with(RetentionPart.JOBS, Rule.after(Duration.ofDays(30)))
                .with(RetentionPart.INPUTS, Rule.after(Duration.ofDays(30)));
        JobGrid grid = grid(storage, rules);
        JobId job = ran(grid, "a", List.of(input(grid)));
        live(Duration.ofMinutes(90));

        clock.set(Duration.ofDays(365));
        live(Duration.ofHours(5));
        clock.set(Duration.ofDays(-365));
        live(Duration.ofHours(2));

        assertThat(grid.status(job).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(blobs()).containsExactly("artifacts", "inputs");
        clock.advance(Duration.ofDays(40));
        live(Duration.ofHours(30));
        assertThat(blobs()).isEmpty();
    }

    @Test
    void aPreviewSaysWhatGoesAndThenItGoesWithItsBytes() throws IOException {
        RetentionRules rules = RetentionRules.KEEP
                .with(RetentionPart.JOBS, Rule.after(Duration.ofDays(30)))
                .with(RetentionPart.INPUTS, Rule.after(Duration.ofDays(30)));
        JobGrid grid = grid(storage, rules);
        JobId old = ran(grid, "old", List.of(input(grid)));
        live(Duration.ofMinutes(1));
        clock.advance(Duration.ofDays(30).minusHours(1));
        JobId young = ran(grid, "young", List.of(input(grid)));
        live(Duration.ofMinutes(1));
        clock.advance(Duration.ofHours(2)); // and no loop takes a step any more

        RetentionReport preview = grid.operations().retention().preview();
        assertThat(grid.status(old).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(preview.of(RetentionPart.ARTIFACTS)).isEqualTo(new Amount(1, 6));
        assertThat(preview.of(RetentionPart.INPUTS)).isEqualTo(new Amount(1, 11));
        assertThat(preview.of(RetentionPart.LOGS).count()).isEqualTo(1);

        RetentionReport gone = grid.operations().retention().run();

        assertThat(gone.of(RetentionPart.JOBS)).isEqualTo(new Amount(1, 0));
        assertThatThrownBy(() -> grid.status(old))
                .isInstanceOfSatisfying(
                        JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(grid.status(young).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(grid.artifacts(young).list()).extracting(Artifact::path).containsExactly("out.txt");
        assertThat(blobs()).containsExactly("artifacts", "inputs");
        assertThat(grid.operations().retention().run()).isEqualTo(RetentionReport.NOTHING);
    }

    @Test
    void theRetentionLoopRemovesExpiredJobs() throws IOException {
        JobGrid grid = grid(storage, RetentionRules.KEEP.with(RetentionPart.JOBS, Rule.after(DAY)));
        ran(grid, "a", List.of());
        live(Duration.ofMinutes(1));
        clock.advance(DAY);

        live(Duration.ofHours(2));

        assertThat(storage.jobs().find(new JobRef(WorkspaceId.DEFAULT, new JobId("a"))))
                .isEmpty();
        assertThat(blobs()).isEmpty();
    }

    @Test
    void theOldestIsRemovedFirstWhenALimitIsExceeded() {
        JobGrid grid = grid(storage, RetentionRules.KEEP.with(RetentionPart.ARTIFACTS, Rule.atMost(12)));
        for (String id : List.of("first", "second", "third")) {
            ran(grid, id, List.of());
            live(Duration.ofMinutes(1));
            clock.advance(Duration.ofHours(2));
        }

        RetentionReport gone = grid.operations().retention().run();

        assertThat(gone).isEqualTo(new RetentionReport(Map.of(RetentionPart.ARTIFACTS, new Amount(1, 6))));
        assertThat(grid.artifacts(new JobId("first")).list()).isEmpty();
        assertThat(grid.artifacts(new JobId("second")).list()).hasSize(1);
        assertThat(grid.status(new JobId("first")).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(grid.logs(new JobId("first"), LogQuery.after(0, 10)).lines()).hasSize(2);
    }

    @Test
    void anInputOfAJobThatWaitsStaysHoweverOldItIs() throws IOException {
        RetentionRules rules = RetentionRules.KEEP.with(RetentionPart.INPUTS, Rule.after(DAY));
        JobGrid grid = grid(storage, rules);
        InputId input = input(grid);
        ran(grid, "waits", List.of(input));
        clock.advance(Duration.ofDays(9));

        assertThat(grid.operations().retention().run()).isEqualTo(RetentionReport.NOTHING);
        assertThat(storage.inputs().find(WorkspaceId.DEFAULT, input)).isPresent();
    }

    @Test
    void slotsNeverCompletedAndBytesOfNobodyGoAfterTheGrace() throws IOException {
        JobGrid grid = grid(storage, RetentionRules.KEEP);
        slot(grid);
        JobId job = ran(grid, "a", List.of());
        live(Duration.ofMinutes(1));
        for (String orphan :
                List.of("inputs/default/inp_x/inp_y", "artifacts/default/gone/1/art_1", "staged/default/inp_x")) {
            storage.blobs().put(new BlobKey(orphan), new ByteArrayInputStream(new byte[5]), 10);
        }
        storage.blobs().put(new BlobKey("artifacts/default/a/7/art_1"), new ByteArrayInputStream(new byte[5]), 10);
        storage.blobs().put(new BlobKey("someone/elses"), new ByteArrayInputStream(new byte[5]), 10);

        assertThat(grid.operations().retention().run()).isEqualTo(RetentionReport.NOTHING);
        clock.advance(DAY.plusHours(1));

        RetentionReport gone = grid.operations().retention().run();
        assertThat(gone.of(RetentionPart.UPLOADS)).isEqualTo(new Amount(1, 11));
        assertThat(gone.of(RetentionPart.ORPHANED_BLOBS)).isEqualTo(new Amount(4, 20));
        assertThat(blobs()).containsExactly("artifacts", "someone");
        assertThat(grid.artifacts(job).list()).hasSize(1);
        assertThat(grid.inputs().list()).isEmpty();
    }

    @Test
    void aCrashAtAnyCallLeavesNothingBehindAndNothingHalfRemoved() throws IOException {
        RetentionRules rules = RetentionRules.KEEP.with(RetentionPart.JOBS, Rule.after(DAY));
        JobGrid first = grid(storage, rules);
        for (int i = 0; i < 3; i++) {
            ran(first, "job-" + i, List.of());
            live(Duration.ofMinutes(1));
        }
        clock.advance(DAY.plusHours(1));
        int crashes = 0;
        for (int at = 1; crashes >= 0; at++) {
            CrashingStorage crashing = new CrashingStorage(storage);
            crashing.crashAt(at, at % 2 == 0 ? Moment.BEFORE : Moment.AFTER);
            JobGrid grid = new JobGridOn(crashing, rules).grid;
            try {
                grid.operations().retention().run();
                break;
            } catch (SimulatedCrash crash) {
                crashes++;
            }
        }
        clock.advance(DAY.plusHours(1));
        JobGrid last = grid(storage, rules);
        last.operations().retention().run();

        assertThat(crashes).isGreaterThan(5);
        assertThat(last.list(Optional.empty(), Optional.empty(), 10).jobs()).isEmpty();
        assertThat(blobs()).isEmpty();
        assertThat(storage.blobs().list("", 100).blobs())
                .extracting(BlobStore.Listed::key)
                .containsExactly(new BlobKey("store/" + storage.id().orElseThrow()));
    }

    /** A grid without executors, whose loops take no step: only the operator's rounds touch the store. */
    private final class JobGridOn {
        private final JobGrid grid;

        JobGridOn(Storage store, RetentionRules rules) {
            grid = JobGrid.builder()
                    .storage(store)
                    .loops(new SteppedLoops(new Random(1)))
                    .clock(clock)
                    .retention(rules)
                    .build();
        }
    }
}
