package dev.jobgrid.internal.plugins;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A stream between a plug-in and the grid; one waits for the other during a read. Single-threaded. */
final class TurnStream extends FilterInputStream {
    private final Change before;
    private final Change after;
    private Optional<RuntimeException> failure = Optional.empty();

    /** A change of turns. */
    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    private TurnStream(InputStream in, Change before, Change after) {
        super(in);
        this.before = before;
        this.after = after;
    }

    /** Bytes of the grid, for which the plug-in waits. */
    static TurnStream ofGrid(InputStream in, PendingCall call) {
        return new TurnStream(in, call::gridsTurn, call::partsTurn);
    }

    /** Bytes of the plug-in, for which the grid waits. */
    static TurnStream ofPart(InputStream in, PendingCall call) {
        return new TurnStream(in, call::partsTurn, call::gridsTurn);
    }

    /** An exception of a read that is not an I/O failure. */
    Optional<RuntimeException> failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? count : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        before.make();
        int count;
        try {
            count = super.read(bytes, offset, length);
        } catch (RuntimeException e) {
            failure = Optional.of(e);
            throw e;
        } finally {
            after.make();
        }
        return count;
    }
}
