package dev.jobgrid.internal.monitor;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.artifacts.ContentDisposition;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.logs.RuntimeSummary;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobLinks;
import dev.jobgrid.spi.store.LogSlice;
import dev.jobgrid.spi.store.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Reads jobs with their events, logs and artifacts. Thread-safe. */
public final class Monitor {
    private static final int MAX_EVENTS = 100_000;
    private static final int TAIL_LINES = 200;
    private static final int TAIL_BYTES = 4096;

    private final Storage storage;
    private final InstantSource clock;
    private final UnaryOperator<Job> asOfNow;

    /**
     * Reads from this storage.
     *
     * @param asOfNow adds current information to a stored job
     */
    public Monitor(Storage storage, InstantSource clock, UnaryOperator<Job> asOfNow) {
        this.storage = storage;
        this.clock = clock;
        this.asOfNow = asOfNow;
    }

    /**
     * The job.
     *
     * @throws JobGridException NOT_FOUND
     */
    public Job job(JobRef ref) {
        return there(ref, storage.jobs().find(ref));
    }

    /** The job, as {@link dev.jobgrid.spi.store.JobReads#findAsync} finds it; fails as {@link #job} does. */
    public CompletionStage<Job> jobAsync(JobRef ref) {
        return storage.jobs().findAsync(ref).thenApply(found -> there(ref, found));
    }

    private Job there(JobRef ref, Optional<Job> found) {
        return found.map(asOfNow).orElseThrow(() -> JobGridException.notFound("job " + ref.id()));
    }

    /** A page of jobs, of 1 or more. */
    public JobPage list(WorkspaceId workspace, JobFilter filter, Optional<JobQuery.Cursor> after, int limit) {
        JobPage found = new JobSearch(storage.jobs(), workspace, filter, after, limit).page();
        return new JobPage(found.jobs().stream().map(asOfNow).toList(), limit, found.next(), found.searchedTo());
    }

    /** All events of a job. */
    public List<JobEvent> events(JobRef ref) {
        job(ref);
        return storage.jobs().events(ref, 0, MAX_EVENTS);
    }

    /**
     * Lines of a job's log; one more than requested is read to detect more, of lines and of bytes. A search would look far for
     * that line, so it does not.
     */
    public LogPage logs(JobRef ref, LogQuery query) {
        Job job = job(ref);
        boolean isSearch = query.containing().isPresent();
        LogSlice found =
                storage.logs().read(ref, query.tail() || isSearch ? query : query.limitedTo(query.limit() + 1));
        List<LogLine> lines = found.lines();
        int count = lines.size();
        boolean isOver = count > query.limit() || (count > 1 && bytes(lines) > query.maxBytes());
        List<LogLine> page =
                !isOver ? lines : query.isBackwards() ? lines.subList(1, count) : lines.subList(0, count - 1);
        long next = isSearch && !isOver ? found.lookedTo() : next(page, query);
        return new LogPage(job, page, next, !query.tail() && !found.isEnd());
    }

    private static long bytes(List<LogLine> lines) {
        return lines.stream().mapToLong(LogLine::sizeBytes).sum();
    }

    private static long next(List<LogLine> lines, LogQuery query) {
        if (lines.isEmpty()) {
            return query.before().orElse(query.after());
        }
        return lines.get(query.before().isPresent() ? 0 : lines.size() - 1).entryId();
    }

    /** Runtime facts of the job's program. */
    public RuntimeSummary runtime(JobRef ref) {
        Job job = job(ref);
        return new RuntimeSummary(job, tail(ref, LogStream.STDOUT), tail(ref, LogStream.STDERR));
    }

    private String tail(JobRef ref, LogStream stream) {
        LogQuery query = LogQuery.tail(TAIL_LINES).of(Optional.of(stream)).within(TAIL_BYTES);
        List<LogLine> lines = storage.logs().read(ref, query).lines();
        List<String> kept = new ArrayList<>();
        int bytes = 0;
        for (int i = lines.size() - 1; i >= 0; i--) {
            String message = lines.get(i).message();
            bytes += lines.get(i).sizeBytes() + 1;
            if (bytes > TAIL_BYTES) {
                break;
            }
            kept.add(0, message);
        }
        return String.join("\n", kept);
    }

    /** Artifacts of the job. */
    public List<Artifact> artifacts(JobRef ref) {
        job(ref);
        return storage.artifacts().list(ref);
    }

    /**
     * One artifact of the job.
     *
     * @throws JobGridException NOT_FOUND
     */
    public Artifact artifact(JobRef ref, ArtifactId id) {
        job(ref);
        return storage.artifacts()
                .find(ref, id)
                .orElseThrow(() -> JobGridException.notFound("artifact " + id + " of job " + ref.id()));
    }

    /** Opens an artifact for reading from an offset. */
    public ArtifactDownload download(JobRef ref, ArtifactId id, long offset) {
        Artifact artifact = artifact(ref, id);
        if (!artifact.isReady()) {
            throw notReady(artifact);
        }
        if (offset < 0 || offset > artifact.sizeBytes()) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "the offset is " + offset + ", and artifact " + id + " has " + artifact.sizeBytes() + " bytes");
        }
        try {
            return new ArtifactDownload(
                    artifact,
                    storage.blobs()
                            .open(
                                    BlobKey.ofArtifact(ref, artifact.attempt(), id),
                                    offset,
                                    artifact.sizeBytes() - offset));
        } catch (NoSuchFileException e) {
            throw notReady(artifact);
        } catch (IOException e) {
            throw new UncheckedIOException("artifact " + id + " of job " + ref + " cannot be read", e);
        }
    }

    /** The address to GET an artifact's bytes from directly in the blob store, if it has such addresses. */
    public Optional<FileLinks.Link> link(JobRef ref, ArtifactId id, Duration validFor) {
        Artifact artifact = artifact(ref, id);
        if (!artifact.isReady()) {
            throw notReady(artifact);
        }
        BlobLinks.Download as =
                new BlobLinks.Download(ContentDisposition.attachment(artifact.filename()), artifact.contentType());
        return storage.blobs()
                .links()
                .map(links -> new FileLinks.Link(
                        links.get(BlobKey.ofArtifact(ref, artifact.attempt(), id), as, validFor),
                        clock.instant().plus(validFor).truncatedTo(ChronoUnit.SECONDS)));
    }

    private static JobGridException notReady(Artifact artifact) {
        return new JobGridException(
                ErrorCode.ARTIFACT_NOT_READY, "artifact " + artifact.id() + " is known, but its bytes are not stored");
    }
}
