package dev.jobgrid.storage.s3;

import dev.jobgrid.auth.Secret;
import java.net.URI;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A real S3 server for the tests of this JVM, which checks signatures; started by the first that needs it. */
final class TestS3 {
    private static final String ACCESS_KEY = "local-identity";
    private static final String SECRET_KEY = "s3cret-of-the-store";

    private TestS3() {}

    private static final class Server {
        static final TransientNio2BlobStore BLOBS = new TransientNio2BlobStore();
        static final S3Proxy RUNNING = start();

        private static S3Proxy start() {
            try {
                S3Proxy proxy = S3Proxy.builder()
                        .blobStore(BLOBS)
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                        .build();
                proxy.start();
                return proxy;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static URI endpoint() {
        return URI.create("http://127.0.0.1:" + Server.RUNNING.getPort());
    }

    /** How many uploads in parts were neither completed nor broken off. */
    static int incompleteUploads(String bucket) {
        return Server.BLOBS.listMultipartUploads(bucket).size();
    }

    /** Makes a bucket, if there is none. */
    static void makeBucket(String bucket) {
        Server.BLOBS.createContainer(bucket);
    }

    /** Removes a bucket with all that is in it: the server refuses what is sent to it. */
    static void removeBucket(String bucket) {
        Server.BLOBS.deleteContainer(bucket);
    }

    /** A store in a bucket of its own. */
    static S3BlobStoreBuilder builder() {
        return builder("jobgrid-" + UUID.randomUUID());
    }

    /** A store in this bucket, which is made. */
    static S3BlobStoreBuilder builder(String bucket) {
        URI endpoint = endpoint();
        Server.BLOBS.createContainer(bucket);
        return S3BlobStore.builder()
                .endpoint(endpoint)
                .bucket(bucket)
                .prefix("grid/")
                .partBytes(5 << 20)
                .credentials(ACCESS_KEY, new Secret(SECRET_KEY));
    }
}
