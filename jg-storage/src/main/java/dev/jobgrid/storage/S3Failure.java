package dev.jobgrid.storage;

import dev.jobgrid.spi.BlobKey;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What an S3 store's errors mean to those who read and write blobs. Pure. */
final class S3Failure {
    private static final int NOT_FOUND = 404;
    private static final int RANGE = 416;
    private static final int PRECONDITION = 412;

    private S3Failure() {}

    static boolean isNotFound(SdkException failure) {
        return status(failure) == NOT_FOUND;
    }

    static boolean isBeyondTheEnd(SdkException failure) {
        return status(failure) == RANGE;
    }

    static boolean isOther(SdkException failure) {
        return status(failure) == PRECONDITION;
    }

    private static int status(SdkException failure) {
        return failure instanceof S3Exception s3 ? s3.statusCode() : 0;
    }

    /** As blob stores say it. The store's words hold neither keys nor signatures. */
    static IOException of(BlobKey key, SdkException failure) {
        return isNotFound(failure)
                ? new NoSuchFileException(key.value())
                : new IOException(
                        "the S3 store failed at the bytes of " + key.value() + ": " + failure.getMessage(), failure);
    }
}
