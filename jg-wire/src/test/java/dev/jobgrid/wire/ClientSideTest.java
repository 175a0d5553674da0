package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.testkit.SampleSpecs;
import dev.jobgrid.wire.client.DraftRequest;
import dev.jobgrid.wire.client.ErrorReader;
import dev.jobgrid.wire.client.EstimateReader;
import dev.jobgrid.wire.client.JobReader;
import dev.jobgrid.wire.request.JobRequestJson;
import dev.jobgrid.wire.response.BatchJson;
import dev.jobgrid.wire.response.ErrorJson;
import dev.jobgrid.wire.response.EstimateJson;
import dev.jobgrid.wire.response.StatusJson;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What one side writes, the other reads. */
final class ClientSideTest {
    private static final Instant NOW = Instant.parse("2026-06-11T12:05:00Z");

    @Provide
    Arbitrary<JobSpec> specs() {
        return SampleSpecs.any();
    }

    @Property(seed = "1")
    void aDraftArrivesAsItWasSent(@ForAll("specs") JobSpec spec) {
        Draft read = JobRequestJson.read(DraftRequest.write(spec));

        assertThat(read.problems()).isEmpty();
        assertThat(read.warnings()).isEmpty();
        assertThat(read.spec()).isEqualTo(spec);
    }

    @Property(tries = 100, seed = "1")
    void draftsArriveTogetherAsTheyWereSent(@ForAll("specs") JobSpec one, @ForAll("specs") JobSpec other) {
        assertThat(BatchJson.read(DraftRequest.write(List.of(one, other))))
                .extracting(Draft::spec)
                .containsExactly(one, other);
    }

    @Test
    void aBatchThatIsNoneIsRefused() {
        for (String body :
                List.of("{}", "{\"jobs\":[]}", "{\"jobs\":{}}", "{\"jobs\":[1]}", "{\"jobs\":[{\"name\":1}]}")) {
            assertThatThrownBy(() -> BatchJson.read(body.getBytes(StandardCharsets.UTF_8)))
                    .as(body)
                    .isInstanceOfSatisfying(
                            JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        }
    }

    @Test
    void aJobIsReadWithAllThatAnswersTellOfIt() throws IOException {
        for (Job job : List.of(Jobs.completed(), Jobs.running(), Jobs.queued())) {
            Job read = JobReader.read(WireJson.bytes(StatusJson.of(job, NOW)));

            assertThat(read.id()).isEqualTo(job.id());
            assertThat(read.status()).isEqualTo(job.status());
            assertThat(read.phase()).isEqualTo(job.phase());
            assertThat(read.state().times()).isEqualTo(job.state().times());
            assertThat(read.state().cost()).isEqualTo(job.state().cost());
            assertThat(read.state().ending()).isEqualTo(job.state().ending());
            assertThat(read.attempt().placement()).isEqualTo(job.attempt().placement());
            assertThat(read.attempt().outcome()).isEqualTo(job.attempt().outcome());
            assertThat(read.retryCount()).isEqualTo(job.retryCount());
            assertThat(read.spec().metadata()).isEqualTo(job.spec().metadata());
            assertThat(read.spec().name()).isEqualTo(job.spec().name());
        }
    }

    @Test
    void anEstimateIsReadWithItsReasons() throws IOException {
        Draft draft = Draft.of(Jobs.spec());
        Estimate estimate = Estimates.available();

        Estimate read = EstimateReader.read(WireJson.bytes(EstimateJson.of(draft, estimate)));

        assertThat(read.decision()).isEqualTo(estimate.decision());
        assertThat(read.screening()).isEqualTo(estimate.screening());
        assertThat(read.classification()).isEqualTo(estimate.classification());
        assertThat(read.availability()).isEqualTo(estimate.availability());
        assertThat(read.cost()).isEqualTo(estimate.cost());
        assertThat(read.queueWait()).isEqualTo(estimate.queueWait());
        assertThat(read.runtime().max().minus(estimate.runtime().max()).abs()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aRefusalIsReadAsItWasThrown() {
        JobGridException thrown = new JobGridException(
                ErrorCode.CPU_ONLY_WORKLOAD_UNSUPPORTED,
                "no",
                List.of(Check.invalid("image", "is for CPUs").withAction("say gpu_type")),
                Optional.empty());

        JobGridException read = ErrorReader.read(
                422, WireJson.bytes(ErrorJson.of(thrown, "req_1")), Optional.of(Duration.ofSeconds(3)));

        assertThat(read.code()).isEqualTo(thrown.code());
        assertThat(read).hasMessage("no");
        assertThat(read.checks()).isEqualTo(thrown.checks());
        assertThat(read.retryAfter()).contains(Duration.ofSeconds(3));
    }

    @Test
    void aFaultOfTheServerNamesTheRequest() {
        byte[] body = WireJson.bytes(ErrorJson.of(ErrorCode.INTERNAL_ERROR, "broken", "req_9"));

        assertThat(ErrorReader.read(500, body, Optional.empty())).hasMessage("broken (req_9)");
    }

    @Test
    void anAnswerOfSomethingElseIsReadByItsStatus() {
        byte[] page = "<html>nginx</html>".getBytes(StandardCharsets.UTF_8);

        assertThat(ErrorReader.read(401, page, Optional.empty()).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(ErrorReader.read(404, page, Optional.empty()).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(ErrorReader.read(502, page, Optional.empty()).code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(ErrorReader.read(418, page, Optional.empty()).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void anAnswerThatIsNotAsPublishedIsToldAsOne() {
        for (String body : List.of(
                "{}", "[]", "{\"job_id\":\"x\",\"status\":\"melted\",\"created_at\":\"2026-06-11T12:05:00Z\"}")) {
            assertThatThrownBy(() -> JobReader.read(body.getBytes(StandardCharsets.UTF_8)))
                    .as(body)
                    .isInstanceOf(ProtocolException.class);
        }
        byte[] page = "{\"jobs\":[],\"next_cursor\":\"2\"}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> JobReader.page(page)).isInstanceOf(ProtocolException.class);
    }
}
