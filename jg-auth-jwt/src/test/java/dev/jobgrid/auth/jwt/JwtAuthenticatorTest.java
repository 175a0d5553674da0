package dev.jobgrid.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.WorkspaceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JwtAuthenticatorTest {
    private static final URI ISSUER = URI.create("https://id.example.com");
    private static final String AUDIENCE = "https://gpu.example.com/mcp";
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    // Once for all tests: making them takes longer than the tests do.
    private static final RSAKey RSA = rsa("rsa");
    private static final RSAKey OTHER_RSA = rsa("other");
    private static final ECKey EC = ec("ec");

    private final AtomicInteger fetched = new AtomicInteger();
    private JWKSet published = new JWKSet(List.of(RSA.toPublicJWK(), EC.toPublicJWK()));
    private HttpServer provider = provider();
    private JwtAuthenticator authenticator = authenticator();

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpServer provider() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/keys", exchange -> {
                fetched.incrementAndGet();
                byte[] body = published.toString().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JwtAuthenticator authenticator() {
        JwtSettings settings = new JwtSettings(
                ISSUER,
                Set.of(AUDIENCE),
                URI.create("http://127.0.0.1:" + provider.getAddress().getPort() + "/keys"),
                Duration.ofMinutes(1),
                () -> NOW);
        // Longer than a slow machine takes for a fetch, and for a test.
        int patience = (int) Duration.ofMinutes(5).toMillis();
        return JwtAuthenticator.of(
                settings, new DefaultResourceRetriever(patience, patience, 0), Duration.ofMinutes(4));
    }

    @BeforeEach
    void start() {
        provider.start();
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER.toString())
                .audience(AUDIENCE)
                .subject("ada")
                .claim("workspace_id", "team-a")
                .claim("scope", "openid jobs:read jobs:submit")
                .expirationTime(Date.from(NOW.plusSeconds(300)));
    }

    private static String signed(JWSAlgorithm algorithm, String key, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm)
                        .keyID(key)
                        .type(new JOSEObjectType("at+jwt"))
                        .build(),
                claims);
        token.sign(signer);
        return token.serialize();
    }

    private String token(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
        return signed(
                JWSAlgorithm.RS256,
                "rsa",
                new RSASSASigner(RSA),
                change.apply(claims()).build());
    }

    @Test
    void aTokenOfTheProviderTellsWhoCallsAndWhatIsAllowed() throws Exception {
        Caller expected = new Caller(new WorkspaceId("team-a"), "ada", Set.of(Scope.JOBS_READ, Scope.JOBS_SUBMIT));
        assertThat(authenticator.authenticate(token(claims -> claims))).contains(expected);
        assertThat(authenticator.authenticate(signed(JWSAlgorithm.ES256, "ec", new ECDSASigner(EC), claims().build())))
                .contains(expected);
        assertThat(authenticator.authenticate(
                        token(claims -> claims.claim("scope", null).claim("scp", List.of("jobs:read", "jobs:submit")))))
                .contains(expected);
        assertThat(fetched).hasValue(1);
    }

    @Test
    void whenATokenExpiresIsToldOfThoseThatAreTaken() throws Exception {
        Instant later = NOW.plusSeconds(7);
        assertThat(authenticator.expiry(token(claims -> claims.expirationTime(Date.from(later)))))
                .contains(later);
        assertThat(authenticator.expiry(token(claims -> claims.expirationTime(Date.from(NOW.minusSeconds(61))))))
                .isEmpty();
        assertThat(authenticator.expiry("jg_key")).isEmpty();
    }

    @Test
    void aTokenThatIsNotForUsOrNotNowIsNobodys() throws Exception {
        List<UnaryOperator<JWTClaimsSet.Builder>> wrongs = List.of(
                claims -> claims.issuer("https://id.example.com/"),
                claims -> claims.issuer(null),
                claims -> claims.audience("https://other.example.com"),
                claims -> claims.audience((String) null),
                claims -> claims.expirationTime(Date.from(NOW.minusSeconds(61))),
                claims -> claims.expirationTime(null),
                claims -> claims.notBeforeTime(Date.from(NOW.plusSeconds(61))),
                claims -> claims.subject(null),
                claims -> claims.claim("workspace_id", null),
                claims -> claims.claim("workspace_id", "not a workspace / at all"),
                claims -> claims.claim("workspace_id", 7));
        for (int i = 0; i < wrongs.size(); i++) {
            assertThat(authenticator.authenticate(token(wrongs.get(i))))
                    .as("wrong " + i)
                    .isEmpty();
        }
        assertThat(authenticator.authenticate(token(claims -> claims.expirationTime(Date.from(NOW.minusSeconds(59))))))
                .as("within the leeway")
                .isPresent();
    }

    @Test
    void aTokenThatTheProviderDidNotSignIsNobodys() throws Exception {
        JWTClaimsSet claims = claims().build();
        assertThat(authenticator.authenticate(signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(OTHER_RSA), claims)))
                .isEmpty();
        assertThat(authenticator.authenticate(new PlainJWT(claims).serialize())).isEmpty();
        // The old trick: the public key, taken for a shared secret.
        byte[] shared = RSA.toRSAPublicKey().getEncoded();
        assertThat(authenticator.authenticate(signed(JWSAlgorithm.HS256, "rsa", new MACSigner(shared), claims)))
                .isEmpty();
        String token = token(same -> same);
        assertThat(authenticator.authenticate(token.substring(0, token.length() - 4) + "AAAA"))
                .isEmpty();
        for (String text : List.of("", "a.b.c", "..", "jg_" + "A".repeat(43))) {
            assertThat(authenticator.authenticate(text)).isEmpty();
        }
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() throws Exception {
        assertThat(authenticator.authenticate(token(claims -> claims))).isPresent();
        RSAKey next = OTHER_RSA;
        published = new JWKSet(List.of(next.toPublicJWK()));
        String token = signed(JWSAlgorithm.RS256, "other", new RSASSASigner(next), claims().build());
        assertThat(authenticator.authenticate(token)).isPresent();
        assertThat(fetched).hasValue(2);
    }

    @Test
    void tokensThatNameUnknownKeysDoNotMakeTheProviderBusy() throws Exception {
        String token = signed(JWSAlgorithm.RS256, "unknown", new RSASSASigner(OTHER_RSA), claims().build());
        for (int i = 0; i < 50; i++) {
            assertThat(authenticator.authenticate(token)).isEmpty();
        }
        assertThat(fetched.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void aProviderOutOfReachIsNotTheCallersFault() throws Exception {
        String token = token(claims -> claims);
        provider.stop(0);
        assertThatThrownBy(() -> authenticator.authenticate(token))
                .isInstanceOf(JobGridException.class)
                .hasMessageNotContaining(token);
    }

    @Test
    void settingsThatWouldLetAnyoneInAreRefused() {
        URI keys = URI.create("https://id.example.com/keys");
        assertThatThrownBy(() -> JwtSettings.of(ISSUER, Set.of(), keys)).hasMessageContaining("audiences");
        assertThatThrownBy(() -> JwtSettings.of(ISSUER, Set.of(AUDIENCE), URI.create("http://id.example.com/keys")))
                .hasMessageContaining("https");
    }
}
