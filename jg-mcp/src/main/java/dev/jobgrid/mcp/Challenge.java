package dev.jobgrid.mcp;

import dev.jobgrid.auth.Scope;
import java.util.List;
import java.util.stream.Collectors;

/** The {@code WWW-Authenticate} header: the missing authorization, and where to get it (RFC 6750, RFC 9728). */
final class Challenge {
    private Challenge() {}

    /** The token is missing. */
    static String missing(PublicUrl place) {
        return "Bearer resource_metadata=\"" + place.metadata() + "\"";
    }

    /** The token is unknown, expired or revoked. */
    static String invalid(PublicUrl place) {
        return "Bearer error=\"invalid_token\", error_description=\"the token is unknown, expired, revoked or not for this"
                + " server\", resource_metadata=\"" + place.metadata() + "\"";
    }

    /** The token does not allow this; one of these scopes would. */
    static String insufficient(PublicUrl place, List<Scope> anyOf) {
        // A client requests all listed scopes, so only the narrowest sufficient one is listed.
        String scope = anyOf.stream().limit(1).map(Scope::published).collect(Collectors.joining());
        return "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\", resource_metadata=\"" + place.metadata()
                + "\"";
    }
}
