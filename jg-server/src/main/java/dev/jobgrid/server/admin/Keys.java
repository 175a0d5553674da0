package dev.jobgrid.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;

/** The keys that a server creates for its owner: with all scopes, for the default workspace. Thread-safe. */
public final class Keys {
    private final ApiKeys keys;
    private final Path data;

    public Keys(ApiKeys keys, Path data) {
        this.keys = keys;
        this.data = data;
    }

    /** Creates a key if there is none yet. Its text is not stored. */
    public Optional<String> first() {
        return keys.list(WorkspaceId.DEFAULT).isEmpty() ? Optional.of(create("first key")) : Optional.empty();
    }

    /**
     * A name for the keys that servers on this data folder write to their ready files, one after the other. Servers that
     * share a database have names of their own.
     */
    public String readyFileName() throws IOException {
        Path file = data.resolve("ready-file-keys");
        if (!Files.exists(file)) {
            byte[] random = new byte[4];
            new SecureRandom().nextBytes(random);
            PrivateFile.write(file, ("ready file " + HexFormat.of().formatHex(random)).getBytes(UTF_8));
        }
        return Files.readString(file).strip();
    }

    /** The offered key if it is valid here, else a new one. */
    public String keep(Optional<String> offered, String name) {
        return offered.filter(key -> keys.authenticate(key).isPresent()).orElseGet(() -> create(name));
    }

    /** Revokes the keys of this name but the one that counts now. */
    public void revokeOthers(String name, String current) {
        keys.list(WorkspaceId.DEFAULT).stream()
                .filter(key -> key.name().equals(name) && key.revoked().isEmpty())
                .filter(key -> !current.startsWith(key.prefix()))
                .forEach(key -> keys.revoke(WorkspaceId.DEFAULT, key.id()));
    }

    private String create(String name) {
        return keys.create(WorkspaceId.DEFAULT, name, EnumSet.allOf(Scope.class), Optional.empty())
                .secret()
                .value();
    }
}
