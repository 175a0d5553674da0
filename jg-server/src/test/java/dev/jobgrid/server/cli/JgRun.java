package dev.jobgrid.server.cli;

import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.testkit.http.Printed;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** A jg command that was carried out in this process: its exit code and what it printed. */
public record JgRun(int code, String out, String err) {
    /** Carries it out, without a terminal. */
    public static JgRun of(Map<String, String> environment, String... arguments) {
        return with(environment, "", arguments);
    }

    /** As {@link #of}, with something on the standard input. */
    public static JgRun with(Map<String, String> environment, String in, String... arguments) {
        return with(environment, in, new StringWriter(), arguments);
    }

    /** As {@link #with(Map, String, String...)}; what it prints can be looked at meanwhile. */
    static JgRun with(Map<String, String> environment, String in, StringWriter out, String... arguments) {
        return with(environment, in, out, new StringWriter(), arguments);
    }

    /** As {@link #of}; what it says can be looked at meanwhile. */
    static JgRun watched(Map<String, String> environment, StringWriter err, String... arguments) {
        return with(environment, "", new StringWriter(), err, arguments);
    }

    private static JgRun with(
            Map<String, String> environment, String in, StringWriter out, StringWriter err, String... arguments) {
        Shell shell =
                new Shell(environment, new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), false, false);
        CommandLine jg =
                Jg.commandLine(shell).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int code = jg.execute(arguments);
        Printed.keep(err.toString());
        return new JgRun(code, out.toString(), err.toString());
    }

    /** What it printed, line by line. */
    public List<String> lines() {
        return out.lines().toList();
    }
}
