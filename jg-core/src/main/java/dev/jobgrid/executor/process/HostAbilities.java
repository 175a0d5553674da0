package dev.jobgrid.executor.process;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.executor.RunExit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Probes how this host can run jobs, by running a program that does nothing. Single-threaded. */
final class HostAbilities {
    private static final System.Logger LOG = System.getLogger(HostAbilities.class.getName());
    private static final String SCRIPT = "supervise.sh";
    private static final Duration ORPHAN_TIMEOUT = Duration.ofSeconds(10);
    private static final String PROBE = "jobgrid.";
    private static final String NO_MOUNTING = "setpriv --bounding-set=-sys_admin";

    private final Path folder;
    private final List<Path> hidden;
    private final Path script;

    /**
     * Writes the script into the executor's folder.
     *
     * @param hidden folders hidden from runs, including that one
     */
    HostAbilities(Path folder, List<Path> hidden) throws IOException {
        this.folder = folder;
        this.hidden = List.copyOf(hidden);
        // Named by its content: an older one may still be read by the shells that run it.
        byte[] text;
        try (InputStream resource = HostAbilities.class.getResourceAsStream(SCRIPT)) {
            if (resource == null) {
                throw new IOException(SCRIPT + " is missing beside " + HostAbilities.class.getName());
            }
            text = resource.readAllBytes();
        }
        this.script = folder.resolve("supervise-" + Integer.toHexString(Arrays.hashCode(text)) + ".sh");
        Path next = folder.resolve(UUID.randomUUID() + ".new");
        Files.write(next, text);
        Files.move(next, script, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The best requested way that works; sharing the host's file system always does. */
    Supervisor find(boolean mayBePrivate) throws IOException {
        String wait = canTellSignals() ? "setsid" : "shell";
        if (mayBePrivate && HostProcess.isReadable() && wait.equals("setsid")) {
            String user = isRoot() ? "" : "--user --map-root-user";
            for (String readOnly : List.of("ro=recursive", "ro")) {
                for (String drop : List.of(NO_MOUNTING, "")) {
                    Supervisor way = new Supervisor(
                            script, Optional.of(new PrivateRoot(folder, hidden, readOnly)), wait, user, drop);
                    if (works(way)) {
                        return way;
                    }
                }
            }
        }
        return new Supervisor(script, Optional.empty(), wait, "", "");
    }

    /** The same with the first of these groups that works, else without. */
    Supervisor grouped(Supervisor way, List<RunGroups> candidates, RunLimits limits) throws IOException {
        for (RunGroups groups : candidates) {
            try {
                if (works(way.with(groups))) {
                    return way.with(groups);
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "no control groups below " + groups.parent(), e);
            }
            groups.close();
        }
        return way.with(RunGroups.none(limits));
    }

    /**
     * The same, detached from this process if possible. The first process of a container may not reap orphans: if that
     * is this process, supervisors stay its children.
     */
    Supervisor detached(Supervisor way) throws IOException {
        boolean canBe = way.waiter().equals("setsid")
                && Files.isExecutable(Supervisor.SETSID)
                && ProcessHandle.current().pid() != 1;
        return canBe ? orphan(way).map(way::with).orElse(way) : way;
    }

    private static boolean isRoot() {
        return HostCommand.run(List.of("id", "-u"), Duration.ofSeconds(5))
                .filter(text -> text.trim().equals("0"))
                .isPresent();
    }

    /** Whether it is a probe's run, which another process may be using. */
    static boolean isProbe(RunKey run) {
        return run.job().id().value().startsWith(PROBE);
    }

    private boolean canTellSignals() throws IOException {
        Supervisor way = new Supervisor(script, Optional.empty(), "setsid", "", "");
        return run(way, List.of("/bin/sh", "-c", "kill -KILL $$"))
                .map(RunExit::signal)
                .equals(Optional.of(OptionalInt.of(9)));
    }

    private boolean works(Supervisor way) throws IOException {
        return run(way, List.of("/bin/sh", "-c", "exit 7"))
                .map(RunExit::exitCode)
                .equals(Optional.of(OptionalInt.of(7)));
    }

    private Optional<RunExit> run(Supervisor way, List<String> words) throws IOException {
        RunFolder probe = probe();
        try {
            way.layOut(probe, List.of());
            Process process = way.start(probe, words, Map.of());
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return ExitFile.read(probe);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            remove(probe);
        }
    }

    private Optional<Orphan> orphan(Supervisor way) throws IOException {
        RunFolder probe = probe();
        try {
            way.layOut(probe, List.of());
            way.start(probe, List.of("/bin/sh", "-c", "exit 7"), Map.of(), false);
            ChangeCondition.Wait wait = new ChangeCondition().startWait(Duration.ofSeconds(10));
            boolean isWaiting = true;
            while (isWaiting && !Files.exists(probe.exit())) {
                isWaiting = wait.pause();
            }
            return Files.exists(probe.exit())
                    ? SupervisorProcess.read(probe.claim())
                            .flatMap(process ->
                                    process.start().map(start -> new Orphan(process.pid(), start, ORPHAN_TIMEOUT)))
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            remove(probe);
        }
    }

    private RunFolder probe() throws IOException {
        // Not in the trash: another process on the same folder may be emptying that.
        Path probes = RunFolders.makePrivate(folder.resolve("probes"));
        Path place = Files.createTempDirectory(probes, "probe");
        return new RunFolder(
                new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId(PROBE + place.getFileName())), 1), place);
    }

    private static void remove(RunFolder probe) throws IOException {
        // The group around it stays for now, and shows which controllers there are.
        RunGroup.of(probe).ifPresent(RunGroup::remove);
        FileTree.delete(probe.path());
    }
}
