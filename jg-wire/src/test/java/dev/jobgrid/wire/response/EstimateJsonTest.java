package dev.jobgrid.wire.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.EstimateSource;
import dev.jobgrid.wire.Estimates;
import dev.jobgrid.wire.Reference;
import dev.jobgrid.wire.request.JobRequestJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EstimateJsonTest {
    private static final Draft DRAFT =
            JobRequestJson.read("{\"workload_type\": \"fine_tuning\", \"cpu\": 1}".getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/can_submit",
                "/likely_gpu_family",
                "/estimated_cost_usd/min",
                "/estimated_cost_usd/max",
                "/estimated_runtime_min_minutes",
                "/estimated_runtime_max_minutes",
                "/candidate_count",
                "/constraints_relaxed",
                "/warnings",
                "/confidence",
                "/classification/confidence",
                "/classification/reasons",
                "/routing/selected_accelerator",
                "/routing/selection_reason",
                "/routing/considered",
                "/estimate_source",
                "/gpu/simulated",
                "/screening/checks"
            })
    void anEstimateSaysMoreThanTheReferencePrints(String field) {
        assertThat(written(Estimates.available()).at(field).isMissingNode()).isFalse();
    }

    @Test
    void figuresAreThoseOfTheEstimate() {
        JsonNode json = written(Estimates.available());
        assertThat(json.get("estimated_runtime_min_minutes").toString()).isEqualTo("5");
        assertThat(json.get("estimated_runtime_max_minutes").toString()).isEqualTo("15.17");
        assertThat(json.get("candidate_count").intValue()).isEqualTo(2);
        assertThat(json.at("/classification/workload_type").textValue()).isEqualTo("fine-tuning");
        assertThat(json.has("unavailable_code")).isFalse();
    }

    /** That a draft asks for a GPU says nothing of how long its command takes. */
    @Test
    void figuresAreAsCertainAsWhatTheyAreFrom() {
        Estimate fixed = Estimates.available();
        Estimate known = new Estimate(
                fixed.screening(),
                fixed.classification(),
                fixed.decision(),
                fixed.availability(),
                fixed.cost(),
                fixed.runtime(),
                fixed.queueWait(),
                fixed.managedProfiles(),
                fixed.warnings(),
                fixed.at(),
                EstimateSource.HISTORY);

        assertThat(written(fixed).at("/classification/confidence").textValue()).isEqualTo("high");
        assertThat(written(fixed).get("confidence").textValue()).isEqualTo("low");
        assertThat(written(known).get("confidence").textValue()).isEqualTo("medium");
    }

    @Test
    void whatReadingIgnoredIsAmongTheWarnings() {
        assertThat(written(Estimates.available()).get("warnings").toString()).contains("'cpu'", "runtime is a guess");
    }

    @Test
    void anUnavailableOneSaysWhyNotAnywhere() {
        JsonNode json = written(Estimates.unsatisfiable());
        assertThat(json.get("available").booleanValue()).isFalse();
        assertThat(json.get("unavailable_code").textValue()).isEqualTo("CONFLICT");
        assertThat(json.get("unavailable_reason").textValue())
                .isEqualTo("Nothing that the grid knows fits. Ruled out: 1 by region, 2 by price.");
        assertThat(json.at("/routing/considered")).hasSize(3);
        assertThat(json.at("/routing/considered/0").toString())
                .isEqualTo(
                        "{\"offer_id\":\"a\",\"gpu_type\":\"NVIDIA L4\",\"simulated\":false,\"region\":\"us-east\",\"hourly_rate_usd\":1.2,\"node_id\":\"node_a\",\"source\":\"live_capacity\",\"gpu\":{\"name\":\"NVIDIA L4\",\"vendor\":\"NVIDIA\",\"family\":\"Ada\",\"gpu_class\":\"datacenter\",\"memory_bytes\":25769803776},\"gpus_total\":1,\"gpus_free\":1,\"free_disk_bytes\":1099511627776,\"reason\":\"price\",\"needed\":\"$1.00\",\"found\":\"$1.20\"}");
        assertThat(json.at("/capacity_status/availability").textValue()).isEqualTo("unavailable");
        assertThat(json.at("/capacity/live_candidate_count").intValue()).isZero();
    }

    @Test
    void manyThatWereTurnedDownAlikeAreToldTogether() {
        JsonNode few = written(Estimates.rejected(100)).at("/routing/considered");
        JsonNode many = written(Estimates.rejected(101)).at("/routing/considered");

        assertThat(few).hasSize(100).noneMatch(one -> one.has("count"));
        // Every third fell on its region, the others on their price.
        assertThat(many).hasSize(2);
        assertThat(many.get(0).get("count").intValue()).isEqualTo(67);
        assertThat(many.get(0).get("reason").textValue()).isEqualTo("price");
        assertThat(many.get(0).get("offer_id").textValue()).isEqualTo("offer-001");
        assertThat(many.get(1).get("count").intValue()).isEqualTo(34);
        assertThat(many.get(1).get("reason").textValue()).isEqualTo("region");
    }

    @Test
    void withoutAPlaceThereIsNoPriceAndNoStart() {
        JsonNode json = written(Estimates.unsatisfiable());
        for (String field : new String[] {
            "likely_gpu_type",
            "routed_gpu_tier",
            "gpu",
            "estimated_hourly_rate_usd",
            "estimated_cost_usd",
            "estimated_cost_min_usd",
            "estimated_start_time_min"
        }) {
            assertThat(json.has(field)).as(field).isFalse();
        }
    }

    @Test
    void everyProblemIsAmongTheChecksAndTheFirstIsTheReason() {
        JsonNode json = written(Estimates.unsatisfiable(
                Check.invalid("name", "name has 129 characters").withAction("Shorten it."),
                Check.error(ErrorCode.CPU_ONLY_WORKLOAD_UNSUPPORTED, "image", "no GPU")));
        assertThat(json.get("can_submit").booleanValue()).isFalse();
        assertThat(json.get("unavailable_code").textValue()).isEqualTo("INVALID_REQUEST");
        assertThat(json.get("unavailable_reason").textValue()).isEqualTo("name has 129 characters");
        assertThat(json.at("/screening/can_submit").booleanValue()).isFalse();
        assertThat(json.at("/screening/checks/0").toString())
                .isEqualTo(
                        "{\"code\":\"INVALID_REQUEST\",\"severity\":\"error\",\"status\":\"failed\",\"field\":\"name\",\"message\":\"name has 129 characters\",\"action\":\"Shorten it.\"}");
        assertThat(json.at("/screening/checks/1/code").textValue()).isEqualTo("CPU_ONLY_WORKLOAD_UNSUPPORTED");
    }

    @Test
    void aSimulatedGpuSaysSoWhereverItIsShown() {
        JsonNode json = written(Estimates.simulated());
        assertThat(json.get("likely_gpu_type").textValue()).isEqualTo("NVIDIA L4 (simulated)");
        assertThat(json.at("/gpu/simulated").booleanValue()).isTrue();
        assertThat(json.at("/routing/considered/0/simulated").booleanValue()).isTrue();
        String text = json.toString();
        assertThat(text.split("NVIDIA L4", -1)).hasSameSizeAs(text.split("NVIDIA L4 \\(simulated\\)", -1));
    }

    private static JsonNode written(Estimate estimate) {
        return Reference.written(EstimateJson.of(DRAFT, estimate));
    }
}
