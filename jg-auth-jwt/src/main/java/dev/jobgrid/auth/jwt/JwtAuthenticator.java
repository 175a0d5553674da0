package dev.jobgrid.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.WorkspaceId;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates callers by access tokens (JWT) of an identity provider: signed with a key that the provider publishes,
 * by its issuer name, for this server, not expired, with a {@code workspace_id}, a {@code sub}, and scopes in
 * {@code scope} or {@code scp}. Thread-safe.
 *
 * <p>The provider's keys are fetched with the first token, cached for five minutes, and refetched early when a token
 * names an unknown key, at most every half minute. While the provider is unreachable, cached keys stay valid for up to
 * an hour.
 */
public final class JwtAuthenticator implements Authenticator {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 5_000;
    private static final int MAX_KEY_BYTES = 1 << 20;
    private static final long KEEP_MILLIS = 5 * 60_000L;
    private static final long REFRESH_MILLIS = 15_000L;
    private static final long OUTAGE_MILLIS = 60 * 60_000L;
    static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);

    /** Asymmetric algorithms only: with a shared secret, anyone who can verify a token could create one. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384);

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    private JwtAuthenticator(JwtSettings settings, JWKSource<SecurityContext> keys) {
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWTClaimsSetVerifier(claims(settings));
    }

    /** An authenticator for a provider. Sends no request yet. */
    public static JwtAuthenticator of(JwtSettings settings) {
        return of(settings, new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_KEY_BYTES), BETWEEN_FETCHES);
    }

    /** One that fetches the provider's keys by other means, and twice in this time at most. */
    static JwtAuthenticator of(JwtSettings settings, ResourceRetriever retriever, Duration betweenFetches) {
        return new JwtAuthenticator(
                settings,
                JWKSourceBuilder.<SecurityContext>create(url(settings), retriever)
                        .cache(KEEP_MILLIS, REFRESH_MILLIS)
                        .refreshAheadCache(false)
                        .rateLimited(betweenFetches.toMillis())
                        .outageTolerant(OUTAGE_MILLIS)
                        .build());
    }

    private static URL url(JwtSettings settings) {
        try {
            return settings.keys().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DefaultJWTClaimsVerifier<SecurityContext> claims(JwtSettings settings) {
        JWTClaimsSet exactly =
                new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build();
        DefaultJWTClaimsVerifier<SecurityContext> verifier =
                new DefaultJWTClaimsVerifier<>(
                        settings.audiences(), exactly, Set.of("sub", "exp", "workspace_id"), Set.of()) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(settings.clock().instant());
                    }
                };
        verifier.setMaxClockSkew((int) settings.leeway().toSeconds());
        return verifier;
    }

    /** {@inheritDoc} A token that is not a JWT, such as an API key, has no caller. */
    @Override
    public Optional<Caller> authenticate(String token) {
        return read(
                token,
                claims -> new Caller(
                        new WorkspaceId(claims.getStringClaim("workspace_id")), claims.getSubject(), scopes(claims)));
    }

    /**
     * The expiry of a valid token; empty for any other.
     *
     * @throws JobGridException if it cannot be verified now
     */
    @Override
    public Optional<Instant> expiry(String token) {
        return read(token, claims -> claims.getExpirationTime().toInstant());
    }

    private interface Reading<T> {
        T read(JWTClaimsSet claims) throws ParseException;
    }

    private <T> Optional<T> read(String token, Reading<T> reading) {
        if (token.chars().filter(c -> c == '.').count() != 2) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.read(processor.process(token, null)));
        } catch (ParseException | BadJOSEException | IllegalArgumentException | RateLimitReachedException e) {
            // The last: repeated tokens with an unpublished key.
            return Optional.empty();
        } catch (JOSEException e) {
            throw new JobGridException("the identity provider's keys could not be fetched", e);
        }
    }

    private static Set<Scope> scopes(JWTClaimsSet claims) throws ParseException {
        Set<String> words = new HashSet<>();
        if (claims.getClaim("scp") instanceof List<?> list) {
            list.forEach(word -> words.add(String.valueOf(word)));
        }
        for (String name : List.of("scope", "scp")) {
            if (claims.getClaim(name) instanceof String text) {
                words.addAll(Arrays.asList(text.split(" ")));
            }
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (Scope scope : Scope.values()) {
            if (words.contains(scope.published())) {
                scopes.add(scope);
            }
        }
        return scopes;
    }
}
