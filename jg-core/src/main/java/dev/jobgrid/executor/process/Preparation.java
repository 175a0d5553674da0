package dev.jobgrid.executor.process;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Placement;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Prepares and starts one run. Works in the run's folder under its lock. Single-threaded. */
final class Preparation {
    private static final System.Logger LOG = System.getLogger(Preparation.class.getName());

    private final Supervisor supervisor;
    private final ProcessNode node;
    private final RunFolder folder;
    private final RunRequest request;
    private final RunListener listener;
    private final ProcessRun run;
    private Optional<Process> supervising = Optional.empty();

    Preparation(
            Supervisor supervisor,
            ProcessNode node,
            RunFolder folder,
            RunRequest request,
            RunListener listener,
            ProcessRun run) {
        this.supervisor = supervisor;
        this.node = node;
        this.folder = folder;
        this.request = request;
        this.listener = listener;
        this.run = run;
    }

    /**
     * Starts the program, or records why it was not started.
     *
     * @throws InterruptedException if this process gives up the run, as if the process had crashed
     */
    void run() throws InterruptedException, IOException {
        try {
            start(command(), variables());
        } catch (Refusal e) {
            LOG.log(System.Logger.Level.DEBUG, "run " + request.key() + " not started", e);
            refuse(e);
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            refuse(Refusal.of(e), e);
        } catch (OutOfMemoryError e) {
            refuse(Refusal.of(new IOException(e)), e); // no thread to wait for the started process
        } catch (RuntimeException e) {
            refuse(new Refusal(Failure.Cause.INTERNAL, "the run could not be prepared: " + e.getMessage()), e);
        }
    }

    private void refuse(Refusal refusal, Throwable why) throws InterruptedException {
        LOG.log(System.Logger.Level.WARNING, "run " + request.key() + " could not be started", why);
        refuse(refusal);
    }

