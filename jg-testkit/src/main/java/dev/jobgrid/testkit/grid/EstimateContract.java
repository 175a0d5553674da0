package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.submit.SubmitOptions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An estimate predicts a submit, and writes nothing. */
interface EstimateContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    @Test
    default void anEstimateWritesNothing() {
        assertThat(grid().estimate(spec("looked-at").build()).isAvailable()).isTrue();
        assertThat(grid().list(Optional.empty(), Optional.empty(), 10).jobs()).isEmpty();
    }

    @Test
    default void aJobThatNothingCouldRunIsRefusedWithEveryReason() {
        JobSpec spec =
                spec("huge").gpu(GpuRequest.builder().type("H100").build()).build();

        assertThatThrownBy(() -> grid().submit(spec)).isInstanceOfSatisfying(JobGridException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(e.checks()).hasSize(1);
            assertThat(e.checks().get(0).field()).contains("gpu_type");
        });
        assertThat(grid().estimate(spec).availability()).isEqualTo(Availability.UNAVAILABLE);
    }

    @Test
    default void aReceiptHasTheWarningsOfTheEstimate() {
        JobSpec spec = spec("warned")
                .callback(CallbackTarget.of("https://example.com/done"))
                .build();
        Draft draft = new Draft(spec, List.of(), List.of("'colour' is not a field of this request, and is ignored"));

        List<String> warnings = grid().submit(draft, SubmitOptions.NONE).warnings();

        assertThat(warnings).isEqualTo(grid().estimate(draft).warnings());
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("'colour'");
        assertThat(warnings.get(1)).contains("callback_url", "this grid sends no callbacks");
        assertThat(grid().submit(Draft.of(spec("plain").build()), SubmitOptions.NONE)
                        .warnings())
                .isEmpty();
    }
}
