package dev.jobgrid.server;

import dev.jobgrid.testkit.FreePort;
import dev.jobgrid.testkit.SmallDisk;
import dev.jobgrid.testkit.engine.PrivateEngine;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Three servers on one PostgreSQL: two share two Engines, and one runs processes. What can go wrong goes wrong as a schedule
 * says.
 */
final class CombinedFaults implements AutoCloseable {
    static final int SERVERS = 3;
    static final int ENGINES = 2;

    /** The servers whose clocks are set. Each reading of such a clock takes a lock, so one server goes by the machine's. */
    static final List<Integer> CLOCKED = List.of(0, 2);

    /** Of each Engine, and of the server that runs processes. */
    static final int GPUS = 3;

    /** What jobs call the folder in which they leave word of themselves. */
    static final String TALLY = "tally";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int CONNECTIONS = 300;
    private static final int DISK_MIB = 96;
    private static final List<Integer> STEPS = List.of(-3600, -60, -3, 3, 60, 3600);
    private static final int FEW = 8;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    // A server is a child of the thread that starts it, which is there to the end therefore.
    private final ExecutorService threads = Executors.newFixedThreadPool(Fault.TARGETS);
    private final CountDownLatch isGivenUp = new CountDownLatch(1);
    private final List<String> record = new CopyOnWriteArrayList<>();
    private final List<FaultedServer> servers = new ArrayList<>();
    private final List<PrivateEngine> engines = new ArrayList<>();
    private final List<SmallDisk> disks = new ArrayList<>();
    private final Path folder;
    private final Path said;
    private final EmbeddedPostgres postgres;
    private volatile long began = System.nanoTime();

