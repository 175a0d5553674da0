package dev.jobgrid.executor.process;

import dev.jobgrid.monitor.OpenFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process as read from {@code /proc/<pid>/stat}. Immutable.
 *
 * @param pid its number
 * @param state one letter: 'Z' for a zombie
 * @param parent pid of its parent
 * @param group its process group
 * @param session its session
 * @param start when it started, in ticks since the host did: distinguishes it from a later one with the same number
 */
record HostProcess(long pid, char state, long parent, long group, long session, long start) {
    private static final Path PROC = Path.of("/proc");

    /** Whether this host lists its processes. */
    static boolean isReadable() {
        return Files.isReadable(PROC.resolve("self/stat"));
    }

    /** Reads a line of {@code stat}; empty if it is not one. */
    static Optional<HostProcess> parse(String stat) {
        int open = stat.indexOf('(');
        // The name between the brackets may hold anything, brackets too.
        int close = stat.lastIndexOf(')');
        if (open < 1 || close < open) {
            return Optional.empty();
        }
        String[] fields = stat.substring(close + 1).trim().split(" ", -1);
        try {
            return Optional.of(new HostProcess(
                    Long.parseLong(stat.substring(0, open).trim()),
                    fields[0].charAt(0),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]),
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[19])));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /**
     * The live process with this number, if there is one.
     *
     * @throws UncheckedIOException if this process is out of file descriptors
     */
    static Optional<HostProcess> find(long pid) {
        return listed(pid).filter(HostProcess::isRunning);
    }

    /** As {@link #find}, including zombies. */
    static Optional<HostProcess> listed(long pid) {
        try {
            byte[] stat = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat"));
            return parse(new String(stat, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            if (OpenFiles.areLacking(e)) {
                throw new UncheckedIOException("process " + pid + " cannot be looked for: " + e.getMessage(), e);
            }
            return Optional.empty(); // it is gone
        }
    }

    /** All live processes; empty where the host does not list them. */
    static List<HostProcess> all() {
        List<HostProcess> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                find(Long.parseLong(entry.getFileName().toString())).ifPresent(all::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return all;
    }

    /** Descendants of the process with this number, which may have ended. */
    static List<HostProcess> below(long ancestor, List<HostProcess> all) {
        List<HostProcess> found = new ArrayList<>();
        List<Long> parents = new ArrayList<>(List.of(ancestor));
        for (int i = 0; i < parents.size(); i++) {
            for (HostProcess process : all) {
                if (process.parent == parents.get(i) && process.pid != process.parent) {
                    found.add(process);
                    parents.add(process.pid);
                }
            }
        }
        return found;
    }

    private boolean isRunning() {
        return state != 'Z' && state != 'X';
    }
}
