package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.server.cli.grid.Shell;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a job's variables from options and files. Values are in no message. Single-threaded. */
final class EnvironmentText {
    private final Map<String, String> own;
    private final Map<String, String> read = new LinkedHashMap<>();

    /** Reads names without a value from this environment. */
    EnvironmentText(Map<String, String> own) {
        this.own = own;
    }

    Map<String, String> variables() {
        return read;
    }

    /**
     * Reads a file with a line for each variable; lines that are empty or begin with # are left out.
     *
     * @throws IllegalArgumentException if a line is no variable
     */
    void addFile(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException("--env-file: " + file + " is not a file that can be read");
        }
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(line, "--env-file: line " + (i + 1) + " of " + file);
            }
        }
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("--env-file: " + file + " is not UTF-8 text; save it as UTF-8", e);
        }
    }

    /**
     * Reads NAME=VALUE, or NAME for a variable of one's own.
     *
     * @throws IllegalArgumentException if it is neither
     */
    void add(String text, String place) {
        int end = text.indexOf('=');
        String name = end < 0 ? text : text.substring(0, end);
        if (name.isBlank()) {
            throw new IllegalArgumentException(place + " has no name before the value; write NAME=VALUE");
        }
        String value = end < 0 ? own.get(name) : text.substring(end + 1);
        if (value == null) {
            throw new IllegalArgumentException(place + " names " + name
                    + " without a value, and the environment has no such variable; write " + name + "=VALUE");
        }
        if (end < 0) {
            Shell.requireReadable(place + ": the value of " + name, value);
        }
        read.put(name, value);
    }
}
