package dev.jobgrid.storage.s3;

import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * The upload of one object: in one request if it is small, else in parts, one of which is in memory. Each has a
 * checksum that the store verifies. An aborted upload leaves nothing. Single-threaded.
 */
final class S3Upload {
    private static final System.Logger LOG = System.getLogger(S3Upload.class.getName());
    private static final int MAX_PARTS = 10_000;

    private final S3Client s3;
    private final String bucket;
    private final String key;
    private final byte[] part;
    private final MessageDigest sha256 = digest("SHA-256");
    private long size;

    S3Upload(S3Client s3, String bucket, String key, int partBytes) {
        this.s3 = s3;
        this.bucket = bucket;
        this.key = key;
        part = new byte[partBytes];
    }

    Blob send(InputStream body, long limitBytes) throws IOException {
        int first = fill(body, limitBytes);
        if (first < part.length) {
            String md5 = md5(first);
            s3.putObject(put -> put.bucket(bucket).key(key).contentMD5(md5), bytes(first));
        } else {
            sendParts(body, limitBytes, first);
        }
        return new Blob(size, HexFormat.of().formatHex(sha256.digest()));
    }

    private void sendParts(InputStream body, long limitBytes, int first) throws IOException {
        String id = s3.createMultipartUpload(create -> create.bucket(bucket).key(key))
                .uploadId();
        boolean whole = false;
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (int length = first; length > 0; length = fill(body, limitBytes)) {
                parts.add(sendPart(id, parts.size() + 1, length));
            }
            s3.completeMultipartUpload(
                    complete -> complete.bucket(bucket).key(key).uploadId(id).multipartUpload(all -> all.parts(parts)));
            whole = true;
        } finally {
            if (!whole) {
                abort(id);
            }
        }
    }

    private CompletedPart sendPart(String id, int number, int length) throws IOException {
        if (number > MAX_PARTS) {
            throw new IOException("more than " + MAX_PARTS + " parts of " + part.length
                    + " bytes would be needed; set larger parts for files of this size");
        }
        String md5 = md5(length);
        String etag = s3.uploadPart(
                        upload -> upload.bucket(bucket)
                                .key(key)
                                .uploadId(id)
                                .partNumber(number)
                                .contentMD5(md5),
                        bytes(length))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /** Aborts the upload; if the store cannot be reached, it keeps the parts until its own clean-up. */
    private void abort(String id) {
        try {
            s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(id));
        } catch (SdkException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "an upload to " + key
                            + " failed and could not be aborted; let a lifecycle rule of the bucket abort"
                            + " incomplete uploads",
                    e);
        }
    }

    private RequestBody bytes(int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(part, 0, length), length, "application/octet-stream");
    }

    private int fill(InputStream body, long limitBytes) throws IOException {
        int length = body.readNBytes(part, 0, part.length);
        size += length;
        if (size > limitBytes) {
            throw new BlobTooLargeException(limitBytes);
        }
        sha256.update(part, 0, length);
        return length;
    }

    /** The only checksum that every S3 store supports; against accidental damage only. */
    private String md5(int length) {
        MessageDigest md5 = digest("MD5");
        md5.update(part, 0, length);
        return Base64.getEncoder().encodeToString(md5.digest());
    }

    /** A digest by an algorithm that every Java platform has. */
    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
