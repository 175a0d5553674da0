package dev.jobgrid.process;

import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.id.NodeId;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.GpuNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes a {@link ProcessExecutor}. Single-threaded. */
public final class ProcessExecutorBuilder {
    private final Path folder;
    private final List<SimulatedGpu> declared = new ArrayList<>();
    private Optional<NodeId> nodeId = Optional.empty();
    private String region = "";
    private boolean mayBePrivate = true;
    private InstantSource clock = InstantSource.system();

    ProcessExecutorBuilder(Path folder) {
        this.folder = folder;
    }

    /** What this host is called among the nodes of the grid; its host name if not told. */
    public ProcessExecutorBuilder nodeId(NodeId id) {
        this.nodeId = Optional.of(SettingCheck.present("nodeId", id));
        return this;
    }

    /** Where this host is, as the embedder writes it; empty if not told. */
    public ProcessExecutorBuilder region(String name) {
        this.region = SettingCheck.present("region", name);
        return this;
    }

    /** Declares GPUs that need not exist. With any, the host's own are not looked for. May be called again for more. */
    public ProcessExecutorBuilder simulateGpu(SimulatedGpu gpu) {
        declared.add(SettingCheck.present("simulateGpu", gpu));
        return this;
    }

    /** Declares so many GPUs of a model, each at a rate an hour. */
    public ProcessExecutorBuilder simulateGpu(GpuModel model, int count, Usd hourlyRate) {
        return simulateGpu(new SimulatedGpu(
                SettingCheck.present("simulateGpu.model", model),
                count,
                SettingCheck.present("simulateGpu.hourlyRate", hourlyRate)));
    }

    /** Whether jobs get a {@code /workspace} of their own where the host can give them one; they do if not told. */
    public ProcessExecutorBuilder privateWorkspace(boolean isWanted) {
        this.mayBePrivate = isWanted;
        return this;
    }

    /** Tells the time; the system's if not told. */
    public ProcessExecutorBuilder clock(InstantSource source) {
        this.clock = SettingCheck.present("clock", source);
        return this;
    }

    /**
     * Makes the executor: makes its folder, tries out how this host can run jobs, asks for its GPUs. Takes some tens of
     * milliseconds, and up to seconds where drivers are slow.
     *
     * @throws IOException if the folder cannot be made or written, or the host has no /bin/sh
     */
    public ProcessExecutor build() throws IOException {
        Path real = RunFolders.makePrivate(folder.toAbsolutePath()).toRealPath();
        RunFolders folders = new RunFolders(real);
        Supervisor supervisor = new HostAbilities(real).find(mayBePrivate);
        ProcessNode node = new ProcessNode(
                nodeId.orElseGet(ProcessExecutorBuilder::hostName), region, devices(), new FreeDisk(real, clock));
        return new ProcessExecutor(folders, supervisor, node, clock);
    }

    private List<GpuNode.Device> devices() {
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

    private static NodeId hostName() {
        try {
            return new NodeId(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException | IllegalArgumentException e) {
            return new NodeId("localhost");
        }
    }
}
