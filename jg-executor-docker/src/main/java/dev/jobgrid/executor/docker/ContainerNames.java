package dev.jobgrid.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * How a grid's containers are named and labelled. The name follows from the run, so that the Engine itself refuses a second
 * container for it, whoever asks.
 *
 * @param grid which grid
 */
record ContainerNames(String grid) {
    private static final String GRID = "dev.jobgrid.grid";
    private static final String WORKSPACE = "dev.jobgrid.workspace";
    private static final String JOB = "dev.jobgrid.job";
    private static final String ATTEMPT = "dev.jobgrid.attempt";

    String name(RunKey key) {
        String whole = grid + "\n" + key.job().workspace() + "\n" + key.job().id();
        return "jobgrid-" + key.job().id() + "-" + key.attempt() + "-" + hash(whole);
    }

    Map<String, String> labels(RunKey key) {
        return Map.of(
                GRID, grid,
                WORKSPACE, key.job().workspace().value(),
                JOB, key.job().id().value(),
                ATTEMPT, Integer.toString(key.attempt()));
    }

    /** The labels of all containers of the grid. */
    Map<String, String> labels() {
        return Map.of(GRID, grid);
    }

    /** Which run these labels tell; empty if someone else wrote them. */
    static Optional<RunKey> run(JsonNode labels) {
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

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
