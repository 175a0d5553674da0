package dev.jobgrid.server.doctor;

import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.ProcessExecutorBuilder;
import dev.jobgrid.http.jetty.ServerCertificate;
import dev.jobgrid.server.Access;
import dev.jobgrid.server.CatalogSource;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.server.config.Passwords;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.storage.s3.S3BlobStore;
import dev.jobgrid.storage.s3.S3BlobStoreBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks all that a configuration names, without starting or changing anything. */
final class ConfigurationCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_LENGTH = 160;

    private final ServerSettings settings;
    private final Access access;

    ConfigurationCheck(ServerSettings settings, Access access) {
        this.settings = settings;
        this.access = access;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(List.of(address()));
        findings.add(tls());
        access.tokens().ifPresent(tokens -> findings.add(tokens(tokens.keys())));
        settings.operation()
                .postgres()
                .ifPresent(database -> findings.add(database(database.url().value())));
        settings.operation().files().folder().ifPresent(folder -> findings.add(folder("blobs", folder, "--blobs DIR")));
        settings.operation().files().s3().ifPresent(s3 -> findings.add(bucket(s3)));
        settings.operation().catalog().ifPresent(file -> findings.add(catalog(file)));
        settings.operation().hosts().mounts().forEach(mount -> findings.add(mount(mount)));
        if (settings.docker().isEmpty()) {
            findings.add(gpus());
        }
        return findings;
    }

    private Finding address() {
        String where = settings.host() + " port " + settings.port();
        try (ServerSocket socket = new ServerSocket()) {
            // As the server does: without it a port that was just released counts as taken.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()));
            return Finding.ok("address", where + " is free");
        } catch (UnknownHostException e) {
            return Finding.missing(
                    "address", settings.host() + " is no address of this machine", "Listen on all: --host 0.0.0.0.");
        } catch (BindException e) {
            return Finding.weak(
                    "address",
                    where + ": " + e.getMessage(),
                    "If it is not this server that runs already, see what has the port: ss -ltnp 'sport = :"
                            + settings.port() + "'.",
                    "Take another one: --port " + (settings.port() % 65535 + 1) + ".");
        } catch (IOException | IllegalArgumentException e) {
            return Finding.missing("address", where + ": " + e.getMessage(), "Take another port: --port 8080.");
        }
    }

    private Finding tls() {
        if (access.tls().isEmpty()) {
            boolean isHidden = access.publicUrl().isPresent() || isLoopback();
            return isHidden
                    ? Finding.ok("TLS", "none; keys pass unencrypted to " + settings.host())
                    : Finding.weak(
                            "TLS",
                            "none, and others reach " + settings.host() + ": keys pass unencrypted",
                            "Have a certificate: --tls-cert FILE --tls-key FILE.",
                            "Or put a proxy with TLS before it: --host 127.0.0.1 --trust-proxy ADDRESS --public-url"
                                    + " URL.");
        }
        Access.Tls files = access.tls().get();
        try {
            ServerCertificate certificate = ServerCertificate.read(files.certificate(), files.key());
            String names = String.join(", ", certificate.names());
            String text = names + " until " + certificate.expires();
            Optional<String> ending = certificate.ending(Instant.now());
            if (ending.isPresent()) {
                return Finding.weak(
                        "TLS",
                        names + ": " + ending.get(),
                        "Renew it, for instance sudo certbot renew, and put it at " + files.certificate()
                                + "; a running server reads it again.");
            }
            String host = access.publicUrl().map(URI::getHost).orElse("");
            return host.isEmpty() || certificate.names().stream().anyMatch(name -> isFor(name, host))
                    ? Finding.ok("TLS", text)
                    : Finding.weak("TLS", text + ", and not for " + host, "Have a certificate for " + host + ".");
        } catch (IOException | IllegalArgumentException e) {
            return Finding.missing(
                    "TLS",
                    String.valueOf(e.getMessage()),
                    "Have the files: --tls-cert fullchain.pem --tls-key privkey.pem, readable by the server's user.");
        }
    }

    private static boolean isFor(String name, String host) {
        return name.equalsIgnoreCase(host)
                || (name.startsWith("*.")
                        && host.indexOf('.') > 0
                        && name.substring(1).equalsIgnoreCase(host.substring(host.indexOf('.'))));
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(settings.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Finding tokens(URI keys) {
        try {
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .connectTimeout(TIMEOUT)
                    .build()
                    .send(HttpRequest.newBuilder(keys).timeout(TIMEOUT).build(), BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().contains("\"keys\"")
                    ? Finding.ok("tokens", "keys of the issuer at " + keys)
                    : Finding.weak("tokens", keys + " answers " + answer.statusCode() + " without keys", issuer());
        } catch (IOException | IllegalArgumentException e) {
            return Finding.weak("tokens", keys + " cannot be reached: " + e, issuer());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.weak("tokens", "not looked at");
        }
    }

    private static String issuer() {
        return "Look at jwks_uri in the issuer's /.well-known/openid-configuration, and name it: --jwt-keys URL.";
    }

    private static Finding database(String url) {
        String shown = Passwords.hidden(url);
        DriverManager.setLoginTimeout((int) TIMEOUT.toSeconds());
        try (Connection connection = DriverManager.getConnection(url)) {
            return Finding.ok(
                    "database",
                    shown + ", " + connection.getMetaData().getDatabaseProductName() + " "
                            + connection.getMetaData().getDatabaseProductVersion());
        } catch (SQLException e) {
            return Finding.missing(
                    "database",
                    shown + ": " + Passwords.hidden(String.valueOf(e.getMessage())),
                    "Make it, if it is not there: sudo -u postgres createuser --pwprompt jobgrid; sudo -u postgres"
                            + " createdb --owner=jobgrid jobgrid.",
                    "Name it: --postgres 'jdbc:postgresql://HOST/jobgrid?user=jobgrid&password=…', better in a file"
                            + " that only the server's user may read.");
        }
    }

    private static Finding bucket(ServerSettings.S3 s3) {
        String where = s3.bucket() + " at " + Passwords.hidden(s3.endpoint().toString());
        S3BlobStoreBuilder builder = S3BlobStore.builder()
                .endpoint(s3.endpoint())
                .region(s3.region())
                .bucket(s3.bucket());
        try (S3BlobStore store = builder.open()) {
            store.list("", 1);
            return Finding.ok("bucket", where);
        } catch (IOException | RuntimeException e) {
            // The SDK's own exceptions are no IOExceptions.
            return Finding.missing(
                    "bucket",
                    where + ": " + shortened(Passwords.hidden(String.valueOf(e.getMessage()))),
                    "Say who asks: export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=….",
                    "Make the bucket, if it is not there: aws s3 mb s3://" + s3.bucket() + " --endpoint-url "
                            + s3.endpoint() + ".");
        }
    }

    /** The SDK lists all that it tried. */
    private static String shortened(String message) {
        return message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) + "…" : message;
    }

    private static Finding catalog(Path file) {
        if (!Files.isRegularFile(file)) {
            return Finding.missing("catalog", file + " is not there", "Name the file: --catalog FILE.");
        }
        try {
            CatalogSource.read(file);
            return Finding.ok("catalog", file.toString());
        } catch (IOException | IllegalArgumentException e) {
            return Finding.missing("catalog", file + ": " + e.getMessage(), "See docs/routing.md for its form.");
        }
    }

    private static Finding mount(HostMount mount) {
        Path folder = Path.of(mount.path());
        String text = mount.name() + " from " + folder;
        if (!Files.isDirectory(folder)) {
            return Finding.weak("mount", text + ", which is not there", "Make it: sudo mkdir -p " + folder + ".");
        }
        return !mount.isWritable() || Files.isWritable(folder)
                ? Finding.ok("mount", text)
                : Finding.weak(
                        "mount",
                        text + ", which " + System.getProperty("user.name") + " may not write to",
                        "Give it: sudo chown " + System.getProperty("user.name") + " " + folder + ".");
    }

    private static Finding folder(String subject, Path folder, String option) {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return Files.isDirectory(existing) && Files.isWritable(existing)
                ? Finding.ok(subject, folder + (Files.exists(folder) ? "" : " (new)"))
                : Finding.missing(
                        subject,
                        folder + " cannot be written to by " + System.getProperty("user.name"),
                        "Give it: sudo install -d -o " + System.getProperty("user.name") + " " + folder + ".",
                        "Or name another: " + option + ".");
    }

    /** A file that the server writes: its folder has to be there. */
    static Finding written(String option, Path file) {
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        return Files.isDirectory(folder)
                ? folder(option, folder, "--" + option + " FILE")
                : Finding.missing(option, folder + " is not there", "Make it: mkdir -p " + folder + ".");
    }

    private Finding gpus() {
        if (!settings.gpus().isEmpty()) {
            return Finding.ok(
                    "GPUs",
                    settings.gpus().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ", "", " (simulated)")));
        }
        try {
            List<GpuNode.Device> devices = detected();
            return devices.isEmpty()
                    ? Finding.missing(
                            "GPUs",
                            "none found, and no job runs without one",
                            "Install the driver, until nvidia-smi or rocm-smi shows them.",
                            "To try without one: --simulate-gpu 'NVIDIA L4:24'.")
                    : Finding.ok("GPUs", counted(devices));
        } catch (IOException | IllegalArgumentException e) {
            return Finding.missing(
                    "GPUs", "this host cannot run jobs: " + e.getMessage(), "Run them in containers: --docker.");
        }
    }

    private static String counted(List<GpuNode.Device> devices) {
        Map<String, Long> kinds = devices.stream()
                .collect(Collectors.groupingBy(device -> device.model().name(), Collectors.counting()));
        return kinds.entrySet().stream()
                .map(kind -> kind.getValue() + " x " + kind.getKey())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private List<GpuNode.Device> detected() throws IOException {
        Path folder = Files.createTempDirectory("jobgrid-doctor-");
        try {
            ProcessExecutorBuilder builder = ProcessExecutor.builder(folder.resolve("runs"));
            settings.operation().hosts().mounts().forEach(builder::mount);
            try (ProcessExecutor executor = builder.build()) {
                return executor.nodes().stream()
                        .flatMap(node -> node.devices().stream())
                        .toList();
            }
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
