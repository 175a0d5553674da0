package dev.jobgrid.mcp.tools;

/** One thing that an agent can ask for. Thread-safe; holds no state of a call. */
public interface Tool {
    /** What is told of it to agents and their hosts. */
    ToolDescription description();

    /**
     * Does it.
     *
     * @throws dev.jobgrid.errors.JobGridException if the grid refuses, or an argument is missing or wrong
     * @throws InterruptedException if the thread is interrupted
     */
    ToolAnswer call(ToolCall call) throws InterruptedException;
}
