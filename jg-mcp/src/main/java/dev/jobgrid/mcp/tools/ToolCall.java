package dev.jobgrid.mcp.tools;

import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.spi.FileLinks;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A tool's call.
 *
 * @param around what is the same for all calls of one request
 * @param arguments what the agent gave
 */
public record ToolCall(Around around, Arguments arguments) {
    /**
     * Where a call happens.
     *
     * @param grid the grid, as the caller may use it
     * @param base where the caller reaches the routes that signed addresses lead to
     * @param links makes those addresses
     * @param clock the grid's clock
     * @param progress who hears how it comes along
     */
    public record Around(JobGrid grid, URI base, FileLinks links, InstantSource clock, Progress progress) {}

    JobGrid grid() {
        return around.grid();
    }

    Instant now() {
        return around.clock().instant();
    }

    JobId job() {
        return arguments.job();
    }
}
