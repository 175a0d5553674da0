package dev.jobgrid;

import dev.jobgrid.id.InputId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.inputs.UploadSource;
import dev.jobgrid.spi.FileLinks;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Files of the caller's workspace that jobs may name (§05). Thread-safe; all methods block on the store.
 *
 * <p>They throw {@link dev.jobgrid.errors.JobGridException}: FORBIDDEN if the caller lacks the scope, NOT_FOUND if the
 * workspace has no such slot, and those that create, store and complete an upload JOB_INPUTS_UNAVAILABLE while inputs are
 * closed for maintenance.
 */
public interface Inputs {
    /**
     * Creates an upload slot for a file.
     *
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the name is not one path segment of 1 to 255 bytes
     */
    UploadSlot create(JobInput.InputFile file);

    /**
     * The address to PUT the bytes of a slot to directly in the blob store, where that has such addresses. The upload is
     * completed as any other.
     */
    default Optional<FileLinks.Link> link(InputId id) {
        return Optional.empty();
    }

    /**
     * Stores the bytes of a slot that is not completed, in place of any stored before. Reads the stream to its end and does
     * not close it; holds none of it in memory.
     *
     * @throws dev.jobgrid.errors.JobGridException CONFLICT if the upload is completed or expired, INVALID_REQUEST if it
     *     is larger than allowed
     * @throws IOException if the stream fails; nothing changes then
     */
    JobInput upload(InputId id, InputStream body) throws IOException;

    /**
     * Stores the bytes of an upload slot, which can be read again. A remote grid sends them again after a lost
     * connection, up to four times, and otherwise retries as any call; it gets the size first, so that what is too large is
     * refused before it is sent.
     *
     * @throws dev.jobgrid.errors.JobGridException as {@link #upload(InputId, InputStream)}
     * @throws IOException if the source fails, or a remote grid gets no whole copy; nothing changes then
     */
    default JobInput upload(InputId id, UploadSource source) throws IOException {
        try (InputStream body = source.open()) {
            return upload(id, body);
        }
    }

    /**
     * Completes an upload; jobs may use the file from now on. Idempotent for the same token.
     *
     * @throws dev.jobgrid.errors.JobGridException FORBIDDEN if the token is not the slot's, INVALID_REQUEST if size or
     *     etag differ from what arrived, CONFLICT if nothing arrived or the slot has expired
     */
    JobInput complete(InputId id, UploadCompletion completion);

    /** Uploaded files and open slots, newest first, at most 1,000. */
    List<JobInput> list();
}
