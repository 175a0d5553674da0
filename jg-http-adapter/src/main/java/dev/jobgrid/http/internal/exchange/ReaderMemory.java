package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.id.WorkspaceId;
import java.util.HashMap;
import java.util.Map;

/**
 * The share of the heap that readers of logs have, for what is read and not yet sent to them. One workspace has at most half of
 * it, so that it cannot shut out the others. Who finds no room is told to come again. Thread-safe.
 */
public final class ReaderMemory {
    /** What a page costs while it is read and encoded. */
    public static final long PAGE = 2 << 20;

    /** What a reader of a live log costs. */
    public static final long LIVE = 64 << 10;

    private static final String RETRY_AFTER_SECONDS = "2";

    private final long max;
    private final Object lock = new Object();
    private final Map<WorkspaceId, Long> held = new HashMap<>(); // under the lock
    private long total; // under the lock

    /** Room for so many bytes, and for a page of a workspace in any case. */
    public ReaderMemory(long bytes) {
        max = Math.max(bytes, 2 * PAGE);
    }

    /** Room of one reader, until it is closed. Thread-safe. */
    public final class Share implements AutoCloseable {
        private final WorkspaceId workspace;
        private long bytes; // under the lock

        private Share(WorkspaceId workspace, long bytes) {
            this.workspace = workspace;
            this.bytes = bytes;
        }

        /** Gives back what is not needed, or all of it. A closed share stays so. */
        public void shrinkTo(long needed) {
            synchronized (lock) {
                long freed = Math.max(0, bytes - needed);
                bytes -= freed;
                total -= freed;
                held.compute(workspace, (id, had) -> had == null || had == freed ? null : had - freed);
            }
        }

        @Override
        public void close() {
            shrinkTo(0);
        }
    }

    /**
     * Takes room for a reader.
     *
     * @throws HttpRefusal 503 with Retry-After if there is none
     */
    public Share take(WorkspaceId workspace, long bytes) {
        synchronized (lock) {
            long own = held.getOrDefault(workspace, 0L) + bytes;
            if (total + bytes > max || own > max / 2) {
                throw new HttpRefusal(
                                503,
                                ErrorCode.QUEUE_SATURATED,
                                "as many logs are being read as the server's memory allows, " + (max >> 20)
                                        + " MiB for all and half of it for a workspace; try again")
                        .with("Retry-After", RETRY_AFTER_SECONDS);
            }
            held.put(workspace, own);
            total += bytes;
            return new Share(workspace, bytes);
        }
    }
}
