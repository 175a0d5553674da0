package dev.jobgrid.server.cli;

import dev.jobgrid.server.admin.AdminClient;
import dev.jobgrid.server.admin.AdminRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Makes, shows and revokes API keys. */
@Command(
        name = "keys",
        description = "Create, list and revoke API keys of a server, whether it runs or not.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {
    /** Where, and whose. */
    static final class Place {
        // Known to commands below the one that has it, too.
        @Option(
                names = "--data",
                scope = ScopeType.INHERIT,
                paramLabel = "DIR",
                description = "Data folder of the server. Default: ${DEFAULT-VALUE}.")
        private Path data = Path.of("jobgrid-data");

        @Option(
                names = "--workspace",
                scope = ScopeType.INHERIT,
                paramLabel = "NAME",
                description = "Workspace. Default: ${DEFAULT-VALUE}.")
        private String workspace = "default";

        void send(CommandSpec spec, String order, Map<String, List<String>> options) throws IOException {
            OneLineLog.show(Level.WARNING);
            AdminClient operator = new AdminClient(data);
            if (!operator.hasFolder()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--data is " + data + ", which is no data folder of a server; name one, such as --data"
                                + " /srv/jobgrid");
            }
            Map<String, List<String>> all = new HashMap<>(options);
            all.put("workspace", List.of(workspace));
            operator.send(new AdminRequest(order, all), spec.commandLine().getErr()::println)
                    .forEach(spec.commandLine().getOut()::println);
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "create",
            description = "Create an API key and print it once.",
            footer = {"", "Example: jg keys create --name ci --scope jobs:read --expires-in 30d"},
            mixinStandardHelpOptions = true)
    void create(
            @Mixin Place place,
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
        place.send(
                spec,
                "keys create",
                Map.of(
                        "name", List.of(name),
                        "scope", given(scopes),
                        "expires-in", expiresIn == null ? List.of() : List.of(expiresIn),
                        "from", given(from)));
    }

    private static List<String> given(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }

    @Command(
            name = "list",
            description = "List the API keys of a workspace, newest first.",
            footer = {"", "Example: jg keys list --workspace team-a"},
            mixinStandardHelpOptions = true)
    void list(@Mixin Place place) throws IOException {
        place.send(spec, "keys list", Map.of());
    }

    @Command(
            name = "revoke",
            description = "Revoke an API key at once.",
            footer = {"", "Example: jg keys revoke key_123"},
            mixinStandardHelpOptions = true)
    void revoke(
            @Mixin Place place,
            @Parameters(paramLabel = "KEY", description = "Id of the key, as 'jg keys list' shows it.") String key)
            throws IOException {
        place.send(spec, "keys revoke", Map.of("key", List.of(key)));
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
    void replaceSigningKey(
            @Mixin Place place,
            @Option(
                            names = "--revoke",
                            description = "Refuse all addresses that were given out before, within a minute.")
                    boolean revokes)
            throws IOException {
        place.send(spec, "keys replace-signing-key", Map.of("revoke", revokes ? List.of("all") : List.of()));
    }
}
