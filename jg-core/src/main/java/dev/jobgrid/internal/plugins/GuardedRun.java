package dev.jobgrid.internal.plugins;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.spi.executor.ArtifactSink;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run that fails only with the exceptions of its port: reads with an {@link IOException}, all else with a
 * {@link JobGridException}. Thread-safe if the run is.
 */
record GuardedRun(PluginGuard plugin, RunKey key, Run run, Waits waits) implements Run {
    @Override
    public LogBatch logs(String position, Duration wait) throws IOException, InterruptedException {
        return plugin.read("logs", wait.plus(waits.answer()), () -> run.logs(position, wait));
    }

    @Override
    public Optional<RunExit> exit(Duration wait) throws InterruptedException {
        return plugin.await("exit", wait.plus(waits.answer()), () -> run.exit(wait));
    }

    @Override
    public void stop(Duration grace) {
        plugin.run("stop", waits.decision(), () -> run.stop(grace));
    }

    @Override
    public OptionalLong diskBytes() {
        return plugin.call("diskBytes", waits.decision(), run::diskBytes);
    }

    @Override
    public void collect(ArtifactSink sink) throws IOException {
        PendingCall call = plugin.called("collect", waits.work());
        StoringSink storing = new StoringSink(sink, call);
        try {
            plugin.read(call, () -> {
                try {
                    run.collect(storing);
                } catch (RuntimeException e) {
                    // An exception of the store is not a failure of the executor that passed it on.
                    if (storing.failure != null) {
                        throw new IOException(e);
                    }
                    throw e;
                }
                return true;
            });
        } catch (IOException e) {
            storing.rethrow();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while artifacts were collected");
        }
    }

    /** Passes files on, and records exceptions of the grid's own side. */
    private static final class StoringSink implements ArtifactSink {
        private final ArtifactSink sink;
        private final PendingCall call;
        private volatile @Nullable RuntimeException failure;

        private StoringSink(ArtifactSink sink, PendingCall call) {
            this.sink = sink;
            this.call = call;
        }

        @Override
        public void accept(String path, long sizeBytes, InputStream body) throws IOException {
            call.gridsTurn();
            try {
                sink.accept(path, sizeBytes, TurnStream.ofPart(body, call));
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            } finally {
                call.partsTurn();
            }
        }

        private void rethrow() {
            RuntimeException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
        }
    }

    @Override
    public Map<String, Long> artifactSizes(Set<String> paths) throws IOException {
        try {
            return plugin.read("artifactSizes", waits.work(), () -> run.artifactSizes(paths));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading sizes of artifacts");
        }
    }

    @Override
    public Optional<String> retainedAt() {
        try {
            return plugin.call("retainedAt", waits.decision(), run::retainedAt);
        } catch (JobGridException e) {
            // A job that ends without its files must not wait for their location.
            return Optional.empty();
        }
    }

    @Override
    public void retainArtifacts(Instant until) {
        plugin.run("retainArtifacts", waits.work(), () -> run.retainArtifacts(until));
    }

    @Override
    public void remove() {
        plugin.run("remove", waits.work(), run::remove);
    }
}
