package dev.jobgrid.server.cli.output;

import java.util.OptionalInt;

/** The root command, which knows where the output goes. */
public interface LineWidth {
    /** How many characters the terminal shows in a line; absent if the output goes elsewhere. */
    OptionalInt columns();
}
