package dev.jobgrid.samples.server;

import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import java.util.EnumSet;
import java.util.Optional;

/** The keys that a server makes for whoever starts it: with all scopes, for the default workspace. Thread-safe. */
public final class Keys {
    private final ApiKeys keys;

    Keys(ApiKeys keys) {
        this.keys = keys;
    }

    /** Makes a key if there is none at all yet. Its text cannot be had again. */
    public Optional<String> first() {
        return keys.list(WorkspaceId.DEFAULT).isEmpty() ? Optional.of(create("first key")) : Optional.empty();
    }

    /** The key offered if it works here, else one made for this. */
    public String keep(Optional<String> offered, String name) {
        return offered.filter(key -> keys.authenticate(key).isPresent()).orElseGet(() -> create(name));
    }

    private String create(String name) {
        return keys.create(WorkspaceId.DEFAULT, name, EnumSet.allOf(Scope.class), Optional.empty())
                .secret()
                .value();
    }
}