    /**
     * Starts all of it.
     *
     * @param folder that jobs see
     * @param said the folder for what servers say of their health, and for what went wrong when
     */
    CombinedFaults(Path folder, Path said) throws Exception {
        this.folder = folder;
        this.said = Files.createDirectories(said);
        Files.createDirectory(tally());
        Files.setPosixFilePermissions(tally(), PosixFilePermissions.fromString("rwxrwxrwx"));
        this.postgres = EmbeddedPostgres.builder()
                .setPort(FreePort.find())
                .setServerConfig("max_connections", Integer.toString(CONNECTIONS))
                .start();
        open.push(postgres);
        try {
            String source = TestEngine.require(folder).address();
            for (int i = 0; i < ENGINES; i++) {
                PrivateEngine engine = PrivateEngine.start(source);
                open.push(engine);
                engines.add(engine);
            }
            disks.add(disk(folder.resolve("files")));
            disks.add(disk(home(SERVERS - 1).resolve("data")));
            for (int i = 0; i < SERVERS; i++) {
                Optional<SteppedClock> clock =
                        CLOCKED.contains(i) ? Optional.of(SteppedClock.in(home(i))) : Optional.empty();
                FaultedServer server = FaultedServer.start(
                        home(i),
                        clock,
                        postgres.getJdbcUrl("postgres", "postgres"),
                        options(i),
                        said.resolve("health-" + i + ".txt"));
                open.push(server);
                servers.add(server);
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private SmallDisk disk(Path at) throws IOException, InterruptedException {
        SmallDisk disk = SmallDisk.mount(at, DISK_MIB);
        open.push(disk);
        return disk;
    }

    private List<String> options(int server) {
        List<String> options = new ArrayList<>(List.of(
                "--blobs=" + blobs(),
                "--simulate-gpu=NVIDIA L4:24x" + GPUS,
                "--mount=" + TALLY + "=" + tally() + ":rw",
                "--credits"));
        if (server < SERVERS - 1) {
            options.add("--pull=never");
            for (int i = 0; i < ENGINES; i++) {
                options.add("--docker=engine-" + i + "=" + engines.get(i).uri());
            }
        }
        return options;
    }

    /** The folder of a server. */
    Path home(int server) {
        return folder.resolve("server-" + server);
    }

    Path blobs() {
        return folder.resolve("files/blobs");
    }

    /** Where jobs leave word of themselves. */
    Path tally() {
        return folder.resolve(TALLY);
    }

    List<FaultedServer> servers() {
        return servers;
    }

    List<PrivateEngine> engines() {
        return engines;
    }

    /** What went wrong, and when. */
    List<String> record() {
        return record;
    }

    /** By which Engines know the containers. */
    String gridName() throws SQLException {
        return GridNameRow.in(postgres.getJdbcUrl("postgres", "postgres"));
    }

    /** A number from the database, asked for beside the servers. */
    long count(String query) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Lets it all happen; returns when it is over, and all that was taken away is there again. */
    void run(List<List<Fault>> schedule) throws Exception {
        began = System.nanoTime();
        List<Future<?>> lines = new ArrayList<>();
        for (List<Fault> faults : schedule) {
            // A server is a child of the thread that starts it, so that threads are there for longer than they are
            // busy.
            lines.add(threads.submit(() -> run(faults, isGivenUp)));
        }
        Optional<Throwable> failure = Optional.empty();
        for (Future<?> line : lines) {
            try {
                line.get();
            } catch (ExecutionException e) {
                failure = failure.or(() -> Optional.of(e));
            }
        }
        if (failure.isPresent()) {
            throw new AssertionError("a fault could not be made or mended", failure.get());
        }
    }

    private Void run(List<Fault> faults, CountDownLatch givenUp) throws Exception {
        try {
            for (Fault fault : faults) {
                if (isOver(givenUp, fault.from())) {
                    return null;
                }
                note(fault + " begins");
                begin(fault);
                isOver(givenUp, fault.until());
                note(fault + " ends");
                end(fault);
                note(fault + " is mended");
            }
            return null;
        } catch (Throwable e) {
            note("failed: " + e);
            givenUp.countDown();
            throw e;
        }
    }

    /** Waits for a moment of the schedule; true if it goes on no further. */
    private boolean isOver(CountDownLatch givenUp, Duration moment) throws InterruptedException {
        return givenUp.await(moment.toNanos() - (System.nanoTime() - began), TimeUnit.NANOSECONDS);
    }

    private synchronized void note(String text) throws IOException {
        record.add(String.format(Locale.ROOT, "%8.1f s  %s", (System.nanoTime() - began) / 1e9, text));
        Files.write(said.resolve("schedule.txt"), record);
    }

    private void begin(Fault fault) throws Exception {
        int target = fault.target();
        switch (fault.kind()) {
            case KILLED -> servers.get(target).kill();
            case STOPPED -> servers.get(target).hold();
            case SILENT -> servers.get(target).door().silence();
            case FORGOTTEN -> servers.get(target).door().forget();
            case REFUSED -> servers.get(target).door().refuse();
            case STEPPED ->
                servers.get(CLOCKED.get(target)).step(Duration.ofSeconds(STEPS.get(fault.size() % STEPS.size())));
            case FEW -> servers.get(target).limit(fault.size() % FEW);
            case FULL -> disks.get(target).fill();
            case TERMINATED -> engines.get(target).terminate();
            case CRASHED -> engines.get(target).kill();
            case HANGING -> engines.get(target).hold();
            case REBOOTED -> engines.get(target).killAll();
        }
    }

    private void end(Fault fault) throws Exception {
        int target = fault.target();
        switch (fault.kind()) {
            case KILLED -> servers.get(target).startAgain(PATIENCE);
            case STOPPED -> servers.get(target).release();
            case SILENT -> servers.get(target).door().forget();
            case FORGOTTEN -> {}
            case REFUSED -> servers.get(target).door().admit();
            case STEPPED -> servers.get(CLOCKED.get(target)).step(Duration.ZERO);
            case FEW -> servers.get(target).lift();
            case FULL -> disks.get(target).makeRoom();
            case TERMINATED, CRASHED, REBOOTED -> engines.get(target).restart();
            case HANGING -> engines.get(target).release();
        }
    }

    @Override
    public void close() throws IOException {
        isGivenUp.countDown();
        IOException failures = new IOException("not all could be closed");
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failures.addSuppressed(e);
            }
        }
        threads.shutdownNow();
        if (failures.getSuppressed().length > 0) {
            throw failures;
        }
    }
}
