package dev.jobgrid.storage.s3;

import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobLinks;
import dev.jobgrid.spi.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Stores blobs as objects of an S3-compatible store. Uploads are sent in parts, one of which is in memory at a time,
 * each with a checksum that the store verifies; clients can upload and download by presigned addresses, without the
 * grid. Needs the AWS SDK's {@code s3} and {@code url-connection-client} on the class path, which jg-storage does not
 * bring. Thread-safe.
 *
 * <p>A bucket should have a lifecycle rule that aborts incomplete multipart uploads: a process that is killed during
 * one cannot do that itself.
 */
public final class S3BlobStore implements BlobStore, AutoCloseable {
    private static final String END = "~";

    private final S3Client s3;
    private final S3Presigner presigner;
    private final S3BlobStoreBuilder.Place place;
    private final S3Links links;

    S3BlobStore(S3Client s3, S3Presigner presigner, S3BlobStoreBuilder.Place place) {
        this.s3 = s3;
        this.presigner = presigner;
        this.place = place;
        links = new S3Links(this, s3, presigner, place.bucket(), this::name);
    }

    /** A builder of a store. */
    public static S3BlobStoreBuilder builder() {
        return new S3BlobStoreBuilder();
    }

    /** With a suffix that no key has, because stores on file systems cannot store both {@code a} and {@code a/b}. */
    private String name(BlobKey key) {
        return place.prefix() + key.value() + END;
    }

    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        try {
            return new S3Upload(s3, place.bucket(), name(key), place.partBytes()).send(body, limitBytes);
        } catch (SdkException e) {
            throw S3Failure.ofPut(key, e);
        }
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length are 0 or more, not " + offset + " and " + length);
        }
        if (length == 0) {
            head(key);
            return InputStream.nullInputStream();
        }
        String end = length > Long.MAX_VALUE - offset ? "" : String.valueOf(offset + length - 1);
        try {
            return new S3Stream(
                    s3.getObject(
                            get -> get.bucket(place.bucket()).key(name(key)).range("bytes=" + offset + "-" + end)),
                    key);
        } catch (SdkException e) {
            if (S3Failure.isBeyondTheEnd(e)) {
                return InputStream.nullInputStream();
            }
            throw S3Failure.of(key, e);
        }
    }

    @Override
    public Optional<Long> size(BlobKey key) throws IOException {
        try {
            return Optional.of(head(key));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private long head(BlobKey key) throws IOException {
        try {
            return s3.headObject(look -> look.bucket(place.bucket()).key(name(key)))
                    .contentLength();
        } catch (SdkException e) {
            throw S3Failure.of(key, e);
        }
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        try {
            s3.deleteObject(delete -> delete.bucket(place.bucket()).key(name(key)));
        } catch (SdkException e) {
            if (!S3Failure.isNotFound(e)) {
                throw S3Failure.of(key, e);
            }
        }
    }

    @Override
    public Page list(String after, int limit) throws IOException {
        ListObjectsV2Response found;
        try {
            found = s3.listObjectsV2(list -> list.bucket(place.bucket())
                    .prefix(place.prefix())
                    .startAfter(place.prefix() + after)
                    .maxKeys(limit));
        } catch (SdkException e) {
            throw new IOException("the S3 store could not list what it holds: " + e.getMessage(), e);
        }
        List<Listed> listed = new ArrayList<>();
        for (S3Object object : found.contents()) {
            key(object).ifPresent(key -> listed.add(new Listed(key, object.size(), object.lastModified())));
        }
        List<S3Object> all = found.contents();
        return new Page(
                listed,
                found.isTruncated() && !all.isEmpty()
                        ? Optional.of(all.get(all.size() - 1)
                                .key()
                                .substring(place.prefix().length()))
                        : Optional.empty());
    }

    /** The key, unless the object is another application's. */
    private Optional<BlobKey> key(S3Object object) {
        String name = object.key();
        if (!name.endsWith(END)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BlobKey(name.substring(place.prefix().length(), name.length() - END.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<BlobLinks> links() {
        return Optional.of(links);
    }

    /** Closes its connections. May be called twice. */
    @Override
    public void close() {
        presigner.close();
        s3.close();
    }
}
