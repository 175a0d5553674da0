package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.jobgrid.GridSettings;
import dev.jobgrid.server.Access;
import dev.jobgrid.server.GridServer;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.http.TestCertificate;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How commands reach a server with a certificate of its own, through proxies, and what they do with what it refuses. */
class ServerConnectionTest {
    private static final int MAX_UPLOAD = 1000;

    @TempDir(factory = InTarget.class)
    private static Path served = Path.of("");

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private static GridServer server;
    private static String key = "";
    private static Path ca = Path.of("");

    @BeforeAll
    static void aServer() throws Exception {
        TestCertificate certificate = TestCertificate.make(served, "EC", 2);
        ca = served.resolve("cert.pem").toAbsolutePath();
        Path privateKey = served.resolve("key.pem");
        certificate.writeCertificate(ca);
        certificate.writeKey(privateKey);
        GridSettings.Limits limits = new GridSettings.Limits(MAX_UPLOAD, Duration.ofMinutes(15), 100, 1 << 20);
        server = GridServer.start(
                new ServerSettings(
                        served.resolve("data"),
                        "127.0.0.1",
                        0,
                        List.of(),
                        true,
                        GridSettings.DEFAULT.withLimits(limits),
                        Optional.empty()),
                new Access(
                        Optional.empty(),
                        Optional.empty(),
                        Access.Pages.NONE,
                        Optional.empty(),
                        Access.Bounds.DEFAULT,
                        Optional.of(new Access.Tls(ca, privateKey)),
                        true),
                risk -> false,
                Jg::serve);
        key = server.keys().first().orElseThrow();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Map<String, String> environment() {
        return Map.of(
                "JUNGLEGRID_API_BASE",
                server.url().toString(),
                "JUNGLE_GRID_API_KEY",
                key,
                "XDG_CONFIG_HOME",
                folder.resolve("config").toAbsolutePath().toString());
    }

    private JgRun jg(String... arguments) {
        return JgRun.of(environment(), arguments);
    }

    @Test
    void aServersOwnCertificateIsTrustedByAFlagAndBySavingIt() {
        JgRun untrusted = jg("jobs");
        assertThat(untrusted.code()).isEqualTo(69);
        assertThat(untrusted.err()).contains("its certificate is not one that this Java trusts", "--ca FILE");
        JgRun trusting = jg("jobs", "--ca", ca.toString());
        assertThat(trusting.code()).as(trusting.err()).isZero();
        assertThat(jg("api", "GET", "/v1/jobs", "--ca", ca.toString()).code()).isZero();

        Map<String, String> saved = Map.of("XDG_CONFIG_HOME", folder.toString());
        String url = server.url().toString();
        JgRun login = JgRun.with(saved, key, "login", url, "--name", "own", "--ca", ca.toString());
        assertThat(login.code()).as(login.err()).isZero();
        assertThat(JgRun.of(saved, "jobs").code()).isZero();
        assertThat(JgRun.of(saved, "run", "busybox", "--", "true").code()).isZero();
    }

    @Test
    void theConsoleIsOpenedAtTheServersAddress() {
        assertThat(jg("open", "--print")).isEqualTo(new JgRun(0, server.url() + "/console/\n", ""));
        assertThat(jg("open", "--print", "job-1")).isEqualTo(new JgRun(0, server.url() + "/console/jobs/job-1\n", ""));
        assertThat(jg("open", "--print", "no job").code()).isEqualTo(2);
    }

    @Test
    void theHealthOfAServerIsToldByItsFolderWhateverItsPortAndCertificate() {
        String data = served.resolve("data").toString();
        assertThat(JgRun.of(Map.of(), "health", "--data", data))
                .isEqualTo(new JgRun(0, "healthy  " + server.url() + "\n", ""));
    }

    @Test
    void whatARunningServerMakesNoSenseOfIsAWrongArgument() {
        String data = served.resolve("data").toString();
        assertThat(JgRun.of(Map.of(), "maintenance", "on", "--part", "all", "--data", data)
                        .code())
                .isEqualTo(2);
    }

    @Test
    void aFileThatHoldsNoCertificateIsAWrongArgument() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "no certificate");

