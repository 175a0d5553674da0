package dev.jobgrid.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A JVM whose name server is a file in which each name given is a host. */
public final class HostsFile {
    private HostsFile() {}

    /** The lines that the class's {@code main} prints in such a JVM. */
    public static List<String> linesOf(Class<?> program, List<String> names, Path folder) throws Exception {
        Path hosts = Files.write(
                folder.resolve("hosts"),
                names.stream().map(name -> "10.0.0.1 " + name).toList());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.lines().toList();
    }
}
