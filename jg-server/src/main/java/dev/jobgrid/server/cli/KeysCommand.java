package dev.jobgrid.server.cli;

import dev.jobgrid.auth.AddressRange;
import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.KeyRequest;
import dev.jobgrid.auth.NewApiKey;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.KeyId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes, shows and revokes API keys. */
@Command(
        name = "keys",
        description = "Create, list and revoke API keys of a server, whether it runs or not.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "create",
            description = "Create an API key and print it once.",
            footer = {"", "Example: jg keys create --name ci --scope jobs:read --expires-in 30d"},
            mixinStandardHelpOptions = true)
    int create(
            @Mixin FolderOptions folder,
            @Option(
                            names = "--name",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Name of the key, such as its purpose.")
                    String name,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            description = "Scope of the key, such as jobs:read. Repeatable. Default: all.")
                    @Nullable
                    List<String> scopes,
            @Option(
                            names = "--expires-in",
                            paramLabel = "TIME",
                            description = "Lifetime of the key, such as 30d, 12h or 45m. Default: unlimited.")
                    @Nullable
                    String expiresIn,
            @Option(
                            names = "--from",
                            paramLabel = "RANGE",
                            description =
                                    "Address or range that may use the key, such as 10.0.0.0/8. Repeatable. Default: any.")
                    @Nullable
                    List<String> from)
            throws IOException {
        return folder.run(spec, (store, out) -> {
            NewApiKey created = store.storage()
                    .apiKeys()
                    .create(new KeyRequest(
                            folder.workspace(),
                            name,
                            scopes(given(scopes)),
                            Optional.ofNullable(expiresIn).map(KeysCommand::duration),
                            given(from).stream().map(AddressRange::parse).toList()));
            out.println("key      " + created.key().id());
            out.println("API key  " + created.secret().value() + "  (shown this once)");
            out.println(
                    "expires  " + created.key().expires().map(Instant::toString).orElse("never"));
        });
    }

    private static List<String> given(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }

    /** "30d", "12h", "45m". */
    private static Duration duration(String text) {
        if (!text.matches("[0-9]{1,6}[dhm]")) {
            throw new IllegalArgumentException("'" + text + "' is no time; 30d, 12h and 45m are");
        }
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 'd' -> Duration.ofDays(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofMinutes(count);
        };
    }

    private static Set<Scope> scopes(List<String> names) {
        return names.isEmpty()
                ? EnumSet.allOf(Scope.class)
                : names.stream().map(KeysCommand::scope).collect(Collectors.toSet());
    }

    private static Scope scope(String name) {
        return Stream.of(Scope.values())
                .filter(scope -> scope.published().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no scope; these are: "
                        + Stream.of(Scope.values()).map(Scope::published).collect(Collectors.joining(", "))));
    }

    @Command(
            name = "list",
            description = "List the API keys of a workspace, newest first.",
            footer = {"", "Example: jg keys list --workspace team-a"},
            mixinStandardHelpOptions = true)
    int list(@Mixin FolderOptions folder) throws IOException {
        return folder.run(spec, (store, out) -> {
            List<ApiKey> keys = store.storage().apiKeys().list(folder.workspace());
            keys.forEach(key -> out.println(line(key)));
            if (keys.isEmpty()) {
                out.println("workspace " + folder.workspace() + " has no keys");
            }
        });
    }

    private static String line(ApiKey key) {
        String state = key.revoked()
                .map(at -> "revoked " + at)
                .or(() -> key.expires().map(at -> (key.isValidAt(Instant.now()) ? "expires " : "expired ") + at))
                .orElse("works");
        String scopes = key.scopes().stream().map(Scope::published).sorted().collect(Collectors.joining(","));
        String from = key.addresses().isEmpty() ? "" : "  from " + key.addresses();
        return key.id() + "  " + key.prefix() + "…  " + state + "  " + scopes + from + "  " + key.name();
    }

    @Command(
            name = "revoke",
            description = "Revoke an API key at once.",
            footer = {"", "Example: jg keys revoke key_123"},
            mixinStandardHelpOptions = true)
    int revoke(
            @Mixin FolderOptions folder,
            @Parameters(paramLabel = "KEY", description = "Id of the key, as 'jg keys list' shows it.") String key)
            throws IOException {
        return folder.run(spec, (store, out) -> {
            if (!store.storage().apiKeys().revoke(folder.workspace(), new KeyId(key))) {
                throw new IllegalArgumentException("workspace " + folder.workspace() + " has no key " + key
                        + " that works; keys list shows all of them");
            }
            out.println("key " + key + " works no more");
        });
    }

    @Command(
            name = "replace-signing-key",
            description = {
                "Replace the key that signs upload and download addresses.",
                "Addresses that the replaced key signed stay valid until they expire, or the key is replaced"
                        + " again."
            },
            footer = {"", "Example: jg keys replace-signing-key --revoke"},
            mixinStandardHelpOptions = true)
    int replaceSigningKey(
            @Mixin FolderOptions folder,
            @Option(
                            names = "--revoke",
                            description = "Refuse all addresses that were given out before, within a minute.")
                    boolean revokes)
            throws IOException {
        return folder.run(
                spec,
                (store, out) -> out.println("signing key " + store.storage().replaceSigningKey(revokes)
                        + " signs addresses of files within a minute; "
                        + (revokes
                                ? "those that were given out before are refused then"
                                : "those that were given out before stay valid")));
    }
}
