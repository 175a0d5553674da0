package dev.jobgrid.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Temporary folders of tests that jobs of a process executor see as well, by {@code @TempDir(factory = InTarget.class)}: each
 * job has a {@code /tmp} of its own, so that a folder below the host's would be hidden from it.
 */
public final class InTarget implements TempDirFactory {
    private static final List<Path> HIDDEN = List.of(Path.of("/tmp"), Path.of("/var/tmp"));

    /** A new folder below {@code target}, or below the home directory if that is in {@code /tmp}. */
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        Path seen = HIDDEN.stream().anyMatch(target::startsWith) ? Path.of(System.getProperty("user.home")) : target;
        return Files.createTempDirectory(Files.createDirectories(seen), "jg test ");
    }
}
