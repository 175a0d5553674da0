package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.api.model.VersionComponent;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.id.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The kinds of Engines, with their differences: {@code docs/docker.md} describes them for users, and nothing else in
 * this package compares kinds. Pure.
 */
public enum EngineKind {
    /** Docker's own: its daemon is the parent of its containers. */
    DOCKER("Docker"),
    /** Podman's service, which only asks about containers: each has a parent of its own, {@code conmon}. */
    PODMAN("Podman");

    private static final Pattern TINI =
            Pattern.compile("\\[FATAL tini \\(\\d+\\)] exec .* failed: (.*)", Pattern.DOTALL);
    private static final Pattern CATATONIT =
            Pattern.compile("ERROR \\(catatonit:\\d+\\): failed to exec pid1: (.*)", Pattern.DOTALL);

    private static final Pattern UPTIME = Pattern.compile("(\\d{1,9})h (\\d{1,9})m (\\d{1,9})\\.");
    // The uptime has whole seconds, and no container runs in the first one.
    private static final Duration BOOT = Duration.ofSeconds(1);

    private static final int MAX_OF_ID = 128;
    private static final String HASH = "sha256:";
    private static final int SHORT_ID = 12;
    private static final int LOG_FILES = 4;

    private final String title;

    EngineKind(String title) {
        this.title = title;
    }

    /** By an Engine's answer to {@code /version}. */
    public static EngineKind of(Version version) {
        boolean isPodman = Objects.requireNonNullElse(version.getComponents(), List.<VersionComponent>of()).stream()
                .anyMatch(component -> Objects.toString(component.getName(), "").startsWith("Podman"));
        return isPodman ? PODMAN : DOCKER;
    }

    /** Its name, for people. */
    public String title() {
        return title;
    }

    /** Its lasting id; Podman reports another one each time. */
    Optional<MachineId> machine(Info info) {
        String id = Objects.requireNonNullElse(info.getId(), "");
        return this == PODMAN || id.isBlank() || id.length() > MAX_OF_ID
                ? Optional.empty()
                : Optional.of(new MachineId(id));
    }

    /** All names of a listed image that jobs may use. */
    public Set<String> imageNames(Image image) {
        Set<String> names = new TreeSet<>();
        Stream.of(image.getRepoTags(), image.getRepoDigests())
                .flatMap(Stream::ofNullable)
                .flatMap(Stream::of)
                .filter(Objects::nonNull)
                .forEach(names::add);
        names.removeIf(name -> name.contains("<none>"));
        if (this == PODMAN) {
            // It finds "quay.io/acme/app:1" as "acme/app:1" and "app:1", too.
            List.copyOf(names).forEach(name -> addEnds(name, names));
        }
        String id = Objects.requireNonNullElse(image.getId(), "").replace(HASH, "");
        if (id.length() > SHORT_ID) {
            names.add(HASH + id);
            names.add(id.substring(0, SHORT_ID));
        }
        return names;
    }

