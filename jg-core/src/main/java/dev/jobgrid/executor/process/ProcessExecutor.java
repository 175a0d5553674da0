package dev.jobgrid.executor.process;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs the commands of jobs as processes of this host; their image is recorded, and not pulled. Where the host can
 * (Linux with util-linux and namespaces), a job gets a {@code /workspace} and a {@code /tmp} of its own, sees the rest
 * of the host read-only, and no process it started outlives it; elsewhere {@code /workspace} in its command, arguments
 * and variables is replaced by the job's folder. Jobs are the embedder's own programs, run with the embedder's rights:
 * this separates them, and does not sandbox untrusted code.
 *
 * <p>Programs continue when this process ends, and are found again by the next executor on the same folder.
 * Thread-safe.
 */
public final class ProcessExecutor implements GpuExecutor {
    private static final System.Logger LOG = System.getLogger(ProcessExecutor.class.getName());

    private final RunFolders folders;
    private final Supervisor supervisor;
    private final ProcessNode node;
    private final InstantSource clock;
    private final ExecutorService threads = RunThreads.executor();

    ProcessExecutor(RunFolders folders, Supervisor supervisor, ProcessNode node, InstantSource clock) {
        this.folders = folders;
        this.supervisor = supervisor;
        this.node = node;
        this.clock = clock;
    }

    /**
     * A builder of an executor.
     *
     * @param folder stores the state of its runs; created if absent. Not shared, on a local disk
     */
    public static ProcessExecutorBuilder builder(Path folder) {
        return new ProcessExecutorBuilder(folder);
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public List<GpuNode> nodes() {
        return List.of(node.now(!threads.isShutdown() && folders.problem().isEmpty()));
    }

    @Override
    public Optional<String> problem() {
        return folders.problem();
    }

    /**
     * Whether jobs get a {@code /workspace} of their own; else the path is replaced in command, arguments and
     * variables.
     */
    public boolean isWorkspacePrivate() {
        return supervisor.root().isPresent();
    }

    @Override
    public Run launch(RunRequest request, RunListener listener) {
        RunFolder folder = folders.of(request.key());
        ProcessRun run = new ProcessRun(folders, folder, threads, clock);
        requireOpen();
        try {
            Optional<RunLock> lock = take(folder, request);
            if (lock.isPresent()) {
                prepare(run, lock.get(), new Preparation(supervisor, node, folder, request, listener, run), listener);
            } else {
                threads.execute(() -> lookAfter(run, listener));
            }
            return run;
        } catch (IOException e) {
            if (!isUnused(folder, e)) {
                throw new UncheckedIOException("run " + request.key() + " cannot be launched", e);
            }
            LOG.log(System.Logger.Level.WARNING, "run " + request.key() + " could not be recorded", e);
            run.refuse(Refusal.of(e).exit());
            return run;
        }
    }

    /** Whether the run is certainly not recorded, and nothing of it is left. */
    private boolean isUnused(RunFolder folder, IOException why) {
        try {
            return folders.removeUnused(folder);
        } catch (IOException e) {
            why.addSuppressed(e);
            return false;
        }
    }

    private void prepare(ProcessRun run, RunLock lock, Preparation preparation, RunListener listener)
            throws IOException {
        try {
            threads.execute(() -> {
                try (lock) {
                    prepare(run, preparation);
                } catch (IOException | RuntimeException | OutOfMemoryError e) {
                    LOG.log(System.Logger.Level.ERROR, "run " + run.key() + ": its preparation was interrupted", e);
                }
                lookAfter(run, listener);
            });
        } catch (RejectedExecutionException e) {
            lock.close();
            throw new IllegalStateException("this executor is closed", e);
        } catch (RuntimeException | Error e) {
            lock.close(); // no thread is available: the next launch of the run may prepare it
            throw e;
        }
    }

    private static void prepare(ProcessRun run, Preparation preparation) throws IOException {
        try {
            preparation.run();
        } catch (InterruptedException e) {
            // Before the lock is released: no thread here may then take the run for lost.
            run.leave();
            Thread.currentThread().interrupt();
        }
    }

    /** The right to prepare the run; empty if it was or is being prepared. Its request is recorded then. */
    private Optional<RunLock> take(RunFolder folder, RunRequest request) throws IOException {
        RunState state = new RunState(folder);
        while (true) {
            folders.requireThere(); // nothing is prepared in another machine's folder
            folders.make(folder);
            Optional<RunLock> lock = RunLock.tryTake(folder);
            if (lock.isEmpty()) {
                if (folder.exists()) {
                    return lock;
                }
                continue;
            }
            boolean isKept = false;
            try {
                if (state.isDecided()) {
                    return Optional.empty();
                }
                if (!Files.exists(folder.request())) {
                    RequestFile.of(request).write(folder);
                    isKept = true;
                    return lock;
                }
                // Another process began to prepare the run and ended. Its supervisor may be about to claim the run, and
                // must not.
                if (state.claim()) {
                    folders.remove(folder);
                }
            } finally {
                // Even when the disk is full: the next process must be able to take the lock.
                if (!isKept) {
                    lock.get().close();
                }
            }
        }
    }

    @Override
    public Optional<Run> attach(RunKey key, RunListener listener) {
        RunFolder folder = folders.of(key);
        requireOpen();
        try {
            if (!folders.has(folder.request())) {
                return Optional.empty();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("run " + key + " cannot be looked for", e);
        }
        ProcessRun run = new ProcessRun(folders, folder, threads, clock);
        threads.execute(() -> lookAfter(run, listener));
        return Optional.of(run);
    }

    private void requireOpen() {
        if (threads.isShutdown()) {
            throw new IllegalStateException("this executor is closed");
        }
    }

    private static void lookAfter(ProcessRun run, RunListener listener) {
        try {
            run.announce(listener);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "run " + run.key() + " cannot be supervised", e);
        }
    }

    @Override
    public List<RunKey> workloads() {
        try {
            return folders.keys();
        } catch (IOException e) {
            throw new UncheckedIOException("the folders of runs cannot be read", e);
        }
    }

    @Override
    public void removeExpiredArtifacts(Instant now) {
        try {
            folders.removeExpiredArtifacts(now);
        } catch (IOException e) {
            throw new UncheckedIOException("artifacts retained on this host cannot be removed", e);
        }
    }

    /**
     * Also gives up runs in preparation: such a run was never started. A stop that waits for its grace is abandoned.
     */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.log(System.Logger.Level.WARNING, "threads of the process executor do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        supervisor.groups().close();
    }
}
