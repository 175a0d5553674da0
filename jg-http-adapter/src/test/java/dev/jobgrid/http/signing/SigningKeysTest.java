package dev.jobgrid.http.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.http.signing.UrlSigner.Grant;
import dev.jobgrid.http.signing.UrlSigner.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {
    private static final Instant NOW = Instant.parse("2026-06-11T12:00:00Z");
    private static final Grant GRANT = new Grant("GET", "/a", "a");
    private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    @TempDir
    private Path folder;

    private static boolean accepts(SigningKeys verifier, SigningKeys signer) {
        SignatureQuery query = new UrlSigner(signer).sign(GRANT, NOW.plusSeconds(1));
        return new UrlSigner(verifier).verify(GRANT, query, NOW) == Verdict.VALID;
    }

    @Test
    void theFileIsMadeOnceAndForItsOwnerOnly() throws Exception {
        Path file = folder.resolve("url-keys");

        SigningKeys first = SigningKeys.load(file);
        SigningKeys second = SigningKeys.load(file);

        assertThat(accepts(second, first)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void processesThatStartAtOnceEndWithTheSameKey() throws Exception {
        Path file = folder.resolve("url-keys");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<SigningKeys> load = () -> SigningKeys.load(file);
            List<Future<SigningKeys>> loaded =
                    threads.invokeAll(List.of(load, load, load, load, load, load, load, load));
            for (Future<SigningKeys> one : loaded) {
                assertThat(accepts(SigningKeys.load(file), one.get())).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theLastLineSignsAndEveryLineIsAccepted() throws Exception {
        Path file = Files.writeString(folder.resolve("keys"), "# old first\na " + SECRET + "\n\n");
        SigningKeys old = SigningKeys.load(file);
        Files.writeString(file, "a " + SECRET + "\nb " + SECRET.replace('A', 'B') + "\n");
        SigningKeys rotated = SigningKeys.load(file);

        assertThat(rotated.newest().id()).isEqualTo("b");
        assertThat(accepts(rotated, old)).isTrue();
        assertThat(accepts(old, rotated)).isFalse();
    }

    @Test
    void aFileThatHoldsAnythingElseIsRefusedWithoutQuotingIt() throws Exception {
        for (String content :
                List.of("", "# nothing\n", "a short\n", "a " + SECRET + " more\n", "a " + SECRET + "\na " + SECRET)) {
            Path file = Files.writeString(folder.resolve("keys"), content);
            assertThatThrownBy(() -> SigningKeys.load(file))
                    .as(content)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageNotContaining(SECRET)
                    .hasMessageNotContaining("short");
        }
    }
}
