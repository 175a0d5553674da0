package dev.jobgrid.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Folders that jobs see as well: each job has a {@code /tmp} of its own, so that there is no use in one below that. */
public final class InTarget implements TempDirFactory {
    private static final List<Path> HIDDEN = List.of(Path.of("/tmp"), Path.of("/var/tmp"));

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        Path seen = HIDDEN.stream().anyMatch(target::startsWith) ? Path.of(System.getProperty("user.home")) : target;
        return Files.createTempDirectory(Files.createDirectories(seen), "jg test ");
    }
}
