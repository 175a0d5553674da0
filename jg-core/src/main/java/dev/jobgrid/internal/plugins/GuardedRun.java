package dev.jobgrid.internal.plugins;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.spi.ArtifactSink;
import dev.jobgrid.spi.LogBatch;
import dev.jobgrid.spi.Run;
import dev.jobgrid.spi.RunExit;
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
 * A run whose executor fails as the port says: what cannot be read is an {@link IOException}, all else a {@link
 * dev.jobgrid.errors.JobGridException}. Thread-safe if the run is.
 */
record GuardedRun(Plugin plugin, Run run) implements Run {
    @Override
    public RunKey key() {
        return plugin.call(run::key);
    }

    @Override
    public LogBatch logs(String position, Duration wait) throws IOException, InterruptedException {
        return plugin.read(() -> run.logs(position, wait));
    }

    @Override
    public Optional<RunExit> exit(Duration wait) throws InterruptedException {
        return plugin.await(() -> run.exit(wait));
    }

    @Override
    public void stop(Duration grace) {
        plugin.call(() -> {
            run.stop(grace);
            return true;
        });
    }

    @Override
    public OptionalLong diskBytes() {
        return plugin.call(run::diskBytes);
    }

    @Override
    public void collect(ArtifactSink sink) throws IOException {
        StoringSink storing = new StoringSink(sink);
        try {
            plugin.read(() -> {
                try {
                    run.collect(storing);
                } catch (RuntimeException e) {
                    // What the store threw is no failure of the executor, through which it came.
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

    /** Hands files on, and remembers what the grid's own side threw. */
    private static final class StoringSink implements ArtifactSink {
        private final ArtifactSink sink;
        private @Nullable RuntimeException failure;

        private StoringSink(ArtifactSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(String path, long sizeBytes, InputStream body) throws IOException {
            try {
                sink.accept(path, sizeBytes, body);
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }

        private void rethrow() {
            if (failure != null) {
                throw failure;
            }
        }
    }

    @Override
    public Map<String, Long> sizes(Set<String> paths) throws IOException {
        try {
            return plugin.read(() -> run.sizes(paths));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while artifacts were looked at");
        }
    }

    @Override
    public Optional<String> keptAt() {
        return plugin.call(run::keptAt);
    }

    @Override
    public void keep(Instant until) {
        plugin.call(() -> {
            run.keep(until);
            return true;
        });
    }

    @Override
    public void remove() {
        plugin.call(() -> {
            run.remove();
            return true;
        });
    }
}
