package dev.jobgrid.job;

import java.util.ArrayList;
import java.util.List;

/**
 * The command of a job (reference §06, {@code command} and {@code args}).
 *
 * @param executable the program
 * @param args its arguments
 */
public record Command(String executable, List<String> args) {
    /** Copies the arguments. */
    public Command {
        args = List.copyOf(args);
    }

    /** The program and its arguments, one after the other. */
    public static Command of(String executable, String... args) {
        return new Command(executable, List.of(args));
    }

    /**
     * Splits a line into words as a POSIX shell does, with its quotes and backslashes, without any expansion.
     *
     * @throws IllegalArgumentException if the line has no word, or a quote is not closed
     */
    public static Command parse(String line) {
        List<String> words = new ShellWords(line).split();
        if (words.isEmpty()) {
            throw new IllegalArgumentException("the command has no word");
        }
        return new Command(words.get(0), words.subList(1, words.size()));
    }

    /** The executable, then the arguments. */
    public List<String> words() {
        List<String> words = new ArrayList<>(args.size() + 1);
        words.add(executable);
        words.addAll(args);
        return words;
    }
}
