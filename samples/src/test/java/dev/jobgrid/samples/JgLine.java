package dev.jobgrid.samples;

import dev.jobgrid.samples.cli.Jg;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The jg command as a process of its own, without the launcher: it would build what is just being tested. */
final class JgLine {
    private JgLine() {}

    /** The words that start it, with so much heap. */
    static List<String> of(String heap, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Jg.class.getName()));
        words.addAll(List.of(arguments));
        return words;
    }
}
