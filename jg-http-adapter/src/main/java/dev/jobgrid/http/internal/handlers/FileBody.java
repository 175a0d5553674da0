package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.http.internal.exchange.AsyncBody;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The bytes of a stored file, or of a part of it. Single-threaded. */
final class FileBody implements AsyncBody.Source {
    private static final int CHUNK = 32 << 10;

    private final InputStream file;
    private final byte[] chunk;
    private long left;

    FileBody(InputStream file, long length) {
        this.file = file;
        this.chunk = new byte[(int) Math.min(CHUNK, length)];
        this.left = length;
    }

    @Override
    public ByteBuffer next() {
        try {
            int count = file.readNBytes(chunk, 0, (int) Math.min(chunk.length, left));
            if (count == 0) {
                throw new EOFException("it is shorter than its declared size");
            }
            left -= count;
            return ByteBuffer.wrap(chunk, 0, count);
        } catch (IOException e) {
            throw new JobGridException("the stored artifact could not be read", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
