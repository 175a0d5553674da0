package dev.jobgrid.server.cli.grid;

import dev.jobgrid.server.cli.output.LineWidth;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The surroundings of a command.
 *
 * @param environment the environment variables
 * @param in the standard input
 * @param isInteractive whether somebody can answer a question
 * @param columns how many characters the terminal shows in a line to which the output goes; absent if it goes elsewhere
 */
public record Shell(Map<String, String> environment, InputStream in, boolean isInteractive, OptionalInt columns) {
    private static final char UNREADABLE = '\uFFFD';
    private static final int USUAL_COLUMNS = 80;

    /** The root command, which knows it. */
    public interface Holder extends LineWidth {
        /** The surroundings of the command line. */
        Shell shell();

        @Override
        default OptionalInt columns() {
            return shell().columns();
        }
    }

    /** Copies the environment. */
    public Shell {
        environment = Map.copyOf(environment);
    }

    /** With a terminal of the usual width, or without one. */
    public Shell(Map<String, String> environment, InputStream in, boolean isInteractive, boolean isTerminal) {
        this(environment, in, isInteractive, isTerminal ? OptionalInt.of(USUAL_COLUMNS) : OptionalInt.empty());
    }

    /** Of this process; only the launcher knows whether there is a terminal. */
    public static Shell ofProcess() {
        int columns = Integer.getInteger("jg.columns", USUAL_COLUMNS);
        return new Shell(
                System.getenv(),
                System.in,
                Boolean.getBoolean("jg.interactive"),
                Boolean.getBoolean("jg.terminal")
                        ? OptionalInt.of(columns > 0 ? columns : USUAL_COLUMNS)
                        : OptionalInt.empty());
    }

    /** Whether the output goes to a terminal. */
    public boolean isTerminal() {
        return columns.isPresent();
    }

    /** A flag with its value as one types them, after a space; nothing if there is no value. */
    static String flag(String name, @Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        return " " + name + " " + (text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'");
    }

    /** Of the command line that the command belongs to. */
    public static Shell of(CommandSpec command) {
        return ((Holder) command.root().userObject()).shell();
    }

    /**
     * Checks that an argument or a variable was decoded: Java puts a character in the place of bytes that it cannot
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
