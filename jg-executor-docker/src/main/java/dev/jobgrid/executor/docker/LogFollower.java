package dev.jobgrid.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.LogBatch;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads on in one container's log from a position, over as many connections as it takes, until the container is over and
 * its last line is read. {@link #take} is for one thread; the reading has a thread of its own.
 */
final class LogFollower implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LogFollower.class.getName());
    private static final int HANDED_OVER = 512;
    private static final long AGAIN_MILLIS = 200;

    private final EngineApi api;
    private final String container;
    private final LogQueue queue;
    private final AtomicReference<@Nullable EngineAnswer> open = new AtomicReference<>();
    // The reader's own; what is taken may lie behind it.
    private LogPosition read;

    LogFollower(EngineApi api, String container, String position, Executor threads) {
        this.api = api;
        this.container = container;
        this.read = LogPosition.parse(position);
        this.queue = new LogQueue(read);
        threads.execute(this::run);
    }

    /** Where the last batch taken ends. */
    String position() {
        return queue.position();
    }

    LogBatch take(Duration wait) throws InterruptedException {
        return queue.take(wait);
    }

    @Override
    public void close() {
        queue.close();
        EngineAnswer answer = open.getAndSet(null);
        if (answer != null) {
            answer.close();
        }
    }

    private void run() {
        try {
            while (!queue.isClosed() && !step()) {
                Thread.sleep(AGAIN_MILLIS);
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
            if (isOver(connection)) {
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
        try (EngineAnswer answer = api.logs(container, "follow=1" + read.query())) {
            open.set(answer);
            if (!queue.isClosed()) {
                new LogFrames(answer.body()).forEach(connection);
            }
            connection.idle();
        } finally {
            open.set(null);
        }
    }

    /** The end of a stream may be that of the Engine: it is the log's if the container is over and its last line is read. */
    private boolean isOver(Connection connection) throws IOException {
        Optional<JsonNode> state = api.inspect(container);
        if (state.isPresent() && state.get().path("State").path("Running").asBoolean()) {
            return false;
        }
        if (state.isEmpty()) {
            return true;
        }
        Last last = new Last(connection);
        try (EngineAnswer answer = api.logs(container, "tail=1")) {
            new LogFrames(answer.body()).forEach(last);
        }
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
            LogLines lines = new LogLines(stream, LogPosition.Mark.NONE);
            lines.add(bytes, from, to);
            isRead = !lines.mark().at().isAfter(connection.last(stream));
        }
    }

    /** What comes over one connection. */
    private final class Connection implements LogFrames.Sink {
        private final Map<LogStream, LogLines> streams = new EnumMap<>(LogStream.class);
        private List<LogQueue.Entry> lines = new ArrayList<>();

        private Connection(LogPosition from) {
            for (LogStream stream : List.of(LogStream.STDOUT, LogStream.STDERR)) {
                streams.put(stream, new LogLines(stream, from.of(stream)));
            }
        }

        /** Timestamp of the last frame, which may have ended no line. */
        private Instant last(LogStream stream) {
            return streams.get(stream).mark().at();
        }

        @Override
        public void frame(LogStream stream, byte[] bytes, int from, int to) throws IOException {
            LogLines assembled = streams.get(stream);
            assembled.add(bytes, from, to).ifPresent(line -> lines.add(new LogQueue.Entry(line, assembled.mark())));
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
            streams.values()
                    .forEach(assembled ->
                            assembled.rest().ifPresent(line -> lines.add(new LogQueue.Entry(line, assembled.mark()))));
            idle();
        }
    }
}
