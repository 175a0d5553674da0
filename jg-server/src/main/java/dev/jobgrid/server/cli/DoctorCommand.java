package dev.jobgrid.server.cli;

import dev.jobgrid.server.config.OptionKeys;
import dev.jobgrid.server.doctor.Doctor;
import dev.jobgrid.server.doctor.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks this machine for a server. */
@Command(
        name = "doctor",
        description = {
            "Check what a server with the same options would find on this machine, and say how to" + " repair it.",
            "Checks Java, the data folder, how jobs run as processes, all that the configuration names, and the Docker Engines"
                    + " with their runtime, GPUs, images and disk. With no option but --data, it checks the"
                    + " Engine of the docker command."
        },
        footer = {
            "",
            "Exit code: 0 if jobs could run, 1 if not.",
            "",
            "Examples:",
            "  jg doctor --data /srv/jobgrid",
            "  jg doctor --config /etc/jobgrid/server.yaml"
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    /** The options that describe the machine only: the data folder and the Engines. */
    private static final Set<String> OF_MACHINE = Set.of("data", "docker");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        OneLineLog.show(Level.WARNING);
        boolean isOfMachine = spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionKeys::key)
                .allMatch(OF_MACHINE::contains);
        List<Finding> findings = isOfMachine ? machine() : configuration();
        PrintWriter out = spec.commandLine().getOut();
        for (Finding finding : findings) {
            out.printf("%-7s  %-8s  %s%n", finding.rank().word(), finding.subject(), finding.text());
            finding.advice().forEach(advice -> out.printf("%19s→ %s%n", "", advice));
        }
        out.flush();
        return findings.stream().anyMatch(finding -> finding.rank() == Finding.Rank.MISSING) ? 1 : 0;
    }

    private List<Finding> machine() {
        return Doctor.examine(options.engines(), options.data());
    }

    private List<Finding> configuration() {
        Map<String, Path> written = new TreeMap<>();
        options.accessLog().ifPresent(file -> written.put("access-log", file));
        options.readyFile().ifPresent(file -> written.put("ready-file", file));
        return Doctor.examine(options.settings(entry -> {}), options.access(), written);
    }
}
