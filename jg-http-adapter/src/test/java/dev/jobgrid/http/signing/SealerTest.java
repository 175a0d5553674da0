package dev.jobgrid.http.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.spi.store.SigningKey;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SealerTest {
    private final SigningKey first = SigningKey.random(1);
    private final SigningKeys keys = SigningKeys.of(List.of(first));
    private final Sealer sealer = new Sealer(keys, "test");

    @Property(tries = 200)
    void whatWasSealedOpens(@ForAll String text) {
        // Half a pair has no bytes in UTF-8.
        String whole = text.replaceAll("[\\ud800-\\udfff]", "");
        assertThat(new Sealer(keys, "test").open(sealer.seal(whole))).contains(whole);
    }

    @Test
    void eachSealIsAnotherAndHidesItsText() {
        assertThat(sealer.seal("s3cret")).isNotEqualTo(sealer.seal("s3cret")).doesNotContain("s3cret");
    }

    @Test
    void everyChangedCharacterIsRefused() {
        String sealed = sealer.seal("text");
        for (int i = 0; i < sealed.length(); i++) {
            char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(sealer.open(sealed.substring(0, i) + other + sealed.substring(i + 1)))
                    .as("character " + i)
                    .isEmpty();
            assertThat(sealer.open(sealed.substring(0, i))).isEmpty();
        }
        assertThat(sealer.open(sealed + "A")).isEmpty();
        assertThat(sealer.open("")).isEmpty();
        assertThat(sealer.open("no dot, no base64")).isEmpty();
        assertThat(sealer.open(first.id() + ".%%%")).isEmpty();
    }

    @Test
    void anotherPurposeOrAnotherStoreOpensNothing() {
        String sealed = sealer.seal("text");
        assertThat(new Sealer(keys, "other").open(sealed)).isEmpty();
        assertThat(new Sealer(SigningKeys.random(), "test").open(sealed)).isEmpty();
        assertThat(new Sealer(keys, "other").code("text")).isNotEqualTo(sealer.code("text"));
    }

    @Test
    void whatAnOlderKeySealedOpensUntilItIsRemoved() {
        String sealed = sealer.seal("text");
        SigningKey second = SigningKey.random(2);
        assertThat(new Sealer(SigningKeys.of(List.of(first, second)), "test").open(sealed))
                .contains("text");
        assertThat(new Sealer(SigningKeys.of(List.of(second)), "test").open(sealed))
                .isEmpty();
    }
}
