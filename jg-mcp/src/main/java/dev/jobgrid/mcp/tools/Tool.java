package dev.jobgrid.mcp.tools;

/** A tool for agents. Thread-safe; stateless. */
public interface Tool {
    /** Its description for agents and their hosts. */
    ToolDescription description();

    /**
     * Runs it.
     *
     * @throws dev.jobgrid.errors.JobGridException if the grid refuses, or an argument is missing or wrong
     * @throws InterruptedException if the thread is interrupted
     */
    ToolResult call(ToolCall call) throws InterruptedException;
}
