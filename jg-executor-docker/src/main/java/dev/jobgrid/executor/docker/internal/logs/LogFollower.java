package dev.jobgrid.executor.docker.internal.logs;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.jobgrid.executor.docker.internal.engine.ContainerRunState;
import dev.jobgrid.executor.docker.internal.engine.Engine;
import dev.jobgrid.executor.docker.internal.engine.ExitClassifier;
import dev.jobgrid.executor.docker.internal.engine.LogFrames;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.EngineResponse;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import dev.jobgrid.logs.LogStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows one container's log from a position, reconnecting as needed, until the run has ended and its last line is
 * read. Taking lines is for one thread; reading has its own thread.
 */
public final class LogFollower implements LogReader {
    private static final System.Logger LOG = System.getLogger(LogFollower.class.getName());
    private static final int HANDED_OVER = 512;
    private static final Duration RETRY_DELAY = Duration.ofMillis(200);

    private final Engine engine;
    private final String container;
    private final ContainerRunState runState;
    private final Duration silence;
    private final LogQueue queue;
    // The reader's own position; taken lines may be behind it.
    private TimestampCursor read;

    /**
     * Begins at a position.
     *
     * @param silence how long a connection with pending data may be silent
     */
    public LogFollower(Engine engine, ContainerRunState runState, String position, Duration silence) {
        this.engine = engine;
        this.runState = runState;
        this.container = runState.container();
        this.silence = silence;
        this.read = TimestampCursor.parse(position);
        this.queue = new LogQueue(read);
    }

    @Override
    public LogQueue lines() {
        return queue;
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

    /** Reads over one connection; whether the log is complete. */
    private boolean step() throws InterruptedException {
        Connection connection = new Connection(read);
        try {
            follow(connection);
            // An ended container may be started again: only the run's monitor knows that it is not.
            if (runState.awaitExit(RETRY_DELAY).isPresent() && isOver(connection)) {
                connection.finish();
                queue.end();
                return true;
            }
        } catch (EngineRefusalException e) {
            LOG.log(System.Logger.Level.DEBUG, "the log of container " + container + " is refused", e);
            return queue.endIfGone(e);
        } catch (IOException | RuntimeException e) {
            // The Engine is down, or this was closed: the next connection continues there.
            LOG.log(System.Logger.Level.DEBUG, "the log of container " + container + " was interrupted", e);
        }
        return false;
    }

    private void follow(Connection connection) throws IOException {
        StallTimer progress = new StallTimer(silence);
        int outages = engine.outages();
        EngineResponse response = engine.api().follow(container, read.query(), progress);
        // A program may be silent for hours. But after an outage the peer may have vanished, and when the run has ended
        // the rest comes at once.
        progress.owedWhen(() -> runState.isOver() || engine.outages() != outages);
        queue.read(response, progress, connection);
        connection.idle();
    }

    /**
     * The end of a stream may be the Engine's: it is the log's if the container has ended and its last line is read.
     */
    private boolean isOver(Connection connection) throws IOException {
        Optional<InspectContainerResponse> state = engine.api().inspect(container);
        if (state.isPresent() && ExitClassifier.runs(state.get().getState())) {
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

    /** The data of one connection. */
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

        /** Timestamp of the last frame, which may not have ended a line. */
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
            queue.put(lines);
            for (LogQueue.Entry entry : lines) {
                read = read.moved(entry);
            }
            lines = new ArrayList<>();
        }

        /** The container has ended: an unfinished line is complete. */
        private void finish() throws IOException {
            for (LogLineAssembler assembled : List.of(out, err)) {
                assembled.rest().ifPresent(lines::add);
            }
            idle();
        }
    }
}
