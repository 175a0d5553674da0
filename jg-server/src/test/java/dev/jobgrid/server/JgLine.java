package dev.jobgrid.server;

import dev.jobgrid.server.cli.Jg;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The jg command as a process of its own, without the launcher: it would build what is just being tested. */
final class JgLine {
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private JgLine() {}

    /** The words that start it, with so much heap. */
    static List<String> of(String heap, String... arguments) {
        List<String> words =
                new ArrayList<>(List.of(JAVA, "-Xmx" + heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        words.addAll(JgClasses.options());
        words.add(Jg.class.getName());
        words.addAll(List.of(arguments));
        return words;
    }
}
