package dev.jobgrid.mcp.tools;

import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.spi.FileLinks;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A call of a tool.
 *
 * @param around the context of the request
 * @param arguments the agent's arguments
 */
public record ToolCall(Around around, Arguments arguments) {
    /**
     * The context of a call.
     *
     * @param grid the caller's grid
     * @param base the base of signed addresses for the caller
     * @param links creates those addresses
     * @param clock the grid's clock
     * @param progress receives progress
     * @param idempotencyKey the header of the request
     */
    public record Around(
            JobGrid grid,
            URI base,
            FileLinks links,
            InstantSource clock,
            Progress progress,
            Optional<String> idempotencyKey) {}

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
