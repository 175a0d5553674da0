package dev.jobgrid.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Texts of the published reference, letter by letter. */
final class Published {
    private Published() {}

    static String text(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Published.class.getResourceAsStream("/reference/" + name), "no text " + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
