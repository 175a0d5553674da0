package dev.jobgrid.mcp;

import dev.jobgrid.auth.Scope;
import java.util.List;
import java.util.stream.Collectors;

/** The {@code WWW-Authenticate} header: what a client lacks, and where it learns how to get it (RFC 6750, RFC 9728). */
final class Challenge {
    private Challenge() {}

    /** There is no token. */
    static String missing(PublicUrl place) {
        return "Bearer resource_metadata=\"" + place.metadata() + "\"";
    }

    /** The token is nobody's, or works no more. */
    static String invalid(PublicUrl place) {
        return "Bearer error=\"invalid_token\", error_description=\"the token is unknown, expired, revoked or not for this"
                + " server\", resource_metadata=\"" + place.metadata() + "\"";
    }

    /** The token does not allow this; one of these scopes would. */
    static String insufficient(PublicUrl place, List<Scope> anyOf) {
        // A client asks for all that it is told of, so it is told the narrowest that does.
        String scope = anyOf.stream().limit(1).map(Scope::published).collect(Collectors.joining());
        return "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\", resource_metadata=\"" + place.metadata()
                + "\"";
    }
}
