package dev.jobgrid.storage.s3;

import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.DamagedBlobException;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object's bytes, verified against the length that the store reports. Closing it early aborts the read.
 * Single-threaded.
 */
final class S3Stream extends InputStream {
    private final ResponseInputStream<GetObjectResponse> body;
    private final BlobKey key;
    private long left;

    S3Stream(ResponseInputStream<GetObjectResponse> body, BlobKey key) {
        this.body = body;
        this.key = key;
        left = body.response().contentLength();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = body.read(into, offset, length);
        if (count > 0) {
            left -= count;
        }
        if (count < 0 && left > 0) {
            throw new DamagedBlobException(key, "the S3 store closed the connection " + left + " bytes before the end");
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        if (left > 0) {
            body.abort();
        }
        body.close();
    }
}
