package dev.jobgrid.server.cli.grid;

import dev.jobgrid.client.OutageListener;
import dev.jobgrid.server.cli.output.Formats;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;

/** Tells who follows a grid that its server is gone, and that it is there again. */
final class OutageMessages implements OutageListener {
    private final URI base;
    private final Duration patience;
    private final PrintWriter err;

    OutageMessages(URI base, Duration patience, PrintWriter err) {
        this.base = base;
        this.patience = patience;
        this.err = err;
    }

    @Override
    public void lost(String reason) {
        err.println("jg: the grid at " + base + " cannot be reached (" + reason + "); trying again for up to "
                + Formats.length(patience));
        err.flush();
    }

    @Override
    public void restored() {
        err.println("jg: the grid at " + base + " answers again");
        err.flush();
    }
}
