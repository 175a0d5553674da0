package dev.jobgrid.http.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * One client of a live log. Holds the id of the last line it was sent, and of lines nothing: what it has not taken stays in
 * the topic or the store, and each line is looked up as the next after the last, so none is lost and none repeated.
 * Thread-safe.
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
    // All below: only in turns.
    private long last;
    private long state;
    private boolean isTold;

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

    /** There may be something to send, or the output may be ready again. Never waits. */
    public void wake() {
        if (!ended) {
            sending.take();
        }
    }

    /** The client is gone. */
    public void end() {
        // In a turn, as all that touches the output.
        mustEnd = true;
        wake();
    }

    /**
     * Looks after the clock: asks now and then whether the client may still read, however much is sent meanwhile; a heartbeat if
     * nothing was sent for long, the end if nothing was taken for longer.
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
            if (isReady && isTold) {
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
            // The client is gone, or the job; either way this stream cannot go on, and the client may ask again.
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
        // Not ended yet: the output may still hold bytes that it has not sent on.
        isTold = piece.end().isPresent();
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
