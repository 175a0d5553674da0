package dev.jobgrid.client;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadSource;
import dev.jobgrid.wire.client.FilesReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * An upload that begins again after a lost connection, since it arrives whole or not at all. Bytes that are sent do not count
 * against the retry time, but a large file is sent at most four times. A refusal ends it. Single-threaded.
 */
final class RepeatedUpload {
    private static final int MAX_RESENT = 3;
    /** A proxy before a server that is gone takes small files whole before it says so. */
    private static final long SMALL_BYTES = 64 << 20;

    private final Server server;
    private final FilesReader.Slot slot;
    private final UploadSource source;
    private int tries;
    private long beganNanos;
    private long wastedBytes;

    RepeatedUpload(Server server, FilesReader.Slot slot, UploadSource source) {
        this.server = server;
        this.slot = slot;
        this.source = source;
    }

    JobInput send() throws IOException {
        while (true) {
            try (InputStream body = source.open()) {
                Optional<JobInput> received = sendOnce(new SentBody(body), source.sizeBytes());
                if (received.isPresent()) {
                    return received.get();
                }
            }
        }
    }

    /** Empty to try again, after a pause. */
    private Optional<JobInput> sendOnce(SentBody sent, long size) throws IOException {
        long now = server.clock().nanoTime();
        try {
            HttpResponse<ResponseBody> response = SlotUploads.put(server, slot, sent, publisher(sent, size));
            byte[] read = Server.read(response);
            if (Server.isSuccess(response)) {
                server.reached();
                return Optional.of(SlotUploads.received(slot, sent, response));
            }
            JobGridException refusal = Server.refusal(response, read);
            if (!Server.mayRepeat(true, response.statusCode())
                    || !awaitRetry(sent, now, refusal.retryAfter(), String.valueOf(refusal.getMessage()))) {
                throw refusal;
            }
        } catch (IOException e) {
            if (sent.failure().isPresent()
                    || !awaitRetry(sent, now, Optional.empty(), String.valueOf(e.getMessage()))) {
                throw e;
            }
        }
        return Optional.empty();
    }

    private static BodyPublisher publisher(SentBody sent, long size) {
        return size == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> sent), size);
    }

    private boolean awaitRetry(SentBody sent, long tryNanos, Optional<Duration> asked, String reason)
            throws IOException {
        long now = server.clock().nanoTime();
        if (tries == 0) {
            beganNanos = now;
        } else if (sent.count() > 0) {
            beganNanos += now - tryNanos;
        }
        tries++;
        wastedBytes += sent.count();
        if (wastedBytes > Math.max(SMALL_BYTES, MAX_RESENT * source.sizeBytes())) {
            return false;
        }
        try {
            return server.awaitRetry(tries, beganNanos, asked, reason);
        } catch (InterruptedException e) {
            throw Server.interrupted();
        }
    }
}
