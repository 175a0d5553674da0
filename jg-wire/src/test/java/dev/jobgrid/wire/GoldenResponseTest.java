package dev.jobgrid.wire;

import static dev.jobgrid.wire.Jobs.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.logs.RuntimeSummary;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.wire.request.JobRequestJson;
import dev.jobgrid.wire.response.ArtifactsJson;
import dev.jobgrid.wire.response.CallbackJson;
import dev.jobgrid.wire.response.CancelJson;
import dev.jobgrid.wire.response.DownloadJson;
import dev.jobgrid.wire.response.ErrorJson;
import dev.jobgrid.wire.response.EstimateJson;
import dev.jobgrid.wire.response.EventsJson;
import dev.jobgrid.wire.response.InputsJson;
import dev.jobgrid.wire.response.LogsJson;
import dev.jobgrid.wire.response.RuntimeJson;
import dev.jobgrid.wire.response.StatusJson;
import dev.jobgrid.wire.response.SubmitJson;
import dev.jobgrid.wire.response.UploadCompletedJson;
import dev.jobgrid.wire.response.UploadSlotJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each response example of the reference, field by field and value by value, in what is written for the same facts. */
final class GoldenResponseTest {
    @Test
    void estimate() {
        Draft draft = JobRequestJson.read(Reference.bytes("04-estimate-request"));
        assertThat(Reference.differences("04-estimate-response", EstimateJson.of(draft, Estimates.available())))
                .isEmpty();
    }

    @Test
    void createdUploadSlot() {
        UploadSlot slot = new UploadSlot(script(InputStatus.PENDING), new Secret("upload_token"));
        UploadSlotJson answer = UploadSlotJson.of(
                slot,
                "https://signed-upload.example/...",
                "https://api.junglegrid.dev/v1/job-inputs/inp_script123/complete");
        assertThat(Reference.differences("05-create-response", answer)).isEmpty();
    }

    @Test
    void listOfInputs() {
        InputsJson answer = InputsJson.of(List.of(script(InputStatus.UPLOADED)));
        assertThat(Reference.differences("05-list-response", answer)).isEmpty();
    }

    @Test
    void completedUploadHasTheFieldsOfTheListFlatAndNested() {
        UploadCompletedJson answer = UploadCompletedJson.of(script(InputStatus.UPLOADED));
        var listed = Reference.written(InputsJson.of(List.of(script(InputStatus.UPLOADED))))
                .at("/inputs/0");
        assertThat(Reference.written(answer).path("input")).isEqualTo(listed);
        assertThat(Reference.written(answer).properties()).containsAll(listed.properties());
    }

    @Test
    void submit() {
        assertThat(Reference.differences("06-submit-response", SubmitJson.of(new Receipt(Jobs.queued(), false))))
                .isEmpty();
    }

    @Test
    void status() {
        assertThat(Reference.differences(
                        "07-status-response", StatusJson.of(Jobs.provisioning(), NOON.plusSeconds(90))))
                .isEmpty();
    }

    @Test
    void events() {
        EventsJson answer = EventsJson.of(Jobs.provisioning(), List.of(Jobs.queuedEvent()), NOON.plusSeconds(90));
        assertThat(Reference.differences("07-events-response", answer)).isEmpty();
    }

    @Test
    void logs() {
        LogLine line = new LogLine(42, LogStream.STDOUT, NOON.plusSeconds(120), "processing", false);
        LogsJson answer = LogsJson.of(new LogPage(Jobs.running(), List.of(line), 42, false));
        assertThat(Reference.differences("08-logs-response", answer)).isEmpty();
    }

    @Test
    void runtime() {
        RuntimeJson answer = RuntimeJson.of(new RuntimeSummary(Jobs.completed(), "done", ""));
        assertThat(Reference.differences("08-runtime-response", answer)).isEmpty();
    }

    @Test
    void artifacts() {
        assertThat(Reference.differences("09-list-response", ArtifactsJson.of(List.of(transcript()))))
                .isEmpty();
    }

    @Test
    void download() {
        DownloadJson answer = DownloadJson.of(
                transcript(), "https://signed-download.example/...", Instant.parse("2026-06-11T12:18:10Z"));
        assertThat(Reference.differences("09-download-response", answer)).isEmpty();
    }

    @Test
    void cancel() {
        CancelJson answer = CancelJson.of(Jobs.cancelled(Jobs.running(), "user requested stop"));
        assertThat(Reference.differences("10-cancel-response", answer)).isEmpty();
    }

    @Test
    void callback() {
        CallbackTarget target = new CallbackTarget(
                "https://api.example.com/jungle/callback", Optional.empty(), Map.of("request_id", "req_123"));
        Job done = Jobs.completed();
        Job job = new Job(done.ref(), done.spec().toBuilder().callback(target).build(), done.state());
        CallbackDelivery delivery = CallbackDelivery.owed(Jobs.REF, JobStatus.COMPLETED, target, NOON.plusSeconds(180));
        // The example's job was queued a second after it was created, and its node is another provider's.
        assertThat(Reference.differences("11-callback", CallbackJson.of(job, delivery)))
                .containsExactlyInAnyOrder(
                        "/queued_at: \"2026-06-11T12:00:01Z\" is \"2026-06-11T12:00:00Z\"",
                        "/provider_name: \"runpod\" is \"process\"",
                        "/provider_node_id: \"provider_node\" is \"node_123\"");
    }

    @Test
    void error() {
        String message = "name, image, and workload_type are required";
        JobGridException refusal = new JobGridException(
                ErrorCode.INVALID_REQUEST, message, List.of(Check.invalid("name", message)), Optional.empty());
        assertThat(Reference.differences("13-error-response", ErrorJson.of(refusal, "req_1")))
                .isEmpty();
    }

    private static JobInput script(InputStatus status) {
        return new JobInput(
                WorkspaceId.DEFAULT,
                new InputId("inp_script123"),
                new JobInput.InputFile("transcribe.py", "text/x-python", InputKind.SCRIPT),
                status,
                status == InputStatus.PENDING
                        ? Optional.empty()
                        : Optional.of(new JobInput.Content(1234, "ab".repeat(32), "blob_1")),
                "cd".repeat(32),
                NOON,
                NOON.plusSeconds(900));
    }

    private static Artifact transcript() {
        return new Artifact(
                Jobs.REF,
                new ArtifactId("art_123"),
                1,
                "transcript.txt",
                "text/plain",
                5,
                "ef".repeat(32),
                NOON.plusSeconds(180),
                Optional.of(NOON.plusSeconds(190)));
    }
}
