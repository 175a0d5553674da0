package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.server.cli.grid.CommandFailure;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.RemoteOptions;
import dev.jobgrid.server.cli.grid.RemoteServer;
import dev.jobgrid.server.cli.grid.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends one request of the API. */
@Command(
        name = "api",
        description = "Send one request to a server's API with the saved key, and print the body of the" + " response.",
        footer = {
            "",
            "Exit code: 0 for a status below 300, 77 for 401 and 403, else 1.",
            "",
            "Example: jg api GET '/v1/jobs?limit=5'"
        },
        mixinStandardHelpOptions = true)
public final class ApiCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "METHOD", description = "GET, POST, PUT or DELETE.")
    private String method = "GET";

    @Parameters(index = "1", paramLabel = "PATH", description = "Route with its query: /v1/jobs?limit=5.")
    private String path = "/";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Body of the request as JSON; - reads stdin. Default: none.")
    private @Nullable Path file;

    @Mixin
    private RemoteOptions server = new RemoteOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String verb = method.toUpperCase(Locale.ROOT);
        if (!METHODS.contains(verb)) {
            throw wrong("the method is '" + method + "'; GET, POST, PUT and DELETE are allowed");
        }
        RemoteServer target = server.required(spec);
        HttpRequest request = HttpRequest.newBuilder(address(target))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + target.key().value())
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .method(verb, body())
                .build();
        HttpResponse<byte[]> response = send(request, target, client(target));
        print(response.body());
        return code(response.statusCode());
    }

    private URI address(RemoteServer target) {
        try {
            if (path.startsWith("/")) {
                return new URI(target.base() + path);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw wrong("the path is '" + path + "'; it begins with a slash, like /v1/jobs?limit=5");
    }

    private BodyPublisher body() throws IOException {
        if (file == null) {
            return BodyPublishers.noBody();
        }
        if (file.toString().equals("-")) {
            return BodyPublishers.ofByteArray(Shell.of(spec).in().readAllBytes());
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw wrong(file + " is not a file that can be read");
        }
        return BodyPublishers.ofByteArray(Files.readAllBytes(file));
    }

    private HttpClient client(RemoteServer target) {
        // The key goes to this server only.
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(TIMEOUT);
        try {
            target.route(Shell.of(spec).environment(), client::sslContext, client::proxy);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        return client.build();
    }

    private static HttpResponse<byte[]> send(HttpRequest request, RemoteServer target, HttpClient client)
            throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new CommandFailure(
                    ExitCode.UNREACHABLE, "no response of the grid at " + target.base() + ": " + reason);
        }
    }

    private void print(byte[] body) {
        PrintWriter out = spec.commandLine().getOut();
        String text = new String(body, StandardCharsets.UTF_8);
        out.print(text);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            out.println();
        }
        out.flush();
    }

    private static int code(int status) {
        if (status < 300) {
            return ExitCode.OK;
        }
        return status == 401 || status == 403 ? ExitCode.NOT_ALLOWED : ExitCode.FAILED;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