        assertThat(jg("jobs", "--ca", text.toString()).err()).contains(text + " holds no certificates in PEM form");
        assertThat(jg("jobs", "--ca", text.toString()).code()).isEqualTo(2);
        assertThat(jg("jobs", "--ca", folder.resolve("none").toString()).code()).isEqualTo(2);
    }

    @Test
    void aFileThatIsTooLargeIsNamedAndRefusedInOneSentenceOfTheServers() throws IOException {
        Path large = Files.write(folder.resolve("large.bin"), new byte[MAX_UPLOAD + 1]);

        JgRun put = jg("inputs", "put", "--ca", ca.toString(), large.toString());

        assertThat(put.code()).isEqualTo(2);
        assertThat(put.out()).isEmpty();
        List<String> lines = put.err().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith(large.toString()).endsWith("not uploaded");
        assertThat(lines.get(1)).startsWith("jg: the upload is larger than the " + MAX_UPLOAD + " bytes allowed");
    }

    @Test
    void aFolderAndAPatternStandForTheirFiles() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("b.csv"), "b\n");
        Files.writeString(data.resolve("a.csv"), "a\n");
        Files.writeString(data.resolve("c.txt"), "c\n");
        Files.writeString(data.resolve(".hidden"), "h\n");
        String trust = ca.toString();

        assertThat(jg("inputs", "put", "-o", "jsonl", "--ca", trust, data.toString())
                        .lines())
                .extracting(line -> line.replaceAll(".*\"filename\":\"([^\"]*)\".*", "$1"))
                .containsExactly("a.csv", "b.csv", "c.txt");
        JgRun run = jg(
                "run",
                "--ca",
                trust,
                "--input",
                data + "/*.csv",
                "busybox",
                "--",
                "sh",
                "-c",
                "cat /workspace/inputs/*");
        assertThat(run.out()).as(run.err()).isEqualTo("a\nb\n");
    }

    @Test
    void whatStandsForNoFilesIsSaidBeforeAnythingIsSent() throws IOException {
        Path many = Files.createDirectories(folder.resolve("many"));
        for (int i = 0; i < 33; i++) {
            Files.writeString(many.resolve(i + ".txt"), "x");
        }
        Path parent = folder.resolve("nested");
        Path nested = Files.createDirectories(parent.resolve("below"));

        JgRun tooMany = jg("run", "--input", many.toString(), "busybox");
        assertThat(tooMany.code()).isEqualTo(2);
        assertThat(tooMany.err()).contains("--input stands for 33 files, at most 32 are allowed in a job");
        JgRun below = jg("run", "--input", parent.toString(), "busybox");
        assertThat(below.code()).isEqualTo(2);
        assertThat(below.err()).contains(nested + " is a folder in a folder", "give the command after --");
        assertThat(jg("inputs", "put", folder + "/*.none").err()).contains("stands for no file");
        assertThat(jg("inputs", "put", folder + "/[.none").code()).isEqualTo(2);
    }

    private static void maintenance(String... words) {
        String[] line = new String[words.length + 3];
        line[0] = "maintenance";
        System.arraycopy(words, 0, line, 1, words.length);
        line[words.length + 1] = "--data";
        line[words.length + 2] = served.resolve("data").toString();
        assertThat(JgRun.of(Map.of(), line).code()).isZero();
    }

    @Test
    void aRunWaitsForTheEndOfMaintenanceUnlessToldNotTo() {
        maintenance("on", "--message", "a disk is being replaced");
        JgRun refused = jg("run", "--ca", ca.toString(), "--fail-on-maintenance", "busybox", "--", "true");
        assertThat(refused.code()).isEqualTo(125);
        assertThat(refused.err()).contains("jg: a disk is being replaced").doesNotContain("waiting");

        StringWriter err = new StringWriter();
        CompletableFuture<JgRun> waiting = CompletableFuture.supplyAsync(() ->
                JgRun.watched(environment(), err, "run", "--ca", ca.toString(), "busybox", "--", "echo", "it runs"));
        Awaitility.await().until(() -> err.toString().contains("takes no jobs now: a disk is being replaced"));
        maintenance("off");

        Awaitility.await().until(waiting::isDone);
        assertThat(waiting.join().out()).as(err.toString()).isEqualTo("it runs\n");
    }

    @Test
    void aProxyOfTheEnvironmentIsAskedUnlessTheHostIsLeftOut() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            byte[] body = "{\"workspace\":\"beyond\",\"name\":\"n\",\"scopes\":[]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        proxy.start();
        try {
            String address = "http://127.0.0.1:" + proxy.getAddress().getPort();
            Map<String, String> through = Map.of("JUNGLE_GRID_API_KEY", "jg_x", "http_proxy", address);
            JgRun whoami = JgRun.of(through, "whoami", "--server", "http://grid.invalid");
            assertThat(whoami.out()).as(whoami.err()).contains("workspace  beyond");
            assertThat(asked).containsExactly("http://grid.invalid/v1/whoami");

            Map<String, String> around =
                    Map.of("JUNGLE_GRID_API_KEY", "jg_x", "HTTP_PROXY", address, "NO_PROXY", "other,.invalid");
            // Where nothing listens, and nobody else is asked.
            assertThat(JgRun.of(around, "whoami", "--server", "http://other.invalid:9")
                            .code())
                    .isEqualTo(69);
            assertThat(asked).hasSize(1);
        } finally {
            proxy.stop(0);
        }
        JgRun dead = JgRun.of(
                Map.of("JUNGLE_GRID_API_KEY", "jg_x", "HTTP_PROXY", "http://127.0.0.1:9"),
                "whoami",
                "--server",
                "http://grid.invalid");
        assertThat(dead.code()).isEqualTo(69);
        assertThat(dead.err()).contains("http://grid.invalid through the proxy ", "127.0.0.1:9 ");
        JgRun wrong = JgRun.of(
                Map.of("JUNGLE_GRID_API_KEY", "jg_x", "HTTPS_PROXY", "http://u:s3cret@p:1"),
                "whoami",
                "--server",
                "https://grid.invalid");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("HTTPS_PROXY is 'http://…@p:1'").doesNotContain("s3cret");
    }
}
