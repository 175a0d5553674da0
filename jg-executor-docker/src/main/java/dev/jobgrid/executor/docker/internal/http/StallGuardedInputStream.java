package dev.jobgrid.executor.docker.internal.http;

import java.io.IOException;
import java.io.InputStream;

/** Bytes of an Engine, which start the stall timer while waiting: not while this side processes received ones. */
public final class StallGuardedInputStream extends InputStream {
    private final InputStream in;
    private final StallTimer progress;

    public StallGuardedInputStream(InputStream in, StallTimer progress) {
        this.in = in;
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        progress.moved();
        try {
            return in.read(bytes, offset, length);
        } finally {
            progress.rest();
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }
}
