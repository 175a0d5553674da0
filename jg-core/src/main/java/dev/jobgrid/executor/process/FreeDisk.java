package dev.jobgrid.executor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Free space of the disk with the folders of runs, read every few seconds at most. Thread-safe. */
final class FreeDisk {
    private static final Duration CACHE_TTL = Duration.ofSeconds(5);

    private record Figure(long bytes, Instant at) {}

    private final Path folder;
    private final InstantSource clock;
    private volatile Figure last = new Figure(0, Instant.MIN);

    FreeDisk(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    long bytes() {
        Instant now = clock.instant();
        Figure figure = last;
        if (now.isBefore(figure.at) || Duration.between(figure.at, now).compareTo(CACHE_TTL) > 0) {
            figure = new Figure(lookUp(figure.bytes), now);
            last = figure;
        }
        return figure.bytes;
    }

    private long lookUp(long otherwise) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return otherwise;
        }
    }
}
