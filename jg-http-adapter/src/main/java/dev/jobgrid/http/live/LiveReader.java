package dev.jobgrid.http.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * One client of a live log. Holds only the id of the last sent line: further lines stay in the topic or the store, and
 * each is looked up as the next after the last, so none is lost or repeated. Thread-safe.
 */
public final class LiveReader {
    static final long HEARTBEAT_NANOS = 15_000_000_000L;
    static final long ASK_NANOS = 15_000_000_000L;
    static final long STUCK_NANOS = 60_000_000_000L;

    private final LiveTopic topic;
    private final LiveOutput output;
    private final BooleanSupplier isAllowed;
    private final Runnable onEnd;
    private final LongSupplier nanos;
    private final SerialTask sending;
    private volatile boolean ended;
    private volatile boolean mustEnd;
    private volatile boolean waiting;
    private volatile boolean owesHeartbeat;
    private volatile boolean mustAsk;
    private volatile long sentNanos;
    private volatile long askedNanos;
    // All below: only within a {@link SerialTask}.
    private long last;
    private long state;
    private boolean isEndSent;

    LiveReader(
            LiveTopic topic,
            LiveOutput output,
            long after,
            BooleanSupplier isAllowed,
            Runnable onEnd,
            Executor threads,
            LongSupplier nanos) {
        this.topic = topic;
        this.output = output;
        this.last = after;
        this.isAllowed = isAllowed;
        this.onEnd = onEnd;
        this.nanos = nanos;
        this.sentNanos = nanos.getAsLong();
        this.askedNanos = sentNanos;
        this.sending = new SerialTask(threads, this::send);
    }

    /** Wakes the reader: there may be data to send, or the output may be ready. Never blocks. */
    public void wake() {
        if (!ended) {
            sending.take();
        }
    }

    /**
     * Sends what there is in the caller's thread, as long as the output is ready. For the thread that a container
     * signals readiness on: until it has returned, the container may take an error of another thread's write for one
     * of its own, and end the request without a notice, as Tomcat does.
     */
    public void sendHere() {
        if (!ended) {
            sending.takeHere();
        }
    }

    /** The client has disconnected. */
    public void end() {
        // Within the serial task, as all access to the output.
        mustEnd = true;
        wake();
    }

    /**
     * Periodic checks: whether the client may still read; a heartbeat if nothing was sent for long; the end if the
     * client has not accepted data for longer.
     */
    void tick(long nowNanos) {
        if (nowNanos - askedNanos > ASK_NANOS) {
            askedNanos = nowNanos;
            mustAsk = true;
            wake();
        }
        long quiet = nowNanos - sentNanos;
        if (waiting && quiet > STUCK_NANOS) {
            end();
        } else if (!waiting && quiet > HEARTBEAT_NANOS) {
            owesHeartbeat = true;
            wake();
        }
    }

    private void send() {
        if (ended) {
            return;
        }
        try {
            if (mustEnd) {
                finish();
                return;
            }
            boolean isReady = output.isReady();
            if (isReady && isEndSent) {
                finish();
                return;
            }
            if (!isReady) {
                waiting = true;
                return;
            }
            waiting = false;
            sendNext();
        } catch (IOException | RuntimeException e) {
            // The client or the job is gone; this stream ends, and the client may reconnect.
            finish();
        }
    }

    private void sendNext() throws IOException {
        if (mustAsk) {
            mustAsk = false;
            if (!isAllowed.getAsBoolean()) {
                finish();
                return;
            }
        }
        LiveTopic.Piece piece = topic.after(last);
        byte[] bytes = bytes(piece);
        if (bytes.length > 0) {
            output.write(bytes);
            sentNanos = nanos.getAsLong();
            sending.take();
        }
        // Not ended yet: the output may still hold unsent bytes.
        isEndSent = piece.end().isPresent();
    }

    private byte[] bytes(LiveTopic.Piece piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (piece.state().number() > state) {
            state = piece.state().number();
            out.writeBytes(piece.state().event());
        }
        List<Tail.Entry> lines = piece.lines();
        for (Tail.Entry line : lines) {
            out.writeBytes(line.event());
            last = line.id();
        }
        piece.end().ifPresent(out::writeBytes);
        if (owesHeartbeat) {
            owesHeartbeat = false;
            if (out.size() == 0) {
                out.writeBytes(LiveEvents.HEARTBEAT);
            }
        }
        return out.toByteArray();
    }

    private void finish() {
        if (!ended) {
            ended = true;
            onEnd.run();
            output.close();
        }
    }
}
