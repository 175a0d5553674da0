package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text that changes only if somebody means it to: {@code -Djobgrid.golden.write=true} writes all of them anew. */
public final class GoldenFile {
    private static final Path FOLDER = Path.of("src/test/resources/cli");

    private GoldenFile() {}

    /** Compares what is printed now with the file of that name. */
    public static void check(String name, String text) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("jobgrid.golden.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "").as(name).isEqualTo(text);
    }

    /** The bytes of a server's response that is kept as a file. */
    public static byte[] response(String name) throws IOException {
        return Files.readAllBytes(FOLDER.resolve("responses").resolve(name));
    }
}
