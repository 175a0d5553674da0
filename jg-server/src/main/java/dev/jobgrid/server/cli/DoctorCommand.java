package dev.jobgrid.server.cli;

import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.server.doctor.Doctor;
import dev.jobgrid.server.doctor.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what a server would find here. */
@Command(
        name = "doctor",
        description = {
            "Says what a server with --docker would find on this machine: Java, the data folder, the Docker Engine with its"
                    + " runtime, GPUs, images and disk; and what to do about what is missing."
        },
        footer = {"", "Exit code 0 if jobs could run, 1 if not.", "", "Example: jg doctor --data /srv/jobgrid"},
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DockerOptions docker = new DockerOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that would keep everything. Default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("jobgrid-data");

    @Override
    public Integer call() {
        OneLineLog.show(Level.WARNING);
        List<DockerEngine> engines = docker.engines().isEmpty() ? List.of(DockerEngine.local()) : docker.engines();
        List<Finding> findings = Doctor.examine(engines, data);
        PrintWriter out = spec.commandLine().getOut();
        for (Finding finding : findings) {
            out.printf("%-7s  %-8s  %s%n", finding.rank().word(), finding.subject(), finding.text());
            finding.advice().forEach(advice -> out.printf("%19s→ %s%n", "", advice));
        }
        out.flush();
        return findings.stream().anyMatch(finding -> finding.rank() == Finding.Rank.MISSING) ? 1 : 0;
    }
}
