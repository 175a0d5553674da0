package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.http.signing.SignatureQuery;
import dev.jobgrid.http.signing.UrlSigner;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;

/** Creates and verifies signed URLs of uploads and downloads (reference §05, §09). Thread-safe. */
record BlobUrls(UrlSigner signer, InstantSource clock) {
    static final String UPLOAD_ROUTE = "/v1/blobs/inputs/{workspace}/{input_id}";
    static final String COMPLETE_ROUTE = UPLOAD_ROUTE + "/complete";
    static final String DOWNLOAD_ROUTE = "/v1/blobs/artifacts/{workspace}/{job_id}/{artifact_id}";

    String upload(String base, JobInput input) {
        return signed(base, uploadOf(input.workspace(), input.id()), input.expires());
    }

    String complete(String base, JobInput input) {
        return signed(base, completeOf(input.workspace(), input.id()), input.expires());
    }

    String download(String base, Artifact artifact, Instant expires) {
        return signed(base, downloadOf(artifact.job(), artifact.id()), expires);
    }

    void checkUpload(Context ctx, WorkspaceId workspace, InputId id) {
        check(ctx, uploadOf(workspace, id));
    }

    void checkComplete(Context ctx, WorkspaceId workspace, InputId id) {
        check(ctx, completeOf(workspace, id));
    }

    void checkDownload(Context ctx, JobRef job, ArtifactId id) {
        check(ctx, downloadOf(job, id));
    }

    private static UrlSigner.Grant uploadOf(WorkspaceId workspace, InputId id) {
        String path = "/v1/blobs/inputs/" + workspace + "/" + id;
        return new UrlSigner.Grant("PUT", path, "input " + workspace + " " + id);
    }

    private static UrlSigner.Grant completeOf(WorkspaceId workspace, InputId id) {
        String path = "/v1/blobs/inputs/" + workspace + "/" + id + "/complete";
        return new UrlSigner.Grant("POST", path, "complete " + workspace + " " + id);
    }

    private static UrlSigner.Grant downloadOf(JobRef job, ArtifactId id) {
        String path = "/v1/blobs/artifacts/" + job.workspace() + "/" + job.id() + "/" + id;
        return new UrlSigner.Grant("GET", path, "artifact " + job.workspace() + " " + job.id() + " " + id);
    }

    private String signed(String base, UrlSigner.Grant grant, Instant expires) {
        return base + grant.path() + "?" + signer.sign(grant, expires).toQuery();
    }

    private void check(Context ctx, UrlSigner.Grant grant) {
        UrlSigner.Verdict verdict = SignatureQuery.read(ctx::queryParam)
                .map(query -> signer.verify(grant, query, clock.instant()))
                .orElse(UrlSigner.Verdict.FORGED);
        switch (verdict) {
            case VALID -> {}
            case EXPIRED -> throw refused("this URL has expired; ask for a new one");
            case FORGED ->
                throw refused("this URL's signature is not valid for it; use the URL exactly as it was given");
        }
    }

    private static JobGridException refused(String message) {
        return new JobGridException(ErrorCode.FORBIDDEN, message);
    }
}
