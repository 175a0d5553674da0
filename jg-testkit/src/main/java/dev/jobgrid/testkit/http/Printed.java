package dev.jobgrid.testkit.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What tests have seen printed or been told, kept where {@code .ci/secrets} looks for secrets in it. Thread-safe. */
public final class Printed {
    private static final Path FILE = Path.of("target", "printed", "tests.txt");

    private Printed() {}

    /** Adds a text to what is kept, in a file below the module's target folder. */
    public static synchronized void keep(String text) {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(
                    FILE, text + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
