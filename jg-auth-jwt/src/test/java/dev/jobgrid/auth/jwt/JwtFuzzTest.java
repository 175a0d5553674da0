package dev.jobgrid.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Resource;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;

/** Tokens that callers bring, claims that a provider signs, and keys that it publishes. */
@SuppressWarnings("NullAway.Init") // the fields are set before the tests run
class JwtFuzzTest extends FuzzContract {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String CLAIMS = """
        {"iss":"https://id.example.com","aud":["https://gpu.example.com/mcp"],"sub":"ada","workspace_id":"team-a",
         "scope":"openid jobs:read jobs:submit","scp":["jobs:read"],"exp":1795521900,"nbf":1795521000}\
        """;

    private static JWSSigner signer;
    private static JwtAuthenticator authenticator;
    private static volatile byte[] published;

    @BeforeAll
    static void start() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        signer = new ECDSASigner(key);
        RSAKey other = new RSAKeyGenerator(2048).keyID("rsa").generate();
        published = new JWKSet(List.of(key.toPublicJWK(), other.toPublicJWK()))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        authenticator = authenticator();
        assertThat(authenticator.authenticate(token(CLAIMS.getBytes(StandardCharsets.UTF_8))))
                .isPresent();
    }

    private static JwtAuthenticator authenticator() {
        return JwtAuthenticator.of(
                new JwtSettings(
                        URI.create("https://id.example.com"),
                        Set.of("https://gpu.example.com/mcp"),
                        URI.create("https://id.example.com/keys"),
                        Duration.ofMinutes(1),
                        () -> NOW),
                url -> new Resource(new String(published, StandardCharsets.UTF_8), "application/json"),
                JwtAuthenticator.BETWEEN_FETCHES);
    }

    private static String token(byte[] claims) throws JOSEException {
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(), new Payload(claims));
        token.sign(signer);
        return token.serialize();
    }

    @Override
    protected List<FuzzTarget> targets() throws JOSEException {
        byte[] claims = CLAIMS.getBytes(StandardCharsets.UTF_8);
        return List.of(
                FuzzTarget.ofText(
                        "jwt",
                        List.of(token(claims), "a.b.c", "jg_" + "A".repeat(43)),
                        token ->
                                // Whatever was made of the sample, the provider signed for no one else.
                                told(authenticator
                                        .authenticate(token)
                                        .filter(caller -> caller.subject().equals("ada")))),
                new FuzzTarget("jwt-claims", List.of(claims), signed -> told(authenticator.authenticate(token(signed))))
                        .costly(),
                new FuzzTarget("jwks", List.of(published), keys -> keys(keys, token(claims))).costly());
    }

    private static String told(Optional<Caller> caller) {
        return caller.map(Caller::toString).orElse("nobody");
    }

    /** A provider may publish what is no key set: then nobody can be told, which is no one's fault but the provider's. */
    private static String keys(byte[] keys, String token) {
        byte[] before = published;
        published = keys;
        try {
            return told(authenticator().authenticate(token));
        } catch (JobGridException e) {
            return "refused: " + e.getCause();
        } finally {
            published = before;
        }
    }
}
