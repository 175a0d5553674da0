package dev.jobgrid.internal.inputs;

import dev.jobgrid.GridSettings;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.JobInput.InputFile;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.internal.auth.Tokens;
import dev.jobgrid.internal.blobs.BlobKeys;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobLinks;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.BlobStoreFullException;
import dev.jobgrid.spi.store.BlobStoreRefusedException;
import dev.jobgrid.spi.store.BlobTooLargeException;
import dev.jobgrid.spi.store.InputStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Creates, fills and completes upload slots. Thread-safe. */
public final class InputUploads {
    private static final int MAX_LISTED = 1000;
    private static final int MAX_NAME_BYTES = 255;
    private static final int SHA256_DIGITS = 64;
    private static final Duration FULL_RETRY_AFTER = Duration.ofMinutes(5);

    private final InputStore inputs;
    private final BlobStore blobs;
    private final GridSettings.Limits limits;
    private final InstantSource clock;

    /** Uploads into these stores. */
    public InputUploads(InputStore inputs, BlobStore blobs, GridSettings.Limits limits, InstantSource clock) {
        this.inputs = inputs;
        this.blobs = blobs;
        this.limits = limits;
        this.clock = clock;
    }

    /** Creates a slot. */
    public UploadSlot create(WorkspaceId workspace, InputFile file) {
        checkName(file.filename());
        checkType(file.contentType());
        Instant now = clock.instant();
        Secret token = Tokens.random("up_");
        JobInput input = new JobInput(
                workspace,
                InputId.random(),
                file,
                InputStatus.PENDING,
                Optional.empty(),
                Tokens.sha256(token.value()),
                now,
                now.plus(limits.uploadLifetime()));
        inputs.create(input);
        return new UploadSlot(input, token);
    }

    /** Stores the bytes of a slot. */
    public JobInput receive(WorkspaceId workspace, InputId id, InputStream body) throws IOException {
        open(workspace, id);
        BlobKey key = newKey(workspace, id);
        Blob blob = stored(key, body);
        JobInput.Content content = new JobInput.Content(blob.sizeBytes(), blob.sha256(), key.value());
        while (true) {
            JobInput before = openOrForget(workspace, id, key);
            JobInput after = before.received(content);
            if (inputs.update(before, after)) {
                if (before.content().isPresent()) {
                    blobs.delete(new BlobKey(before.content().get().blob()));
                }
                return after;
            }
        }
    }

    private Blob stored(BlobKey key, InputStream body) throws IOException {
        try {
            return blobs.put(key, body, limits.maxUploadBytes());
        } catch (BlobTooLargeException e) {
            throw tooLarge();
        } catch (BlobStoreFullException | BlobStoreRefusedException e) {
            throw new JobGridException(
                    ErrorCode.JOB_INPUTS_UNAVAILABLE,
                    "the upload cannot be stored: " + e.getMessage(),
                    List.of(),
                    Optional.of(FULL_RETRY_AFTER));
        }
    }

    private JobInput openOrForget(WorkspaceId workspace, InputId id, BlobKey key) throws IOException {
        try {
            return open(workspace, id);
        } catch (JobGridException e) {
            blobs.delete(key);
            throw e;
        }
    }

    private JobInput open(WorkspaceId workspace, InputId id) {
        JobInput input = find(workspace, id);
        if (input.isReady()) {
            throw new JobGridException(
                    ErrorCode.CONFLICT, "input " + id + " is completed and changes no more; make a new slot");
        }
        checkOpen(input);
        return input;
    }

