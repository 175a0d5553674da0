package dev.jobgrid.server.cli;

import dev.jobgrid.executor.process.RunLimits;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.spi.executor.HostMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options for the hosts that run jobs. */
final class HostOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--mount",
            paramLabel = "NAME=PATH:ro|rw[:WORKSPACE,…]",
            converter = MountConverter.class,
            description = "Folder of the nodes that jobs may mount, such as datasets=/mnt/datasets:ro. A job with"
                    + " \"mounts\":[\"datasets\"] finds it at /workspace/mounts/datasets. With workspaces,"
                    + " only their jobs may mount it; with rw, they share what they write. Repeatable."
                    + " Default: none.")
    private List<HostMount> mounts = new ArrayList<>();

    @Option(
            names = "--max-memory-gib",
            paramLabel = "GiB",
            description = "Memory limit of a run in GiB. Without containers it needs a control group, else it"
                    + " applies to each process of a run. Default: for containers their share of the node by"
                    + " GPUs, else unlimited.")
    private @Nullable Long memoryGib;

    @Option(
            names = "--max-processes",
            paramLabel = "N",
            description = "Limit of processes and threads per run. Without containers it needs a control group."
                    + " Default: 4096 for containers, else unlimited.")
    private @Nullable Integer processes;

    ServerSettings.Hosts hosts() {
        return hosts(Optional.empty(), "", Optional.empty());
    }

    /** With the name, region and GPU price of this machine. */
    ServerSettings.Hosts hosts(Optional<NodeName> name, String region, Optional<Usd> hourlyRate) {
        return new ServerSettings.Hosts(mounts(), limits(), name, region, hourlyRate);
    }

    private RunLimits limits() {
        try {
            RunLimits limits = RunLimits.NONE;
            if (memoryGib != null) {
                limits = limits.withMemoryBytes(LimitOptions.bytes("--max-memory-gib", memoryGib, 30));
            }
            return processes == null
                    ? limits
                    : limits.withProcesses(Math.toIntExact(LimitOptions.bytes("--max-processes", processes, 0)));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    List<HostMount> mounts() {
        try {
            return HostMount.distinct(mounts);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '--mount': " + e.getMessage());
        }
    }

    /** Reads mounts. */
    static final class MountConverter implements ITypeConverter<HostMount> {
        @Override
        public HostMount convert(String value) {
            try {
                return HostMount.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
