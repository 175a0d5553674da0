package dev.jobgrid.executor.docker.internal.logs;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.jobgrid.executor.docker.internal.engine.Engine;
import dev.jobgrid.executor.docker.internal.engine.ExitClassifier;
import dev.jobgrid.executor.docker.internal.engine.LogFrames;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.EngineResponse;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import dev.jobgrid.logs.LogStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads a log by polling for additions, on an Engine that loses lines of a followed log.
 *
 * <p>Such an Engine reads the whole file each time. So the last line is requested first, which is cheap, and the rest
 * only if that has changed; and polls pause for a multiple of the time that they took.
 */
public final class LogPoller implements LogReader {
    private static final System.Logger LOG = System.getLogger(LogPoller.class.getName());
    private static final int HANDED_OVER = 512;
    private static final long LOOK_MILLIS = 200;
    private static final int REST_FACTOR = 3;
    private static final long MAX_REST_NANOS = Duration.ofSeconds(15).toNanos();
    private static final Duration SILENCE = Duration.ofSeconds(10);
    // Lines may have the same text and, since some Engines have times in whole seconds only, the same time.
    private static final long SAME_TIME_NANOS = Duration.ofMillis(1_100).toNanos();

    private final Engine engine;
    private final String container;
    private final BooleanSupplier isRunOver;
    private final LogQueue queue;
    private final LogLineAssembler out;
    private final LogLineAssembler err;
    private boolean isFirst = true;
    private byte[] tail = {};
    private long tailNanos;
    private boolean isSettled;
    private Optional<Frame> lastHeld = Optional.empty();

    public LogPoller(Engine engine, String container, BooleanSupplier isRunOver, String position) {
        this.engine = engine;
        this.container = container;
        this.isRunOver = isRunOver;
        TimestampCursor from = TimestampCursor.parse(position);
        this.queue = new LogQueue(from);
        this.out = new LogLineAssembler(LogStream.STDOUT, from.out());
        this.err = new LogLineAssembler(LogStream.STDERR, from.err());
    }

    /**
     * A frame that may have been read during its write.
     *
     * @param before the position before it
     */
    private record Frame(LogStream stream, byte[] bytes, TimestampCursor.Mark before) {
        boolean isSame(Frame other) {
            return stream == other.stream && Arrays.equals(bytes, other.bytes) && before.equals(other.before);
        }
    }

    @Override
    public LogQueue lines() {
        return queue;
    }

    @Override
    public void run() {
        try {
            while (!queue.isClosed()) {
                long start = System.nanoTime();
                if (step()) {
                    return;
                }
                rest(System.nanoTime() - start);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a multiple of that, but at most until the run has ended. */
    private void rest(long stepNanos) throws InterruptedException {
        long end = System.nanoTime() + Math.min(REST_FACTOR * stepNanos, MAX_REST_NANOS);
        boolean wasOver = isRunOver.getAsBoolean();
        do {
            Thread.sleep(LOOK_MILLIS);
        } while (System.nanoTime() - end < 0 && !queue.isClosed() && isRunOver.getAsBoolean() == wasOver);
    }

    /** Polls once; whether the log is complete. */
    private boolean step() {
        try {
            // Checked first: an ended container's log is complete.
            boolean isOver = isOver();
            if (isOver || pollTail()) {
                read(isOver);
            }
            if (isOver) {
                queue.end();
            }
            return isOver;
        } catch (EngineRefusalException e) {
            LOG.log(System.Logger.Level.DEBUG, "the log of container " + container + " is refused", e);
            return queue.endIfGone(e);
        } catch (IOException | RuntimeException e) {
            // The Engine is down, or this was closed: the next step continues there.
            LOG.log(System.Logger.Level.DEBUG, "the log of container " + container + " broke off", e);
        }
        return false;
    }

    private boolean isOver() throws IOException {
        if (!isRunOver.getAsBoolean()) {
            return false;
        }
        Optional<InspectContainerResponse> found = engine.api().inspect(container);
        return found.isEmpty() || !ExitClassifier.runs(found.get().getState());
    }

    /** Reads the last line; whether there may be more to read. */
    private boolean pollTail() throws IOException {
        ByteArrayOutputStream last = new ByteArrayOutputStream();
        engine.api().tail(container, 1, (stream, bytes, from, to) -> {
            last.write(stream.ordinal());
            last.write(bytes, from, to - from);
        });
        if (!Arrays.equals(tail, last.toByteArray())) {
            tail = last.toByteArray();
            tailNanos = System.nanoTime();
            return true;
        }
        return !isSettled;
    }

    private void read(boolean isLast) throws IOException {
        long start = System.nanoTime();
        out.again();
        err.again();
        // An unfinished line of an earlier process may have begun at any time.
        TimestampCursor from = isFirst ? TimestampCursor.START : new TimestampCursor(out.mark(), err.mark());
        Reading reading = new Reading();
        StallTimer progress = new StallTimer(SILENCE);
        int outages = engine.outages();
        try {
            EngineResponse response = engine.api().log(container, from.query(), progress);
            // With few additions to a long log the Engine is silent for long.
            progress.owedWhen(() -> engine.outages() != outages);
            queue.read(response, progress, reading);
        } finally {
            // Also after an interrupted response: parsed frames are skipped from now on.
            reading.idle();
        }
        boolean isWhole = reading.end(isLast);
        isFirst = false;
        isSettled = isWhole && start - tailNanos > SAME_TIME_NANOS;
    }

    /**
     * The frames of one response. The last frame is accepted only if it is repeated unchanged, or the container has
     * ended.
     */
    private final class Reading implements LogFrames.Sink {
        private List<LogQueue.Entry> lines = new ArrayList<>();
        private Optional<Frame> held = Optional.empty();

        private LogLineAssembler of(LogStream stream) {
            return stream == LogStream.STDOUT ? out : err;
        }

        @Override
        public void frame(LogStream stream, byte[] bytes, int from, int to) throws IOException {
            held.ifPresent(this::add);
            held = Optional.of(new Frame(
                    stream, Arrays.copyOfRange(bytes, from, to), of(stream).mark()));
            if (lines.size() >= HANDED_OVER) {
                idle();
            }
        }

        private void add(Frame frame) {
            of(frame.stream()).add(frame.bytes(), 0, frame.bytes().length, lines::add);
        }

        @Override
        public void idle() throws IOException {
            if (lines.isEmpty()) {
                return;
            }
            queue.put(lines);
            lines = new ArrayList<>();
        }

        /** The response has ended; whether all of it was read. */
        private boolean end(boolean isLast) throws IOException {
            boolean isWhole = isLast
                    || held.isEmpty()
                    || lastHeld.filter(held.get()::isSame).isPresent();
            lastHeld = held;
            if (isWhole) {
                held.ifPresent(this::add);
            }
            if (isLast) {
                for (LogLineAssembler assembled : List.of(out, err)) {
                    assembled.rest().ifPresent(lines::add);
                }
            }
            idle();
            return isWhole;
        }
    }
}
