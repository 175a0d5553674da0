package dev.jobgrid.http.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.http.signing.UrlSigner.Grant;
import dev.jobgrid.http.signing.UrlSigner.Verdict;
import java.time.Instant;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class UrlSignerTest {
    private static final Instant NOW = Instant.parse("2026-06-11T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(900);

    private final SigningKeys keys = SigningKeys.random();
    private final UrlSigner signer = new UrlSigner(keys);
    private final Grant grant = new Grant("GET", "/v1/blobs/a", "artifact default job_1 art_1");

    @Example
    void aSignatureWorksUntilTheSecondItExpires() {
        SignatureQuery query = signer.sign(grant, LATER);

        assertThat(signer.verify(grant, query, LATER.minusMillis(1))).isEqualTo(Verdict.VALID);
        assertThat(signer.verify(grant, query, LATER)).isEqualTo(Verdict.EXPIRED);
    }

    @Property(tries = 200, seed = "1")
    void aSignatureIsGoodForItsOwnGrantOnly(@ForAll Part part, @ForAll String other) {
        Grant forged = part.replace(grant, other);
        Assume.that(!forged.equals(grant));

        assertThat(signer.verify(forged, signer.sign(grant, LATER), NOW)).isEqualTo(Verdict.FORGED);
    }

    @Property(tries = 200, seed = "1")
    void noPartOfAGrantCanBeMovedIntoAnother(@ForAll String text, @ForAll @IntRange(min = 1, max = 40) int cut) {
        String whole = "/v1/blobs/inputs/some-workspace/some-input-of-it" + text;
        Grant split = new Grant("PUT", whole.substring(0, cut), whole.substring(cut));
        Grant elsewhere = new Grant("PUT", whole.substring(0, cut + 1), whole.substring(cut + 1));

        assertThat(signer.verify(elsewhere, signer.sign(split, LATER), NOW)).isEqualTo(Verdict.FORGED);
    }

    @Property(tries = 100, seed = "1")
    void everyCharacterOfASignatureCounts(@ForAll @IntRange(min = 0, max = 42) int place) {
        SignatureQuery query = signer.sign(grant, LATER);
        char[] text = query.signature().toCharArray();
        text[place] = text[place] == 'A' ? 'B' : 'A';
        assertThat(text).hasSize(43);

        assertThat(signer.verify(grant, with(query, new String(text)), NOW)).isEqualTo(Verdict.FORGED);
    }

    @Example
    void theExpiryCannotBePutOff() {
        SignatureQuery query = signer.sign(grant, LATER);

        assertThat(signer.verify(grant, new SignatureQuery(query.expires() + 1, query.keyId(), query.signature()), NOW))
                .isEqualTo(Verdict.FORGED);
    }

    @Example
    void aKeyOfNobodysIsForged() {
        SignatureQuery query = signer.sign(grant, LATER);

        assertThat(signer.verify(grant, new SignatureQuery(query.expires(), "other", query.signature()), NOW))
                .isEqualTo(Verdict.FORGED);
        assertThat(new UrlSigner(SigningKeys.random()).verify(grant, query, NOW))
                .isEqualTo(Verdict.FORGED);
    }

    @Example
    void printingShowsNoSecret() {
        SignatureQuery query = signer.sign(grant, LATER);

        assertThat(query.toString()).doesNotContain(query.signature());
        assertThat(query.toQuery()).contains(query.signature());
        assertThat(keys.toString()).isEqualTo("SigningKeys[" + query.keyId() + "]");
    }

    private static SignatureQuery with(SignatureQuery query, String signature) {
        return new SignatureQuery(query.expires(), query.keyId(), signature);
    }

    enum Part {
        METHOD,
        PATH,
        OBJECT;

        Grant replace(Grant grant, String text) {
            return switch (this) {
                case METHOD -> new Grant(text, grant.path(), grant.object());
                case PATH -> new Grant(grant.method(), text, grant.object());
                case OBJECT -> new Grant(grant.method(), grant.path(), text);
            };
        }
    }
}
