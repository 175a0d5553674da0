package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.id.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which program answers as an Engine, and how they differ: {@code docs/docker.md} tells users, and nothing else in this
 * package compares kinds. Pure.
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
    // The uptime is told in whole seconds, and nothing runs in containers in the first of them.
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
    public static EngineKind of(JsonNode version) {
        for (JsonNode component : version.path("Components")) {
            if (component.path("Name").asText().startsWith("Podman")) {
                return PODMAN;
            }
        }
        return DOCKER;
    }

    /** Its name, for people. */
    public String title() {
        return title;
    }

    /** The id that it keeps for good; Podman tells another each time it is asked. */
    Optional<MachineId> machine(JsonNode info) {
        String id = info.path("ID").asText();
        return this == PODMAN || id.isBlank() || id.length() > MAX_OF_ID
                ? Optional.empty()
                : Optional.of(new MachineId(id));
    }

    /** All names by which jobs may ask for an image that it lists. */
    Set<String> imageNames(JsonNode image) {
        Set<String> names = new TreeSet<>();
        for (String listed : List.of("RepoTags", "RepoDigests")) {
            image.path(listed).forEach(name -> names.add(name.asText()));
        }
        names.removeIf(name -> name.contains("<none>"));
        if (this == PODMAN) {
            // What is called "quay.io/acme/app:1" it finds as "acme/app:1" and "app:1", too.
            List.copyOf(names).forEach(name -> addEnds(name, names));
        }
        String id = image.path("Id").asText().replace(HASH, "");
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

    /** What is installed there lacks for jobs to run as they should, a sentence each. */
    public List<String> lacks(JsonNode version, JsonNode info) {
        if (this == DOCKER) {
            return List.of();
        }
        List<String> lacks = new ArrayList<>();
        String number = version.path("Version").asText();
        if (number.matches("[0-4]\\..*")) {
            lacks.add("Podman " + number + " is too old: it has to be 5 or newer");
        }
        if (!info.path("MemoryLimit").asBoolean() || !info.path("PidsLimit").asBoolean()) {
            lacks.add("containers cannot be limited: their user needs the controllers memory, cpu and pids of control"
                    + " groups of version 2");
        }
        if (info.path("Rootless").asBoolean()) {
            lacks.add(
                    "it is rootless: containers end with their user's session, unless loginctl enable-linger was run");
        }
        return lacks;
    }

    /** The OCI runtimes that containers can have. */
    public List<String> runtimes(JsonNode info) {
        List<String> names = new ArrayList<>();
        switch (this) {
            case DOCKER -> info.path("Runtimes").fieldNames().forEachRemaining(names::add);
            // It lists all that it has heard of.
            case PODMAN -> names.add(info.path("DefaultRuntime").asText());
        }
        return names;
    }

    /** Whether a container is refused when it is made if the program that is to be its first process is missing. */
    public boolean looksForInitEarly() {
        return this == PODMAN;
    }

    /** Whether it makes folders of its host that a container is to see and that are not there. */
    public boolean makesMissingFolders() {
        return this == PODMAN;
    }

    /** Whether its own end ends containers, whose exit codes then are not their programs' word. */
    public boolean mayEndContainers() {
        return this == DOCKER;
    }

    /**
     * When its host was booted, by the host's clock; empty if it does not say. What ran before was ended by the shutdown or
     * with it.
     */
    public Optional<Instant> bootedAt(JsonNode info) {
        Matcher uptime = UPTIME.matcher(info.path("Uptime").asText());
        Optional<Instant> now = ExitClassifier.time(info.path("SystemTime").asText());
        if (this == DOCKER || now.isEmpty() || !uptime.lookingAt()) {
            return Optional.empty();
        }
        Duration up = Duration.ofHours(Long.parseLong(uptime.group(1)))
                .plusMinutes(Long.parseLong(uptime.group(2)))
                .plusSeconds(Long.parseLong(uptime.group(3)));
        return now.map(at -> at.minus(up).minus(BOOT));
    }

    /** Whether it knows how a container ended, by the container's state. */
    public boolean knowsEnd(JsonNode state) {
        // Podman after a reboot: what ran before is "exited" with code 0 and no time; conmon killed is code -1.
        return ExitClassifier.time(state.path("FinishedAt").asText()).isPresent()
                && state.path("ExitCode").asInt() >= 0;
    }

    /** Whether a followed log has every line: Podman drops some when a container ends, or is caught writing. */
    public boolean followsWholeLogs() {
        return this == DOCKER;
    }

    /** Bounds what it takes of its disk for a container's log. */
    public void boundLog(ObjectNode config, long bytes) {
        switch (this) {
            case DOCKER ->
                config.put("max-size", Long.toString(bytes / LOG_FILES)).put("max-file", LOG_FILES + "");
            // It has one file, and begins it anew.
            case PODMAN -> config.put("max-size", Long.toString(bytes));
        }
    }

    /** Whether a container's seccomp profile is the name of a file on the Engine's host, and not the profile itself. */
    public boolean readsSeccompFiles() {
        return this == PODMAN;
    }

    /** Whether containers get NVIDIA GPUs as CDI devices: Podman passes over requests for any other driver. */
    public boolean givesNvidiaByCdi() {
        return this == PODMAN;
    }

    /** Whether a container was refused since there is one of its name. */
    public boolean isNameTaken(EngineRefusalException refusal) {
        return switch (this) {
            case DOCKER -> refusal.isConflict();
            case PODMAN -> refusal.isConflict() || refusal.text().contains("is already in use");
        };
    }

    /** Whether a call was refused since there is no such container. */
    public boolean isNoContainer(EngineRefusalException refusal) {
        return refusal.isNotFound() && refusal.text().toLowerCase(Locale.ROOT).contains("no such container");
    }

    /** What keeps the first process from executing the program, by its last words; empty if those are not about that. */
    public Optional<String> execFailure(String lastLine) {
        Pattern words = switch (this) {
            case DOCKER -> TINI;
            case PODMAN -> CATATONIT;
        };
        Matcher matcher = words.matcher(lastLine);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The program that a container was to run, by its description. */
    public String program(JsonNode container) {
        String path = container.path("Path").asText();
        return switch (this) {
            case DOCKER -> path;
            // The first process, and after "--" what it is to execute.
            case PODMAN ->
                container.path("Args").path(0).asText().equals("--")
                        ? container.path("Args").path(1).asText()
                        : path;
        };
    }
}
