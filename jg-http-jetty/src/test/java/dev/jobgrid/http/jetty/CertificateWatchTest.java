package dev.jobgrid.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.testkit.http.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateWatchTest {
    @TempDir
    private static Path made = Path.of("");

    private static TestCertificate first;
    private static TestCertificate second;

    @TempDir
    private Path folder = Path.of("");

    private final Warnings warnings = new Warnings();
    private Path certificate = Path.of("");
    private Path key = Path.of("");

    /** What is logged of certificates. */
    private static final class Warnings extends Handler {
        private final Logger logger = Logger.getLogger(StandaloneServer.class.getName());
        private final List<String> told = new ArrayList<>();

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().equals(Level.WARNING)) {
                told.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeAll
    static void make() throws Exception {
        first = TestCertificate.make(made, "RSA", 30);
        second = TestCertificate.make(made, "EC", 60);
    }

    @BeforeEach
    void write() throws Exception {
        warnings.logger.addHandler(warnings);
        certificate = folder.resolve("cert.pem");
        key = folder.resolve("key.pem");
        first.writeCertificate(certificate);
        first.writeKey(key);
    }

    @AfterEach
    void close() {
        warnings.logger.removeHandler(warnings);
    }

    private CertificateWatch watch() throws Exception {
        CertificateWatch watch = new CertificateWatch(certificate, key, Instant::now);
        watch.tls().start();
        return watch;
    }

    private static Instant end(TestCertificate made) throws Exception {
        return made.certificate().getNotAfter().toInstant();
    }

    @Test
    void aPairThatIsReplacedFileByFileIsTakenWhenItIsWhole() throws Exception {
        CertificateWatch watch = watch();
        second.writeCertificate(certificate);
        watch.look();
        assertThat(watch.inForce().expires()).isEqualTo(end(first));

        second.writeKey(key);
        watch.look();

        assertThat(watch.inForce().expires()).isEqualTo(end(second));
        assertThat(warnings.told).isEmpty();
    }

    @Test
    void aPairThatStaysWrongIsToldOnceAndTheOldOneStays() throws Exception {
        CertificateWatch watch = watch();
        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nMIIB");
        for (int look = 0; look < 5; look++) {
            watch.look();
        }
        assertThat(warnings.told).singleElement().asString().contains("stays in use", "holds no certificate");
        assertThat(watch.inForce().expires()).isEqualTo(end(first));

        Files.delete(certificate);
        watch.look();
        watch.look();
        assertThat(warnings.told).hasSize(2).last().asString().contains("is not there");
        first.writeCertificate(certificate);
        watch.look();
        assertThat(warnings.told).hasSize(2);
    }

    @Test
    void twoWeeksBeforeItsEndEachDayBringsAWarning() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(end(first).minus(Duration.ofDays(15)));
        CertificateWatch watch = new CertificateWatch(certificate, key, now::get);
        watch.tls().start();
        watch.look();
        assertThat(warnings.told).isEmpty();

        for (int hour = 0; hour < 48; hour++) {
            now.set(end(first)
                    .minus(Duration.ofDays(14))
                    .plus(Duration.ofHours(hour))
                    .plusSeconds(1));
            watch.look();
        }

        assertThat(warnings.told)
                .hasSize(2)
                .allMatch(told -> told.contains("ends at " + watch.inForce().expires()));
    }

    @Test
    void readinessTellsOfACertificateThatEndsOrCannotBeReadAgain() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(end(first).minus(Duration.ofDays(15)));
        CertificateWatch watch = new CertificateWatch(certificate, key, now::get);
        watch.tls().start();
        assertThat(watch.check()).isEqualTo(new HealthCheck("certificate", true, ""));

        now.set(end(first).minus(Duration.ofDays(13)));
        assertThat(watch.check().isDegraded()).isTrue();
        assertThat(watch.check().detail()).contains("ends at " + end(first), "without a restart");
        now.set(end(first).plusSeconds(1));
        assertThat(watch.check().isDegraded()).isTrue();
        assertThat(watch.check().detail()).contains("ended at " + end(first));

        second.writeCertificate(certificate);
        second.writeKey(key);
        watch.look();
        assertThat(watch.check().detail()).isEmpty();
        Files.delete(key);
        watch.look();
        assertThat(watch.check().detail()).as("at the first look").isEmpty();
        watch.look();
        assertThat(watch.check().isDegraded()).isTrue();
        assertThat(watch.check().detail())
                .contains("ends at " + end(second) + " stays in use")
                .doesNotContain(folder.toString());
    }

    @Test
    void whatCannotBeUsedIsRefusedWithTheWayOut() throws Exception {
        byte[] pkcs8 = first.key();
        Files.writeString(key, TestCertificate.pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length)));
        assertThat(ServerCertificate.read(certificate, key).names()).containsExactly("localhost", "127.0.0.1");

        Files.writeString(key, TestCertificate.pem("EC PRIVATE KEY", pkcs8));
        assertRefused("is EC; write it anew: openssl pkcs8 -topk8 -nocrypt -in " + key);
        Files.writeString(key, TestCertificate.pem("ENCRYPTED PRIVATE KEY", pkcs8));
        assertRefused("is ENCRYPTED; write it anew");
        Files.writeString(key, TestCertificate.pem("PRIVATE KEY", new byte[] {1, 2, 3}));
        assertRefused("is damaged");
        Files.writeString(key, "");
        assertRefused("holds no private key");
        TestCertificate.make(made, "RSA", 30).writeKey(key);
        assertRefused("is not that of the first certificate");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused("chmod o-rwx " + key);
        Files.delete(key);
        assertRefused("is not there");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> ServerCertificate.read(certificate, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
