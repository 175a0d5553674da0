package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.job;
import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.Job;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.spi.store.RetentionStore.Item;
import dev.jobgrid.spi.store.Storage;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Input files and upload slots are removed unless a job that has not ended uses them. */
interface RetentionInputsContract {
    /** The store that the tests use. */
    RetentionStoreUnderTest underTest();

    private Storage storage() {
        return underTest().storage();
    }

    private RetentionStore retention() {
        return underTest().retention();
    }

    private List<Item> expired(RetentionPart part) {
        return underTest().expired(part);
    }

    private List<Item> expired(RetentionPart part, Instant before) {
        return underTest().expired(part, before);
    }

    private void removeAll(Set<RetentionPart> parts, Instant before) {
        underTest().removeAll(parts, before);
    }

    private Job finish(Job job) {
        return underTest().finish(job);
    }

    private JobInput input(String id) {
        return underTest().input(id);
    }

    private JobInput slot(String id) {
        return underTest().slot(id);
    }

    @Test
    default void anInputThatALiveJobNamesStays() {
        input("inp_used");
        input("inp_script");
        input("inp_over");
        input("inp_free");
        storage().jobs().create(List.of(job("live", List.of("inp_used"), List.of("inp_script"))));
        NewJob ended = job("ended", List.of("inp_over"), List.of());
        storage().jobs().create(List.of(ended));
        finish(ended.job());

        removeAll(Set.of(RetentionPart.INPUTS), later());

        assertThat(storage().inputs().find(WorkspaceId.DEFAULT, new InputId("inp_used")))
                .isPresent();
        assertThat(storage().inputs().find(WorkspaceId.DEFAULT, new InputId("inp_script")))
                .isPresent();
        assertThat(storage().inputs().find(WorkspaceId.DEFAULT, new InputId("inp_over")))
                .isEmpty();
        assertThat(storage().inputs().find(WorkspaceId.DEFAULT, new InputId("inp_free")))
                .isEmpty();
    }

    @Test
    default void anInputThatIsUsedMeanwhileStaysOrIsSaidToBeGone() {
        JobInput input = input("inp_1");
        List<Item> found = expired(RetentionPart.INPUTS);
        assertThat(storage().inputs().use(WorkspaceId.DEFAULT, Set.of(input.id()), later()))
                .isTrue();

        assertThat(retention().remove(RetentionPart.INPUTS, later(), found)).isEmpty();

        assertThat(storage().inputs().find(WorkspaceId.DEFAULT, input.id())).contains(input);
        removeAll(Set.of(RetentionPart.INPUTS), later().plusSeconds(1));
        assertThat(storage().inputs().use(WorkspaceId.DEFAULT, Set.of(input.id()), later()))
                .isFalse();
    }

    @Test
    default void slotsGoOnceTheyAreGivenUp() {
        JobInput open = slot("inp_open");
        input("inp_done");

        assertThat(expired(RetentionPart.UPLOADS, open.expires())).isEmpty();
        removeAll(Set.of(RetentionPart.UPLOADS), open.expires().plusMillis(1));

        assertThat(storage().inputs().list(WorkspaceId.DEFAULT, 10))
                .extracting(JobInput::id)
                .containsExactly(new InputId("inp_done"));
    }
}
