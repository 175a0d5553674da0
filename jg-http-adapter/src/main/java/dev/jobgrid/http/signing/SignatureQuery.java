package dev.jobgrid.http.signing;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The signature in a URL's query. Its text form hides the signature.
 *
 * @param expires when it expires, in seconds since 1970
 * @param keyId the signing key
 * @param signature base64url, without padding
 */
public record SignatureQuery(long expires, String keyId, String signature) {
    private static final String EXPIRES = "expires";
    private static final String KEY = "key";
    private static final String SIGNATURE = "signature";

    /** Reads it from a request's parameters, absent ones are null; empty if one is missing or not a number. */
    public static Optional<SignatureQuery> read(Function<String, @Nullable String> parameters) {
        String expires = parameters.apply(EXPIRES);
        String key = parameters.apply(KEY);
        String signature = parameters.apply(SIGNATURE);
        if (expires == null || key == null || signature == null || !expires.matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(new SignatureQuery(Long.parseLong(expires), key, signature));
    }

    /** The query, without a question mark. A secret, as the URL it completes. */
    public String toQuery() {
        return EXPIRES + "=" + expires + "&" + KEY + "=" + keyId + "&" + SIGNATURE + "=" + signature;
    }

    @Override
    public String toString() {
        return "SignatureQuery[expires=" + expires + ", keyId=" + keyId + ", signature=***]";
    }
}
