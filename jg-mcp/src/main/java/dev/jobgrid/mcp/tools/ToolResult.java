package dev.jobgrid.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The result of a tool.
 *
 * @param summary one line for people
 * @param data the API's response; may hold signed addresses: never log it
 */
public record ToolResult(String summary, ObjectNode data) {
    /** Without the data, which may hold secrets. */
    @Override
    public String toString() {
        return "ToolResult[" + summary + "]";
    }
}
