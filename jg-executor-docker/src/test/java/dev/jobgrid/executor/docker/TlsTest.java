package dev.jobgrid.executor.docker;

import static dev.jobgrid.executor.docker.TestRuns.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.executor.docker.internal.http.EngineDownException;
import dev.jobgrid.testkit.engine.PrivateEngine;
import dev.jobgrid.testkit.engine.SilentProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Engine on TCP that only believes those whose certificate it knows. */
class TlsTest {
    private static final String PASSWORD = "only-here";
    // Of the Engine's own network, where nobody else has one.
    private static final int PORT = 2376;
    // Before an RSA key of 2,048 bits in PKCS #8 stands so much about what it is.
    private static final int PKCS8_HEAD = 26;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void anEngineIsReachedOverTlsByWhoeverItKnows() throws Exception {
        Path server = certificate("server", "RSA");
        Path known = certificate("known", "RSA");
        Path stranger = certificate("stranger", "EC");
        try (PrivateEngine engine = TestEngines.start(
                        "-H",
                        "tcp://127.0.0.1:" + PORT,
                        "--tlsverify",
                        "--tlscacert=" + known.resolve("cert.pem"),
                        "--tlscert=" + server.resolve("cert.pem"),
                        "--tlskey=" + server.resolve("key.pem"));
                SilentProxy outside = SilentProxy.before(engine.reach(PORT))) {
            String uri = outside.uri();
            assertThat(engine.docker("version --format x")).containsExactly("x");
            Path trusted = server.resolve("cert.pem");
            for (String key : new String[] {"key.pem", "key-pkcs1.pem"}) {
                TlsFiles files = new TlsFiles(trusted, known.resolve("cert.pem"), known.resolve(key));
                DockerEngine secured = DockerEngine.at("secured", uri)
                        .gpus(TestEngines.plain().gpus())
                        .tls(files);
                try (TestRuns runs = new TestRuns(TestEngines.executor("tls", secured))) {
                    assertThat(lines(runs.shell("echo over TLS; sleep 0.2"))).containsExactly("over TLS");
                }
            }
            DockerEngine unknown = DockerEngine.at("unknown", uri)
                    .tls(new TlsFiles(trusted, stranger.resolve("cert.pem"), stranger.resolve("key.pem")));
            assertThatThrownBy(() -> EngineReport.of(unknown)).isInstanceOf(EngineDownException.class);
            DockerEngine untrusting = DockerEngine.at("untrusting", uri)
                    .tls(new TlsFiles(
                            stranger.resolve("cert.pem"), known.resolve("cert.pem"), known.resolve("key.pem")));
            assertThatThrownBy(() -> EngineReport.of(untrusting)).isInstanceOf(EngineDownException.class);
            assertThatThrownBy(() -> EngineReport.of(DockerEngine.at("plain", uri)))
                    .as("without TLS")
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void filesThatAreMissingAreToldByName() {
        DockerEngine engine = DockerEngine.at("x", "tcp://localhost:1").tls(TlsFiles.in(folder));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> DockerExecutor.builder().engines(List.of(engine)).build())
                .withMessageContaining(folder.resolve("ca.pem").toString());
    }

    @Test
    void theEnvironmentOfTheDockerCommandIsRead() {
        DockerEngine engine = DockerEngine.local(
                Map.of("DOCKER_HOST", "tcp://gpu7:2376", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/certs"));
        assertThat(engine.uri()).isEqualTo("tcp://gpu7:2376");
        assertThat(engine.tls()).contains(TlsFiles.in(Path.of("/certs")));
        assertThat(DockerEngine.local(Map.of()).uri()).isEqualTo("unix:///var/run/docker.sock");
    }

    /** A folder with a certificate that signs itself, and its key. */
    private Path certificate(String name, String algorithm) throws Exception {
        Path own = Files.createDirectory(folder.resolve(name));
        Path store = own.resolve("store.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        name,
                        "-dname",
                        "CN=" + name,
                        "-keyalg",
                        algorithm,
                        "-keysize",
                        algorithm.equals("RSA") ? "2048" : "256",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
        pem(own.resolve("cert.pem"), "CERTIFICATE", keys.getCertificate(name).getEncoded());
        pem(own.resolve("key.pem"), "PRIVATE KEY", key);
        pem(own.resolve("key-pkcs1.pem"), "RSA PRIVATE KEY", Arrays.copyOfRange(key, PKCS8_HEAD, key.length));
        return own;
    }

    private static void pem(Path file, String type, byte[] content) throws Exception {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }
}
