package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.credits.TopUp;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Settlement;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.wire.client.CreditAnswer;
import dev.jobgrid.wire.client.TemplateAnswer;
import dev.jobgrid.wire.response.BalanceJson;
import dev.jobgrid.wire.response.CreditHistoryJson;
import dev.jobgrid.wire.response.TemplateJson;
import dev.jobgrid.wire.response.TemplatesJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
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
        assertThat(CreditAnswer.balance(golden("billing-balance-response"))).isEqualTo(balance);
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
        assertThat(CreditAnswer.page(golden("billing-history-response"))).isEqualTo(page);
        CreditPage cut = new CreditPage(List.of(settled), OptionalLong.of(3));
        assertThat(CreditAnswer.page(WireJson.bytes(CreditHistoryJson.of(cut, 1))))
                .isEqualTo(cut);
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
        assertThat(TemplateAnswer.template(golden("template-response"))).isEqualTo(template);
        assertThat(TemplateAnswer.templates(golden("templates-response"))).containsExactly(template);
    }
}
