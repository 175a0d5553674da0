package dev.jobgrid.client;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.wire.client.FilesReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An artifact's bytes. After a broken connection it requests the rest, with a new address if the first has expired,
 * until the retry time passes without a byte. Fails if the rest is another artifact's: a later attempt of the job
 * replaces an artifact of the same path under its id. Read it from one thread; close it from any.
 */
final class ResumingDownload extends InputStream {
    private final Server server;
    private final Artifact artifact;
    private final long size;
    private final DownloadVerifier same;
    private final Supplier<FilesReader.Download> renew;
    private URI url;
    private long position;
    private volatile Optional<ResponseBody> open = Optional.empty();
    private volatile boolean closed;

    /**
     * A download from an offset.
     *
     * @param renew gives a new address
     */
    ResumingDownload(Server server, FilesReader.Download download, Supplier<FilesReader.Download> renew, long offset) {
        this.server = server;
        this.artifact = download.artifact();
        this.size = artifact.sizeBytes();
        this.same = new DownloadVerifier(artifact, offset);
        this.renew = renew;
        this.url = download.url();
        this.position = offset;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? read : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (position >= size) {
            close();
            same.checkWhole();
            return -1;
        }
        long began = server.clock().nanoTime();
        for (int tries = 1; ; tries++) {
            try {
                return readOnce(into, offset, (int) Math.min(length, size - position));
            } catch (IOException e) {
                drop();
                if (closed || isFinal(e) || !awaitRetry(tries, began, e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isFinal(IOException e) {
        return e instanceof InterruptedIOException || e instanceof DownloadVerifier.ReplacedException;
    }

    private boolean awaitRetry(int tries, long began, IOException failure) throws IOException {
        try {
            return server.awaitRetry(tries, began, Optional.empty(), Server.describe(failure));
        } catch (InterruptedException e) {
            throw Server.interrupted();
        }
    }

    private int readOnce(byte[] into, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the download was closed");
        }
        if (open.isEmpty()) {
            open = Optional.of(ask());
        }
        int read = open.get().read(into, offset, length);
        if (read < 0) {
            throw new EOFException("the download ended at byte " + position + " of " + size);
        }
        position += read;
        same.took(into, offset, read);
        return read;
    }

    private ResponseBody ask() throws IOException {
        HttpResponse<ResponseBody> response = send();
        if (response.statusCode() == 403) {
            // Probably expired. Without permission, requesting another address fails.
            response.body().close();
            FilesReader.Download renewed = renew.get();
            same.checkArtifact(renewed.artifact());
            url = renewed.url();
            response = send();
        }
        boolean isWhole = response.statusCode() == 200;
        if (response.statusCode() != 206 && !isWhole) {
            byte[] body = Server.read(response);
            JobGridException refusal = Server.refusal(response, body);
            if (response.statusCode() >= 500) {
                throw new IOException("the download had status " + response.statusCode(), refusal);
            }
            throw refusal;
        }
        try {
            same.checkTag(response.headers().firstValue("ETag"));
        } catch (IOException e) {
            response.body().close();
            throw e;
        }
        server.reached();
        if (isWhole) {
            response.body().skipNBytes(position);
        }
        return response.body();
    }

    private HttpResponse<ResponseBody> send() throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).timeout(server.timeouts().response());
        if (position > 0) {
            request.header("Range", "bytes=" + position + "-");
            same.strongTag().ifPresent(tag -> request.header("If-Range", tag));
        }
        return server.send(request.build());
    }

    private void drop() {
        open.ifPresent(ResponseBody::close);
        open = Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        drop();
    }
}
