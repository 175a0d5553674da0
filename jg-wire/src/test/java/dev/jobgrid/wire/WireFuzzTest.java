package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzCorpus;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import dev.jobgrid.wire.client.CreditReader;
import dev.jobgrid.wire.client.DraftRequest;
import dev.jobgrid.wire.client.ErrorReader;
import dev.jobgrid.wire.client.EstimateReader;
import dev.jobgrid.wire.client.FilesReader;
import dev.jobgrid.wire.client.FleetReader;
import dev.jobgrid.wire.client.JobReader;
import dev.jobgrid.wire.client.MonitorReader;
import dev.jobgrid.wire.client.TemplateReader;
import dev.jobgrid.wire.request.AgentRequest;
import dev.jobgrid.wire.request.CancelRequestJson;
import dev.jobgrid.wire.request.JobRequestJson;
import dev.jobgrid.wire.request.QueryText;
import dev.jobgrid.wire.request.RerunRequestJson;
import dev.jobgrid.wire.request.UploadCompletionJson;
import dev.jobgrid.wire.request.UploadRequestJson;
import dev.jobgrid.wire.response.AskedJson;
import dev.jobgrid.wire.response.BatchJson;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The published JSON, from both sides. */
class WireFuzzTest extends FuzzContract {
    private static final List<byte[]> REFERENCE = FuzzCorpus.in(WireFuzzTest.class, "/reference");
    private static final List<byte[]> ANSWERS =
            FuzzTarget.together(REFERENCE, FuzzCorpus.in(WireFuzzTest.class, "/ours"));

    @Override
    protected List<FuzzTarget> targets() {
        return List.of(
                request("draft", REFERENCE, WireFuzzTest::draft),
                request(
                        "batch",
                        FuzzTarget.bytes(
                                List.of(
                                        "{\"jobs\":[{\"name\":\"a\",\"image\":\"b\",\"workload_type\":\"batch\"},{\"name\":\"c\",\"image\":\"d\"}]}")),
                        body -> "drafts: " + Math.min(3, BatchJson.read(body).size())),
                request(
                        "cancel",
                        REFERENCE,
                        body -> CancelRequestJson.read(body).toString()),
                request(
                        "rerun",
                        FuzzTarget.together(
                                REFERENCE,
                                FuzzTarget.bytes(
                                        List.of("{\"gpu_count\":2,\"environment\":{\"A\":\"1\",\"B\":null}}"))),
                        body -> "unset: " + RerunRequestJson.read(body).unset().size()),
                request(
                        "upload",
                        REFERENCE,
                        body -> UploadRequestJson.read(body).toString()),
                request(
                        "upload-complete",
                        REFERENCE,
                        body -> UploadCompletionJson.read(body).toString()),
                FuzzTarget.ofText(
                                "cursor",
                                List.of("1795536301.500000000.job_01hz3k5m7p", "0.0.a", "9999999999.999999999.z"),
                                text -> {
                                    assertThat(ListCursor.write(ListCursor.read(text)))
                                            .isEqualTo(text);
                                    return "cursor";
                                })
                        .refusingBy(JobGridException.class),
                FuzzTarget.ofText(
                                "query-since",
                                List.of("2026-06-11T12:00:00Z", "2026-06-11T14:00:00.5+02:00"),
                                text -> "since "
                                        + QueryText.moment("since", text).isBefore(Instant.EPOCH))
                        .refusingBy(JobGridException.class),
                FuzzTarget.ofText("query-words", List.of("starting", "running", "stdout", "all"), text -> {
                            QueryText.status(text);
                            return QueryText.stream(text).toString();
                        })
                        .refusingBy(JobGridException.class),
                FuzzTarget.ofText(
                                "catalog-json",
                                List.of(
                                        "[{\"name\":\"Acme P9\",\"memory_gib\":48,\"price\":2.25,\"aliases\":[\"p\",\"q\"]}]",
                                        "[{\"InstanceType\":\"p5\",\"AcceleratorName\":\"H100\",\"AcceleratorCount\":8.0,"
                                                + "\"GpuInfo\":{\"Gpus\":[{\"SizeInMiB\":81920}]},\"Price\":98.32,\"Region\":\"us\"}]"),
                                text -> "models: "
                                        + Math.min(
                                                3,
                                                CatalogJson.parse("c.json", text)
                                                        .models()
                                                        .size()))
                        .refusingBy(IllegalArgumentException.class),
                request(
                        "agent-request",
                        REFERENCE,
                        body -> AgentRequest.read(WireJson.object(body))
                                .problems()
                                .toString()),
                new FuzzTarget("server-answer", ANSWERS, WireFuzzTest::answer).refusingBy(IOException.class),
                new FuzzTarget(
                        "server-error",
                        ANSWERS,
                        body -> ErrorReader.read(400 + body.length % 200, body, Optional.empty())
                                .code()
                                .name()));
    }

    /** One that may refuse a body, as the caller's fault and in few words. */
    private static FuzzTarget request(String name, List<byte[]> samples, FuzzTarget.Reader reader) {
        return new FuzzTarget(name, samples, body -> {
            try {
                return reader.read(body);
            } catch (JobGridException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1_000);
                return "refused: " + e.getMessage();
            }
        });
    }

    private static String draft(byte[] body) {
        ObjectNode json = WireJson.object(body);
        Draft draft = JobRequestJson.read(json);
        assertThat(draft.problems())
                .allSatisfy(check -> assertThat(check.message()).isNotBlank().hasSizeLessThan(500));
        WireJson.bytes(AskedJson.of(draft.spec()));
        if (draft.problems().isEmpty()) {
            // What a client would send for it is read as the same.
            assertThat(JobRequestJson.read(DraftRequest.write(draft.spec())).problems())
                    .isEmpty();
        }
        return draft.problems() + "" + draft.warnings();
    }

    private interface Answered {
        Object read(byte[] body) throws IOException;
    }

    private static final JobInput.InputFile FILE = new JobInput.InputFile("a", "text/plain", InputKind.INPUT);
    private static final JobSpec SPEC =
            JobSpec.builder("a", "b", WorkloadType.BATCH).build();

    private static final List<Answered> READERS = List.of(
            CreditReader::balance,
            CreditReader::page,
            EstimateReader::read,
            FilesReader::artifacts,
            FilesReader::download,
            FilesReader::input,
            FilesReader::inputs,
            FleetReader::caller,
            FleetReader::nodes,
            FleetReader::queue,
            body -> FilesReader.slot(body, FILE),
            JobReader::read,
            JobReader::page,
            JobReader::warnings,
            JobReader::ids,
            body -> JobReader.taken(body, SPEC),
            MonitorReader::page,
            MonitorReader::line,
            MonitorReader::events,
            MonitorReader::tails,
            TemplateReader::template,
            TemplateReader::templates);

    /** All readers read it, since a client cannot know what a server sends. */
    private static String answer(byte[] body) throws IOException {
        StringBuilder read = new StringBuilder();
        for (Answered reader : READERS) {
            try {
                read.append(reader.read(body).getClass().getSimpleName());
            } catch (IOException e) {
                read.append(e.getMessage());
            }
        }
        return read.toString();
    }
}
