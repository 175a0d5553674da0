package dev.jobgrid.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the runs of a job have said themselves, in the order in which they said it.
 *
 * @param lines an attempt and a word each
 */
record Tallied(List<String> lines) {
    static final String BEGUN = "begun";
    static final String ENDED = "ended";

    /** What is in the file of a job; nothing if it never ran. */
    static Tallied of(Path file) throws IOException {
        return new Tallied(Files.exists(file) ? Files.readAllLines(file) : List.of());
    }

    /** The attempts that have said a word. */
    List<Integer> attempts(String word) {
        return lines.stream()
                .filter(line -> line.endsWith(" " + word))
                .map(Tallied::attempt)
                .toList();
    }

    /** The attempt of each line; they only grow if none was there beside a later one. */
    List<Integer> attempts() {
        return lines.stream().map(Tallied::attempt).toList();
    }

    private static int attempt(String line) {
        return Integer.parseInt(line.substring(0, line.indexOf(' ')));
    }
}