    private static void addEnds(String name, Set<String> names) {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            names.add(name.substring(slash + 1));
        }
    }

    /** Missing features of the installation that jobs need, a sentence each. */
    public List<String> lacks(Version version, Info info) {
        if (this == DOCKER) {
            return List.of();
        }
        List<String> lacks = new ArrayList<>();
        String number = Objects.requireNonNullElse(version.getVersion(), "");
        if (number.matches("[0-4]\\..*")) {
            lacks.add("Podman " + number + " is too old: it has to be 5 or newer");
        }
        if (!Boolean.TRUE.equals(info.getMemoryLimit()) || !is(info, "PidsLimit")) {
            lacks.add("containers cannot be limited: their user needs the controllers memory, cpu and pids of control"
                    + " groups of version 2");
        }
        if (is(info, "Rootless")) {
            lacks.add(
                    "it is rootless: containers end with their user's session, unless loginctl enable-linger was run");
        }
        return lacks;
    }

    /** The OCI runtimes that containers can have. */
    public List<String> runtimes(Info info) {
        return switch (this) {
            case DOCKER ->
                Stream.ofNullable(info.getRuntimes())
                        .flatMap(runtimes -> runtimes.keySet().stream())
                        .toList();
            // It lists all known ones.
            case PODMAN -> List.of(text(info, "DefaultRuntime"));
        };
    }

    /** A field that Docker Java does not know. */
    private static String text(Info info, String field) {
        return info.getRawValues().get(field) instanceof String text ? text : "";
    }

    static boolean is(Info info, String field) {
        return Boolean.TRUE.equals(info.getRawValues().get(field));
    }

    /** Whether creating a container fails if the init program is missing. */
    public boolean looksForInitEarly() {
        return this == PODMAN;
    }

    /** Whether it creates missing host folders of a container's mounts. */
    public boolean makesMissingFolders() {
        return this == PODMAN;
    }

    /** Whether its end stops containers, whose exit codes are then not their programs' own. */
    public boolean mayEndContainers() {
        return this == DOCKER;
    }

    /**
     * When its host was booted, by the host's clock; empty if unknown. Containers running before were ended by the
     * shutdown.
     */
    public Optional<Instant> bootedAt(Info info) {
        Matcher uptime = UPTIME.matcher(text(info, "Uptime"));
        Optional<Instant> now = ExitClassifier.time(info.getSystemTime());
        if (this == DOCKER || now.isEmpty() || !uptime.lookingAt()) {
            return Optional.empty();
        }
        Duration up = Duration.ofHours(Long.parseLong(uptime.group(1)))
                .plusMinutes(Long.parseLong(uptime.group(2)))
                .plusSeconds(Long.parseLong(uptime.group(3)));
        return now.map(at -> at.minus(up).minus(BOOT));
    }

    /** Whether the container's state shows how it ended. */
    public boolean knowsEnd(ContainerState state) {
        // Podman after a reboot: earlier containers are "exited" with code 0 and no time; a killed conmon is code -1.
        return ExitClassifier.time(state.getFinishedAt()).isPresent() && ExitClassifier.code(state) >= 0;
    }

    /** Whether a followed log is complete: Podman drops lines when a container ends or writes concurrently. */
    public boolean followsWholeLogs() {
        return this == DOCKER;
    }

    /** The options of a container's log that limit its disk. */
    public Map<String, String> logOptions(long bytes) {
        return switch (this) {
            case DOCKER -> Map.of("max-size", Long.toString(bytes / LOG_FILES), "max-file", LOG_FILES + "");
            // It has one file, and restarts it.
            case PODMAN -> Map.of("max-size", Long.toString(bytes));
        };
    }

    /** Whether a container's seccomp profile is the name of a file on the Engine's host, and not the profile itself. */
    public boolean readsSeccompFiles() {
        return this == PODMAN;
    }

    /** Whether containers get NVIDIA GPUs as CDI devices: Podman ignores requests for any other driver. */
    public boolean givesNvidiaByCdi() {
        return this == PODMAN;
    }

    /** Whether a container was refused because its name exists. */
    public boolean isNameTaken(EngineRefusalException refusal) {
        return switch (this) {
            case DOCKER -> refusal.isConflict();
            case PODMAN -> refusal.isConflict() || refusal.text().contains("is already in use");
        };
    }

    /** Whether a call was refused because the container does not exist. */
    public boolean isNoContainer(EngineRefusalException refusal) {
        return refusal.isNotFound() && refusal.text().toLowerCase(Locale.ROOT).contains("no such container");
    }

    /** Why the init program could not execute the program, from its last output; empty if that is unrelated. */
    public Optional<String> execFailure(String lastLine) {
        Pattern words = switch (this) {
            case DOCKER -> TINI;
            case PODMAN -> CATATONIT;
        };
        Matcher matcher = words.matcher(lastLine);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The program of a container, from its description. */
    public String program(InspectContainerResponse container) {
        String path = Objects.requireNonNullElse(container.getPath(), "");
        List<String> args = Stream.ofNullable(container.getArgs())
                .flatMap(Stream::of)
                .filter(Objects::nonNull)
                .toList();
        return switch (this) {
            case DOCKER -> path;
            // The init program, and after "--" the program.
            case PODMAN -> args.size() > 1 && "--".equals(args.get(0)) ? args.get(1) : path;
        };
    }
}
