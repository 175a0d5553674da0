package dev.jobgrid.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A control group of this host whose processes a test bounds in number. Single-threaded. */
public final class PidsGroup implements AutoCloseable {
    private final Path path;

    private PidsGroup(Path path) {
        this.path = path;
    }

    /** Makes one without a bound. Where this host lets nobody, the test is skipped, with a sentence. */
    public static PidsGroup make() {
        Optional<Path> made = Stream.of("/sys/fs/cgroup/pids", "/sys/fs/cgroup")
                .map(Path::of)
                .flatMap(parent -> made(parent).stream())
                .findFirst();
        assumeTrue(made.isPresent(), "this host lets the test make no cgroup that bounds processes");
        return new PidsGroup(made.orElseThrow());
    }

    private static Optional<Path> made(Path parent) {
        Path group = parent.resolve("jobgrid-test-" + UUID.randomUUID());
        try {
            Files.createDirectory(group);
            if (Files.isWritable(group.resolve("pids.max"))) {
                return Optional.of(group);
            }
            Files.delete(group);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Where the kernel is told of those who are to be in it. */
    public Path processes() {
        return path.resolve("cgroup.procs");
    }

    /** Puts a process into it, with all of its threads and with what it forks from now on. */
    public void add(long pid) throws IOException {
        Files.writeString(processes(), Long.toString(pid));
    }

    /** How many processes and threads are in it. */
    public int size() throws IOException {
        return Integer.parseInt(Files.readString(path.resolve("pids.current")).strip());
    }

    /** Lets it have so many and no more. */
    public void limit(int most) throws IOException {
        Files.writeString(path.resolve("pids.max"), Integer.toString(most));
    }

    /** Lets it have as many as there can be. */
    public void lift() throws IOException {
        Files.writeString(path.resolve("pids.max"), "max");
    }

    /** Waits until it is empty, and removes it. */
    @Override
    public void close() {
        await("the group to be empty").until(() -> {
            Files.deleteIfExists(path);
            return true;
        });
    }
}
