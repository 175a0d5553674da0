package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.http.internal.auth.BearerAuth;
import dev.jobgrid.http.internal.exchange.AsyncExchange;
import dev.jobgrid.http.internal.exchange.MountedRequest;
import dev.jobgrid.http.internal.exchange.Query;
import dev.jobgrid.http.internal.exchange.ReaderMemory;
import dev.jobgrid.http.live.LiveLogs;
import dev.jobgrid.http.live.LiveOutput;
import dev.jobgrid.http.live.LiveReader;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.logs.LogQuery;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** §08: a job's log as it is written, as server-sent events. No thread waits for a client. */
record LiveLogsHandler(LiveLogs live, BearerAuth auth) {
    private static final String TYPE = "text/event-stream";

    void stream(Call call) throws IOException {
        Context ctx = call.ctx();
        Caller caller = auth.caller(ctx);
        JobRef job = new JobRef(caller.workspace(), call.job());
        // Checks that the job exists and may be read; the stream does not check again.
        call.grid().logs(job.id(), LogQuery.tail(1));
        long after = after(call);
        if (ctx.req().getMethod().equals("HEAD")) {
            head(ctx.res());
            return;
        }
        if (!ctx.req().isAsyncSupported()) {
            throw new JobGridException(
                    "the servlet is mounted without async support",
                    new IllegalStateException("setAsyncSupported(true)"));
        }
        ReaderMemory.Share memory = call.logs().take(job.workspace(), ReaderMemory.LIVE);
        try {
            begin(ctx, job, after, auth.recheck(ctx, caller), memory);
        } catch (IOException | RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private void begin(Context ctx, JobRef job, long after, BooleanSupplier isAllowed, ReaderMemory.Share memory)
            throws IOException {
        ServletOutputStream out = ctx.res().getOutputStream();
        AsyncOutput output = new AsyncOutput(out);
        LiveReader reader = live.open(job, after, output, isAllowed, memory::close);
        head(ctx.res());
        MountedRequest request = MountedRequest.of(ctx);
        request.leave(answered -> {
            try {
                output.start(AsyncExchange.start(request, ctx.res(), reader::end));
                out.setWriteListener(listener(output, reader));
            } catch (RuntimeException e) {
                reader.end();
                throw e;
            } finally {
                answered.run(); // the response has begun; its duration is not measured
            }
        });
    }

    private static WriteListener listener(AsyncOutput output, LiveReader reader) {
        return new WriteListener() {
            @Override
            public void onWritePossible() {
                output.begin();
                reader.sendHere();
            }

            @Override
            public void onError(Throwable failure) {
                output.close();
            }
        };
    }

    private static void head(HttpServletResponse response) {
        response.setStatus(200);
        response.setContentType(TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        // Buffering proxies would delay lines.
        response.setHeader("X-Accel-Buffering", "no");
    }

    /** The client's last line; the header takes precedence, which browsers send on reconnect. */
    private static long after(Call call) {
        Optional<String> header = call.header("Last-Event-ID").filter(id -> !id.isBlank());
        if (header.isPresent() && !header.get().matches("[0-9]{1,18}")) {
            throw Query.invalid("Last-Event-ID must be the id of an event that this stream gave, 0 or more");
        }
        return header.map(Long::parseLong)
                .orElseGet(() -> Math.max(0, call.query().number("cursor").orElse(0)));
    }

    /** A servlet's stream, without waiting. */
    private static final class AsyncOutput implements LiveOutput {
        private final ServletOutputStream out;
        private volatile Optional<AsyncExchange> exchange = Optional.empty();
        private volatile boolean begun;
        private volatile boolean closed;
        private boolean holdsBytes;

        AsyncOutput(ServletOutputStream out) {
            this.out = out;
        }

        void start(AsyncExchange started) {
            exchange = Optional.of(started);
            if (closed) {
                started.end();
            }
        }

        /** The container has signalled readiness; calling it before would be an error. */
        void begin() {
            begun = true;
        }

        @Override
        public boolean isReady() throws IOException {
            return begun && exchange.orElseThrow().use(this::isFlushed);
        }

        private boolean isFlushed() throws IOException {
            if (!out.isReady()) {
                return false;
            }
            if (holdsBytes) {
                holdsBytes = false;
                out.flush();
            }
            return out.isReady();
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            exchange.orElseThrow().use(() -> {
                holdsBytes = true;
                out.write(bytes);
                return true;
            });
        }

        @Override
        public void close() {
            closed = true;
            exchange.ifPresent(AsyncExchange::end);
        }
    }
}
