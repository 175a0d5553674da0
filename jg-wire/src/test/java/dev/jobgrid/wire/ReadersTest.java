package dev.jobgrid.wire;

import static dev.jobgrid.wire.Jobs.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.wire.request.QueryText;
import dev.jobgrid.wire.response.ErrorJson;
import dev.jobgrid.wire.response.JobListJson;
import dev.jobgrid.wire.response.LogsJson;
import dev.jobgrid.wire.response.SubmitJson;
import dev.jobgrid.wire.response.UploadSlotJson;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The smaller answers, where they say more than the reference's examples. */
final class ReadersTest {
    @Test
    void theLastPageOfAListHasANullCursor() {
        JsonNode json =
                Reference.written(JobListJson.of(new JobPage(List.of(Jobs.running(true)), 20, Optional.empty()), NOON));
        assertThat(json.get("next_cursor").isNull()).isTrue();
        assertThat(json.get("has_more").booleanValue()).isFalse();
        assertThat(json.get("limit").intValue()).isEqualTo(20);
        JsonNode job = json.at("/jobs/0");
        for (String field : new String[] {
            "job_id", "id", "name", "status", "workload_type", "created_at", "updated_at", "metadata", "phase", "image"
        }) {
            assertThat(job.hasNonNull(field)).as(field).isTrue();
        }
        assertThat(job.at("/metadata/client_request_id").textValue()).isEqualTo("req_9");
        assertThat(job.at("/gpu/name").textValue()).isEqualTo("NVIDIA L4 (simulated)");
    }

    @Test
    void anotherPageIsToldByItsCursor() {
        JobQuery.Cursor next = new JobQuery.Cursor(NOON, Jobs.REF.id());
        JsonNode json = Reference.written(JobListJson.of(new JobPage(List.of(), 20, Optional.of(next)), NOON));
        assertThat(ListCursor.read(json.get("next_cursor").textValue())).isEqualTo(next);
        assertThat(json.get("has_more").booleanValue()).isTrue();
    }

    @Test
    void aSubmitTellsWhatItMayCost() {
        JsonNode json = Reference.written(SubmitJson.of(new Receipt(Jobs.queued(), false)));
        assertThat(json.get("estimated_cost_usd").toString()).isEqualTo("{\"min\":0.1,\"max\":0.3}");
        assertThat(json.get("submitted_at").textValue()).isEqualTo("2026-06-11T12:00:00Z");
        assertThat(json.get("status_message").textValue()).isNotBlank();
    }

    @Test
    void onlyALineThatWasCutIsTruncated() {
        LogLine whole = new LogLine(1, LogStream.STDERR, NOON, "a", false);
        LogLine cut = new LogLine(2, LogStream.STDERR, NOON, "b", true);
        JsonNode items = Reference.written(LogsJson.of(new LogPage(Jobs.running(), List.of(whole, cut), 2, true)))
                .get("items");
        assertThat(items.get(0).has("truncated")).isFalse();
        assertThat(items.get(1).get("truncated").booleanValue()).isTrue();
        assertThat(items.get(1).get("category").textValue()).isEqualTo("workload_stderr");
        assertThat(items.get(1).get("source").textValue()).isEqualTo("app-stderr");
    }

    @Test
    void anEmptyLogSaysWhereToLookInstead() {
        assertThat(hint(new LogPage(Jobs.queued(), List.of(), 0, false))).contains("not started yet", "events");
        assertThat(hint(new LogPage(Jobs.cancelled(Jobs.queued(), "no"), List.of(), 0, false)))
                .contains("never started", "events");
        assertThat(hint(new LogPage(Jobs.running(), List.of(), 0, false))).isEmpty();
    }

    private static String hint(LogPage page) {
        return Reference.written(LogsJson.of(page)).get("usage_hint").textValue();
    }

    @Test
    void anErrorWithoutChecksHasNoDetails() {
        JsonNode json = Reference.written(ErrorJson.of(ErrorCode.NOT_FOUND, "job job_1 was not found", "req_1"));
        assertThat(json.toString())
                .isEqualTo(
                        "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"job job_1 was not found\",\"request_id\":\"req_1\"}}");
    }

    @Test
    void secretsOfAnswersAreNotPrinted() {
        JobInput input = new JobInput(
                WorkspaceId.DEFAULT,
                new InputId("inp_1"),
                new JobInput.InputFile("a.txt", "text/plain", InputKind.INPUT),
                InputStatus.PENDING,
                Optional.empty(),
                "00",
                NOON,
                NOON);
        UploadSlotJson slot = UploadSlotJson.of(
                new UploadSlot(input, new Secret("hunter2")), "https://x.example/?sig=hunter2", "https://x.example/");
        assertThat(slot.toString()).doesNotContain("hunter2");
        assertThat(WireJson.text(slot)).contains("hunter2", "\"kind\":\"input\"");
    }

    @ParameterizedTest
    @EnumSource(JobStatus.class)
    void everyStatusIsReadByItsWord(JobStatus status) {
        assertThat(QueryText.status(WireNames.of(status))).isEqualTo(status);
    }

    @Test
    void startingIsReadAsAssigned() {
        assertThat(QueryText.status("starting")).isEqualTo(JobStatus.ASSIGNED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RUNNING", "done", "running "})
    void anyOtherStatusIsRefusedWithTheAllowedOnes(String text) {
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> QueryText.status(text))
                .withMessageContaining("pending, queued, assigned, running, completed, failed, rejected, cancelled");
    }

    @Test
    void streamsAreReadByTheirWords() {
        assertThat(QueryText.stream("all")).isEmpty();
        assertThat(QueryText.stream("stdout")).contains(LogStream.STDOUT);
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> QueryText.stream("stdin"))
                .withMessageContaining("stdout, stderr, all");
    }
}
