package dev.jobgrid.callbacks;

import dev.jobgrid.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs callbacks and verifies them in the receiving service (reference §11). The header is
 * {@code t=<unix seconds>,v1=<hex>}, where v1 is the HMAC-SHA-256 of the seconds, a dot and the body as sent. Immutable
 * and thread-safe.
 *
 * <pre>{@code
 * CallbackSignature signature = new CallbackSignature(new Secret(System.getenv("CALLBACK_SECRET")));
 * String header = request.getHeader(CallbackSignature.HEADER);
 * if (header == null || !signature.verify(header, body, clock.instant())) {
 *     return 401;
 * }
 * }</pre>
 */
public final class CallbackSignature {
    /** The header that carries a signature. */
    public static final String HEADER = "X-JungleGrid-Callback-Signature";

    /** The most that the time of a signature may differ from the receiver's clock: 5 minutes. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAX_HEADER = 1024;
    private static final Pattern TIME = Pattern.compile("t=([0-9]{1,12})");
    private static final Pattern V1 = Pattern.compile("v1=([0-9a-f]{64})");

    private final SecretKeySpec key;

    /**
     * Signs and verifies with a secret that grid and receiver share.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public CallbackSignature(Secret secret) {
        if (secret.value().isEmpty()) {
            throw new IllegalArgumentException("the callback secret is empty; 32 random characters or more are good");
        }
        key = new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** The header's value for a body sent at this moment. */
    public String sign(byte[] body, Instant now) {
        return "t=" + now.getEpochSecond() + ",v1=" + hex(mac(now.getEpochSecond(), body));
    }

    /** Whether the header signs this body, at most {@link #TOLERANCE} from now. */
    public boolean verify(String header, byte[] body, Instant now) {
        return verify(header, body, now, TOLERANCE);
    }

    /**
     * Whether the header signs this body, with that tolerance. A header with several v1 parts, as during a change of
     * secrets, needs one that matches. Runs in constant time.
     */
    public boolean verify(String header, byte[] body, Instant now, Duration tolerance) {
        if (header.length() > MAX_HEADER) {
            return false;
        }
        List<String> parts = List.of(header.split(",", -1));
        Optional<Long> time = parts.stream()
                .map(part -> TIME.matcher(part.strip()))
                .filter(Matcher::matches)
                .map(found -> Long.parseLong(found.group(1)))
                .findFirst();
        if (time.isEmpty() || isFar(Instant.ofEpochSecond(time.get()), now, tolerance)) {
            return false;
        }
        byte[] expected = mac(time.get(), body);
        boolean fits = false;
        for (String part : parts) {
            Matcher v1 = V1.matcher(part.strip());
            fits |= v1.matches()
                    && MessageDigest.isEqual(expected, HexFormat.of().parseHex(v1.group(1)));
        }
        return fits;
    }

    private static boolean isFar(Instant signed, Instant now, Duration tolerance) {
        return Duration.between(signed, now).abs().compareTo(tolerance) > 0;
    }

    private byte[] mac(long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "CallbackSignature[***]";
    }
}
