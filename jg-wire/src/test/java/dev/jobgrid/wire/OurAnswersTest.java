package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.credits.TopUp;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Settlement;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.monitor.QueuePage;
import dev.jobgrid.monitor.QueuedJob;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.wire.client.CreditReader;
import dev.jobgrid.wire.client.FleetReader;
import dev.jobgrid.wire.client.TemplateReader;
import dev.jobgrid.wire.response.BalanceJson;
import dev.jobgrid.wire.response.CreditHistoryJson;
import dev.jobgrid.wire.response.NodesJson;
import dev.jobgrid.wire.response.QueueJson;
import dev.jobgrid.wire.response.TemplateJson;
import dev.jobgrid.wire.response.TemplatesJson;
import dev.jobgrid.wire.response.WhoamiJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Answers that the reference does not have, held by golden files: what the server writes, the client reads. */
final class OurAnswersTest {
    private static byte[] golden(String name) throws IOException {
        try (InputStream in = OurAnswersTest.class.getResourceAsStream("/ours/" + name + ".json")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static void isWritten(String name, Object answer) throws IOException {
        assertThat(Reference.written(answer)).isEqualTo(Reference.json(golden(name)));
    }

    @Test
    void aBalance() throws IOException {
        CreditBalance balance = new CreditBalance(Usd.ofDollars(18.75), Usd.ofDollars(0.4));

        isWritten("billing-balance-response", BalanceJson.of(balance));
        assertThat(CreditReader.balance(golden("billing-balance-response"))).isEqualTo(balance);
    }

    @Test
    void aHistory() throws IOException {
        JobId job = new JobId("job_123");
        CreditMovement given = CreditPosition.START.topUp(
                new TopUp(WorkspaceId.DEFAULT, Usd.ofDollars(20), "invoice 17", Instant.parse("2026-06-01T08:00:00Z")));
        CreditMovement held = given.position().reserve(job, Usd.ofDollars(0.4), Instant.parse("2026-06-11T12:00:00Z"));
        CreditMovement settled = held.position()
                .settle(
                        job,
                        new Settlement(Usd.ofDollars(0.25), Optional.of(Usd.ofDollars(0.4))),
                        Instant.parse("2026-06-11T12:04:30Z"));
        CreditPage page = new CreditPage(List.of(settled, held, given), OptionalLong.empty());

        isWritten("billing-history-response", CreditHistoryJson.of(page, 20));
        assertThat(CreditReader.page(golden("billing-history-response"))).isEqualTo(page);
        CreditPage cut = new CreditPage(List.of(settled), OptionalLong.of(3));
        assertThat(CreditReader.page(WireJson.bytes(CreditHistoryJson.of(cut, 1))))
                .isEqualTo(cut);
    }

    @Test
    void theCaller() throws IOException {
        Caller caller = new Caller(WorkspaceId.DEFAULT, "ci", Set.of(Scope.JOBS_READ, Scope.JOBS_SUBMIT));

        isWritten("whoami-response", WhoamiJson.of(caller));
        assertThat(FleetReader.caller(golden("whoami-response"))).isEqualTo(caller);
    }

    @Test
    void theFleet() throws IOException {
        long memory = 24L << 30;
        List<FleetNode> nodes = List.of(
                new FleetNode(
                        "docker",
                        "gpu-1",
                        KnownNode.State.ACCEPTING,
                        "",
                        List.of(
                                new FleetNode.Gpu(
                                        "NVIDIA L4",
                                        memory,
                                        false,
                                        true,
                                        Optional.of(new JobId("job_123")),
                                        Optional.of("train")),
                                new FleetNode.Gpu("NVIDIA L4", memory, true, true, Optional.empty(), Optional.empty()),
                                new FleetNode.Gpu(
                                        "NVIDIA L4", memory, false, false, Optional.empty(), Optional.empty()))),
                new FleetNode(
                        "docker", "gpu-2", KnownNode.State.CLOSED, "Its executor takes no jobs on it now.", List.of()));

        isWritten("nodes-response", NodesJson.of(nodes));
        assertThat(FleetReader.nodes(golden("nodes-response"))).isEqualTo(nodes);
    }

    @Test
    void theQueue() throws IOException {
        GpuRequest gpu = GpuRequest.builder()
                .type("L4")
                .gpuClass(GpuClass.DATACENTER)
                .model(ModelSize.ofGigabytes(7.5))
                .build();
        Instant noon = Instant.parse("2026-06-11T12:00:00Z");
        QueuePage page = new QueuePage(
                List.of(
                        new QueuedJob(
                                new JobId("job_123"),
                                "train",
                                noon,
                                2,
                                gpu,
                                "All GPUs that fit are busy; the job waits for one.",
                                3),
                        new QueuedJob(
                                new JobId("job_124"),
                                "index",
                                noon.plusSeconds(5),
                                0,
                                GpuRequest.NONE,
                                "The job is queued.",
                                4)),
                20,
                9);

        isWritten("queue-response", QueueJson.of(page));
        assertThat(FleetReader.queue(golden("queue-response"))).isEqualTo(page);

        QueuePage more = new QueuePage(List.of(), 20, QueuePage.MAX_TOTAL, true);
        assertThat(WireJson.text(QueueJson.of(more)))
                .isEqualTo("{\"jobs\":[],\"limit\":20,\"total\":10000,\"total_is_minimum\":true}");
        assertThat(FleetReader.queue(WireJson.bytes(QueueJson.of(more)))).isEqualTo(more);
    }

    @Test
    void templates() throws IOException {
        JobTemplate template = new JobTemplate(
                "transcribe",
                JobSpec.draft()
                        .image("acme/transcribe:3-cuda12")
                        .workloadType(WorkloadType.BATCH)
                        .command("python", "transcribe.py")
                        .gpu(GpuRequest.builder().type("L4").build())
                        .route(RoutePreferences.builder()
                                .maxPricePerHour(Usd.ofDollars(1.5))
                                .build())
                        .build());

        isWritten("template-response", TemplateJson.of(template));
        isWritten("templates-response", TemplatesJson.of(List.of(template)));
        assertThat(TemplateReader.template(golden("template-response"))).isEqualTo(template);
        assertThat(TemplateReader.templates(golden("templates-response"))).containsExactly(template);
    }
}
