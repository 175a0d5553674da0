package dev.jobgrid.wire.response;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import java.util.List;

/** The response to {@code GET /v1/whoami}: who the caller is. */
public record WhoamiJson(String workspace, String name, List<String> scopes) {
    /** The caller. */
    public static WhoamiJson of(Caller caller) {
        return new WhoamiJson(
                caller.workspace().value(),
                caller.subject(),
                caller.scopes().stream().sorted().map(Scope::published).toList());
    }
}
