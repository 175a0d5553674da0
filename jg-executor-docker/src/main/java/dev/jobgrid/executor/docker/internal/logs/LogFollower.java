package dev.jobgrid.executor.docker.internal.logs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.executor.docker.internal.engine.ContainerRunState;
import dev.jobgrid.executor.docker.internal.engine.Engine;
import dev.jobgrid.executor.docker.internal.engine.ExitClassifier;
import dev.jobgrid.executor.docker.internal.engine.LogFrames;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.EngineResponse;
import dev.jobgrid.executor.docker.internal.http.StallGuardedInputStream;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.LogBatch;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads on in one container's log from a position, over as many connections as it takes, until the run is over and its
 * last line is read. {@link #take} is for one thread; the reading has a thread of its own.
 */
public final class LogFollower implements LogReader {
    private static final System.Logger LOG = System.getLogger(LogFollower.class.getName());
    private static final int HANDED_OVER = 512;
    private static final Duration RETRY_DELAY = Duration.ofMillis(200);

    private final Engine engine;
    private final String container;
    private final ContainerRunState course;
    private final Duration silence;
    private final LogQueue queue;
    private final AtomicReference<@Nullable EngineResponse> open = new AtomicReference<>();
    // The reader's own; what is taken may lie behind it.
    private TimestampCursor read;

    /**
     * Begins at a position.
     *
     * @param silence how long a connection that has something to bring may bring nothing
     */
    public LogFollower(Engine engine, ContainerRunState course, String position, Duration silence) {
        this.engine = engine;
        this.course = course;
        this.container = course.container();
        this.silence = silence;
        this.read = TimestampCursor.parse(position);
        this.queue = new LogQueue(read);
    }

    @Override
    public String position() {
        return queue.position();
    }

    @Override
    public LogBatch take(Duration wait) throws InterruptedException {
        return queue.take(wait);
    }

    @Override
    public void close() {
        queue.close();
        EngineResponse answer = open.getAndSet(null);
        if (answer != null) {
            answer.close();
        }
    }

    @Override
    public void run() {
        try {
            while (!queue.isClosed() && !step()) {
                Thread.sleep(RETRY_DELAY.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads over one connection; whether all is read. */
    private boolean step() throws InterruptedException {
        Connection connection = new Connection(read);
        try {
            follow(connection);
            // A container that is over may be started again: only who watches the run knows that it is not.
            if (course.awaitExit(RETRY_DELAY).isPresent() && isOver(connection)) {
                connection.finish();
                queue.end();
                return true;
            }
        } catch (EngineRefusalException e) {
            LOG.log(System.Logger.Level.DEBUG, "the log of container " + container + " is refused", e);
            return isGone(e);
        } catch (IOException | RuntimeException e) {
            // The Engine is away, or this was closed: the next connection goes on where this one stood.
            LOG.log(System.Logger.Level.DEBUG, "the log of container " + container + " broke off", e);
        }
        return false;
    }

    private boolean isGone(EngineRefusalException e) {
        if (e.isNotFound() || e.isConflict()) {
            queue.end();
            return true;
        }
        return false;
    }

    private void follow(Connection connection) throws IOException {
        StallTimer progress = new StallTimer(silence);
        int outages = engine.outages();
        try (EngineResponse answer = engine.api().follow(container, read.query(), progress)) {
            open.set(answer);
            // A program may be silent for hours. But the other side of a connection that saw the Engine away may be
            // gone without a word, and when the run is over what is left comes at once.
            progress.owedWhen(() -> course.isOver() || engine.outages() != outages);
            if (!queue.isClosed()) {
                new LogFrames(new StallGuardedInputStream(answer.body(), progress)).forEach(connection);
            }
            connection.idle();
        } finally {
            open.set(null);
        }
    }

    /** The end of a stream may be that of the Engine: it is the log's if the container is over and its last line is read. */
    private boolean isOver(Connection connection) throws IOException {
        Optional<JsonNode> state = engine.api().inspect(container);
        if (state.isPresent() && ExitClassifier.runs(state.get().path("State"))) {
            return false;
        }
        if (state.isEmpty()) {
            return true;
        }
        Last last = new Last(connection);
        engine.api().tail(container, 1, last);
        return last.isRead;
    }

    /** Whether the one line of a log's tail was read before. */
    private static final class Last implements LogFrames.Sink {
        private final Connection connection;
        private boolean isRead = true;

        private Last(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void frame(LogStream stream, byte[] bytes, int from, int to) {
            LogLineAssembler lines = new LogLineAssembler(stream, TimestampCursor.Mark.NONE);
            lines.add(bytes, from, to, line -> {});
            isRead = !lines.mark().at().isAfter(connection.last(stream));
        }
    }

    /** What comes over one connection. */
    private final class Connection implements LogFrames.Sink {
        private final LogLineAssembler out;
        private final LogLineAssembler err;
        private List<LogQueue.Entry> lines = new ArrayList<>();

        private Connection(TimestampCursor from) {
            this.out = new LogLineAssembler(LogStream.STDOUT, from.of(LogStream.STDOUT));
            this.err = new LogLineAssembler(LogStream.STDERR, from.of(LogStream.STDERR));
        }

        private LogLineAssembler of(LogStream stream) {
            return stream == LogStream.STDOUT ? out : err;
        }

        /** Timestamp of the last frame, which may have ended no line. */
        private Instant last(LogStream stream) {
            return of(stream).mark().at();
        }

        @Override
        public void frame(LogStream stream, byte[] bytes, int from, int to) throws IOException {
            of(stream).add(bytes, from, to, lines::add);
            if (lines.size() >= HANDED_OVER) {
                idle();
            }
        }

        @Override
        public void idle() throws IOException {
            if (lines.isEmpty()) {
                return;
            }
            try {
                if (!queue.put(lines)) {
                    throw new IOException("nobody reads this log any more");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            for (LogQueue.Entry entry : lines) {
                read = read.moved(entry);
            }
            lines = new ArrayList<>();
        }

        /** The container is over: what it began to write is a line. */
        private void finish() throws IOException {
            for (LogLineAssembler assembled : List.of(out, err)) {
                assembled.rest().ifPresent(lines::add);
            }
            idle();
        }
    }
}
