package dev.jobgrid.executor.docker.internal.engine;

import com.google.common.hash.Hashing;
import dev.jobgrid.id.GridNames;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names and labels of a grid's containers. The name is derived from the run, so that the Engine itself refuses a second
 * container for it.
 *
 * @param grids the grid's name, and former ones that containers may still bear
 */
public record ContainerNames(GridNames grids) {
    /** The prefix of labels. */
    public static final String OWN = "dev.jobgrid.";

    /** The label with the machine id of a container, or of the machine volume. */
    static final String MACHINE = OWN + "machine";

    private static final int HASH = 12;
    private static final String GRID = OWN + "grid";
    private static final String WORKSPACE = OWN + "workspace";
    private static final String JOB = OWN + "job";
    private static final String ATTEMPT = OWN + "attempt";
    private static final String KEPT_UNTIL = OWN + "kept-until";
    private static final String KEPT_OF = OWN + "kept-of";

    /** Of a grid with one name. */
    public ContainerNames(String grid) {
        this(GridNames.of(grid));
    }

    /** Of a grid that was given a name, whatever its store has. */
    static ContainerNames of(String given, GridNames stored) {
        return new ContainerNames(new GridNames(
                given,
                Stream.concat(Stream.of(stored.name()), stored.former().stream())
                        .toList()));
    }

    public String name(RunKey key) {
        String whole =
                grids.name() + "\n" + key.job().workspace() + "\n" + key.job().id();
        return "jobgrid-" + key.job().id() + "-" + key.attempt() + "-"
                + Hashing.sha256()
                        .hashString(whole, StandardCharsets.UTF_8)
                        .toString()
                        .substring(0, HASH);
    }

    /** The labels of a run's container, beside those of its Engine's operator. */
    public Map<String, String> labels(RunKey key, Optional<MachineId> machine, Map<String, String> others) {
        Map<String, String> labels = new HashMap<>(others);
        labels.put(GRID, grids.name());
        labels.putAll(ofRun(key));
        machine.ifPresent(id -> labels.put(MACHINE, id.value()));
        return labels;
    }

    private static Map<String, String> ofRun(RunKey key) {
        return Map.of(
                WORKSPACE, key.job().workspace().value(),
                JOB, key.job().id().value(),
                ATTEMPT, Integer.toString(key.attempt()));
    }

    /** What an Engine finds a run's containers by; those of other grids are {@linkplain #isOurs to be left out}. */
    public List<String> filters(RunKey key) {
        List<String> filters = new ArrayList<>(filters());
        ofRun(key).forEach((label, value) -> filters.add(label + "=" + value));
        return filters;
    }

    /** What an Engine finds all containers of the grid by; those of others are {@linkplain #isOurs to be left out}. */
    public List<String> filters() {
        // An Engine finds by one name, or by any.
        return List.of(grids.former().isEmpty() ? GRID + "=" + grids.name() : GRID);
    }

    /** A label as an Engine lists it; empty if there is none. */
    static String label(@Nullable Map<String, String> labels, String name) {
        return labels == null ? "" : Objects.requireNonNullElse(labels.get(name), "");
    }

    /** Whether these labels are of a container of this grid. */
    public boolean isOurs(@Nullable Map<String, String> labels) {
        return grids.contains(label(labels, GRID));
    }

    /** Whether these labels are of a container that has a former name of this grid. */
    public boolean isFormer(@Nullable Map<String, String> labels) {
        return grids.former().contains(label(labels, GRID));
    }

    /** The name of the container that retains a run's artifacts. */
    static String kept(String container) {
        return container + "-kept";
    }

    /** The labels of a container that retains artifacts; it belongs to no run, and has its own expiry. */
    Map<String, String> keptLabels(String container, Instant until) {
        return Map.of(GRID, grids.name(), KEPT_OF, container, KEPT_UNTIL, until.toString());
    }

    /** Until when a container with these labels retains artifacts; empty if it does not. */
    static Optional<Instant> keptUntil(@Nullable Map<String, String> labels) {
        try {
            return Optional.of(Instant.parse(label(labels, KEPT_UNTIL)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The run of these labels; empty if they are not a grid's. */
    public static Optional<RunKey> run(@Nullable Map<String, String> labels) {
        try {
            JobRef job = new JobRef(new WorkspaceId(label(labels, WORKSPACE)), new JobId(label(labels, JOB)));
            return Optional.of(new RunKey(job, Integer.parseInt(label(labels, ATTEMPT))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The machine of these labels; empty if there is none, or they are not a grid's. */
    static Optional<MachineId> machine(@Nullable Map<String, String> labels) {
        try {
            return Optional.of(new MachineId(label(labels, MACHINE)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
