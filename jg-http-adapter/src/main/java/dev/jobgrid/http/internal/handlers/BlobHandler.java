package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.JobGrid;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.artifacts.ContentDisposition;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.http.HttpLimits;
import dev.jobgrid.http.internal.exchange.AsyncBody;
import dev.jobgrid.http.internal.exchange.ByteRange;
import dev.jobgrid.http.internal.exchange.HttpRefusal;
import dev.jobgrid.http.internal.exchange.JsonBody;
import dev.jobgrid.http.internal.exchange.JsonResponses;
import dev.jobgrid.http.internal.exchange.PathIds;
import dev.jobgrid.http.internal.exchange.UploadBody;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.wire.request.UploadCompletionJson;
import dev.jobgrid.wire.response.UploadCompletedJson;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * §05, §09: uploads and downloads at signed URLs. The signature authorizes: no key is needed. Holds no file in memory.
 */
record BlobHandler(JobGrid grid, BlobUrls urls, HttpLimits limits, GridClock clock) {
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(;\\s*[A-Za-z0-9_.+-]+=[A-Za-z0-9_.+-]+)*");

    void upload(Context ctx) throws IOException {
        WorkspaceId workspace = PathIds.workspace(ctx);
        InputId id = PathIds.input(ctx);
        urls.checkUpload(ctx, workspace, id);
        if (ctx.req().getAttribute(HttpAdapter.DRAINED_BYTES) != null) {
            // Most clients read the answer only when they have sent all: who may store so many bytes may send them in
            // vain.
            ctx.req().setAttribute(HttpAdapter.DRAINED_BYTES, limits.uploadBytes());
        }
        if (ctx.req().getContentLengthLong() > limits.uploadBytes()) {
            throw HttpRefusal.tooLarge("the upload", limits.uploadBytes());
        }
        JobInput received = received(as(workspace, Scope.JOBS_SUBMIT), id, ctx);
        received.content().ifPresent(content -> ctx.header("ETag", '"' + content.sha256() + '"'));
        ctx.res().setStatus(200);
        ctx.res().setContentLength(0);
    }

    /** Completes an upload with a signed address and the slot's token, without a key: for agents. */
    void complete(Context ctx) throws IOException {
        WorkspaceId workspace = PathIds.workspace(ctx);
        InputId id = PathIds.input(ctx);
        urls.checkComplete(ctx, workspace, id);
        UploadCompletion completion = UploadCompletionJson.read(JsonBody.read(ctx));
        JobInput completed = as(workspace, Scope.JOBS_SUBMIT).inputs().complete(id, completion);
        JsonResponses.json(ctx.res(), 200, UploadCompletedJson.of(completed));
    }

    private JobInput received(JobGrid uploader, InputId id, Context ctx) throws IOException {
        UploadBody body = new UploadBody(ctx.req().getInputStream(), limits.uploadBytes());
        try {
            return uploader.inputs().upload(id, body);
        } catch (JobGridException e) {
            // Only the size of the body can be invalid.
            throw e.code() == ErrorCode.INVALID_REQUEST ? HttpRefusal.of(413, e).with("Connection", "close") : e;
        } catch (IOException e) {
            if (body.failed()) {
                throw e;
            }
            throw new JobGridException("the upload could not be stored", e);
        }
    }

    void download(Context ctx) throws IOException {
        JobRef job = new JobRef(PathIds.workspace(ctx), PathIds.job(ctx));
        ArtifactId id = PathIds.artifact(ctx);
        urls.checkDownload(ctx, job, id);
        JobGrid reader = as(job.workspace(), Scope.JOBS_READ);
        Artifact artifact = reader.artifacts(job.id()).get(id);
        Optional<ByteRange> range = range(ctx, artifact);
        if (range.isPresent() && !range.get().isSatisfiable()) {
            throw HttpRefusal.invalid(
                            416, "the artifact has " + artifact.sizeBytes() + " bytes, none of them in the Range")
                    .with("Content-Range", range.get().contentRange());
        }
        ByteRange sent = range.orElse(new ByteRange(0, artifact.sizeBytes(), artifact.sizeBytes()));
        ArtifactDownload download = reader.artifacts(job.id()).open(id, sent.first());
        head(ctx.res(), artifact, sent);
        if (range.isPresent()) {
            ctx.res().setStatus(206);
            ctx.header("Content-Range", sent.contentRange());
        }
        boolean isAsked = !ctx.req().getMethod().equals("HEAD");
        AsyncBody.send(ctx, new FileBody(download.body(), sent.length()), isAsked ? sent.length() : 0, clock, () -> {});
    }

    private JobGrid as(WorkspaceId workspace, Scope scope) {
        return grid.as(new Caller(workspace, "signed-url", Set.of(scope)));
    }

    private static Optional<ByteRange> range(Context ctx, Artifact artifact) {
        @Nullable String ifRange = ctx.header("If-Range");
        boolean isStillTheSame = ifRange == null || ifRange.equals(etag(artifact));
        return isStillTheSame ? ByteRange.parse(ctx.header("Range"), artifact.sizeBytes()) : Optional.empty();
    }

    private static void head(HttpServletResponse response, Artifact artifact, ByteRange sent) {
        String type = artifact.contentType();
        response.setContentType(MEDIA_TYPE.matcher(type).matches() ? type : "application/octet-stream");
        response.setContentLengthLong(sent.length());
        response.setHeader("Content-Disposition", ContentDisposition.attachment(artifact.filename()));
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("ETag", etag(artifact));
        response.setHeader("Accept-Ranges", "bytes");
        response.setHeader("Cache-Control", "private, no-cache");
    }

    private static String etag(Artifact artifact) {
        return '"' + artifact.sha256() + '"';
    }
}
