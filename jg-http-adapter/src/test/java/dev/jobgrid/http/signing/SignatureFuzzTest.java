package dev.jobgrid.http.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Signed queries that clients bring. */
class SignatureFuzzTest extends FuzzContract {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final UrlSigner.Grant GRANT = new UrlSigner.Grant("GET", "/x", "y");

    @Override
    protected List<FuzzTarget> targets() {
        UrlSigner signer = new UrlSigner(SigningKeys.random());
        String signed = signer.sign(GRANT, NOW.plusSeconds(60)).toQuery();
        return List.of(FuzzTarget.ofText("signed-query", List.of(signed), query -> verdict(signer, signed, query)));
    }

    private static String verdict(UrlSigner signer, String signed, String query) {
        Optional<SignatureQuery> read = SignatureQuery.read(name -> parameter(query, name));
        if (read.isEmpty()) {
            return "none";
        }
        assertThat(read.get().toString()).endsWith(", keyId=" + read.get().keyId() + ", signature=***]");
        UrlSigner.Verdict verdict = signer.verify(GRANT, read.get(), NOW);
        // Nobody makes a signature that was not given.
        assertThat(verdict != UrlSigner.Verdict.VALID || read.get().toQuery().equals(signed))
                .as(query)
                .isTrue();
        return verdict.name();
    }

    private static @Nullable String parameter(String query, String name) {
        Matcher found = Pattern.compile("(?:^|&)" + name + "=([^&]*)").matcher(query);
        return found.find() ? found.group(1) : null;
    }
}
