package dev.jobgrid.client;

import dev.jobgrid.Artifacts;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.wire.client.FilesReader;
import java.util.List;

/** Artifacts of a job of the workspace of the key's holder. Thread-safe. */
record RemoteArtifacts(RemoteGrid grid, Server server, JobId job) implements Artifacts {
    @Override
    public List<Artifact> list() {
        return grid.get(RemoteGrid.path(job, "/artifacts"), FilesReader::artifacts);
    }

    @Override
    public Artifact get(ArtifactId id) {
        return list().stream()
                .filter(found -> found.id().equals(id))
                .findFirst()
                .orElseThrow(() -> JobGridException.notFound("artifact " + id + " of job " + job));
    }

    /** The request for a signed address, which may be repeated. */
    static Request download(JobId job, ArtifactId id) {
        return Request.post(RemoteGrid.path(job, "/artifacts/" + id + "/download"), new byte[0])
                .repeated();
    }

    @Override
    public ArtifactDownload open(ArtifactId id, long offset) {
        Request request = download(job, id);
        FilesReader.Download download = grid.call(request, FilesReader::download);
        long size = download.artifact().sizeBytes();
        if (offset < 0 || offset > size) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "the offset is " + offset + ", and artifact " + id + " has " + size + " bytes");
        }
        return new ArtifactDownload(
                download.artifact(),
                new ResumingDownload(server, download, () -> grid.call(request, FilesReader::download), offset));
    }
}
