package dev.jobgrid.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A control group of this host with a limit of processes. Single-threaded. */
public final class PidsGroup implements AutoCloseable {
    private final Path path;

    private PidsGroup(Path path) {
        this.path = path;
    }

    /** Creates one without a limit. Where this host does not allow it, the test is skipped, with a reason. */
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

    /** The file of its processes. */
    public Path processes() {
        return path.resolve("cgroup.procs");
    }

    /** Adds a process with all of its threads; its children join too. */
    public void add(long pid) throws IOException {
        Files.writeString(processes(), Long.toString(pid));
    }

    /** The number of its processes and threads. */
    public int size() throws IOException {
        return Integer.parseInt(Files.readString(path.resolve("pids.current")).strip());
    }

    /** Sets the limit. */
    public void limit(int max) throws IOException {
        Files.writeString(path.resolve("pids.max"), Integer.toString(max));
    }

    /** Removes the limit. */
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
