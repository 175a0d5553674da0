package dev.jobgrid.server.cli.output;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Shows how far the transfer of a file is: live on a terminal, else in one line at the end.
 * Single-threaded.
 */
public final class TransferProgress {
    private static final Duration PACE = Duration.ofMillis(200);
    private static final String CLEARED = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean isLive;
    private final String name;
    private final long size;
    private long moved;
    private long shownAt = System.nanoTime() - PACE.toNanos();

    /** Of a file with that many bytes. */
    public TransferProgress(PrintWriter err, boolean isLive, String name, long size) {
        this.err = err;
        this.isLive = isLive;
        this.name = name;
        this.size = size;
    }

    /** So many bytes have moved in all. */
    public void at(long bytes) {
        moved = bytes;
        if (isLive && System.nanoTime() - shownAt >= PACE.toNanos()) {
            shownAt = System.nanoTime();
            long percent = size == 0 ? 100 : Math.min(100, 100 * moved / size);
            err.print(CLEARED + name + "  " + percent + "%  " + Formats.bytes(moved) + " of " + Formats.bytes(size));
            err.flush();
        }
    }

    /** So many more have moved. */
    public void add(long bytes) {
        at(moved + bytes);
    }

    /** Prints the end. */
    public void end(String result) {
        err.println((isLive ? CLEARED : "") + name + "  " + Formats.bytes(size) + "  " + result);
        err.flush();
    }
}
