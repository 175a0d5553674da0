package dev.jobgrid.samples.cli;

import dev.jobgrid.samples.demo.ApiClient;
import dev.jobgrid.samples.demo.Demo;
import dev.jobgrid.samples.demo.Screen;
import dev.jobgrid.samples.server.GridServer;
import dev.jobgrid.samples.server.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The grid of a demo, below the demo's folder. In the end nothing is left of it and of its jobs, also when the process is
 * told to stop. Thread-safe.
 */
final class DemoGrid implements AutoCloseable {
    private static final Duration STOP_GRACE = Duration.ofSeconds(1);
    private static final long PAUSE_MILLIS = 20;
    private static final int MOST_PAUSES = 250;

    private final Path folder;
    private final Path data;
    private final GridServer server;
    private final Screen screen;
    private final Demo demo;
    private volatile boolean interrupted;
    private boolean closed;

    private DemoGrid(Path folder, Path data, GridServer server, Screen screen) {
        this.folder = folder;
        this.data = data;
        this.server = server;
        this.screen = screen;
        demo = new Demo(new ApiClient(server.url(), server.keys().first().orElseThrow()), screen, folder);
    }

    /** Starts one in a folder of its own, which it takes away as well if it leaves nothing in it. */
    static DemoGrid start(Screen screen, Path folder) throws IOException {
        Path data = folder.resolve("grid");
        try {
            GridServer server = GridServer.start(new ServerSettings(data, "127.0.0.1", 0, List.of(), true, STOP_GRACE));
            DemoGrid grid = new DemoGrid(folder, data, server, screen);
            Runtime.getRuntime().addShutdownHook(new Thread(grid::interrupt, "jg-stop"));
            return grid;
        } catch (IOException | RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    /** Runs the demo. False also if it was interrupted. */
    boolean run(Path file) throws IOException, InterruptedException {
        screen.step("grid", "%s, with %s".formatted(server.url(), String.join(", ", server.gpus())));
        try {
            return demo.run(file);
        } catch (IOException e) {
            if (interrupted) {
                return false;
            }
            throw e;
        }
    }

    private void interrupt() {
        interrupted = true;
        close();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        demo.abandon();
        try {
            for (int i = 0; i < MOST_PAUSES && !server.isIdle(); i++) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
        delete(data);
        deleteIfEmpty(folder);
    }

    private static void deleteIfEmpty(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isEmpty()) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the folder and all in it. */
    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // A program that was just killed may still have taken a file of its own away.
            if (Files.exists(folder)) {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
