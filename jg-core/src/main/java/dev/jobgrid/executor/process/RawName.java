package dev.jobgrid.executor.process;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Converts file names in UTF-8 whatever the host's locale: in a service without a locale, converting a path from or to
 * text loses non-ASCII characters, and converting by URI does not.
 */
final class RawName {
    private RawName() {}

    /** The path of a file below a folder, separated by '/'. Bytes that are not UTF-8 are replaced. */
    static String relative(Path folder, Path file) {
        String below = folder.toUri().getRawPath();
        String path = file.toUri().getRawPath().substring(below.endsWith("/") ? below.length() : below.length() + 1);
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The file with that path below a folder. */
    static Path below(Path folder, String path) {
        String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        String base = folder.toUri().toString();
        return Path.of(URI.create(base.endsWith("/") ? base + encoded : base + "/" + encoded));
    }
}
