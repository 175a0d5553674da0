package dev.jobgrid.samples.cli;

import dev.jobgrid.spi.HostMount;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Which folders of the hosts jobs may ask for. */
final class MountOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--mount",
            paramLabel = "NAME=PATH:ro|rw[:WORKSPACE,…]",
            converter = MountConverter.class,
            description = {
                "Folder of the machines that run jobs, such as datasets=/mnt/datasets:ro. A job that says"
                        + " \"mounts\":[\"datasets\"] finds it at /workspace/mounts/datasets. With workspaces, only their jobs"
                        + " may; with rw they share what they write. May be given several times. Default: none."
            })
    private List<HostMount> mounts = new ArrayList<>();

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
