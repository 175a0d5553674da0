package dev.jobgrid.server.cli;

import dev.jobgrid.Credits;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.id.JobId;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.server.cli.grid.RemoteOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds credits to workspaces and shows their use. */
@Command(
        name = "credits",
        description = {
            "Add credits to workspaces and show their use, whether the server runs or not.",
            "balance and history are of the key's own if a server is named and neither --data nor --workspace is.",
            "Jobs are charged by a server that was started with --credits."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class CreditsCommand {
    private static final int SHOWN = 50;
    private static final int MICRO_DIGITS = 6;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "add",
            description = "Add credits to a workspace.",
            footer = {"", "Example: jg credits add 25 --workspace team-a --reference invoice-7"},
            mixinStandardHelpOptions = true)
    int add(
            @Mixin FolderOptions folder,
            @Option(
                            names = "--reference",
                            paramLabel = "TEXT",
                            required = true,
                            description =
                                    "Reference of the top-up, such as an invoice number. Each reference is booked once.")
                    String reference,
            @Parameters(paramLabel = "USD", description = "Amount in dollars, such as 25 or 0.5.") String amount)
            throws IOException {
        return folder.run(spec, (store, out) -> {
            Credits credits = store.storage().credits(folder.workspace());
            CreditMovement movement = credits.topUp(dollars(amount), reference);
            out.println("movement " + movement.number() + " of " + movement.at() + "; the workspace has "
                    + credits.balance().available() + " available");
        });
    }

    private static Usd dollars(String text) {
        try {
            return new Usd(new BigDecimal(text).movePointRight(MICRO_DIGITS).longValueExact());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no amount; 25 and 0.5 are, of dollars with up to six digits after the point", e);
        }
    }

    @Command(
            name = "balance",
            description = "Show the credits of a workspace.",
            footer = {"", "Example: jg credits balance --workspace team-a"},
            mixinStandardHelpOptions = true)
    int balance(@Mixin FolderOptions folder, @Mixin RemoteOptions server) throws IOException {
        return folder.show(
                server,
                grid -> grid.credits().balance(),
                store -> store.credits(folder.workspace()).balance(),
                (balance, out) -> {
                    out.println("available  " + balance.available());
                    out.println("reserved   " + balance.reserved());
                });
    }

    @Command(
            name = "history",
            description = "List the last 50 credit movements of a workspace, newest first.",
            footer = {"", "Example: jg credits history"},
            mixinStandardHelpOptions = true)
    int history(@Mixin FolderOptions folder, @Mixin RemoteOptions server) throws IOException {
        return folder.show(
                server,
                grid -> newest(grid.credits()),
                store -> newest(store.credits(folder.workspace())),
                (newest, out) -> {
                    newest.forEach(movement -> out.println(line(movement)));
                    if (newest.isEmpty()) {
                        out.println("nothing moved yet");
                    }
                });
    }

    private static List<CreditMovement> newest(Credits credits) {
        return credits.history(OptionalLong.empty(), SHOWN).movements();
    }

    private static String line(CreditMovement movement) {
        String about =
                movement.reference().or(() -> movement.job().map(JobId::value)).orElse("");
        String entries = movement.entries().stream()
                .map(entry -> word(entry.account()) + " " + signed(entry.micros()))
                .collect(Collectors.joining(", "));
        return movement.number() + "  " + movement.at() + "  " + word(movement.kind()) + "  " + about + "  " + entries
                + "  leaves " + movement.after().available();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String signed(long micros) {
        return (micros < 0 ? "-" : "+") + new Usd(Math.abs(micros));
    }
}
