package dev.jobgrid.server;

import dev.jobgrid.server.cli.Jg;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * The classes of the jg command as the launcher has them: in jars, with an archive of what a JVM would load and verify at each
 * start. That is most of the time of a short command, and the tests start many. Made when first asked for, once for each JVM
 * that runs tests, so that it is always of the classes under test and for this JDK.
 */
final class JgClasses {
    private static final JgClasses MADE = make();

    private final List<String> options;

    private JgClasses(List<String> options) {
        this.options = options;
    }

    /** The options by which a JVM finds them. */
    static List<String> options() {
        return MADE.options;
    }

    private static JgClasses make() {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "jg-classes-")
                    .toAbsolutePath();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            String classPath = packed(folder);
            Path archive = folder.resolve("classes.jsa");
            List<String> options = new ArrayList<>();
            if (canArchive(folder, archive, classPath)) {
                options.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto"));
                // Else a JVM that cannot use it says so among the output of the command.
                options.addAll(List.of("-Xlog:disable", "-Xlog:all=error:stderr"));
            }
            options.addAll(List.of("-cp", classPath));
            return new JgClasses(List.copyOf(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class path of this JVM without the tests, as jars: folders cannot be archived. */
    private static String packed(Path folder) {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
            if (entry.isEmpty()) {
                continue; // Surefire's ends with a separator, and an empty entry would be the working folder
            }
            Path path = Path.of(entry);
            if (!Files.isDirectory(path)) {
                jars.add(entry);
            } else if (!path.endsWith("test-classes")) {
                jars.add(pack(path, folder.resolve(jars.size() + ".jar")));
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static String pack(Path classes, Path jar) {
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        PrintStream out = System.out;
        int code = tool.run(out, out, "--create", "--no-compress", "--file", jar.toString(), "-C", classes + "", ".");
        if (code != 0) {
            throw new IllegalStateException(classes + " could not be packed");
        }
        return jar.toString();
    }

    /** Without it all works, but takes longer. */
    private static boolean canArchive(Path folder, Path archive, String classPath) throws IOException {
        Path said = folder.resolve("warm-up.log");
        List<String> command = List.of(
                JgLine.JAVA,
                "-XX:ArchiveClassesAtExit=" + archive,
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-cp",
                classPath,
                Jg.class.getName(),
                "warm-up");
        Process process = Programs.child(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean isMade = process.onExit().join().exitValue() == 0 && Files.exists(archive);
        if (!isMade) {
            System.err.println(
                    "no archive of the classes of jg, so that its tests take longer: " + Files.readString(said));
        }
        return isMade;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
