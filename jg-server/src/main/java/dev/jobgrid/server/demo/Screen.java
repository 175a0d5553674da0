package dev.jobgrid.server.demo;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Prints what happens, a line each: plain, or with colours where a person looks on. Thread-safe. */
public final class Screen {
    /** What distinguishes a line. */
    enum Tone {
        /** The demo's own steps. */
        STEP("\u001b[1m"),
        /** What the grid reports. */
        EVENT("\u001b[36m"),
        /** What the program prints. */
        OUTPUT(""),
        /** Its style for errors. */
        ERROR("\u001b[33m");

        private final String start;

        Tone(String start) {
            this.start = start;
        }
    }

    private static final String END = "\u001b[0m";

    private final PrintWriter out;
    private final boolean colours;

    /** A screen that prints there. */
    public Screen(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** Whether the process's output is a terminal, as the launcher says, and one that wants colours. */
    public static boolean wantsColours(Map<String, String> environment) {
        return Boolean.getBoolean("jg.terminal")
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    /** Tells of a step. */
    public void step(String name, String text) {
        print(Tone.STEP, "%-10s".formatted(name), text);
    }

    void moment(Tone tone, double seconds, String name, String text) {
        print(tone, String.format(Locale.ROOT, "%7.1f s  %-24s", seconds, name), text);
    }

    void gap() {
        print(Tone.OUTPUT, "", "");
    }

    private synchronized void print(Tone tone, String name, String text) {
        String shown = colours && !tone.start.isEmpty() ? tone.start + name + END : name;
        out.println((shown + " " + text).stripTrailing());
        out.flush();
    }
}
