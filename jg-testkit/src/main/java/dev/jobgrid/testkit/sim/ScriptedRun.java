package dev.jobgrid.testkit.sim;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.spi.executor.ArtifactSink;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.testkit.sim.ScriptedExecutor.Faults;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One grid's access to a workload. Thread-safe. */
final class ScriptedRun implements Run {
    private static final System.Logger LOG = System.getLogger(ScriptedRun.class.getName());
    private static final int PAGE = 7;
    private static final long LOOK_MILLIS = 5;

    private final Object reporting = new Object();
    private final ScriptedExecutor engine;
    private final Workload workload;
    private final RunListener listener;
    private final InstantSource clock;
    private final Supplier<Faults> faults;
    private int phasesReported;
    private boolean startReported;

    ScriptedRun(
            ScriptedExecutor engine,
            Workload workload,
            RunListener listener,
            InstantSource clock,
            Supplier<Faults> faults) {
        this.engine = engine;
        this.workload = workload;
        this.listener = listener;
        this.clock = clock;
        this.faults = faults;
    }

    @Override
    public RunKey key() {
        return workload.request().key();
    }

    /** Notifies the listener of changes. Exceptions of the listener are ignored, as on an engine's threads. */
    void report() {
        try {
            reportNews();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "run " + key() + ": the listener failed", e);
        }
    }

    private void reportNews() {
        synchronized (reporting) {
            Instant now = clock.instant();
            List<ExecutionPhase> phases = workload.phases(now);
            while (phasesReported < phases.size()) {
                ExecutionPhase phase = phases.get(phasesReported++);
                listener.phase(phase, "Scripted: " + phase + ".");
            }
            reportStart();
        }
    }

    /** By the current clock: a listener may have spent long on a phase. */
    private void reportStart() {
        Instant now = clock.instant();
        Optional<Instant> started = workload.started(now);
        if (started.isPresent() && !startReported) {
            startReported = true;
            Instant until = workload.over(now).map(RunExit::at).orElse(now);
            listener.started(started.get(), Duration.between(started.get(), until));
        }
    }

    @Override
    public LogBatch logs(String position, Duration wait) throws IOException, InterruptedException {
        checkUp();
        report();
        faults.get().onLogs(key());
        int from = position.isEmpty() ? 0 : Integer.parseInt(position);
        await(wait, () -> workload.printed(clock.instant()).size() > from || isOver());
        Instant now = clock.instant();
        boolean over = workload.over(now).isPresent();
        List<RawLine> printed = workload.printed(now);
        int to = Math.min(printed.size(), from + PAGE);
        return new LogBatch(printed.subList(from, to), Integer.toString(to), over && to == printed.size());
    }

    @Override
    public Optional<RunExit> exit(Duration wait) throws InterruptedException {
        engine.checkUp(key());
        await(wait, this::isOver);
        report();
        return workload.over(clock.instant());
    }

    private void checkUp() throws IOException {
        try {
            engine.checkUp(key());
        } catch (IllegalStateException e) {
            throw new IOException(e);
        }
    }

    private boolean isOver() {
        return workload.over(clock.instant()).isPresent();
    }

    /** Waits in real time for what passing time causes. */
    private static void await(Duration wait, Supplier<Boolean> condition) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (!wait.isZero() && !condition.get() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    @Override
    public void stop(Duration grace) {
        engine.checkUp(key());
        faults.get().onCall(key());
        workload.stop(clock.instant(), grace);
    }

    @Override
    public OptionalLong diskBytes() {
        engine.checkUp(key());
        return workload.started(clock.instant()).isPresent()
                ? OptionalLong.of(workload.script().diskBytes())
                : OptionalLong.empty();
    }

    @Override
    public void collect(ArtifactSink sink) throws IOException {
        checkUp();
        if (!isOver()) {
            throw new IllegalStateException(key() + " is not over");
        }
        if (workload.started(clock.instant()).isEmpty()) {
            return; // nobody has written anything
        }
        Map<String, byte[]> files = new TreeMap<>(workload.script().artifacts());
        int left = files.size();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (--left == 0) {
                faults.get().onCollect(key());
            }
            sink.accept(file.getKey(), file.getValue().length, new ByteArrayInputStream(file.getValue()));
        }
    }

    @Override
    public Optional<String> retainedAt() {
        return Optional.of("scripted/" + key());
    }

    @Override
    public void retainArtifacts(Instant until) {
        engine.checkUp(key());
        faults.get().onCall(key());
        if (engine.has(key())) {
            engine.keep(key(), until);
        }
    }

    @Override
    public void remove() {
        engine.checkUp(key());
        faults.get().onCall(key());
        if (engine.has(key())) {
            engine.remove(key());
        }
    }
}
