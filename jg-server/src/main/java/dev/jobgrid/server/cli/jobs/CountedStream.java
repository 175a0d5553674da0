package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.server.cli.output.TransferProgress;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that is counted and shown while it is read. Single-threaded. */
final class CountedStream extends FilterInputStream {
    private final TransferProgress progress;
    private long count;

    CountedStream(InputStream bytes, TransferProgress progress) {
        super(bytes);
        this.progress = progress;
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? read : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = in.read(into, offset, length);
        if (read > 0) {
            count += read;
            progress.at(count);
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
