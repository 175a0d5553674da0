package dev.jobgrid.mcp.tools;

import dev.jobgrid.auth.Scope;
import java.util.List;
import java.util.Map;

/**
 * What is told of a tool.
 *
 * @param name as published
 * @param title for people
 * @param description for agents
 * @param input JSON schema of its arguments
 * @param data JSON schema of the answer under {@code data}
 * @param effect what it changes
 * @param scopes any of which the grid asks for; for messages only, since the grid is who asks
 */
public record ToolDescription(
        String name,
        String title,
        String description,
        Map<String, Object> input,
        Map<String, Object> data,
        Effect effect,
        List<Scope> scopes) {
    /** What a tool changes. */
    public enum Effect {
        /** Nothing. */
        READS,
        /** It adds something. */
        ADDS,
        /** It ends something that cannot be had back. */
        ENDS
    }

    /** Copies the scopes. */
    public ToolDescription {
        scopes = List.copyOf(scopes);
    }
}
