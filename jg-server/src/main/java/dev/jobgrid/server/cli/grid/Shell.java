package dev.jobgrid.server.cli.grid;

import java.io.InputStream;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What surrounds a command.
 *
 * @param environment the environment variables
 * @param in the standard input
 * @param isInteractive whether somebody can answer a question
 * @param isTerminal whether the output goes to a terminal
 */
public record Shell(Map<String, String> environment, InputStream in, boolean isInteractive, boolean isTerminal) {
    private static final char UNREADABLE = '\uFFFD';

    /** The root command, which knows it. */
    public interface Holder {
        /** The surroundings of the command line. */
        Shell shell();
    }

    /** Copies the environment. */
    public Shell {
        environment = Map.copyOf(environment);
    }

    /** Of this process; only the launcher can tell whether somebody looks on. */
    public static Shell ofProcess() {
        return new Shell(
                System.getenv(), System.in, Boolean.getBoolean("jg.interactive"), Boolean.getBoolean("jg.terminal"));
    }

    /** Of the command line that the command belongs to. */
    public static Shell of(CommandSpec command) {
        return ((Holder) command.root().userObject()).shell();
    }

    /**
     * Checks that an argument or a variable is what was given: Java puts a character in the place of bytes that it cannot
     * read by the locale, and goes on.
     *
     * @throws IllegalArgumentException if such a character is in it; the message does not hold the text
     */
    public static void requireReadable(String what, String text) {
        if (text.indexOf(UNREADABLE) >= 0) {
            throw new IllegalArgumentException(
                    what + " is not UTF-8 text; give it as UTF-8, in a locale such as LC_ALL=C.UTF-8");
        }
    }
}
