package dev.jobgrid.internal.plugins;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A stream between a part and the grid, one of which waits for the other while it is read. Single-threaded. */
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

    /** Bytes of the grid's, for which the part waits. */
    static TurnStream ofGrid(InputStream in, PendingCall call) {
        return new TurnStream(in, call::gridsTurn, call::partsTurn);
    }

    /** Bytes of the part's, for which the grid waits. */
    static TurnStream ofPart(InputStream in, PendingCall call) {
        return new TurnStream(in, call::partsTurn, call::gridsTurn);
    }

    /** What reading threw that says nothing of a file or a network. */
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
