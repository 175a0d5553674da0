package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem.ProgressDetail;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The progress of an image's layers. Thread-safe. */
public final class PullProgress {
    private static final long MIB = 1L << 20;

    private final Object lock = new Object();
    private final Map<String, Layer> layers = new LinkedHashMap<>();

    private record Layer(long current, long total) {}

    /** Reads the Engine's output to its end; it contains the failure of a pull. */
    @SuppressWarnings("deprecation") // Every Engine's, also where it has no details.
    public void read(MappingIterator<@Nullable PullResponseItem> lines, StallTimer progress) throws IOException {
        // Not as an iterator, which would wrap a closed connection in another exception.
        while (lines.hasNextValue()) {
            PullResponseItem line = lines.nextValue();
            progress.moved();
            if (line != null && line.getError() != null) {
                throw new EngineRefusalException(500, line.getError());
            }
            if (line != null && line.getId() != null) {
                note(line.getId(), line);
            }
        }
    }

    private void note(String id, PullResponseItem line) {
        ProgressDetail detail = line.getProgressDetail();
        if ("Downloading".equals(line.getStatus()) && detail != null && positive(detail.getTotal()) > 0) {
            Layer layer = new Layer(positive(detail.getCurrent()), positive(detail.getTotal()));
            synchronized (lock) {
                layers.put(id, layer);
            }
        } else if ("Download complete".equals(line.getStatus())) {
            synchronized (lock) {
                layers.computeIfPresent(id, (same, l) -> new Layer(l.total(), l.total()));
            }
        }
    }

    private static long positive(@Nullable Long bytes) {
        return bytes == null ? 0 : Math.max(0, bytes);
    }

    /** The progress of the known total; empty if that is unknown. */
    public String text() {
        synchronized (lock) {
            long current = layers.values().stream().mapToLong(Layer::current).sum();
            long total = layers.values().stream().mapToLong(Layer::total).sum();
            return total == 0 ? "" : ", " + current / MIB + " of " + Math.max(1, total / MIB) + " MiB";
        }
    }
}
