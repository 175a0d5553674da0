package dev.jobgrid.executor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The supervisor of a run, identified by pid and start time; gives access to the program's processes. Immutable.
 *
 * @param pid its number, also of its session
 * @param start its start in ticks, where the host reports it
 * @param claimed when it claimed the run
 */
record SupervisorProcess(long pid, Optional<Long> start, Instant claimed) {
    private static final Duration TOOL_WAIT = Duration.ofSeconds(5);

    /** Reads a supervisor's entry in {@link RunFolder#claim()}; empty if it is incomplete. */
    static Optional<SupervisorProcess> parse(String claim, Instant written) {
        String[] parts = claim.split(" ", 2);
        if (!claim.endsWith("\n") || parts.length < 2) {
            return Optional.empty();
        }
        try {
            Optional<Long> start = HostProcess.parse(parts[1]).map(HostProcess::start);
            return Optional.of(new SupervisorProcess(Long.parseLong(parts[0]), start, written));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether it is alive, and not replaced by a later process with its number. */
    boolean isAlive() {
        if (start.isPresent()) {
            return HostProcess.find(pid).map(HostProcess::start).equals(start);
        }
        // Without a start time from the host: it cannot have started after its claim, or long before.
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().startInstant())
                .filter(at -> at.isBefore(claimed.plusSeconds(2)) && at.isAfter(claimed.minusSeconds(60)))
                .isPresent();
    }

    /** Sends a signal to all processes of the program, not to its supervisors; whether there are any. */
    boolean signalProgram(String signal, RunFolder folder) {
        Set<Long> groups = new TreeSet<>();
        if (start.isPresent()) {
            groups.addAll(programGroups(HostProcess.all()));
        } else {
            group(folder).ifPresent(groups::add);
        }
        // To whole groups, in one call each: includes processes forked meanwhile, and not those started for cleanup.
        kill(signal, groups.stream().map(group -> "-" + group).toList());
        return !groups.isEmpty();
    }

    private Set<Long> programGroups(List<HostProcess> all) {
        Set<Long> sessions = new HashSet<>();
        for (HostProcess process : HostProcess.below(pid, all)) {
            if (process.session() != pid && process.session() != 0) {
                sessions.add(process.session());
            }
        }
        Set<Long> groups = new HashSet<>();
        for (HostProcess process : all) {
            if (sessions.contains(process.session())) {
                groups.add(process.group());
            }
        }
        return groups;
    }

    /** Kills the supervisor's helpers and all they started; the supervisor then records the end. */
    void killBelow(RunFolder folder) {
        signalProgram("KILL", folder);
        List<String> pids = new ArrayList<>();
        if (start.isPresent()) {
            HostProcess.below(pid, HostProcess.all()).forEach(process -> pids.add(Long.toString(process.pid())));
        } else {
            ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .forEach(handle -> pids.add(Long.toString(handle.pid())));
        }
        kill("KILL", pids);
    }

    /** Kills the remaining processes of an ended supervisor: its helpers still have its session. */
    void killOrphans(RunFolder folder) {
        List<String> targets = new ArrayList<>();
        List<HostProcess> all = HostProcess.all();
        if (isNumberReused()) {
            return; // no number is reused while a session has it, so that one has ended
        }
        long since = start.orElse(0L);
        for (HostProcess process : all) {
            if (process.session() == pid && process.start() >= since) {
                targets.add(Long.toString(process.pid()));
                HostProcess.below(process.pid(), all).forEach(child -> targets.add(Long.toString(child.pid())));
            }
        }
        kill("KILL", targets);
        group(folder)
                .filter(group -> all.isEmpty()
                        || all.stream().anyMatch(process -> process.group() == group && process.start() >= since))
                .ifPresent(group -> kill("KILL", List.of("-" + group)));
    }

    private boolean isNumberReused() {
        return start.isPresent()
                && HostProcess.find(pid)
                        .filter(now -> now.start() != start.get())
                        .isPresent();
    }

    /** The program's own group as seen by the program's first shell: valid only where that sees the host's numbers. */
    private static Optional<Long> group(RunFolder folder) {
        try {
            String text = Files.readString(folder.started()).trim();
            return text.isEmpty() || Files.exists(folder.mounts()) ? Optional.empty() : Optional.of(Long.valueOf(text));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void kill(String signal, List<String> targets) {
        if (!targets.isEmpty()) {
            List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" -- \"$@\"", signal));
            words.addAll(targets);
            HostCommand.run(words, TOOL_WAIT);
        }
    }

    static Optional<SupervisorProcess> read(Path claim) throws IOException {
        return parse(
                Files.readString(claim, StandardCharsets.ISO_8859_1),
                Files.getLastModifiedTime(claim).toInstant());
    }
}
