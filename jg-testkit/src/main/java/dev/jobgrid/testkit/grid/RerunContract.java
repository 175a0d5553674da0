package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
import static dev.jobgrid.testkit.grid.GridUnderTest.SOON;
import static dev.jobgrid.testkit.grid.GridUnderTest.refusal;
import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.templates.JobTemplate;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Reruns: a stored job submitted once more, with the values that responses hide, and with changes. */
interface RerunContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    /** The job as stored; a response shows less. */
    private Job stored(JobId id) {
        return underTest().home().status(id);
    }

    private static DraftChanges changed(JobSpec.Builder fields) {
        return DraftChanges.of(fields.build());
    }

    private static Environment environment(String... namesAndValues) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Environment(values);
    }

    @Test
    default void anEndedJobRunsAgainWithTheSameSpecAndAnIdOfItsOwn() throws Exception {
        JobSpec spec = spec("first").environment(environment("TOKEN", "s3cret")).build();
        assertThat(grid().submit(spec).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);

        Receipt receipt = grid().rerun(new JobId("first"), DraftChanges.NONE, SubmitOptions.NONE);

        assertThat(receipt.replayed()).isFalse();
        JobId again = receipt.job().id();
        assertThat(again.value()).isNotEqualTo("first");
        assertThat(grid().job(again).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        JobSpec rerun = stored(again).spec();
        assertThat(rerun.id()).isEmpty();
        assertThat(rerun.toBuilder().id(new JobId("first")).build())
                .isEqualTo(stored(new JobId("first")).spec());
        assertThat(underTest().messagesOf(stored(again), "job.submitted"))
                .containsExactly("The job was accepted, as a rerun of job first.");
    }

    @Test
    default void aRerunOfARunningJobTakesTheChanges() {
        underTest().script("busy", FOREVER);
        grid().submit(spec("busy").environment(environment("A", "1", "B", "2")).build());
        JobSpec.Builder fields = JobSpec.draft()
                .id(new JobId("again"))
                .name("changed")
                .command("other", "program")
                .environment(environment("B", "3", "C", "4"));

        Receipt receipt = grid().rerun(
                        new JobId("busy"),
                        new DraftChanges(Draft.of(fields.build()), Set.of("A", "absent")),
                        SubmitOptions.NONE);

        assertThat(receipt.job().id()).isEqualTo(new JobId("again"));
        assertThat(receipt.job().spec().name()).isEqualTo("changed");
        JobSpec rerun = stored(new JobId("again")).spec();
        assertThat(rerun.name()).isEqualTo("changed");
        assertThat(rerun.command().orElseThrow().words()).containsExactly("other", "program");
        assertThat(rerun.environment()).isEqualTo(environment("B", "3", "C", "4"));
        assertThat(rerun.image()).isEqualTo(stored(new JobId("busy")).spec().image());
    }

    @Test
    default void oneIdempotencyKeyMakesOneRerun() {
        underTest().submit("keyed", FOREVER);
        SubmitOptions key = SubmitOptions.idempotent("rerun-1");
        Receipt first = grid().rerun(new JobId("keyed"), DraftChanges.NONE, key);
        Receipt again = grid().rerun(new JobId("keyed"), DraftChanges.NONE, key);

        assertThat(again.replayed()).isTrue();
        assertThat(again.job().id()).isEqualTo(first.job().id());
        assertThat(refusal(() ->
                        grid().rerun(new JobId("keyed"), changed(JobSpec.draft().name("other")), key)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    default void aRerunIsCheckedAsASubmitIs() throws Exception {
        underTest().submit("mine", FOREVER);
        JobId mine = new JobId("mine");
        JobGrid other = underTest().as(Caller.owner(new WorkspaceId("other")));
        JobGrid reader = underTest().as(new Caller(WorkspaceId.DEFAULT, "reader", Set.of(Scope.JOBS_READ)));
        JobGrid writer = underTest().as(new Caller(WorkspaceId.DEFAULT, "writer", Set.of(Scope.JOBS_SUBMIT)));
        JobFiles gone = new JobFiles(List.of(new InputId("inp_gone")), List.of(), List.of());

        assertThat(refusal(() -> other.rerun(mine, DraftChanges.NONE, SubmitOptions.NONE)))
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> grid().rerun(new JobId("nobody"), DraftChanges.NONE, SubmitOptions.NONE)))
                .isEqualTo(ErrorCode.NOT_FOUND);
        for (JobGrid caller : List.of(reader, writer)) {
            assertThat(refusal(() -> caller.rerun(mine, DraftChanges.NONE, SubmitOptions.NONE)))
                    .isEqualTo(ErrorCode.FORBIDDEN);
        }
        assertThat(refusal(() ->
                        grid().rerun(mine, changed(JobSpec.draft().name("n".repeat(129))), SubmitOptions.NONE)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThatThrownBy(() -> grid().rerun(mine, changed(JobSpec.draft().files(gone)), SubmitOptions.NONE))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("inp_gone");
        assertThat(refusal(() ->
                        grid().rerun(mine, changed(JobSpec.draft().id(mine).name("other")), SubmitOptions.NONE)))
                .isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    default void aRerunNeedsNoTemplateThatIsGone() {
        JobTemplate template = new JobTemplate(
                "once",
                JobSpec.draft()
                        .image("acme/cuda:1")
                        .workloadType(WorkloadType.BATCH)
                        .command("run")
                        .build());
        underTest().home().templates().put(template);
        JobHandle first =
                grid().submit(JobSpec.draft().name("from it").template("once").build());
        underTest().home().templates().remove("once");

        Receipt receipt = grid().rerun(first.id(), DraftChanges.NONE, SubmitOptions.NONE);

        assertThat(stored(receipt.job().id()).spec().image()).isEqualTo("acme/cuda:1");
    }

    @Test
    default void aRerunIsPaidForLikeASubmit() throws Exception {
        underTest().restartWithCredits(GridSettings.DEFAULT, Usd.ofDollars(100));
        underTest().submit("paid", FOREVER);

        JobId again = grid().rerun(new JobId("paid"), DraftChanges.NONE, SubmitOptions.NONE)
                .job()
                .id();

        assertThat(grid().credits().history(OptionalLong.empty(), 100).movements())
                .filteredOn(movement -> movement.kind() == CreditMovement.Kind.RESERVATION)
                .extracting(movement -> movement.job().map(JobId::value).orElse(""))
                .contains("paid", again.value());
    }
}
