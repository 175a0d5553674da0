package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobHandle;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.testkit.sim.RunScript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GridFixtureTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JobSpec SPEC = JobSpec.builder("fixture", "acme/train:1", WorkloadType.TRAINING)
            .gpu(GpuRequest.builder().required(true).build())
            .build();

    @Test
    void aJobGoesAsScripted() throws Exception {
        byte[] model = "weights".getBytes(StandardCharsets.UTF_8);
        RunScript script = RunScript.prints("one", "two", "three")
                .lasting(Duration.ofMillis(30))
                .leaving(Map.of("out/model.bin", model));
        try (GridFixture fixture = GridFixture.open(run -> script)) {
            JobHandle handle = fixture.grid().submit(SPEC);
            Job job = handle.await(PATIENCE);

            assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(fixture.grid().logs(job.id(), LogQuery.after(0, 10)).lines())
                    .extracting(LogLine::message)
                    .containsExactly("one", "two", "three");
            try (ArtifactDownload download = fixture.grid()
                    .artifacts(job.id())
                    .open(handle.artifacts().get(0).id())) {
                assertThat(download.body().readAllBytes()).isEqualTo(model);
            }
            assertThat(fixture.storage().ledger().find(job.ref()).orElseThrow().isOpen())
                    .isFalse();
        }
    }

    @Test
    void anExitCodeFailsAJob() throws Exception {
        try (GridFixture fixture =
                GridFixture.open(run -> RunScript.prints("no luck").exiting(3))) {
            Job job = fixture.grid().submit(SPEC).await(PATIENCE);

            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
            assertThat(job.attempt().outcome().orElseThrow().exitCode()).hasValue(3);
        }
    }

    @Test
    void anImageThatIsMissingFailsAJobBeforeItStarts() throws Exception {
        try (GridFixture fixture = GridFixture.open(run -> RunScript.prints().breaking(Cause.IMAGE_NOT_FOUND))) {
            Job job = fixture.grid().submit(SPEC).await(PATIENCE);

            assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Cause.IMAGE_NOT_FOUND);
            assertThat(fixture.executor().started(job.ref())).isEmpty();
        }
    }

    @Test
    void aJobThatRunsIsStoppedByACancel() throws Exception {
        try (GridFixture fixture =
                GridFixture.open(run -> RunScript.prints("working").lasting(Duration.ofHours(1)))) {
            JobHandle handle = fixture.grid().submit(SPEC);
            assertThat(handle.logs().next().message()).isEqualTo("working");

            handle.cancel("enough");

            assertThat(handle.await(PATIENCE).status()).isEqualTo(JobStatus.CANCELLED);
        }
    }
}
