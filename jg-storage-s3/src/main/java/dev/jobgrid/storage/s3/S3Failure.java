package dev.jobgrid.storage.s3;

import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStoreFullException;
import dev.jobgrid.spi.store.BlobStoreRefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Converts an S3 store's errors to those of blob stores. Pure. */
final class S3Failure {
    private static final int NOT_FOUND = 404;
    private static final int RANGE = 416;
    private static final int PRECONDITION = 412;

    private static final int NO_ROOM = 507;

    /** Error codes of full stores. */
    private static final Set<String> FULL = Set.of("QuotaExceeded", "InsufficientStorage", "XMinioStorageFull");

    private static final int MAX_WORDS = 200;

    /** Names of resources, keys, signatures and addresses are this long, and ordinary words are not. */
    private static final Pattern LONG = Pattern.compile("\\S{20,}|[\\p{Cntrl}\\s]+");

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

    /** The exception for refused bytes, with the public part of the store's message. */
    static IOException ofPut(BlobKey key, SdkException failure) {
        if (!(failure instanceof S3Exception refusal) || refusal.statusCode() == 0) {
            return of(key, failure);
        }
        String words = "the S3 store refuses them: " + words(refusal);
        return refusal.statusCode() == NO_ROOM || FULL.contains(code(refusal))
                ? new BlobStoreFullException(words, failure)
                : new BlobStoreRefusedException(words, failure);
    }

    private static String words(S3Exception refusal) {
        AwsErrorDetails details = refusal.awsErrorDetails();
        String message = details == null || details.errorMessage() == null ? "" : details.errorMessage();
        String said = LONG.matcher((code(refusal) + " " + message).strip())
                .replaceAll(found -> found.group().isBlank() ? " " : "…");
        return (said.length() > MAX_WORDS ? said.substring(0, MAX_WORDS) + "…" : said) + " (HTTP "
                + refusal.statusCode() + ")";
    }

    private static String code(S3Exception refusal) {
        AwsErrorDetails details = refusal.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    /** The exception of blob stores. The store's message has neither keys nor signatures. */
    static IOException of(BlobKey key, SdkException failure) {
        return isNotFound(failure)
                ? new NoSuchFileException(key.value())
                : new IOException(
                        "the S3 store failed at the bytes of " + key.value() + ": " + failure.getMessage(), failure);
    }
}
