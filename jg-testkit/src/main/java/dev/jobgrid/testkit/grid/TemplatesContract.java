package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.LONG;
import static dev.jobgrid.testkit.grid.GridUnderTest.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.Templates;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.templates.JobTemplate;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Job templates: their values in jobs, their workspaces and their limits. */
interface TemplatesContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    private JobGrid home() {
        return underTest().home();
    }

    private void restart(GridSettings settings) throws Exception {
        underTest().restart(settings);
    }

    private static JobTemplate template(String slug, String image) {
        return new JobTemplate(
                slug,
                JobSpec.draft()
                        .name("of " + slug)
                        .image(image)
                        .workloadType(WorkloadType.BATCH)
                        .command("run", slug)
                        .gpu(GpuRequest.builder().type("L4").build())
                        .build());
    }

    @Test
    default void aTemplateFillsInWhatTheJobLeavesOut() {
        home().templates().put(template("transcribe", "acme/transcribe:3-cuda12"));

        JobSpec bare =
                JobSpec.draft().template("transcribe").id(new JobId("bare")).build();
        JobSpec named = JobSpec.draft()
                .template("transcribe")
                .id(new JobId("named"))
                .name("mine")
                .command("other")
                .build();
        grid().submit(bare);
        grid().submit(named);

        assertThat(grid().status(new JobId("bare")).spec().name()).isEqualTo("of transcribe");
        assertThat(grid().status(new JobId("bare")).spec().image()).isEqualTo("acme/transcribe:3-cuda12");
        assertThat(grid().status(new JobId("named")).spec().name()).isEqualTo("mine");
        assertThat(home().status(new JobId("named")).spec().command()).contains(Command.of("other"));
        assertThat(home().status(new JobId("bare")).spec().gpu().type()).contains("L4");
        assertThat(grid().estimate(
                                Draft.of(JobSpec.draft().template("transcribe").build()))
                        .screening()
                        .canSubmit())
                .isTrue();
    }

    @Test
    default void anUnknownTemplateIsRefusedWithTheNamesOfTheKnownOnes() {
        JobSpec unknown = JobSpec.draft().template("nothing").build();
        assertThatThrownBy(() -> grid().submit(unknown)).hasMessageContaining("this workspace has none");
        for (int i = 10; i < 22; i++) {
            home().templates().put(template("t-" + i, "acme/app:1"));
        }

        assertThatThrownBy(() -> grid().submit(unknown))
                .isInstanceOfSatisfying(
                        JobGridException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("'nothing'; there are t-10, t-11,")
                .hasMessageContaining("t-19 and 2 others");
        assertThat(grid().estimate(unknown).screening().canSubmit()).isFalse();
    }

    @Test
    default void templatesBelongToAWorkspaceOrAreConfiguredForAll() throws Exception {
        JobTemplate given = template("given", "acme/given:1");
        restart(GridSettings.DEFAULT.withTemplates(Map.of("given", given.draft())));
        JobGrid other = underTest().as(Caller.owner(new WorkspaceId("other")));
        JobTemplate own = template("own", "acme/own:1");
        home().templates().put(own);

        assertThat(grid().templates().list()).containsExactly(given, own);
        assertThat(other.templates().list()).containsExactly(given);
        assertThat(grid().templates().get("own")).isEqualTo(own);
        assertThat(refusal(() -> other.templates().get("own"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> grid().templates().get("../jobs"))).isEqualTo(ErrorCode.NOT_FOUND);

        JobTemplate mine = template("given", "acme/mine:1");
        home().templates().put(mine);
        assertThat(grid().templates().get("given")).isEqualTo(mine);
        home().templates().remove("given");
        assertThat(grid().templates().get("given")).isEqualTo(given);
        assertThat(refusal(() -> home().templates().remove("given"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    default void templatesAreValidatedAndLimitedInNumber() throws Exception {
        JobSpec odd = template("odd", "not an image!").draft().toBuilder()
                .timeout(LONG)
                .template("other")
                .build();
        assertThatThrownBy(() -> home().templates().put(new JobTemplate("/", odd)))
                .isInstanceOfSatisfying(JobGridException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                    assertThat(refused.checks())
                            .extracting(check -> check.field().orElse(""))
                            .containsExactly("slug", "image", "timeout_seconds", "template_slug");
                });
        for (int i = 0; i < Templates.MAX_TEMPLATES; i++) {
            home().templates().put(template("t-" + i, "acme/app:1"));
        }
        assertThat(refusal(() -> home().templates().put(template("one-more", "acme/app:1"))))
                .isEqualTo(ErrorCode.CONFLICT);
        home().templates().put(template("t-1", "acme/app:2"));
        JobGrid reader = underTest().as(new Caller(WorkspaceId.DEFAULT, "reader", Set.of(Scope.JOBS_READ)));
        assertThat(reader.templates().list()).hasSize(Templates.MAX_TEMPLATES);
        assertThat(refusal(() -> reader.templates().put(template("t-2", "acme/app:2"))))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refusal(() -> reader.templates().remove("t-2"))).isEqualTo(ErrorCode.FORBIDDEN);
    }
}
