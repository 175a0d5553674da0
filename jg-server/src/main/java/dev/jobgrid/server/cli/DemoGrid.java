package dev.jobgrid.server.cli;

import dev.jobgrid.GridSettings;
import dev.jobgrid.server.GridServer;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.server.demo.Demo;
import dev.jobgrid.server.demo.Screen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * The grid of a demo, below the demo's folder. At the end, also when the process is
 * asked to stop, it and its jobs are deleted. Thread-safe.
 */
final class DemoGrid implements AutoCloseable {
    private static final GridSettings SETTINGS =
            GridSettings.DEFAULT.withRunning(GridSettings.DEFAULT.running().withStopGrace(Duration.ofSeconds(1)));
    private static final long PAUSE_MILLIS = 20;
    private static final int MAX_PAUSES = 250;

    private final Path folder;
    private final Path data;
    private final Screen screen;
    private Optional<GridServer> server = Optional.empty();
    private Optional<Demo> demo = Optional.empty();
    private String key = "";
    private volatile boolean interrupted;
    private boolean closed;
    private final CountDownLatch gone = new CountDownLatch(1);

    /** A grid in a folder of its own, which is deleted at the end if it is empty. */
    DemoGrid(Screen screen, Path folder) {
        this.folder = folder;
        this.data = folder.resolve("grid");
        this.screen = screen;
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "jg-stop"));
    }

    /** Starts the grid and runs the demo. False also if it was interrupted. */
    boolean run(Path file) throws IOException, InterruptedException {
        try {
            return start().run(file);
        } catch (IOException | IllegalStateException e) {
            if (interrupted) {
                return false;
            }
            throw e;
        }
    }

    private synchronized Demo start() throws IOException {
        if (closed) {
            throw new IllegalStateException("closed before it was started");
        }
        GridServer started = GridServer.start(
                new ServerSettings(data, "127.0.0.1", 0, List.of(), true, SETTINGS, Optional.empty()), Jg::serve);
        server = Optional.of(started);
        screen.step("grid", "%s, with %s".formatted(started.url(), String.join(", ", started.gpus())));
        key = started.keys().first().orElseThrow();
        Demo created = new Demo(new ApiClient(started.url(), key), screen, folder);
        demo = Optional.of(created);
        return created;
    }

    /** Says where its console is, with a key for that, and waits until the process is asked to stop. */
    void stay() throws InterruptedException {
        if (!interrupted) {
            Map<String, String> access = environment();
            screen.step("console", access.get("JUNGLEGRID_API_BASE") + GridServer.CONSOLE);
            screen.step("API key", access.get("JUNGLE_GRID_API_KEY") + "  (paste it there; it ends with this grid)");
            screen.step("stop", "Ctrl-C");
        }
        gone.await();
    }

    /** What the environment of its clients holds. It has to have run. */
    synchronized Map<String, String> environment() {
        return Map.of("JUNGLEGRID_API_BASE", server.orElseThrow().url().toString(), "JUNGLE_GRID_API_KEY", key);
    }

    private void interrupt() {
        interrupted = true;
        close();
        gone.countDown();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        demo.ifPresent(Demo::abandon);
        server.ifPresent(DemoGrid::stop);
        delete(data);
        deleteIfEmpty(folder);
    }

    private static void stop(GridServer server) {
        try {
            for (int i = 0; i < MAX_PAUSES && !server.isIdle(); i++) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
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
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // A program that was just killed may still have taken a file of its own away.
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
