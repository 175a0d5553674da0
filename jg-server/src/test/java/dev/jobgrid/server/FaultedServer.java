package dev.jobgrid.server;

import static org.awaitility.Awaitility.await;

import dev.jobgrid.testkit.PidsGroup;
import dev.jobgrid.testkit.engine.SilentProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real server with a clock, a way to its database and a bound on processes of its own, which can be killed and started
 * again. Thread-safe for faults of different parts of it.
 */
final class FaultedServer implements AutoCloseable {
    private static final int FEWEST = 100;

    private final Path folder;
    private final List<String> options;
    private final PidsGroup group;
    private final Optional<SteppedClock> clock;
    private final SilentProxy door;
    private final Readiness health;
    private volatile Optional<ServerProcess> process = Optional.empty();

    private FaultedServer(Path folder, Optional<SteppedClock> clock, String database, List<String> options, Path said)
            throws IOException {
        this.folder = Files.createDirectories(folder);
        this.clock = clock;
        this.group = PidsGroup.make();
        this.door = SilentProxy.before(database);
        this.options = new ArrayList<>(options);
        this.options.add("--postgres=" + door.through(database));
        this.health = new Readiness(() -> access().map(TimedApi.Access::url), said);
    }

    /**
     * Starts one.
     *
     * @param clock what it goes by, if not by the machine's
     * @param database where PostgreSQL is
     * @param said what it says of its health goes to that file
     */
    static FaultedServer start(
            Path folder, Optional<SteppedClock> clock, String database, List<String> options, Path said)
            throws IOException {
        FaultedServer server = new FaultedServer(folder, clock, database, options, said);
        try {
            server.start();
        } catch (Throwable e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void start() throws IOException {
        process = Optional.of(ServerProcess.startBehind(
                List.of(
                        "sh",
                        "-c",
                        "echo $$ >\"$0\" && exec \"$@\"",
                        group.processes().toString()),
                folder,
                Programs.PATH,
                clock.map(SteppedClock::environment).orElse(Map.of()),
                options.toArray(String[]::new)));
    }

    /** Where it is, unless it is killed. */
    Optional<TimedApi.Access> access() {
        return process.map(running -> new TimedApi.Access(running.url(), running.key()));
    }

    SilentProxy door() {
        return door;
    }

    /** Sets its clock to this far from the right time. */
    void step(Duration ahead) throws IOException {
        clock.orElseThrow().step(ahead);
    }

    /** What it says of its health now. */
    String health() throws IOException, InterruptedException {
        return health.ask();
    }

    void kill() {
        process.ifPresent(ServerProcess::crash);
        process = Optional.empty();
    }

    /** Starts it again as whoever looks after servers does: what ends at once is tried again. */
    void startAgain(Duration within) throws IOException {
        long began = System.nanoTime();
        while (process.isEmpty()) {
            try {
                start();
            } catch (AssertionError | RuntimeException e) {
                // It may not find its database.
                if (System.nanoTime() - began > within.toNanos()) {
                    throw e;
                }
            }
        }
    }

    void hold() throws Exception {
        process.orElseThrow().hold();
    }

    void release() throws Exception {
        process.orElseThrow().release();
    }

    /** Lets it and what it has started have so many processes and threads more, and what a server needs in any case. */
    void limit(int more) throws IOException {
        group.limit(Math.max(group.size(), FEWEST) + more);
    }

    void lift() throws IOException {
        group.lift();
    }

    /** Ends its runs too, which would go on without it. */
    @Override
    public void close() throws IOException {
        health.close();
        process.ifPresent(ServerProcess::close);
        door.close();
        await("the end of its runs").until(() -> {
            List<String> left = Files.readAllLines(group.processes());
            left.forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
            return left.isEmpty();
        });
        group.close();
    }
}
