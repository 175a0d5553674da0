package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.http.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    @Test
    void anEngineIsDescribed() throws Exception {
        // The one with GPUs: without any, no job could run.
        TestEngine engine = TestEngine.requireOther(folder);
        String version = engine.lines("version", "--format", "{{.Server.Version}}")
                .iterator()
                .next();
        assertThat(doctor("--docker=" + engine.address()))
                .contains("ok       Java")
                .contains(folder.resolve("data").toString())
                .contains("Docker " + version + " at " + engine.address())
                .containsPattern("images +\\d+: ")
                .containsPattern("ok +GPUs");
    }

    @Test
    void podmanIsNamed() throws Exception {
        TestEngine podman = TestEngine.requirePodman(folder);
        String version = podman.lines("version", "--format", "{{.Server.Version}}")
                .iterator()
                .next();
        // It has no GPU that can be detected.
        assertThatThrownBy(() -> doctor("--docker=" + podman.address()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ok       Engine    Podman " + version + " at " + podman.address())
                .hasMessageContaining("runtimes runc;")
                .hasMessageContaining("nvidia-ctk cdi generate")
                .hasMessageContaining("missing  GPUs");
    }

    @Test
    void whetherJobsAsProcessesAreKeptApartIsTold() throws Exception {
        boolean isPrivate;
        try (ProcessExecutor executor = ProcessExecutor.builder(folder.resolve("runs"))
                .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                .build()) {
            isPrivate = executor.isWorkspacePrivate();
        }

        assertThat(doctor("--simulate-gpu=NVIDIA L4:24", "--port=0"))
                .contains(
                        isPrivate
                                ? "ok       process   jobs have a /workspace of their own and see the host read-only"
                                : "weak     process   this host lets no process have mounts of its own");
    }

    @Test
    void whatIsMissingIsToldWithTheWayOut() {
        assertThatThrownBy(() -> doctor("--docker=unix://" + folder.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 1")
                .hasMessageContaining("missing  Engine")
                .hasMessageContaining("Install Docker Engine");
    }

    @Test
    void withoutDockerJobsRunAsProcesses() throws Exception {
        Map<String, String> nowhere = Map.of("DOCKER_HOST", "unix://" + folder.resolve("none"));
        assertThat(Programs.output(folder, nowhere, JgLine.of("64m", "doctor", "--data=" + folder.resolve("data"))))
                .contains("weak     Engine");
    }

    @Test
    void anAddressThatIsNoneIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> doctor("--docker=nowhere"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 2")
                .hasMessageContaining("unix:///PATH");
    }

    @Test
    void allThatAConfigurationNamesIsLookedAt() throws Exception {
        Path file = folder.resolve("server.yaml");
        Files.writeString(file, """
            port: 0
            host: 0.0.0.0
            access-log: %1$s/none/access.log
            catalog: %1$s/catalog.csv
            mount: ["data=%1$s/mnt:ro"]
            simulate-gpu: ["NVIDIA L4:24"]
            postgres: jdbc:postgresql://127.0.0.1:1/grid?user=u&password=s3cretF
            """.formatted(folder));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> doctor("--config=" + file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 1")
                .hasMessageContaining("ok       address   0.0.0.0 port 0")
                .hasMessageContaining("weak     TLS")
                .hasMessageContaining("→ Have a certificate: --tls-cert FILE --tls-key FILE.")
                .hasMessageContaining("missing  database  jdbc:postgresql://127.0.0.1:1/grid?user=u&password=***")
                .hasMessageContaining("missing  catalog")
                .hasMessageContaining("→ Make it: sudo mkdir -p " + folder + "/mnt.")
                .hasMessageContaining("ok       GPUs      NVIDIA L4:24x1 (simulated)")
                .hasMessageContaining("missing  access-log")
                .hasMessageNotContaining("s3cretF")
                .hasMessageNotContaining("\tat ");
    }

    @Test
    void aCertificateIsReadAsTheServerWould() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "EC", 10);
        certificate.writeCertificate(folder.resolve("cert.pem"));
        certificate.writeKey(folder.resolve("key.pem"));
        String[] options = {
            "--tls-cert=" + folder.resolve("cert.pem"),
            "--tls-key=" + folder.resolve("key.pem"),
            "--simulate-gpu=NVIDIA L4:24",
            "--port=0"
        };
        assertThat(doctor(options))
                .contains("weak     TLS       localhost, 127.0.0.1: the certificate ends at ")
                .contains("certbot renew");

        Files.setPosixFilePermissions(folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> doctor(options)).hasMessageContaining("chmod o-rwx " + folder.resolve("key.pem"));
    }

    private String doctor(String... options) throws Exception {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "doctor";
        arguments[1] = "--data=" + folder.resolve("data");
        System.arraycopy(options, 0, arguments, 2, options.length);
        return Programs.output(folder, Map.of(), JgLine.of("64m", arguments));
    }
}
