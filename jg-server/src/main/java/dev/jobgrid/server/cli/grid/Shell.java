package dev.jobgrid.server.cli.grid;

import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

    /** A flag with its value as one types them, after a space; nothing if there is no value. */
    static String flag(String name, @Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        return " " + name + " "
                + (text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'");
    }

    /** Of the command line that the command belongs to. */
    public static Shell of(CommandSpec command) {
        return ((Holder) command.root().userObject()).shell();
    }
}
