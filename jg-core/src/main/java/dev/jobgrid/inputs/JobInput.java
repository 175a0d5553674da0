package dev.jobgrid.inputs;

import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Instant;
import java.util.Optional;

/**
 * A file uploaded for jobs, or the slot for one (reference §05).
 *
 * @param workspace where it belongs
 * @param id its name there
 * @param file what the client said of it
 * @param status how far the upload is
 * @param content what arrived
 * @param tokenSha256 hash of the upload token, lower-case hex
 * @param created when the slot was made
 * @param expires when an upload not completed is given up
 */
public record JobInput(
        WorkspaceId workspace,
        InputId id,
        InputFile file,
        InputStatus status,
        Optional<Content> content,
        String tokenSha256,
        Instant created,
        Instant expires) {
    /**
     * What a client says of a file before it sends it.
     *
     * @param filename one path segment, 1 to 255 bytes
     * @param contentType media type, kept and given back
     * @param kind what it is for
     */
    public record InputFile(String filename, String contentType, InputKind kind) {}

    /**
     * What arrived.
     *
     * @param sizeBytes bytes
     * @param sha256 their hash, lower-case hex; also the etag
     * @param blob key of the bytes in the blob store; a new one for each time they are sent, so that bytes checked when the
     *     upload was completed are never replaced
     */
    public record Content(long sizeBytes, String sha256, String blob) {}

    /** Whether jobs may use it. */
    public boolean isReady() {
        return status == InputStatus.UPLOADED;
    }

    /** Where a job finds it: under {@code /workspace/inputs} or {@code /workspace/scripts}. */
    public String mountPath() {
        return switch (file.kind()) {
            case INPUT -> "/workspace/inputs/" + file.filename();
            case SCRIPT -> "/workspace/scripts/" + file.filename();
        };
    }

    /** The same input with these bytes, not completed yet. */
    public JobInput received(Content bytes) {
        return new JobInput(
                workspace, id, file, InputStatus.RECEIVED, Optional.of(bytes), tokenSha256, created, expires);
    }

    /** The same input, completed. */
    public JobInput uploaded(InputFile as) {
        return new JobInput(workspace, id, as, InputStatus.UPLOADED, content, tokenSha256, created, expires);
    }
}
