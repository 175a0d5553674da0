package dev.jobgrid.http.internal.exchange;

import java.io.IOException;
import java.io.InputStream;

/**
 * A request's body as an upload to the store. Ends the upload at the limit, and reports afterwards whether the client
 * or the store failed. Single-threaded.
 */
public final class UploadBody extends InputStream {
    private final InputStream body;
    private final long limit;
    private long count;
    private boolean failed;

    public UploadBody(InputStream body, long limit) {
        this.body = body;
        this.limit = limit;
    }

    /** Whether reading from the client threw. */
    public boolean failed() {
        return failed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? read : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read;
        try {
            read = body.read(into, offset, length);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
        count += Math.max(0, read);
        if (count > limit) {
            throw HttpRefusal.tooLarge("the upload", limit);
        }
        return read;
    }
}
