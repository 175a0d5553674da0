package dev.jobgrid.executor.process;

import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.HostMount;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds a {@link ProcessExecutor}. Single-threaded. */
public final class ProcessExecutorBuilder {
    private static final System.Logger LOG = System.getLogger(ProcessExecutorBuilder.class.getName());

    private final Path folder;
    private final List<SimulatedGpu> declared = new ArrayList<>();
    private Optional<NodeName> nodeId = Optional.empty();
    private String region = "";
    private Optional<Usd> hourlyRate = Optional.empty();
    private boolean mayBePrivate = true;
    private final List<HostMount> mounts = new ArrayList<>();
    private final List<Path> hidden = new ArrayList<>();
    private RunLimits limits = RunLimits.NONE;
    private InstantSource clock = InstantSource.system();

    ProcessExecutorBuilder(Path folder) {
        this.folder = folder;
    }

    /**
     * The node's name; the host name unless set. It may change between starts: runs are found again by an id in the
     * executor's folder.
     */
    public ProcessExecutorBuilder nodeId(NodeName id) {
        this.nodeId = Optional.of(SettingCheck.present("nodeId", id));
        return this;
    }

    /** The node's region, as the embedder writes it; empty unless set. */
    public ProcessExecutorBuilder region(String name) {
        this.region = SettingCheck.present("region", name);
        return this;
    }

    /** The price of one GPU of the node per hour, whatever its model; that of its model unless set. */
    public ProcessExecutorBuilder hourlyRate(Usd value) {
        this.hourlyRate = Optional.of(SettingCheck.present("hourlyRate", value));
        return this;
    }

    /** Declares GPUs that need not exist. With any, the host's own are not looked for. May be called again for more. */
    public ProcessExecutorBuilder simulateGpu(SimulatedGpu gpu) {
        declared.add(SettingCheck.present("simulateGpu", gpu));
        return this;
    }

    /** Declares that many GPUs of a model, each at a rate per hour. */
    public ProcessExecutorBuilder simulateGpu(GpuModel model, int count, Usd hourlyRate) {
        return simulateGpu(new SimulatedGpu(
                SettingCheck.present("simulateGpu.model", model),
                count,
                SettingCheck.present("simulateGpu.hourlyRate", hourlyRate)));
    }

    /** Whether jobs get a {@code /workspace} of their own where the host supports it; true unless set. */
    public ProcessExecutorBuilder privateWorkspace(boolean isWanted) {
        this.mayBePrivate = isWanted;
        return this;
    }

    /**
     * Adds a mount: a folder of this host that jobs request by name. The folder is checked when a run needs it, so it
     * may be created later; a run without it does not start. May be called again for more.
     */
    public ProcessExecutorBuilder mount(HostMount value) {
        mounts.add(SettingCheck.present("mount", value));
        return this;
    }

    /**
     * Hides a folder of this host, for example one with keys or databases, from jobs that have a {@code /workspace} of
     * their own; the executor's own folder is always hidden. It must exist. May be called again for more.
     */
    public ProcessExecutorBuilder hide(Path value) {
        hidden.add(SettingCheck.present("hide", value));
        return this;
    }

    /**
     * Resource limits of one run; none unless set. Where the host allows control groups (cgroup v2) with the
     * controllers of memory and pids, they limit the whole run. Elsewhere the memory limit applies to each of its
     * processes (RLIMIT_DATA), and the number of processes is not limited.
     */
    public ProcessExecutorBuilder limits(RunLimits value) {
        this.limits = SettingCheck.present("limits", value);
        return this;
    }

    /** The wall clock; the system's unless set. */
    public ProcessExecutorBuilder clock(InstantSource source) {
        this.clock = SettingCheck.present("clock", source);
        return this;
    }

    /**
     * Builds the executor: creates its folder, probes how this host can run jobs, and detects its GPUs. Takes some tens
     * of milliseconds, and up to seconds where drivers are slow.
     *
     * @throws IOException if the folder cannot be created or written, or the host has no /bin/sh
     * @throws IllegalArgumentException if two mounts have one name, one exposes the executor's own folder or a hidden
     *     one, or one is read-only and the host cannot prevent programs from writing there
     */
    public ProcessExecutor build() throws IOException {
        Path real = RunFolders.makePrivate(folder.toAbsolutePath()).toRealPath();
        List<Path> unseen = new ArrayList<>(List.of(real));
        for (Path other : hidden) {
            unseen.add(other.toRealPath());
        }
        HostMount.distinct(mounts).forEach(mount -> unseen.forEach(own -> refuseOwn(mount, own)));
        RunFolders folders = new RunFolders(real);
        HostAbilities abilities = new HostAbilities(real, unseen);
        Supervisor supervisor = abilities.detached(abilities.grouped(
                abilities.find(mayBePrivate),
                RunGroups.candidates(MachineIdFile.groupName(real, folders.machine()), limits),
                limits));
        for (String unheld : supervisor.groups().unheld()) {
            LOG.log(System.Logger.Level.WARNING, unheld + ": this host gives no control group that could");
        }
        supervisor.groups().sweep(folders);
        if (supervisor.root().isEmpty()) {
            mounts.forEach(ProcessExecutorBuilder::refuseReadOnly);
        }
        ProcessNode node = new ProcessNode(
                nodeId.orElseGet(ProcessExecutorBuilder::hostName),
                folders.machine(),
                MachineIdFile.fingerprint(real),
                region,
                devices(),
                new FreeDisk(real, clock),
                List.copyOf(mounts));
        return new ProcessExecutor(folders, supervisor, node, clock);
    }

    private static void refuseOwn(HostMount mount, Path own) {
        Path path = Path.of(mount.path());
        if (own.startsWith(path) || path.startsWith(own)) {
            throw new IllegalArgumentException("the mount '" + mount.name() + "' would show jobs " + own
                    + ", which is hidden from them; name another folder");
        }
    }

    private static void refuseReadOnly(HostMount mount) {
        if (!mount.isWritable()) {
            throw new IllegalArgumentException(
                    "the mount '" + mount.name() + "' is read-only, and this host cannot keep programs from writing"
                            + " there, since it gives them no /workspace of their own; use"
                            + " containers, or let them write");
        }
    }

    private List<GpuNode.Device> devices() {
        return found().stream()
                .map(device -> new GpuNode.Device(
                        device.id(), device.model(), hourlyRate.orElse(device.hourlyRate()), device.simulated()))
                .toList();
    }

    private List<GpuNode.Device> found() {
        if (declared.isEmpty()) {
            return HostGpus.detect();
        }
        List<GpuNode.Device> devices = new ArrayList<>();
        for (SimulatedGpu gpu : declared) {
            for (int i = 0; i < gpu.count(); i++) {
                devices.add(new GpuNode.Device("sim" + devices.size(), gpu.model(), gpu.hourlyRate(), true));
            }
        }
        return List.copyOf(devices);
    }

    private static NodeName hostName() {
        try {
            return new NodeName(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException | IllegalArgumentException e) {
            return new NodeName("localhost");
        }
    }
}
