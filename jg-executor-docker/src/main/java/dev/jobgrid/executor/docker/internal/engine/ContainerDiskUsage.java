package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Disk usage of a grid's containers on one Engine: their writable layers and volumes. Measured for all of them at once
 * on request, in the background, and seldom where that takes long. Thread-safe.
 */
final class ContainerDiskUsage {
    private static final System.Logger LOG = System.getLogger(ContainerDiskUsage.class.getName());
    private static final long EVERY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int REST_FACTOR = 20;

    private final EngineApi api;
    private final Map<String, String> labels;
    private final Executor threads;
    private final Object lock = new Object();
    private Map<String, Long> bytes = Map.of();
    private boolean isMeasuring;
    private long dueNanos = System.nanoTime();

    /** @param labels those of the grid's containers */
    ContainerDiskUsage(EngineApi api, Map<String, String> labels, Executor threads) {
        this.api = api;
        this.labels = labels;
        this.threads = threads;
    }

    /**
     * As last measured; empty before that, and for an Engine that does not report it.
     *
     * @param container its id
     */
    OptionalLong bytes(String container) {
        synchronized (lock) {
            if (!isMeasuring && System.nanoTime() - dueNanos >= 0) {
                isMeasuring = true;
                begin();
            }
            Long known = bytes.get(container);
            return known == null ? OptionalLong.empty() : OptionalLong.of(known);
        }
    }

    private void begin() {
        try {
            threads.execute(this::measure);
        } catch (RejectedExecutionException e) {
            isMeasuring = false; // closed
        } catch (RuntimeException | Error e) {
            isMeasuring = false;
            throw e;
        }
    }

    private void measure() {
        long start = System.nanoTime();
        Map<String, Long> seen = Map.of();
        try {
            seen = ask();
        } catch (CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "the executor is closed", e);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the disk usage of containers is unknown", e);
        } finally {
            note(seen, System.nanoTime() - start);
        }
    }

    private void note(Map<String, Long> seen, long tookNanos) {
        synchronized (lock) {
            bytes = Map.copyOf(seen);
            isMeasuring = false;
            dueNanos = System.nanoTime() + Math.max(EVERY_NANOS, REST_FACTOR * tookNanos);
        }
    }

    private Map<String, Long> ask() throws IOException {
        Map<String, Long> volumes = new HashMap<>();
        for (JsonNode volume : api.volumeSizes().path("Volumes")) {
            volumes.put(
                    volume.path("Name").asText(),
                    Math.max(0, volume.path("UsageData").path("Size").asLong()));
        }
        Map<String, Long> containers = new HashMap<>();
        for (JsonNode container : api.sizes(labels)) {
            long total = container.path("SizeRw").asLong();
            for (JsonNode mount : container.path("Mounts")) {
                total += volumes.getOrDefault(mount.path("Name").asText(), 0L);
            }
            containers.put(container.path("Id").asText(), total);
        }
        return containers;
    }
}