    private void checkOpen(JobInput input) {
        if (!clock.instant().isBefore(input.expires())) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    "the slot of input " + input.id() + " was open until " + input.expires() + "; make a new one");
        }
    }

    /** The address to PUT the bytes of a slot to directly in the blob store, if it has such addresses. */
    public Optional<FileLinks.Link> link(WorkspaceId workspace, InputId id) {
        JobInput slot = find(workspace, id);
        Duration left = Duration.between(clock.instant(), slot.expires());
        return left.compareTo(Duration.ofSeconds(1)) < 0
                ? Optional.empty()
                : blobs.links()
                        .map(links -> new FileLinks.Link(links.put(BlobKeys.staged(slot), left), slot.expires()));
    }

    /** Completes an upload. */
    public JobInput complete(WorkspaceId workspace, InputId id, UploadCompletion completion) {
        while (true) {
            JobInput input = find(workspace, id);
            if (!Tokens.matches(completion.token().value(), input.tokenSha256())) {
                throw new JobGridException(
                        ErrorCode.FORBIDDEN, "token is not the one that was given with the slot of input " + id);
            }
            if (input.isReady()) {
                checked(input, completion);
                return input;
            }
            checkOpen(input);
            if (blobs.links().isPresent() && takeArrived(input, completion)) {
                continue; // with the received bytes
            }
            JobInput after = input.uploaded(checked(input, completion));
            if (inputs.update(input, after)) {
                return after;
            }
        }
    }

    /**
     * Moves bytes that the client sent directly to the blob store, if any, out of the client's reach.
     *
     * @return whether the slot's content changed
     */
    private boolean takeArrived(JobInput input, UploadCompletion completion) {
        BlobLinks links = blobs.links().orElseThrow();
        BlobKey staged = BlobKeys.staged(input);
        BlobKey key = newKey(input.workspace(), input.id());
        try {
            Optional<BlobLinks.Arrived> arrived = links.arrived(staged);
            if (arrived.isEmpty()) {
                return false;
            }
            if (arrived.get().sizeBytes() > limits.maxUploadBytes()) {
                blobs.delete(staged);
                throw tooLarge();
            }
            checkArrived(arrived.get(), completion);
            Blob blob = links.keep(staged, arrived.get(), key);
            JobInput after = input.received(new JobInput.Content(blob.sizeBytes(), blob.sha256(), key.value()));
            if (!inputs.update(input, after)) {
                blobs.delete(key);
            } else if (input.content().isPresent()) {
                blobs.delete(new BlobKey(input.content().get().blob()));
            }
            return true;
        } catch (NoSuchFileException e) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    "other bytes of input " + input.id() + " arrived while it was completed; complete it again");
        } catch (IOException e) {
            throw new JobGridException("what arrived of input " + input.id() + " could not be stored", e);
        }
    }

    private void checkArrived(BlobLinks.Arrived arrived, UploadCompletion completion) {
        checkSize(completion, arrived.sizeBytes());
        // The client knows the blob store's ETag, or the hash that it computed, which is compared later.
        boolean other = completion
                .etag()
                .map(InputUploads::bare)
                .filter(etag -> etag.length() != SHA256_DIGITS && !etag.equalsIgnoreCase(arrived.etag()))
                .isPresent();
        if (other) {
            throw otherEtag();
        }
    }

    private InputFile checked(JobInput input, UploadCompletion completion) {
        JobInput.Content content = input.content()
                .orElseThrow(() -> new JobGridException(
                        ErrorCode.CONFLICT,
                        "no bytes of input " + input.id() + " have arrived; send them to the upload URL first"));
        checkSize(completion, content.sizeBytes());
        if (isOther(completion, content)) {
            throw otherEtag();
        }
        String filename = completion.filename().orElse(input.file().filename());
        if (!filename.equals(input.file().filename())) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "filename is not the one that the slot was made for, "
                            + input.file().filename());
        }
        completion.contentType().ifPresent(InputUploads::checkType);
        return new InputFile(
                filename,
                completion.contentType().orElse(input.file().contentType()),
                input.file().kind());
    }

    /** The ETag of a blob store was compared when the bytes were moved. */
    private boolean isOther(UploadCompletion completion, JobInput.Content content) {
        return completion
                .etag()
                .map(InputUploads::bare)
                .filter(etag -> etag.length() == SHA256_DIGITS || blobs.links().isEmpty())
                .filter(etag -> !etag.equalsIgnoreCase(content.sha256()))
                .isPresent();
    }

    private static void checkSize(UploadCompletion completion, long arrived) {
        if (completion.sizeBytes().isPresent() && completion.sizeBytes().getAsLong() != arrived) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "size_bytes is " + completion.sizeBytes().getAsLong() + ", and " + arrived
                            + " bytes arrived; send the file again");
        }
    }

    private static JobGridException otherEtag() {
        return new JobGridException(
                ErrorCode.INVALID_REQUEST, "etag is not that of the bytes that arrived; send the file again");
    }

    private JobGridException tooLarge() {
        return new JobGridException(
                ErrorCode.INVALID_REQUEST,
                "the upload is larger than the " + limits.maxUploadBytes() + " bytes allowed; split the file");
    }

    private static BlobKey newKey(WorkspaceId workspace, InputId id) {
        return new BlobKey("inputs/" + workspace + "/" + id + "/" + InputId.random());
    }

    private static String bare(String etag) {
        return etag.replaceFirst("^W/", "").replace("\"", "");
    }

    private JobInput find(WorkspaceId workspace, InputId id) {
        return inputs.find(workspace, id)
                .orElseThrow(() -> new JobGridException(
                        ErrorCode.JOB_INPUT_NOT_FOUND, "input " + id + " was not found in this workspace"));
    }

    /** Slots and files of the workspace. */
    public List<JobInput> list(WorkspaceId workspace) {
        return inputs.list(workspace, MAX_LISTED);
    }

    private static void checkName(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        boolean segment = name.indexOf('/') < 0
                && name.indexOf('\\') < 0
                && !name.chars().allMatch(c -> c == '.' || Character.isWhitespace(c))
                && name.chars().noneMatch(Character::isISOControl);
        if (bytes > MAX_NAME_BYTES || !segment) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "filename must be a file's name of 1 to 255 bytes, not of dots and spaces alone, without '/', '\\'"
                            + " and control characters; it has " + bytes + " bytes");
        }
    }

    private static void checkType(String type) {
        if (type.length() > MAX_NAME_BYTES || type.chars().anyMatch(Character::isISOControl)) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "content_type must be at most 255 characters without control characters, and has " + type.length());
        }
    }
}
