package dev.jobgrid.client;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.InputId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.inputs.UploadSource;
import dev.jobgrid.wire.client.FilesReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sends files to the addresses of their slots: keeps those of the last 10,000 slots created through this connection. What
 * can be read once is sent once; for the rest see {@link RepeatedUpload}. Thread-safe.
 */
final class SlotUploads {
    private static final int REMEMBERED = 10_000;

    private final Server server;
    private final Map<InputId, FilesReader.Slot> slots = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InputId, FilesReader.Slot> eldest) {
            return size() > REMEMBERED;
        }
    };

    SlotUploads(Server server) {
        this.server = server;
    }

    UploadSlot remember(FilesReader.Slot slot) {
        synchronized (slots) {
            slots.put(slot.slot().input().id(), slot);
        }
        return slot.slot();
    }

    JobInput send(InputId id, InputStream body) throws IOException {
        FilesReader.Slot slot = slot(id);
        SentBody sent = new SentBody(body);
        HttpResponse<ResponseBody> response = put(server, slot, sent, BodyPublishers.ofInputStream(() -> sent));
        byte[] read = Server.read(response);
        if (!Server.isSuccess(response)) {
            throw Server.refusal(response, read);
        }
        return received(slot, sent, response);
    }

    JobInput send(InputId id, UploadSource source) throws IOException {
        return new RepeatedUpload(server, slot(id), source).send();
    }

    /** Sends bytes once. */
    static HttpResponse<ResponseBody> put(Server server, FilesReader.Slot slot, SentBody sent, BodyPublisher body)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(slot.url())
                .method(slot.method(), body)
                // A completed slot, or one for less, refuses before the bytes are sent, not after.
                .expectContinue(body.contentLength() != 0);
        slot.headers().forEach(request::header);
        try {
            return server.send(request.build(), sent::moves);
        } catch (IOException e) {
            Optional<IOException> own = sent.failure();
            if (own.isPresent()) {
                own.get().addSuppressed(e);
                throw own.get();
            }
            throw new IOException("the upload did not arrive whole: " + Server.describe(e), e);
        }
    }

    static JobInput received(FilesReader.Slot slot, SentBody sent, HttpResponse<ResponseBody> response) {
        String etag = response.headers().firstValue("ETag").orElse("").replace("\"", "");
        return slot.slot().input().received(new JobInput.Content(sent.count(), etag, ""));
    }

    FilesReader.Slot slot(InputId id) {
        synchronized (slots) {
            return Optional.ofNullable(slots.get(id))
                    .orElseThrow(() -> new JobGridException(
                            ErrorCode.CONFLICT,
                            "input " + id + " has no slot that was made through this connection; make one, and send the"
                                    + " file there"));
        }
    }
}
