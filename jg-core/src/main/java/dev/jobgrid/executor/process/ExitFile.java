package dev.jobgrid.executor.process;

import dev.jobgrid.job.Failure;
import dev.jobgrid.spi.executor.RunExit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The recorded end of a run, the first line of {@link RunFolder#exit()}: written by the supervisor, or by this process
 * where it cannot.
 */
final class ExitFile {
    /** A supervisor's record, with the host's uptime at the program's start and end. */
    private static final Pattern TIMED = Pattern.compile("(.+?) (\\d{1,12}\\.\\d+) (\\d{1,12}\\.\\d+)");

    private static final String STOPPED = "stopped";
    private static final int MAX_LENGTH_OF_TEXT = 300;

    private ExitFile() {}

    /** Reads the end of a run; empty if it is not recorded. */
    static Optional<RunExit> read(RunFolder folder) throws IOException {
        try {
            Instant at = Files.getLastModifiedTime(folder.exit()).toInstant();
            String text = Files.readString(folder.exit());
            int end = text.indexOf('\n');
            String line = end < 0 ? text : text.substring(0, end);
            Matcher timed = TIMED.matcher(line);
            return Optional.of(timed.matches() ? timed(timed, at, folder) : parse(line, at, folder));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static RunExit timed(Matcher line, Instant at, RunFolder folder) throws IOException {
        RunExit exit = parse(line.group(1), at, folder);
        boolean ran = exit.exitCode().isPresent() || exit.signal().isPresent();
        Duration from = HostUptime.parse(line.group(2)).orElseThrow();
        Duration to = HostUptime.parse(line.group(3)).orElseThrow();
        return ran ? exit.withRuntime(to.minus(from)) : exit;
    }

    private static RunExit parse(String line, Instant at, RunFolder folder) throws IOException {
        String[] words = line.split(" ", 3);
        return switch (words[0]) {
            case "exited" -> RunExit.exited(Integer.parseInt(words[1]), at);
            case "signalled" -> RunExit.signalled(Integer.parseInt(words[1]), at);
            // Only KILL ends the process that would have recorded more.
            case "killed" -> RunExit.signalled(9, at);
            case "oom" -> outOfMemory(parse(line.substring("oom ".length()), at, folder));
            case "not-found" -> notFound(RequestFile.read(folder).program(), at);
            case STOPPED ->
                new RunExit(
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        "stopped before its program was started",
                        at);
            case "broken" -> RunExit.broken(Failure.Cause.valueOf(words[1]), words[2], at);
            case "fault" -> RunExit.nodeFault(Failure.Cause.valueOf(words[1]), words[2], at);
            case "host" -> RunExit.certainNodeFault(line.substring(words[0].length() + 1), at);
            case "full" ->
                RunExit.nodeFault(
                        Failure.Cause.DISK_FULL,
                        "the disk with the folders of runs is full: the program was not started",
                        at);
            case "unstarted" -> unstarted(folder, at);
            case "unmounted" -> RunExit.nodeFault(Failure.Cause.INTERNAL, Supervisor.missing(words[1]), at);
            default -> RunExit.nodeFault(Failure.Cause.INTERNAL, "the run's /workspace could not be set up", at);
        };
    }

    /** The kernel killed a process of the run. A program that still ended successfully counts as successful. */
    private static RunExit outOfMemory(RunExit exit) {
        return exit.exitCode().orElse(1) == 0
                ? exit
                : new RunExit(
                        exit.exitCode(),
                        exit.signal(),
                        Optional.of(Failure.Cause.OUT_OF_MEMORY),
                        "The program used more memory than the run may have, or the host had.",
                        exit.at());
    }

    /** The supervisor, or its launcher, ended before the program. */
    private static RunExit unstarted(RunFolder folder, Instant at) throws IOException {
        String words = lastLine(folder.path().resolve("wrapper"));
        if (words.isEmpty()) {
            words = lastLine(folder.supervisorLog());
        }
        String summary = "the program could not be started" + (words.isEmpty() ? "" : ": " + words);
        return Shortage.of(words)
                .map(wayOut -> RunExit.certainNodeFault(summary + wayOut, at))
                .orElseGet(() -> RunExit.nodeFault(Failure.Cause.INTERNAL, summary, at));
    }

    static String lastLine(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            String last = lines.filter(line -> !line.isBlank()).reduce("", (before, line) -> line);
            return last.substring(0, Math.min(last.length(), MAX_LENGTH_OF_TEXT));
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static RunExit notFound(String program, Instant at) {
        String summary = "the command '" + program + "' was not found on this host, or cannot be executed; the process"
                + " executor runs programs of this host and pulls no image";
        return RunExit.broken(Failure.Cause.COMMAND_NOT_FOUND, summary, at);
    }

    /** Records that the run was stopped before its program ran. */
    static void stopped(RunFolder folder) throws IOException {
        write(folder, STOPPED);
    }

    /** Records that the run was lost, or never started, and by whose fault; unless another end is recorded. */
    static void record(RunFolder folder, RunExit exit) throws IOException {
        String how = !exit.nodeFault() ? "broken " : exit.cause().isPresent() ? "fault " : "host ";
        String cause = exit.cause().map(of -> of + " ").orElse("");
        write(folder, how + cause + exit.summary().replace('\n', ' '));
    }

    private static void write(RunFolder folder, String line) throws IOException {
        Path text = folder.path().resolve("exit-" + UUID.randomUUID());
        Files.writeString(text, line + "\n", StandardCharsets.UTF_8);
        try {
            // A link, not a move: it never replaces an end that a supervisor has recorded meanwhile.
            Files.createLink(folder.exit(), text);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (!Files.exists(folder.exit())) {
                Files.move(text, folder.exit(), StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(text);
        }
    }
}
