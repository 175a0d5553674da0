package dev.jobgrid.testkit.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The shared Engines that no other JVM uses which runs tests of the same module: of the two sets that {@code .ci/run} starts
 * the one that this JVM locked first, or the only one.
 */
public final class EngineSet {
    private static final List<String> SUFFIXES = List.of("", "_2");
    // A lock goes with its channel, which is closed when nothing refers to it.
    private static final List<FileLock> HELD = new ArrayList<>();
    private static final String SUFFIX = System.getenv("DOCKER_HOST_2") == null ? "" : lock();

    private EngineSet() {}

    /** The environment variable that holds the address of one of these Engines, by its name in the first set. */
    public static String variable(String name) {
        return name + SUFFIX;
    }

    private static String lock() {
        for (String suffix : SUFFIXES) {
            if (isLocked(Path.of("target", "engines" + suffix + ".lock"))) {
                return suffix;
            }
        }
        throw new AssertionError("more than " + SUFFIXES.size() + " JVMs share the tests of this module");
    }

    /** Whether it is locked now, until this JVM ends. */
    private static boolean isLocked(Path file) {
        try {
            Files.createDirectories(file.getParent());
            FileChannel open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = open.tryLock();
            if (lock == null) {
                open.close();
                return false;
            }
            return HELD.add(lock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
