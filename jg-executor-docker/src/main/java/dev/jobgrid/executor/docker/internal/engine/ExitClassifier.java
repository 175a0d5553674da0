package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.RunExit;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Classifies an Engine's responses and a container's end into a run's exit. Pure. */
public final class ExitClassifier {
    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;
    private static final int CANNOT_EXECUTE = 126;
    private static final int NOT_FOUND = 127;
    private static final int KILL = 9;
    // The exit code that an Engine records for a container that was running when the Engine was killed.
    private static final int ENGINE_DIED = 255;

    private static final int MAX_WORDS = 500;

    // Checked first: a proxy's page may contain any of the other words too.
    private static final String[] OUT_OF_REACH = {
        "toomanyrequests",
        "too many requests",
        "connection refused",
        "connection reset",
        "no such host",
        "server misbehaving",
        "network is unreachable",
        "no route to host",
        "i/o timeout",
        "handshake timeout",
        "context deadline exceeded",
        "request canceled while waiting",
        "service unavailable",
        "bad gateway",
        "gateway timeout",
        "internal server error",
        "unexpected eof"
    };

    private ExitClassifier() {}

    /** The image cannot be pulled. */
    public static RunExit noImage(String image, EngineRefusalException refusal, Instant at) {
        String text = refusal.text().toLowerCase(Locale.ROOT);
        if (hasAny(text, "no space left")) {
            return diskFull(refusal, at);
        }
        if (hasAny(text, OUT_OF_REACH)) {
            return unavailable(image, refusal, at);
        }
        if (hasAny(text, "no matching manifest", "does not match the specified platform", "no match for platform")) {
            return RunExit.broken(Cause.IMAGE_WRONG_ARCHITECTURE, foreignImage(image) + ": " + words(refusal), at);
        }
        if (hasAny(text, "unauthorized", "authentication required", "no basic auth", "denied", "forbidden")) {
            boolean isUnknown = hasAny(text, "repository does not exist");
            return RunExit.broken(
                    Cause.IMAGE_UNAUTHORIZED,
                    "The image " + image + (isUnknown ? " does not exist, or" : "")
                            + " may not be fetched with the credentials at hand: " + words(refusal),
                    at);
        }
        if (refusal.isNotFound() || hasAny(text, "manifest unknown", "not found", "no such image", "name unknown")) {
            return RunExit.broken(
                    Cause.IMAGE_NOT_FOUND, "The image " + image + " does not exist: " + words(refusal), at);
        }
        return unavailable(image, refusal, at);
    }

    private static RunExit unavailable(String image, EngineRefusalException refusal, Instant at) {
        return RunExit.broken(
                Cause.IMAGE_UNAVAILABLE, "The image " + image + " could not be fetched: " + words(refusal), at);
    }

    /** There is no such image. */
    public static RunExit notFound(String image, Instant at) {
        return RunExit.broken(Cause.IMAGE_NOT_FOUND, "The image " + image + " does not exist.", at);
    }

    /** The image is for another processor architecture. */
    public static RunExit wrongArchitecture(String image, Instant at) {
        return RunExit.broken(Cause.IMAGE_WRONG_ARCHITECTURE, foreignImage(image) + ".", at);
    }

    private static String foreignImage(String image) {
        return "The image " + image + " is for another kind of processor";
    }

    /** The job's files cannot be copied into the container: they may be too many for the disk. */
    public static RunExit noCopy(EngineRefusalException refusal, Instant at) {
        return isDiskFull(refusal.text().toLowerCase(Locale.ROOT))
                ? diskFull(refusal, at)
                : RunExit.nodeFault(
                        Cause.INTERNAL, "The job's files could not be put into the container: " + words(refusal), at);
    }

    /**
     * The container cannot be created or started. Only errors of the runtime about the job's own program, by its name,
     * and about the image's user and folder, are the job's fault; all others are the node's.
     *
     * @param program the job's program as the container's configuration names it
     */
    public static RunExit noStart(String program, EngineRefusalException refusal, Instant at) {
        String text = refusal.text().toLowerCase(Locale.ROOT);
        if (isDiskFull(text)) {
            return RunExit.nodeFault(Cause.DISK_FULL, "The disk of the Engine is full: " + words(refusal), at);
        }
        if (hasAny(
                text,
                "could not select device driver",
                "nvidia-container-cli",
                "unresolvable cdi devices",
                "cdi device injection failed",
                "gathering device information",
                "unknown device")) {
            return RunExit.nodeFault(
                    Cause.GPU_UNAVAILABLE, "The Engine could not give the container its GPU: " + words(refusal), at);
        }
        if (hasAny(text, "no command specified")) {
            return noCommand(program, words(refusal), at);
        }
        if (isOfProgram(program, refusal.text())) {
            return hasAny(text, "exec format error")
                    ? foreignProgram(words(refusal), at)
                    : noCommand(program, words(refusal), at);
        }
        if (hasAny(text, "unable to find user", "unable to find group", "chdir to cwd")) {
            return RunExit.broken(
                    Cause.INTERNAL, "The image cannot be run as it says it is to be: " + words(refusal), at);
        }
        return RunExit.nodeFault(Cause.INTERNAL, "The container could not be started: " + words(refusal), at);
    }

