package dev.jobgrid.server.cli.grid;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The address of a server as people write it. Pure. */
public final class ServerAddress {
    private ServerAddress() {}

    /** The address, if it is http(s) with a host, and without user, query and fragment. */
    public static Optional<URI> parse(String text) {
        try {
            URI address = new URI(text.strip().replaceAll("/+$", ""));
            boolean isHttp =
                    "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            boolean isPlain = address.getRawUserInfo() == null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null;
            return isHttp && isPlain && address.getHost() != null ? Optional.of(address) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** A text that is no address, without the password that may be in it. */
    public static String shown(String text) {
        return text.replaceAll("//[^/@]*@", "//…@").replaceAll("[?#].*", "");
    }
}
