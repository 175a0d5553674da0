package dev.jobgrid.inputs;

import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Instant;
import java.util.Optional;

/**
 * A file uploaded for jobs, or the slot for one (reference §05).
 *
 * @param workspace its workspace
 * @param id its id there
 * @param file the client's description
 * @param status the state of the upload
 * @param content the received bytes
 * @param tokenSha256 hash of the upload token, lower-case hex
 * @param created when the slot was created
 * @param expires when an incomplete upload expires
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
     * A client's description of a file before its upload.
     *
     * @param filename one path segment, 1 to 255 bytes
     * @param contentType media type, stored and returned
     * @param kind its kind
     */
    public record InputFile(String filename, String contentType, InputKind kind) {}

    /**
     * The received bytes.
     *
     * @param sizeBytes their size
     * @param sha256 their hash, lower-case hex; also the etag
     * @param blob key of the bytes in the blob store; a new one for each upload, so that bytes checked at completion
     *     are never replaced
     */
    public record Content(long sizeBytes, String sha256, String blob) {}

    /** Whether jobs may use it. */
    public boolean isReady() {
        return status == InputStatus.UPLOADED;
    }

    /** Its path in a job: under {@code /workspace/inputs} or {@code /workspace/scripts}. */
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
