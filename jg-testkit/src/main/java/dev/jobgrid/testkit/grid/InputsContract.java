package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.SOON;
import static dev.jobgrid.testkit.grid.GridUnderTest.refusal;
import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Uploads: slots, their bytes, their completion, and their use by a job. */
interface InputsContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    @Test
    default void anUploadIsWrittenCompletedOnceAndUsedByAJob() throws Exception {
        UploadSlot slot = grid().inputs().create(new JobInput.InputFile("in.txt", "text/plain", InputKind.INPUT));
        assertThat(refusal(() -> grid().inputs().complete(slot.input().id(), UploadCompletion.of(slot.token()))))
                .isEqualTo(ErrorCode.CONFLICT);
        upload(slot, "first");
        upload(slot, "second!");
        assertThat(refusal(() -> grid().inputs().complete(slot.input().id(), UploadCompletion.of(new Secret("wrong")))))
                .isEqualTo(ErrorCode.FORBIDDEN);

        JobInput done = grid().inputs().complete(slot.input().id(), UploadCompletion.of(slot.token()));

        assertThat(done.isReady()).isTrue();
        assertThat(done.content().orElseThrow().sizeBytes()).isEqualTo(7);
        assertThat(grid().inputs().complete(slot.input().id(), UploadCompletion.of(slot.token())))
                .isEqualTo(done);
        assertThat(grid().inputs().complete(slot.input().id(), completion(slot, 7)))
                .isEqualTo(done);
        assertThat(refusal(() -> grid().inputs().complete(slot.input().id(), completion(slot, 8))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(() -> upload(slot, "third"))).isEqualTo(ErrorCode.CONFLICT);
        assertThat(grid().inputs().list()).containsExactly(done);
        JobSpec spec = spec("uses")
                .files(new JobFiles(List.of(done.id()), List.of(), List.of()))
                .build();
        assertThat(grid().submit(spec).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
    }

    private static UploadCompletion completion(UploadSlot slot, long sizeBytes) {
        return new UploadCompletion(
                slot.token(), Optional.empty(), Optional.empty(), OptionalLong.of(sizeBytes), Optional.empty());
    }

    private void upload(UploadSlot slot, String text) {
        try {
            grid().inputs().upload(slot.input().id(), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError("bytes in memory can be read", e);
        }
    }

    @Test
    default void invalidFileNamesAreRefused() {
        for (String name : new String[] {"", " ", ".", "..", "a/b", "a\\b", "a\0b", "ä".repeat(128)}) {
            assertThat(refusal(
                            () -> grid().inputs().create(new JobInput.InputFile(name, "text/plain", InputKind.INPUT))))
                    .as(name)
                    .isEqualTo(ErrorCode.INVALID_REQUEST);
        }
    }
}
