package dev.jobgrid.testkit.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps output and responses that tests saw, where {@code .ci/secrets} searches them for secrets. Thread-safe. */
public final class Printed {
    private static final Path FILE =
            Path.of("target", "printed", "tests-" + ProcessHandle.current().pid() + ".txt");

    private Printed() {}

    /** Appends a text to a file of this JVM below the module's target folder. */
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
