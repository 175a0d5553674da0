package dev.jobgrid.executor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A folder with retained artifacts of a removed run. It stores its own expiry, so that any process can read it.
 * Immutable.
 *
 * @param path its path
 */
record RetainedFolder(Path path) {
    /** The artifacts of the run. */
    Path artifacts() {
        return path.resolve("artifacts");
    }

    private Path until() {
        return path.resolve("until");
    }

    /** Writes its expiry, atomically. */
    void mark(Instant until) throws IOException {
        Path text = path.resolve("until-unfinished");
        Files.writeString(text, until + "\n", StandardCharsets.UTF_8);
        Files.move(text, until(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether it may be removed. One without artifacts is left from a crash; one that cannot be read stays. */
    boolean isOver(Instant now) throws IOException {
        return !Files.isDirectory(artifacts(), LinkOption.NOFOLLOW_LINKS)
                || markedUntil().map(until -> !now.isBefore(until)).orElse(false);
    }

    private Optional<Instant> markedUntil() throws IOException {
        try {
            return Optional.of(Instant.parse(Files.readString(until()).strip()));
        } catch (NoSuchFileException | DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
