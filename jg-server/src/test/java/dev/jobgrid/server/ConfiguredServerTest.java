package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.http.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server by a file and its environment. */
class ConfiguredServerTest {
    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    @Test
    void aConfiguredServerServesByTls() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "RSA", 10);
        certificate.writeCertificate(folder.resolve("cert.pem"));
        certificate.writeKey(folder.resolve("key.pem"));
        Path file = Files.writeString(folder.resolve("server.yaml"), """
            tls-cert: %1$s/cert.pem
            tls-key: %1$s/key.pem
            node: [{name: rig-1, region: eu-west}]
            port: 1
            """.formatted(folder));
        SSLContext usual = SSLContext.getDefault();
        try (ServerProcess server = ServerProcess.start(
                folder,
                Programs.PATH,
                Map.of("JOBGRID_SIMULATE_GPU", "NVIDIA L4:24\nNVIDIA H100:80"),
                "--config=" + file)) {
            assertThat(server.url().toString()).startsWith("https://127.0.0.1:");
            assertThat(server.output())
                    .contains("takes requests at https://127.0.0.1:")
                    .contains("1 x NVIDIA H100 (simulated), 1 x NVIDIA L4 (simulated)")
                    .contains("cert.pem: the certificate ends at");

            // As a certificate of the JVM's trust store.
            SSLContext.setDefault(certificate.trusting());
            try (JobGrid grid = JobGrid.connect(server.url(), new Secret(server.key()))) {
                JobSpec spec = JobSpec.builder("hello", "acme/app:1-gpu", WorkloadType.BATCH)
                        .command("true")
                        .build();
                Job job = grid.submit(spec).await(Duration.ofMinutes(2));
                assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
                assertThat(job.attempt().placement().orElseThrow().region()).isEqualTo("eu-west");
                assertThat(job.attempt().placement().orElseThrow().node().value())
                        .isEqualTo("rig-1");
            }
        } finally {
            SSLContext.setDefault(usual);
        }
    }
}