    /**
     * Records why the program does not start, unless a started supervisor has claimed the run. Retries while the folder
     * cannot be written, for example because its volume is not mounted.
     */
    private void refuse(Refusal refusal) throws InterruptedException {
        RunState state = new RunState(folder);
        ChangeCondition.Wait wait = run.changes().startWait(Duration.ofDays(365));
        boolean isOurs = false;
        do {
            try {
                isOurs = isOurs || state.claim();
                if (isOurs) {
                    supervising.ifPresent(Process::destroyForcibly);
                    ExitFile.record(folder, refusal.exit());
                }
                return;
            } catch (ClosedByInterruptException e) {
                throw new InterruptedException();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "run " + request.key() + ": its end cannot be recorded yet", e);
            }
        } while (wait.pause());
    }

    private void start(List<String> words, Map<String, String> variables)
            throws Refusal, IOException, InterruptedException {
        report(ExecutionPhase.RUNTIME_PREPARATION, preparing());
        supervisor.layOut(folder, mounts());
        new Staging(folder.workspace(), run::isStopped).put(request.files());
        if (!run.isStopped()) {
            report(ExecutionPhase.CONTAINER_STARTING, "Starting the program as a process of this host");
        }
        refuseUsed(request.placement().gpuIds());
        // Checked last: a stop after this finds the program.
        if (run.isStopped()) {
            ExitFile.stopped(folder);
            return;
        }
        Process process = supervisor.start(folder, words, variables);
        supervising = Optional.of(process);
        CompletableFuture<Void> unused = process.onExit().thenRun(run.changes()::beat);
        awaitClaim(process);
    }

    /** Whatever the store's allocations: two programs never have a device of this host at a time. */
    private void refuseUsed(List<String> devices) throws Refusal, IOException {
        Optional<RunKey> user = run.otherUser(devices);
        if (user.isPresent()) {
            throw Refusal.ofNode(
                    Failure.Cause.GPU_UNAVAILABLE,
                    "of the devices " + String.join(", ", devices) + ", run " + user.get()
                            + " has one and is not over; it ends first, or is stopped by hand");
        }
    }

    /** For a run with its own root, the supervisor checks that they exist. */
    private List<HostMount> mounts() throws Refusal {
        List<HostMount> mounts = node.mounts(request);
        for (HostMount mount : mounts) {
            if (supervisor.root().isEmpty() && !Files.isDirectory(Path.of(mount.path()))) {
                throw Refusal.ofNode(Supervisor.missing(mount.name()));
            }
        }
        return mounts;
    }

    /** A run does not fail because its progress could not be recorded. */
    private void report(ExecutionPhase phase, String message) {
        try {
            listener.phase(phase, message);
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "run " + request.key() + ": phase " + phase + " could not be reported",
                    e);
        }
    }

    private String preparing() {
        String files = "Copying " + request.files().size() + " input files";
        return supervisor.root().isPresent()
                ? files
                : files + "; this host gives a job no " + WorkspaceWords.WORKSPACE + " of its own, so "
                        + WorkspaceWords.WORKSPACE
                        + " in its command, arguments and variables stands for the job's folder";
    }

    /** Until then the run is this process's, and others would take it for one in preparation. */
    private void awaitClaim(Process process) throws Refusal, IOException, InterruptedException {
        RunState state = new RunState(folder);
        ChangeCondition.Wait wait = run.changes().startWait(Duration.ofMinutes(1));
        boolean isWaiting = true;
        while (isWaiting && mayClaim(process) && !state.isDecided()) {
            isWaiting = wait.pause();
        }
        if (!state.isDecided()) {
            throw Refusal.ofSupervisor(ExitFile.lastLine(folder.supervisorLog()));
        }
    }

    /** A process that ends with code 0 before the claim has detached the supervisor. */
    private static boolean mayClaim(Process process) {
        return process.isAlive() || process.exitValue() == 0;
    }

    private List<String> command() throws Refusal {
        List<String> words = request.command()
                .map(Command::words)
                .orElseThrow(() -> new Refusal(
                        Failure.Cause.COMMAND_NOT_FOUND,
                        "the job has no command; the process executor pulls no image and so knows no default command"));
        for (String word : words) {
            refuseNul("a word of the command", word);
        }
        return map(words);
    }

    private List<String> map(List<String> words) {
        return words.stream().map(this::map).toList();
    }

    private String map(String text) {
        Path workspace = folder.workspace();
        return supervisor.root().isPresent() ? text : WorkspaceWords.map(text, workspace);
    }

    private Map<String, String> variables() throws Refusal {
        Map<String, String> variables = new TreeMap<>();
        for (Map.Entry<String, String> variable : request.environment().values().entrySet()) {
            if (!ShellText.isName(variable.getKey())) {
                throw new Refusal(
                        Failure.Cause.INTERNAL,
                        "no variable can be named '" + variable.getKey() + "': letters, digits and '_' make a name");
            }
            refuseNul("variable " + variable.getKey(), variable.getValue());
            variables.put(variable.getKey(), map(variable.getValue()));
        }
        variables.putAll(devices(request.placement()));
        return variables;
    }

    private static void refuseNul(String what, String text) throws Refusal {
        if (text.indexOf('\0') >= 0) {
            throw new Refusal(Failure.Cause.INTERNAL, what + " holds a NUL character, which no program can be given");
        }
    }

    /** The host's GPUs that the program may use; without those that are only declared. */
    private static Map<String, String> devices(Placement placement) {
        if (placement.simulated() || placement.gpuIds().isEmpty()) {
            return Map.of();
        }
        String ids = String.join(",", placement.gpuIds());
        return switch (placement.gpu().vendor()) {
            case "NVIDIA" -> Map.of("CUDA_VISIBLE_DEVICES", ids);
            case "AMD" -> Map.of("ROCR_VISIBLE_DEVICES", ids);
            default -> Map.of();
        };
    }
}
