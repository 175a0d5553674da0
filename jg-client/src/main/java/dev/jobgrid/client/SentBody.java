package dev.jobgrid.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A caller's stream as a request body: counted, left open, and reports afterwards whether it failed. */
final class SentBody extends InputStream {
    private final InputStream body;
    private volatile long count;
    private volatile long waits;
    private volatile boolean reading;
    private volatile Optional<IOException> failure = Optional.empty();

    SentBody(InputStream body) {
        this.body = body;
    }

    long count() {
        return count;
    }

    /** Grows while bytes are sent, and while waiting for the caller's own stream. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the thread that watches counts the waits
    long moves() {
        if (reading) {
            waits = waits + 1;
        }
        return count + waits;
    }

    Optional<IOException> failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? read : one[0] & 0xff;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread counts, another looks
    public int read(byte[] into, int offset, int length) throws IOException {
        reading = true;
        try {
            int read = body.read(into, offset, length);
            count += Math.max(0, read);
            return read;
        } catch (IOException e) {
            failure = Optional.of(e);
            throw e;
        } finally {
            reading = false;
        }
    }

    /** The caller closes the stream. */
    @Override
    public void close() {}
}