    /** Engines search for their own programs too, with the same error messages; those of the runtime are marked. */
    private static boolean isOfProgram(String program, String text) {
        boolean isOfRuntime = text.contains("OCI runtime");
        return isOfRuntime
                && !program.isEmpty()
                && Stream.of("\"", "'", "`").anyMatch(quote -> text.contains(quote + program + quote));
    }

    private static boolean isDiskFull(String text) {
        return hasAny(text, "no space left", "disk quota exceeded");
    }

    /** Whether the Engine cannot give containers such a GPU. */
    static boolean isNoDriver(EngineRefusalException refusal) {
        return hasAny(refusal.text(), "could not select device driver", "unresolvable CDI devices");
    }

    /** Whether a container's program may still run. Podman reports one that is being stopped as not running. */
    public static boolean runs(ContainerState state) {
        return Boolean.TRUE.equals(state.getRunning()) || "stopping".equals(state.getStatus());
    }

    /** The exit of an ended container, from its state. */
    public static RunExit ended(ContainerState state, Instant now) {
        Instant noted = time(state.getFinishedAt()).orElse(now);
        // For a container that ends at once, an Engine may record the end before the start.
        Instant at = time(state.getStartedAt()).filter(noted::isBefore).orElse(noted);
        int code = code(state);
        boolean isSignal = code > SIGNAL_BASE && code <= SIGNAL_BASE + LAST_SIGNAL;
        if (Boolean.TRUE.equals(state.getOOMKilled()) && code != 0) {
            return new RunExit(
                    isSignal ? OptionalInt.empty() : OptionalInt.of(code),
                    isSignal ? OptionalInt.of(code - SIGNAL_BASE) : OptionalInt.empty(),
                    Optional.of(Cause.OUT_OF_MEMORY),
                    "The program used more memory than the container may have.",
                    at);
        }
        return isSignal ? RunExit.signalled(code - SIGNAL_BASE, at) : RunExit.exited(code, at);
    }

    static int code(ContainerState state) {
        return Objects.requireNonNullElse(state.getExitCodeLong(), 0L).intValue();
    }

    /** Whether a container appears to have been ended by its Engine's end. */
    public static boolean isEngineDeath(RunExit exit) {
        boolean isKilled =
                exit.signal().equals(OptionalInt.of(KILL)) && exit.cause().isEmpty();
        return isKilled || exit.exitCode().equals(OptionalInt.of(ENGINE_DIED));
    }

    /** Whether the exit code may be the init program's, for a program that it could not execute. */
    public static boolean isExecFailure(RunExit exit) {
        int code = exit.exitCode().orElse(0);
        return code == NOT_FOUND || code == CANNOT_EXECUTE || code == 1;
    }

    /** The init program could not execute the program, for this reason. */
    public static RunExit execFailure(String program, String reason, Instant at) {
        return reason.equals("Exec format error")
                ? foreignProgram(program + ": " + reason + ".", at)
                : noCommand(program, reason + ".", at);
    }

    private static RunExit foreignProgram(String words, Instant at) {
        return RunExit.broken(
                Cause.IMAGE_WRONG_ARCHITECTURE, "The program is for another kind of processor: " + words, at);
    }

    private static RunExit noCommand(String executable, String words, Instant at) {
        String name = executable.isEmpty() ? "its command" : "'" + executable + "'";
        return RunExit.broken(
                Cause.COMMAND_NOT_FOUND,
                "The image has no program " + name + ", or it cannot be executed: " + words,
                at);
    }

    private static RunExit diskFull(EngineRefusalException refusal, Instant at) {
        return RunExit.broken(Cause.DISK_FULL, "The disk of the Engine is full: " + words(refusal), at);
    }

    /** A time as an Engine reports it; empty if there is none. */
    public static Optional<Instant> time(@Nullable String text) {
        try {
            Instant at = Instant.parse(Objects.requireNonNullElse(text, ""));
            return at.isAfter(Instant.EPOCH) ? Optional.of(at) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static boolean hasAny(String text, String... words) {
        return Stream.of(words).anyMatch(text::contains);
    }

    /** The Engine's own message. */
    private static String words(EngineRefusalException refusal) {
        String text = refusal.text().strip();
        String line = text.lines().findFirst().orElse("it does not say why");
        return line.length() > MAX_WORDS ? line.substring(0, MAX_WORDS) + "…" : line;
    }
}
