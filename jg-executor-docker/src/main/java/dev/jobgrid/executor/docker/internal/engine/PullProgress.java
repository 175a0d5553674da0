package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The progress of an image's layers. Thread-safe. */
public final class PullProgress {
    private static final long MIB = 1L << 20;

    private final Object lock = new Object();
    private final Map<String, Layer> layers = new LinkedHashMap<>();

    private record Layer(long current, long total) {}

    /** Reads the Engine's output to its end; it contains the failure of a pull. */
    public void read(MappingIterator<JsonNode> lines, StallTimer progress) throws IOException {
        // Not as an iterator, which would wrap a closed connection in another exception.
        while (lines.hasNextValue()) {
            JsonNode line = lines.nextValue();
            progress.moved();
            if (line.has("error")) {
                throw new EngineRefusalException(500, line.path("error").asText());
            }
            note(line);
        }
    }

    private void note(JsonNode line) {
        JsonNode detail = line.path("progressDetail");
        if (line.path("status").asText().equals("Downloading")
                && detail.path("total").asLong() > 0) {
            Layer layer = new Layer(
                    detail.path("current").asLong(), detail.path("total").asLong());
            synchronized (lock) {
                layers.put(line.path("id").asText(), layer);
            }
        } else if (line.path("status").asText().equals("Download complete")) {
            synchronized (lock) {
                layers.computeIfPresent(line.path("id").asText(), (id, l) -> new Layer(l.total(), l.total()));
            }
        }
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
