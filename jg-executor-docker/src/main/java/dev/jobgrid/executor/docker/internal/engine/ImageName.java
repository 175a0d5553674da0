package dev.jobgrid.executor.docker.internal.engine;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A parsed image reference.
 *
 * @param text the original text
 */
public record ImageName(String text) {
    private static final String DOCKER_HUB = "docker.io";

    /** The registry it comes from. */
    String registry() {
        int slash = text.indexOf('/');
        String first = slash < 0 ? "" : text.substring(0, slash);
        boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        return isHost ? first : DOCKER_HUB;
    }

    /** The key of its registry's credentials. */
    public String serverAddress() {
        return registry().equals(DOCKER_HUB) ? "https://index.docker.io/v1/" : registry();
    }

    /** The query that pulls only it, not all tags of its repository. */
    public String query() {
        int colon = text.lastIndexOf(':');
        boolean hasTag = colon > text.lastIndexOf('/');
        if (text.contains("@")) {
            return "fromImage=" + encoded(text);
        }
        return hasTag
                ? "fromImage=" + encoded(text.substring(0, colon)) + "&tag=" + encoded(text.substring(colon + 1))
                : "fromImage=" + encoded(text) + "&tag=latest";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
