package dev.jobgrid.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jobgrid.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CallbackSignatureTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_780_000_000);
    private static final byte[] BODY = "{\"job_id\":\"job_1\"}".getBytes(StandardCharsets.UTF_8);

    private final CallbackSignature signature = new CallbackSignature(new Secret("whsec_known"));

    @Test
    void theSignatureIsTheOneThatOthersCompute() {
        // printf '1780000000.{"job_id":"job_1"}' | openssl dgst -sha256 -hmac whsec_known
        assertThat(signature.sign(BODY, NOW))
                .isEqualTo("t=1780000000,v1=a3c03915036aba066e22d8b6bd7aebe7af7d580e81e262219c1b8d6407eaf0e9");
    }

    @Test
    void whatWasSignedVerifiesForAsLongAsItIsTolerated() {
        String header = signature.sign(BODY, NOW);

        assertThat(signature.verify(header, BODY, NOW)).isTrue();
        assertThat(signature.verify(header, BODY, NOW.plusSeconds(300))).isTrue();
        assertThat(signature.verify(header, BODY, NOW.plusSeconds(301))).isFalse();
        assertThat(signature.verify(header, BODY, NOW.minusSeconds(301))).isFalse();
        assertThat(signature.verify(header, BODY, NOW.plusSeconds(11), Duration.ofSeconds(10)))
                .isFalse();
    }

    @Test
    void anotherBodyTimeOrSecretDoesNotVerify() {
        String header = signature.sign(BODY, NOW);

        assertThat(signature.verify(header, new byte[0], NOW)).isFalse();
        assertThat(signature.verify(header.replace("t=1780000000", "t=1780000001"), BODY, NOW))
                .isFalse();
        assertThat(new CallbackSignature(new Secret("other")).verify(header, BODY, NOW))
                .isFalse();
    }

    @Test
    void oneSignatureOfSeveralIsEnoughWhileSecretsChange() {
        String old = new CallbackSignature(new Secret("old")).sign(BODY, NOW);
        String both = old + "," + signature.sign(BODY, NOW).split(",")[1];

        assertThat(signature.verify(both, BODY, NOW)).isTrue();
        assertThat(signature.verify(old, BODY, NOW)).isFalse();
    }

    @Test
    void aHeaderOfAnotherFormDoesNotVerify() {
        for (String header : new String[] {"", "t=1", "v1=00", "t=x,v1=y", "t=99999999999999,v1=", ",".repeat(2000)}) {
            assertThat(signature.verify(header, BODY, NOW)).as(header).isFalse();
        }
    }

    @Test
    void theSecretIsNotShownAndMustNotBeEmpty() {
        assertThat(signature.toString()).doesNotContain("whsec_known");
        assertThatIllegalArgumentException().isThrownBy(() -> new CallbackSignature(new Secret("")));
    }
}
