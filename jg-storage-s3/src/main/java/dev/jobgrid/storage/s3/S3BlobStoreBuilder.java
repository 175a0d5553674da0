package dev.jobgrid.storage.s3;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.errors.SettingCheck;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Builds an {@link S3BlobStore}. Single-threaded. */
public final class S3BlobStoreBuilder {
    private static final int MIN_PART = 5 << 20;
    private static final int MAX_PART = 512 << 20;
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);

    private @Nullable URI endpoint;
    private @Nullable URI publicEndpoint;
    private String region = "us-east-1";
    private String bucket = "";
    private String prefix = "";
    private int partBytes = 8 << 20;
    private @Nullable AwsCredentialsProvider credentials;

    S3BlobStoreBuilder() {}

    /**
     * The location of objects.
     *
     * @param bucket their bucket
     * @param prefix the prefix of their names
     * @param partBytes the part size of large ones
     */
    record Place(String bucket, String prefix, int partBytes) {}

    /** The store's endpoint, such as {@code https://minio.example.com}; Amazon's own unless set. */
    public S3BlobStoreBuilder endpoint(URI value) {
        endpoint = SettingCheck.present("endpoint", value);
        return this;
    }

    /** The endpoint for clients, if it differs; used in presigned addresses. */
    public S3BlobStoreBuilder publicEndpoint(URI value) {
        publicEndpoint = SettingCheck.present("publicEndpoint", value);
        return this;
    }

    /** By default {@code us-east-1}, which most stores other than Amazon's accept. */
    public S3BlobStoreBuilder region(String value) {
        region = SettingCheck.present("region", value);
        return this;
    }

    /** The bucket, which must exist. Required. */
    public S3BlobStoreBuilder bucket(String value) {
        bucket = SettingCheck.present("bucket", value);
        return this;
    }

    /** The prefix of object names, such as {@code jobgrid/}; empty by default. */
    public S3BlobStoreBuilder prefix(String value) {
        prefix = SettingCheck.present("prefix", value);
        return this;
    }

    /** The credentials; by default the SDK's: from the environment, {@code ~/.aws}, or the machine. */
    public S3BlobStoreBuilder credentials(String accessKey, Secret secretKey) {
        credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(
                SettingCheck.present("credentials.accessKey", accessKey),
                SettingCheck.present("credentials.secretKey", secretKey).value()));
        return this;
    }

    /**
     * The part size of large blobs, 5 MiB to 512 MiB, by default 8 MiB: each upload in progress holds one part in
     * memory, and a blob has at most 10,000.
     */
    public S3BlobStoreBuilder partBytes(int value) {
        if (value < MIN_PART || value > MAX_PART) {
            throw new IllegalArgumentException(
                    "partBytes is " + value + ", " + MIN_PART + " to " + MAX_PART + " are allowed");
        }
        partBytes = value;
        return this;
    }

    /**
     * Opens the store.
     *
     * @throws JobGridException INVALID_REQUEST if a setting is missing or not allowed; INTERNAL_ERROR if the bucket
     *     cannot be used
     */
    public S3BlobStore open() {
        if (bucket.isEmpty()) {
            throw refused("nothing says which bucket; set bucket");
        }
        AwsCredentialsProvider who =
                credentials == null ? DefaultCredentialsProvider.builder().build() : credentials;
        S3Client s3 = client(who);
        try {
            s3.headBucket(look -> look.bucket(bucket));
        } catch (SdkException e) {
            s3.close();
            throw new JobGridException("the bucket " + bucket + " cannot be used: " + e.getMessage(), e);
        }
        return new S3BlobStore(s3, presigner(who), new Place(bucket, prefix, partBytes));
    }

    private S3Client client(AwsCredentialsProvider who) {
        S3ClientBuilder client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(SOCKET_TIMEOUT))
                .region(Region.of(region))
                .credentialsProvider(who)
                .forcePathStyle(endpoint != null)
                // Not in signed chunks: some stores do not support them, and some respond before they have read the
                // last one.
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                // Uploads have a checksum that all stores support; not all support the SDK's newer ones.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        if (endpoint != null) {
            client.endpointOverride(endpoint);
        }
        return client.build();
    }

    private S3Presigner presigner(AwsCredentialsProvider who) {
        @Nullable URI reached = publicEndpoint == null ? endpoint : publicEndpoint;
        S3Presigner.Builder presigner = S3Presigner.builder()
                .region(Region.of(region))
                .credentialsProvider(who)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(reached != null)
                        .build());
        if (reached != null) {
            presigner.endpointOverride(reached);
        }
        return presigner.build();
    }

    private static JobGridException refused(String message) {
        return new JobGridException(ErrorCode.INVALID_REQUEST, message);
    }
}
