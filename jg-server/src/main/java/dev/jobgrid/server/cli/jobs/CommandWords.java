package dev.jobgrid.server.cli.jobs;

import java.util.List;
import java.util.Optional;

/**
 * The words of a command line that are no options: before "--" the image, after it the command.
 *
 * @param image at most one word
 * @param command the program and its arguments; none for that of the image
 */
record CommandWords(Optional<String> image, List<String> command) {
    private static final String DASHES = "--";

    /**
     * Tells them apart, which the parser does not.
     *
     * @param words the arguments that belong to no option, before and after
     * @param line all arguments
     * @throws IllegalArgumentException if there is more than one before
     */
    static CommandWords of(List<String> words, List<String> line) {
        int dashes = line.indexOf(DASHES);
        int after = dashes < 0 ? 0 : Math.min(words.size(), line.size() - dashes - 1);
        int before = words.size() - after;
        if (before > 1) {
            throw new IllegalArgumentException("'" + words.get(1) + "' stands beside the image '" + words.get(0)
                    + "'; a command stands after --, as in 'jg run " + words.get(0) + " -- " + words.get(1)
                    + "', and before it nothing does but options and the image");
        }
        return new CommandWords(words.stream().limit(before).findFirst(), words.subList(before, words.size()));
    }
}
