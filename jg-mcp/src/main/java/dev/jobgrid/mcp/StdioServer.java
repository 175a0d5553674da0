package dev.jobgrid.mcp;

import dev.jobgrid.mcp.tools.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Serves one client over a pair of streams: a message a line. Requests run concurrently; when too many are in progress,
 * the next lines stay unread.
 */
final class StdioServer {
    /** More than the waiting calls allowed, so that others are served meanwhile. */
    private static final int THREADS = 48;

    private static final int QUEUED = 64;
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final JsonRpcDispatcher dispatcher;
    private final Function<Progress, RpcOutcome> outcomes;
    private final OutputStream out;
    private final Object writing = new Object();
    /** By id, as text: 1 and "1" are two. */
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    private final ThreadPoolExecutor workers;
    private volatile boolean ended;

    StdioServer(JsonRpcDispatcher dispatcher, Function<Progress, RpcOutcome> outcomes, OutputStream out) {
        this.dispatcher = dispatcher;
        this.outcomes = outcomes;
        this.out = out;
        this.workers = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED),
                StdioServer::thread,
                (work, pool) -> {
                    // The reader handles it itself, and then continues.
                    if (!pool.isShutdown()) {
                        work.run();
                    }
                });
        workers.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "jobgrid-mcp");
        thread.setDaemon(true);
        return thread;
    }

    /** Reads until the end of the stream, and gives calls in progress a few seconds. */
    void serve(InputStream in) throws IOException {
        try {
            LineInput lines = new LineInput(in);
            Optional<byte[]> line = lines.next();
            while (line.isPresent()) {
                take(line.get());
                line = lines.next();
            }
        } finally {
            finish();
        }
    }

    private void finish() {
        // Calls that wait for a job end, and respond. No thread is interrupted: it may be in the store.
        ended = true;
        workers.shutdown();
        try {
            workers.awaitTermination(DRAIN.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A request in progress. */
    private final class Running implements Progress {
        private final Progress progress;
        private volatile boolean calledOff;

        Running(Progress progress) {
            this.progress = progress;
        }

        void callOff() {
            calledOff = true;
        }

        @Override
        public void report(long step, String message) {
            progress.report(step, message);
        }

        @Override
        public boolean isGone() {
            return calledOff || ended || progress.isGone();
        }
    }

    private void take(byte[] line) throws IOException {
        try {
            Message message = Message.read(line);
            switch (message.kind()) {
                case REQUEST -> begin(message);
                case NOTIFICATION -> hear(message);
                case RESPONSE -> {}
            }
        } catch (RpcException e) {
            write(JsonRpcDispatcher.bytes(JsonRpcDispatcher.error(e)));
        }
    }

    private void hear(Message notification) {
        if (notification.method().equals("notifications/cancelled")) {
            Optional.ofNullable(
                            running.get(notification.params().path("requestId").toString()))
                    .ifPresent(Running::callOff);
        }
    }

    private void begin(Message request) {
        Progress progress = ProgressNotes.token(request)
                .<Progress>map(token -> new ProgressNotes(token, this::write))
                .orElse(Progress.UNHEARD);
        Running started = new Running(progress);
        // Registered here, so that a cancellation finds it, however soon it comes.
        running.put(key(request), started);
        workers.execute(() -> response(request, started));
    }

    private static String key(Message request) {
        return new String(JsonRpcDispatcher.bytes(request.id().orElseThrow()), StandardCharsets.UTF_8);
    }

    private void response(Message request, Running started) {
        byte[] response = JsonRpcDispatcher.bytes(dispatcher.response(request, outcomes.apply(started)));
        running.remove(key(request), started);
        try {
            // A cancelled request gets no response.
            if (!started.calledOff) {
                write(response);
            }
        } catch (IOException e) {
            // The client no longer reads; the end of the input follows.
            started.callOff();
        }
    }

    private void write(byte[] message) throws IOException {
        synchronized (writing) {
            out.write(message);
            out.write('\n');
            out.flush();
        }
    }
}
