package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.JobHandle;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.testkit.TestSeed;
import dev.jobgrid.testkit.engine.PrivateEngine;
import dev.jobgrid.testkit.executor.Gates;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Twenty jobs at a time on Engines that are stopped under them. A program that comes to its end leaves an artifact, and none
 * before: a job that is completed without one of its last attempt was cut off.
 */
final class EngineStops implements AutoCloseable {
    private static final int JOBS = 20;
    private static final Duration LONG = Duration.ofMinutes(3);

    private final Random random;
    private final int halfSeconds;
    private final Gates gates;
    private final List<PrivateEngine> engines = new ArrayList<>();
    private final TestGrid test;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Integer> counts = new TreeMap<>();
    private int count;
    private int runAgain;

    /** What a program does when it is asked to end. */
    private enum Kind {
        ENDS_WITH_ZERO("trap 'exit 0' TERM"),
        ENDS_BY_THE_SIGNAL("trap - TERM"),
        IGNORES("trap '' TERM"),
        SHORT("trap 'exit 0' TERM");

        private final String trap;

        Kind(String trap) {
            this.trap = trap;
        }

        /**
         * Takes its time in its first attempt, and little in another. Those that a signal ends go on until the gate opens;
         * the Engine would wait ten seconds for the others.
         */
        String script(int halfSeconds, String gate) {
            String first = this == ENDS_WITH_ZERO || this == ENDS_BY_THE_SIGNAL
                    ? Gates.await(gate)
                    : "n=" + halfSeconds + "; while [ $n -gt 0 ]; do n=$((n-1)); sleep 0.5; done; ";
            return trap + "; echo begin $JUNGLEGRID_ATTEMPT; if [ $JUNGLEGRID_ATTEMPT = 1 ]; then " + first + "fi;"
                    + " sleep 0.5; echo x > /workspace/artifacts/whole; echo end $JUNGLEGRID_ATTEMPT; sleep 0.2";
        }
    }

    /** How an Engine is stopped. */
    enum Stop {
        NONE,
        TERM,
        KILL,
        HANG,
        HANG_AND_KILL,
        REBOOT
    }

    /** A job, and the Engine of its first attempt. */
    private record Started(JobHandle job, Kind kind, int engine) {}

    /**
     * Starts Engines.
     *
     * @param halfSeconds how long programs go on whatever happens
     * @param options of each
     */
    EngineStops(Random random, int halfSeconds, List<List<String>> options, Gates gates) throws IOException {
        this.random = random;
        this.halfSeconds = halfSeconds;
        this.gates = gates;
        try {
            for (List<String> of : options) {
                engines.add(TestEngines.start(of.toArray(String[]::new)));
            }
            DockerEngine[] nodes = new DockerEngine[engines.size()];
            for (int i = 0; i < nodes.length; i++) {
                nodes[i] = TestEngines.of(engines.get(i), Integer.toString(i), JOBS / nodes.length);
            }
            test = new TestGrid(TestEngines.executor("stops", nodes)
                    .timing(TestEngines.OUTAGE)
                    .mount(gates.mount()));
        } catch (IOException | RuntimeException | AssertionError e) {
            closeEngines();
            throw e;
        }
    }

    /** How many jobs were run again. */
    int runAgain() {
        return runAgain;
    }

    /**
     * Runs jobs, stops Engines under them at once, and starts them again; returns when all jobs have ended as they should.
     *
     * @param ways of the first Engines; the others go on
     */
    void round(List<Stop> ways) throws Exception {
        // A node that lost many runs in the round before is set aside for minutes, and its share of the programs has to
        // begin.
        test.letPass(Duration.ofHours(1));
        String over = "over" + count;
        List<Started> jobs = start(over);
        List<Future<?>> stops = new ArrayList<>();
        for (int i = 0; i < ways.size(); i++) {
            int engine = i;
            stops.add(threads.submit(() -> stop(engine, ways.get(engine))));
        }
        for (Future<?> stop : stops) {
            stop.get();
        }
        gates.open(over);
        for (Started started : jobs) {
            check(started, started.engine() < ways.size() ? ways.get(started.engine()) : Stop.NONE);
        }
        count += ways.size();
    }

    /** Returns when all programs have begun. */
    private List<Started> start(String gate) {
        Map<JobHandle, Kind> submitted = new LinkedHashMap<>();
        for (int i = 0; i < JOBS; i++) {
            Kind kind = Kind.values()[i % Kind.values().length];
            int time = kind == Kind.SHORT ? random.nextInt(halfSeconds) : halfSeconds;
            submitted.put(test.submitGated(kind.script(time, gate)), kind);
        }
        List<Started> jobs = new ArrayList<>();
        submitted.forEach((job, kind) -> {
            await("the program").atMost(LONG).until(() -> !test.lines(job).isEmpty());
            jobs.add(new Started(job, kind, engine(job.status())));
        });
        return jobs;
    }

    private static int engine(Job job) {
        return Integer.parseInt(job.attempt().placement().orElseThrow().node().value());
    }

    private Void stop(int number, Stop way) throws IOException {
        PrivateEngine engine = engines.get(number);
        switch (way) {
            case NONE -> {}
            case TERM -> engine.terminate();
            case KILL -> engine.kill();
            case HANG, HANG_AND_KILL -> hang(number);
            case REBOOT -> engine.killAll();
        }
        switch (way) {
            case NONE -> {}
            case HANG -> engine.release();
            case HANG_AND_KILL -> {
                engine.kill();
                engine.restart();
            }
            case TERM, KILL, REBOOT -> engine.restart();
        }
        return null;
    }

    /** Returns when the grid has noticed. */
    private void hang(int number) throws IOException {
        engines.get(number).hold();
        String name = Integer.toString(number);
        await("the Engine to be away")
                .atMost(LONG)
                .until(() -> test.executor.nodes().stream()
                        .noneMatch(node -> node.id().value().equals(name) && node.isAccepting()));
    }

    private void check(Started started, Stop way) throws Exception {
        Job job = started.job().await(LONG);
        int attempts = job.attempt().number();
        List<String> lines = test.lines(started.job());
        String context = started.kind() + " under " + way + " of Engine " + started.engine() + " printed " + lines
                + ": " + test.events(started.job()) + "; " + TestSeed.repeat(EngineStopTest.class);
        assertThat(job.status()).as(context).isEqualTo(JobStatus.COMPLETED);
        assertThat(test.grid.artifacts(job.id()).list())
                .as(context)
                .filteredOn(file -> file.attempt() == attempts)
                .hasSize(1);
        // A program that ends while its Engine is gone may end unseen, and what it printed last is lost.
        if (way == Stop.NONE || way == Stop.HANG) {
            assertThat(attempts).as(context).isEqualTo(1);
            assertThat(lines).as(context).containsExactly("begin 1", "end 1");
        }
        runAgain += attempts > 1 ? 1 : 0;
        counts.merge(started.kind() + " " + way + (attempts > 1 ? " run again" : " as it was"), 1, Integer::sum);
    }

    @Override
    public String toString() {
        return count + " stops, " + runAgain + " jobs run again, " + counts;
    }

    private void closeEngines() throws IOException {
        for (PrivateEngine engine : engines) {
            engine.close();
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        try {
            test.close();
        } finally {
            closeEngines();
        }
    }
}
