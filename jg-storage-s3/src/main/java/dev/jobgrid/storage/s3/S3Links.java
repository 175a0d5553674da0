package dev.jobgrid.storage.s3;

import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobLinks;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Presigned addresses of an S3 store. Thread-safe. */
final class S3Links implements BlobLinks {
    private static final int BUFFER = 64 * 1024;

    private final S3BlobStore blobs;
    private final S3Client s3;
    private final S3Presigner presigner;
    private final String bucket;
    private final Function<BlobKey, String> names;

    S3Links(S3BlobStore blobs, S3Client s3, S3Presigner presigner, String bucket, Function<BlobKey, String> names) {
        this.blobs = blobs;
        this.s3 = s3;
        this.presigner = presigner;
        this.bucket = bucket;
        this.names = names;
    }

    @Override
    public URI put(BlobKey key, Duration validFor) {
        return URI.create(presigner
                .presignPutObject(sign -> sign.signatureDuration(validFor)
                        .putObjectRequest(put -> put.bucket(bucket).key(names.apply(key))))
                .url()
                .toString());
    }

    @Override
    public URI get(BlobKey key, Download as, Duration validFor) {
        return URI.create(presigner
                .presignGetObject(sign -> sign.signatureDuration(validFor)
                        .getObjectRequest(get -> get.bucket(bucket)
                                .key(names.apply(key))
                                .responseContentDisposition(as.disposition())
                                .responseContentType(as.contentType())
                                .responseCacheControl("private, no-cache")))
                .url()
                .toString());
    }

    @Override
    public Optional<Arrived> arrived(BlobKey key) throws IOException {
        try {
            HeadObjectResponse head = s3.headObject(look -> look.bucket(bucket).key(names.apply(key)));
            return Optional.of(new Arrived(head.contentLength(), bare(head.eTag())));
        } catch (SdkException e) {
            if (S3Failure.isNotFound(e)) {
                return Optional.empty();
            }
            throw S3Failure.of(key, e);
        }
    }

    @Override
    public Blob keep(BlobKey from, Arrived what, BlobKey to) throws IOException {
        try {
            CopyObjectResponse copied = s3.copyObject(copy -> copy.sourceBucket(bucket)
                    .sourceKey(names.apply(from))
                    .copySourceIfMatch('"' + what.etag() + '"')
                    .destinationBucket(bucket)
                    .destinationKey(names.apply(to))
                    .checksumAlgorithm(ChecksumAlgorithm.SHA256));
            @Nullable String checksum = copied.copyObjectResult().checksumSHA256();
            // From stores that do not report the hash the bytes are read: once, and inside their own network.
            String sha256 = checksum == null || checksum.contains("-") ? hashed(to) : hex(checksum);
            blobs.delete(from);
            return new Blob(what.sizeBytes(), sha256);
        } catch (SdkException e) {
            throw S3Failure.isOther(e) ? new NoSuchFileException(from.value()) : S3Failure.of(from, e);
        }
    }

    private static String hex(String base64) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
    }

    private String hashed(BlobKey key) throws IOException {
        MessageDigest sha256 = S3Upload.digest("SHA-256");
        byte[] buffer = new byte[BUFFER];
        try (InputStream body = blobs.open(key, 0, Long.MAX_VALUE)) {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                sha256.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static String bare(String etag) {
        return etag.replace("\"", "");
    }
}
