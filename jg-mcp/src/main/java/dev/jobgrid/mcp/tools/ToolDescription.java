package dev.jobgrid.mcp.tools;

import dev.jobgrid.auth.Scope;
import java.util.List;
import java.util.Map;

/**
 * The description of a tool.
 *
 * @param name the published name
 * @param title for people
 * @param description for agents
 * @param input JSON schema of its arguments
 * @param data JSON schema of the answer under {@code data}
 * @param effect its effect
 * @param scopes any of which the grid requires; for messages only, since the grid checks them
 */
public record ToolDescription(
        String name,
        String title,
        String description,
        Map<String, Object> input,
        Map<String, Object> data,
        Effect effect,
        List<Scope> scopes) {
    /** The effect of a tool. */
    public enum Effect {
        /** Nothing. */
        READS,
        /** It adds something. */
        ADDS,
        /** It ends something irreversibly. */
        ENDS
    }

    /** Copies the scopes. */
    public ToolDescription {
        scopes = List.copyOf(scopes);
    }
}
