package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.http.internal.exchange.BaseUrl;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.wire.response.ArtifactsJson;
import dev.jobgrid.wire.response.DownloadJson;
import java.io.IOException;
import java.net.URI;

/** §09: artifacts of a job, and their download URLs. */
record ArtifactsHandler(BaseUrl base, FileLinks links) {
    void list(Call call) throws IOException {
        call.reply(200, ArtifactsJson.of(call.grid().artifacts(call.job()).list()));
    }

    static Artifact ready(Call call) {
        Artifact artifact = call.grid().artifacts(call.job()).get(call.artifact());
        if (!artifact.isReady()) {
            throw new JobGridException(
                    ErrorCode.ARTIFACT_NOT_READY,
                    "artifact " + artifact.id() + " is not uploaded yet; ask again later");
        }
        return artifact;
    }

    void download(Call call) throws IOException {
        Artifact artifact = ready(call);
        FileLinks.Link link = links.download(URI.create(base.of(call.ctx())), artifact);
        call.reply(200, DownloadJson.of(artifact, link.url().toString(), link.expires()));
    }
}
