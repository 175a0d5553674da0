package dev.jobgrid.job;

import dev.jobgrid.auth.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The receiver of a job's callback (reference §11).
 *
 * @param url https, or http to this host
 * @param authToken sent as a bearer token
 * @param metadata sent back as {@code correlation_data}
 */
public record CallbackTarget(String url, Optional<Secret> authToken, Map<String, String> metadata) {
    /** The longest host name. */
    public static final int MAX_HOST_LENGTH = 253;

    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*+://)(?:[^/?#]*@)?([^/?#@]*)");

    /** Copies the metadata. */
    public CallbackTarget {
        metadata = Map.copyOf(metadata);
    }

    /** A target with neither token nor metadata. */
    public static CallbackTarget of(String url) {
        return new CallbackTarget(url, Optional.empty(), Map.of());
    }

    /** Host and port in lower case, "api.example.com:443"; empty if the address has no host, or one that none can have. */
    public String receiver() {
        return address()
                .filter(uri -> uri.getHost() != null && uri.getHost().length() <= MAX_HOST_LENGTH)
                .map(CallbackTarget::receiver)
                .orElse("");
    }

    private static String receiver(URI address) {
        int usual = "http".equalsIgnoreCase(address.getScheme()) ? 80 : 443;
        int port = address.getPort() < 0 ? usual : address.getPort();
        return address.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }

    /** The parsed address; empty if it is invalid. */
    public Optional<URI> address() {
        try {
            return Optional.of(new URI(url));
        } catch (URISyntaxException | NumberFormatException e) {
            // The latter for a number in an IPv6 address that an int cannot hold.
            return Optional.empty();
        }
    }

    /** The scheme and host only: user, path and query may hold secrets. */
    @Override
    public String toString() {
        Matcher address = ADDRESS.matcher(url);
        return "CallbackTarget[" + (address.lookingAt() ? address.group(1) + address.group(2) + "/…" : "…") + "]";
    }
}
