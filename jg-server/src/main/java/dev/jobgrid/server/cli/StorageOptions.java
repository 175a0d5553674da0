package dev.jobgrid.server.cli;

import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.server.admin.RetentionRulesParser;
import dev.jobgrid.server.config.Passwords;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for file contents and retention. */
final class StorageOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--blobs",
            paramLabel = "DIR",
            description = "Folder for file contents: inputs and artifacts. Servers that share a database need the"
                    + " same one. Default: in the data folder.")
    private @Nullable Path blobs;

    @Option(
            names = "--blob-quota",
            paramLabel = "SIZE",
            description = "Size limit of that folder, such as 500M or 10G; files beyond it are refused. Default:"
                    + " unlimited.")
    private @Nullable String quota;

    @Option(
            names = "--s3",
            paramLabel = "URL",
            description = "S3-compatible store for file contents, such as https://minio.example.com. Clients"
                    + " upload and download by presigned URLs. Its credentials are in AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY. Default: none.")
    private @Nullable URI s3;

    @Option(
            names = "--s3-public-url",
            paramLabel = "URL",
            description = "URL of the S3 store for clients, if it differs.")
    private @Nullable URI publicUrl;

    @Option(
            names = "--s3-bucket",
            paramLabel = "NAME",
            description = "Bucket of the S3 store. Default: ${DEFAULT-VALUE}.")
    private String bucket = "jobgrid";

    @Option(
            names = "--s3-region",
            paramLabel = "NAME",
            description = "Region of the S3 store. Default: ${DEFAULT-VALUE}.")
    private String region = "us-east-1";

    @Option(
            names = "--keep",
            paramLabel = "RULES",
            description = "Retention rules, by age and total size:"
                    + " jobs=90d,logs=30d/10G,artifacts=/1T,inputs=30d,audit=365d. The oldest are removed"
                    + " first. Servers that share a database should have the same rules. Default: keep"
                    + " everything.")
    private @Nullable String keep;

    ServerSettings.Files files() {
        checkAddress("--s3", s3);
        checkAddress("--s3-public-url", publicUrl);
        return new ServerSettings.Files(
                Optional.ofNullable(blobs),
                quota == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(checked("--blob-quota", RetentionRulesParser::bytes, quota)),
                Optional.ofNullable(s3)
                        .map(url -> new ServerSettings.S3(url, Optional.ofNullable(publicUrl), region, bucket)));
    }

    private void checkAddress(String option, @Nullable URI address) {
        if (address != null && (!String.valueOf(address.getScheme()).matches("https?") || address.getHost() == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " is '" + Passwords.hidden(address.toString())
                            + "', which is no address of a store, such as https://minio.example.com");
        }
    }

    RetentionRules retention() {
        return keep == null ? RetentionRules.KEEP : checked("--keep", RetentionRulesParser::read, keep);
    }

    private <T> T checked(String option, Function<String, T> parser, String value) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "Invalid value for option '" + option + "': " + e.getMessage(), e);
        }
    }
}
