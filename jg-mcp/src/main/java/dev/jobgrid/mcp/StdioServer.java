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
 * Speaks with one client over a pair of streams: a message a line. Requests are answered beside one another; when too many
 * are under way, the next lines stay unread.
 */
final class StdioServer {
    /** More calls than may wait at a time, so that others are answered meanwhile. */
    private static final int THREADS = 48;

    private static final int QUEUED = 64;
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Dispatcher dispatcher;
    private final Function<Progress, Outcome> outcomes;
    private final OutputStream out;
    private final Object writing = new Object();
    private final Map<Object, Thread> running = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor workers;

    StdioServer(Dispatcher dispatcher, Function<Progress, Outcome> outcomes, OutputStream out) {
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
                    // The reader answers it itself, and reads on when that is done.
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

    /** Reads until the end of the stream, and gives what is still under way a few seconds. */
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
        workers.shutdown();
        try {
            if (!workers.awaitTermination(DRAIN.toSeconds(), TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void take(byte[] line) throws IOException {
        try {
            Message message = Message.read(line);
            switch (message.kind()) {
                case REQUEST -> workers.execute(() -> answer(message));
                case NOTIFICATION -> hear(message);
                case RESPONSE -> {}
            }
        } catch (RpcException e) {
            write(Dispatcher.bytes(Dispatcher.error(e)));
        }
    }

    private void hear(Message notification) {
        if (notification.method().equals("notifications/cancelled")) {
            String request = notification.params().path("requestId").toString();
            running.forEach((id, thread) -> {
                if (request.equals(key(id))) {
                    thread.interrupt();
                }
            });
        }
    }

    private static String key(Object id) {
        return new String(Dispatcher.bytes(id), StandardCharsets.UTF_8);
    }

    private void answer(Message request) {
        Object id = request.id().orElseThrow();
        boolean isNew = running.putIfAbsent(id, Thread.currentThread()) == null;
        try {
            byte[] answer = Dispatcher.bytes(dispatcher.answer(request, outcomes.apply(progress(request))));
            if (isNew) {
                running.remove(id);
            }
            // A request that was called off is not answered; the flag must not stay on the thread.
            if (!Thread.interrupted()) {
                write(answer);
            }
        } catch (IOException e) {
            // Nobody reads any more; the end of the input will tell the same.
            return;
        } finally {
            if (isNew) {
                running.remove(id, Thread.currentThread());
            }
        }
    }

    private Progress progress(Message request) {
        return ProgressNotes.token(request)
                .<Progress>map(token -> (step, text) -> {
                    try {
                        write(ProgressNotes.bytes(token, step, text));
                    } catch (IOException e) {
                        throw new InterruptedException("the client is gone");
                    }
                })
                .orElse(Progress.UNHEARD);
    }

    private void write(byte[] message) throws IOException {
        synchronized (writing) {
            out.write(message);
            out.write('\n');
            out.flush();
        }
    }
}
