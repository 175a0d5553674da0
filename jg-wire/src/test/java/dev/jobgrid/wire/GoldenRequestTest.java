package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.InputId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.OptimizeFor;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.wire.request.CancelRequestJson;
import dev.jobgrid.wire.request.JobRequestJson;
import dev.jobgrid.wire.request.UploadCompletionJson;
import dev.jobgrid.wire.request.UploadRequestJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each request example of the reference, read into what it means. */
final class GoldenRequestTest {
    private static final String DONE =
            "from pathlib import Path; Path('/workspace/artifacts/transcript.txt').write_text('done')";
    private static final JobFiles TRANSCRIPT =
            new JobFiles(List.of(), List.of(), List.of("/workspace/artifacts/transcript.txt"));
    private static final GpuRequest ONE_GB =
            GpuRequest.builder().model(ModelSize.ofGigabytes(1)).build();

    @ParameterizedTest
    @CsvSource({"03-estimate-request,quickstart-estimate", "03-submit-request,quickstart-job"})
    void quickstart(String example, String name) {
        assertThat(read(example))
                .isEqualTo(JobSpec.builder(name, Jobs.IMAGE, WorkloadType.BATCH)
                        .gpu(ONE_GB)
                        .command("python", "-c", DONE)
                        .files(TRANSCRIPT)
                        .build());
    }

    @Test
    void estimate() {
        assertThat(read("04-estimate-request"))
                .isEqualTo(JobSpec.builder("estimate-demo", Jobs.IMAGE, WorkloadType.INFERENCE)
                        .gpu(GpuRequest.builder()
                                .model(ModelSize.ofGigabytes(7))
                                .build())
                        .command("python", "infer.py")
                        .route(RoutePreferences.builder()
                                .optimizeFor(OptimizeFor.BALANCED)
                                .maxPricePerHour(Usd.ofDollars(2.5))
                                .region("us-east", RegionMode.PREFER)
                                .build())
                        .build());
    }

    @Test
    void submitWithUploadedScript() {
        assertThat(read("05-submit-request"))
                .isEqualTo(JobSpec.builder("uploaded-transcription", Jobs.IMAGE, WorkloadType.INFERENCE)
                        .command(
                                "python",
                                "/workspace/scripts/transcribe.py",
                                "/workspace/inputs/audio.ogg",
                                "/workspace/artifacts/transcript.txt")
                        .files(new JobFiles(
                                List.of(new InputId("inp_audio123")),
                                List.of(new InputId("inp_script123")),
                                TRANSCRIPT.expectedArtifacts()))
                        .build());
    }

    @Test
    void submit() {
        assertThat(read("06-submit-request"))
                .isEqualTo(JobSpec.builder("artifact-demo", Jobs.IMAGE, WorkloadType.BATCH)
                        .gpu(ONE_GB)
                        .command("python", "-c", DONE)
                        .files(TRANSCRIPT)
                        .route(RoutePreferences.builder()
                                .optimizeFor(OptimizeFor.BALANCED)
                                .maxPricePerHour(Usd.ofDollars(2.5))
                                .latencyPriority(Level.BALANCED)
                                .costPriority(Level.HIGH)
                                .build())
                        .build());
    }

    @Test
    void produceTranscript() {
        assertThat(read("09-submit-request"))
                .isEqualTo(JobSpec.builder("transcript-artifact", Jobs.IMAGE, WorkloadType.BATCH)
                        .command("python", "-c", DONE.replace("'done'", "'hello'"))
                        .files(TRANSCRIPT)
                        .build());
    }

    @Test
    void submitWithCallback() {
        assertThat(read("11-submit-request"))
                .isEqualTo(JobSpec.draft()
                        .callback(new CallbackTarget(
                                "https://api.example.com/jungle/callback",
                                Optional.of(new Secret("downstream_callback_token")),
                                Map.of("request_id", "req_123", "customer_id", "cus_456")))
                        .build());
    }

    @Test
    void createUpload() {
        assertThat(UploadRequestJson.read(Reference.bytes("05-create-request")))
                .isEqualTo(new JobInput.InputFile("transcribe.py", "text/x-python", InputKind.SCRIPT));
    }

    @Test
    void completeUpload() {
        assertThat(UploadCompletionJson.read(Reference.bytes("05-complete-request")))
                .isEqualTo(new UploadCompletion(
                        new Secret("upload_token"),
                        Optional.of("transcribe.py"),
                        Optional.of("text/x-python"),
                        OptionalLong.of(1234),
                        Optional.of("optional-etag")));
    }

    @Test
    void cancel() {
        assertThat(CancelRequestJson.read(Reference.bytes("10-cancel-request"))).isEqualTo("user requested stop");
    }

    private static JobSpec read(String example) {
        Draft draft = JobRequestJson.read(Reference.bytes(example));
        assertThat(draft.problems()).isEmpty();
        assertThat(draft.warnings()).isEmpty();
        return draft.spec();
    }
}
