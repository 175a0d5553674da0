package dev.jobgrid.client;

import dev.jobgrid.Feed;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.wire.client.MonitorReader;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A log as the server streams it (reference §08, live). After a broken connection it reconnects with the id of the last
 * line, until the retry time passes without an event. Read it from one thread; close it from any.
 */
final class LiveLogFeed implements Feed<LogLine> {
    private final Server server;
    private final Request request;
    private Optional<LogLine> ready = Optional.empty();
    private long last;
    private int tries;
    private long failingSince;
    private Optional<BufferedReader> lines = Optional.empty();
    private volatile Optional<ResponseBody> open = Optional.empty();
    private volatile boolean closed;

    private record Event(String name, String data) {}

    /** From the line after this one on. */
    LiveLogFeed(Server server, JobId job, long after) {
        this.server = server;
        this.last = after;
        this.request = Request.get(RemoteGrid.path(job, "/logs/live")).accepting("text/event-stream");
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !isClosed()) {
            try {
                take(nextEvent());
                tries = 0;
            } catch (InterruptedIOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    return false;
                }
                retryOrThrow(e);
            } catch (IOException e) {
                retryOrThrow(e);
            }
        }
        return !isClosed() && ready.isPresent();
    }

    private boolean isClosed() {
        return closed || server.isClosed();
    }

    private void take(Event event) throws IOException {
        switch (event.name()) {
            case "stdout", "stderr" -> {
                LogLine line = MonitorReader.line(event.data().getBytes(StandardCharsets.UTF_8));
                // A repeated line after a reconnect is skipped.
                ready = line.entryId() > last ? Optional.of(line) : Optional.empty();
            }
            case "terminal" -> close();
            default -> {} // A status, a notice, a heartbeat, or an event of later versions: not a line.
        }
    }

    private Event nextEvent() throws IOException {
        BufferedReader source = lines.isPresent() ? lines.get() : connect();
        String name = "";
        StringBuilder data = new StringBuilder();
        for (String line = source.readLine(); line != null; line = source.readLine()) {
            if (line.isEmpty()) {
                return new Event(name, data.toString());
            }
            String value = line.substring(line.indexOf(':') + 1).stripLeading();
            if (line.startsWith("event:")) {
                name = value;
            } else if (line.startsWith("data:")) {
                data.append(value);
            }
        }
        throw new EOFException("the stream ended before the job did");
    }

    private BufferedReader connect() throws IOException {
        HttpResponse<ResponseBody> response = server.open(request.with("Last-Event-ID", String.valueOf(last)));
        if (!Server.isSuccess(response)) {
            byte[] body = Server.read(response);
            JobGridException refusal = Server.refusal(response, body);
            if (response.statusCode() >= 500 || response.statusCode() == 429) {
                throw new IOException("the live log was refused with status " + response.statusCode(), refusal);
            }
            throw refusal;
        }
        server.reached();
        open = Optional.of(response.body());
        BufferedReader source = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        lines = Optional.of(source);
        return source;
    }

    private void retryOrThrow(IOException failure) {
        drop();
        if (isClosed()) {
            return;
        }
        if (tries == 0) {
            failingSince = server.clock().nanoTime();
        }
        tries++;
        try {
            String reason = Server.describe(failure);
            if (!server.awaitRetry(tries, failingSince, Optional.empty(), reason) && !isClosed()) {
                throw new UncheckedIOException("the live log was interrupted: " + reason, failure);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    @Override
    public LogLine next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the feed has ended");
        }
        LogLine next = ready.orElseThrow();
        ready = Optional.empty();
        last = next.entryId();
        return next;
    }

    private void drop() {
        open.ifPresent(ResponseBody::close);
        open = Optional.empty();
        lines = Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        open.ifPresent(ResponseBody::close);
    }
}
