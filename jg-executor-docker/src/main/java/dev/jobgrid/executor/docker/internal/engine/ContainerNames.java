package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * How a grid's containers are named and labelled. The name follows from the run, so that the Engine itself refuses a second
 * container for it, whoever asks.
 *
 * @param grid which grid
 */
public record ContainerNames(String grid) {
    /** What the labels begin with. */
    public static final String OWN = "dev.jobgrid.";

    /** The label that tells on which machine a container was made, or which machine it is that has a volume. */
    static final String MACHINE = OWN + "machine";

    private static final String GRID = OWN + "grid";
    private static final String WORKSPACE = OWN + "workspace";
    private static final String JOB = OWN + "job";
    private static final String ATTEMPT = OWN + "attempt";
    private static final String KEPT_UNTIL = OWN + "kept-until";
    private static final String KEPT_OF = OWN + "kept-of";

    public String name(RunKey key) {
        String whole = grid + "\n" + key.job().workspace() + "\n" + key.job().id();
        return "jobgrid-" + key.job().id() + "-" + key.attempt() + "-" + hash(whole);
    }

    /** The labels of a run's container, beside those that its Engine's operator wants. */
    public Map<String, String> labels(RunKey key, Optional<MachineId> machine, Map<String, String> others) {
        Map<String, String> labels = new HashMap<>(others);
        labels.putAll(labels(key));
        machine.ifPresent(id -> labels.put(MACHINE, id.value()));
        return labels;
    }

    /** The labels by which a run's container is found. */
    public Map<String, String> labels(RunKey key) {
        Map<String, String> labels = new HashMap<>();
        labels.put(GRID, grid);
        labels.put(WORKSPACE, key.job().workspace().value());
        labels.put(JOB, key.job().id().value());
        labels.put(ATTEMPT, Integer.toString(key.attempt()));
        return labels;
    }

    /** The name of the container that keeps what a run's container left. */
    static String kept(String container) {
        return container + "-kept";
    }

    /** The labels of a container that keeps what another left; it is no run's, and says itself until when it stays. */
    Map<String, String> keptLabels(String container, Instant until) {
        return Map.of(GRID, grid, KEPT_OF, container, KEPT_UNTIL, until.toString());
    }

    /** Until when a container with these labels keeps what another left; empty if it does not. */
    static Optional<Instant> keptUntil(JsonNode labels) {
        try {
            return labels.has(KEPT_UNTIL)
                    ? Optional.of(Instant.parse(labels.path(KEPT_UNTIL).asText()))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The labels of all containers of the grid. */
    public Map<String, String> labels() {
        return Map.of(GRID, grid);
    }

    /** Which run these labels tell; empty if someone else wrote them. */
    public static Optional<RunKey> run(JsonNode labels) {
        try {
            JobRef job = new JobRef(
                    new WorkspaceId(labels.path(WORKSPACE).asText()),
                    new JobId(labels.path(JOB).asText()));
            return Optional.of(
                    new RunKey(job, Integer.parseInt(labels.path(ATTEMPT).asText())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Which machine these labels tell; empty if none, or someone else wrote them. */
    static Optional<MachineId> machine(JsonNode labels) {
        try {
            return labels.has(MACHINE)
                    ? Optional.of(new MachineId(labels.path(MACHINE).asText()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
