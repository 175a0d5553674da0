package dev.jobgrid.console.internal.session;

import dev.jobgrid.console.internal.web.ConsoleRequest;
import dev.jobgrid.http.signing.Sealer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Proves that a form comes from a page of the visitor's own session. Pages are compressed, so the proof is masked anew in each:
 * what a page's size tells about it is of no use. Thread-safe.
 *
 * @param sealer makes the proofs
 */
public record FormTokens(Sealer sealer) {
    /** The name of the field. */
    public static final String FIELD = "form_token";

    /** The header of what the page's module sends without a form. */
    public static final String HEADER = "X-Console-Token";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A token for the forms of one page. */
    public String issue(Visitor visitor) {
        byte[] proof = sealer.code(visitor.proof().value());
        byte[] mask = new byte[proof.length];
        RANDOM.nextBytes(mask);
        byte[] token = Arrays.copyOf(mask, mask.length + proof.length);
        for (int i = 0; i < proof.length; i++) {
            token[mask.length + i] = (byte) (proof[i] ^ mask[i]);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** Whether a token is of this visitor's pages. Compares in constant time. */
    public boolean isValid(Visitor visitor, String token) {
        byte[] proof = sealer.code(visitor.proof().value());
        byte[] given = decoded(token);
        if (given.length != 2 * proof.length) {
            return false;
        }
        byte[] unmasked = new byte[proof.length];
        for (int i = 0; i < proof.length; i++) {
            unmasked[i] = (byte) (given[i] ^ given[proof.length + i]);
        }
        return MessageDigest.isEqual(unmasked, proof);
    }

    private static byte[] decoded(String token) {
        try {
            return Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /**
     * Whether a browser says that a page of this site sent the request. One that says nothing of it is refused: browsers say it
     * on every address where a session is kept.
     */
    public static boolean isSameSite(ConsoleRequest request) {
        Optional<String> site = request.header("Sec-Fetch-Site");
        if (site.isPresent()) {
            return site.get().equals("same-origin");
        }
        String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
        return request.header("Origin")
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .filter(origin -> origin.equals("http://" + host) || origin.equals("https://" + host))
                .isPresent();
    }
}
