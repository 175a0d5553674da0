package dev.jobgrid.server.admin;

import dev.jobgrid.GridSettings;
import dev.jobgrid.Retention;
import dev.jobgrid.StorageAdmin;
import dev.jobgrid.auth.AddressRange;
import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.KeyRequest;
import dev.jobgrid.auth.NewApiKey;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.submit.GridPart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Carries out operators' orders, and answers in lines for people. Thread-safe. */
public final class AdminRequestHandler {
    private final StorageAdmin upkeep;
    private final InstantSource clock;
    private final RetentionRules rules;
    private final NodeLines nodes;
    private final Backups backups;

    /** A desk where these rules of retention are in force, unless an order brings its own. */
    public AdminRequestHandler(
            StorageAdmin upkeep, InstantSource clock, RetentionRules rules, NodeLines nodes, Backups backups) {
        this.upkeep = upkeep;
        this.clock = clock;
        this.rules = rules;
        this.nodes = nodes;
        this.backups = backups;
    }

    /** The desk of a storage that no server is on: by the rules of one that was started without options. */
    static AdminRequestHandler of(Storage storage, InstantSource clock, Backups backups) {
        StorageAdmin upkeep = StorageAdmin.of(storage, clock);
        return new AdminRequestHandler(
                upkeep,
                clock,
                RetentionRules.KEEP,
                new NodeLines(upkeep.nodes(GridSettings.DEFAULT.running()), List::of),
                backups);
    }

    /**
     * Does it.
     *
     * @param progress lines while it lasts; an exception ends a backup
     * @throws IllegalArgumentException if the order makes no sense
     * @throws IOException if a backup cannot be written
     */
    List<String> carryOut(AdminRequest order, Consumer<String> progress) throws IOException {
        if (order.name().equals("backup")) {
            return backups.make(Path.of(order.one("out")), progress);
        }
        WorkspaceId workspace = new WorkspaceId(order.one("workspace"));
        return switch (order.name()) {
            case "keys create" -> createKey(workspace, order);
            case "keys list" -> listKeys(workspace);
            case "keys revoke" -> List.of(revokeKey(workspace, order.one("key")));
            case "callbacks list" -> listCallbacks(workspace, order.one("state"));
            case "maintenance on" -> closed(part(order), order.one("message"));
            case "maintenance off" -> opened(part(order));
            case "maintenance show" -> shown();
            case "credits add" -> List.of(CreditLines.added(upkeep.credits(workspace), order));
            case "credits balance" -> CreditLines.balance(upkeep.credits(workspace));
            case "credits history" -> CreditLines.history(upkeep.credits(workspace));
            case "templates list" -> TemplateLines.list(upkeep.templates(workspace));
            case "templates put" -> TemplateLines.put(upkeep.templates(workspace), order);
            case "templates remove" -> TemplateLines.removed(upkeep.templates(workspace), order.one("slug"));
            case "nodes" -> nodes.list();
            case "nodes forget" -> nodes.forgotten(order.one("node"));
            case "retention preview" -> lines("would go", retention(order).preview());
            case "retention run" -> lines("went", retention(order).run());
            case "retention adopt" -> lines("went", retention(order).adoptBlobs());
            case "callbacks retry" -> retry(workspace, order.all("job"));
            default -> throw new IllegalArgumentException("there is no order '" + order.name() + "'");
        };
    }

    private Retention retention(AdminRequest order) {
        return upkeep.retention(order.one("keep").isEmpty() ? rules : RetentionRulesParser.read(order.one("keep")));
    }

    private static List<String> lines(String what, RetentionReport report) {
        List<String> lines = new ArrayList<>();
        for (RetentionPart part : RetentionPart.values()) {
            RetentionReport.Amount amount = report.of(part);
            if (amount.count() > 0) {
                lines.add(RetentionRulesParser.name(part) + "  " + amount.count() + " " + what
                        + (amount.bytes() > 0 ? ", " + amount.bytes() + " bytes" : ""));
            }
        }
        if (lines.isEmpty()) {
            lines.add("nothing " + what);
        }
        report.notRemovedReason().ifPresent(lines::add);
        return lines;
    }

    private static GridPart part(AdminRequest order) {
        return GridPart.valueOf(order.one("part").toUpperCase(Locale.ROOT));
    }

    private List<String> closed(GridPart part, String message) {
        upkeep.maintenance().close(part, message);
        return shown();
    }

    private List<String> opened(GridPart part) {
        upkeep.maintenance().open(part);
        return shown();
    }

    private List<String> shown() {
        Map<GridPart, String> closed = upkeep.maintenance().closed();
        return Stream.of(GridPart.values())
                .map(part -> part.name().toLowerCase(Locale.ROOT) + "  "
                        + (closed.containsKey(part) ? "closed: " + closed.get(part) : "open"))
                .toList();
    }

    private List<String> createKey(WorkspaceId workspace, AdminRequest order) {
        Optional<Duration> lifetime =
                order.all("expires-in").stream().findFirst().map(AdminRequestHandler::duration);
        NewApiKey made = upkeep.apiKeys()
                .create(new KeyRequest(
                        workspace,
                        order.one("name"),
                        scopes(order.all("scope")),
                        lifetime,
                        order.all("from").stream().map(AddressRange::parse).toList()));
        return List.of(
                "key      " + made.key().id(),
                "API key  " + made.secret().value() + "  (shown this once)",
                "expires  " + made.key().expires().map(Instant::toString).orElse("never"));
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
                : names.stream().map(AdminRequestHandler::scope).collect(Collectors.toSet());
    }

    private static Scope scope(String name) {
        return Stream.of(Scope.values())
                .filter(scope -> scope.published().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no scope; these are: "
                        + Stream.of(Scope.values()).map(Scope::published).collect(Collectors.joining(", "))));
    }

    private List<String> listKeys(WorkspaceId workspace) {
        List<ApiKey> keys = upkeep.apiKeys().list(workspace);
        return keys.isEmpty()
                ? List.of("workspace " + workspace + " has no keys")
                : keys.stream().map(this::line).toList();
    }

    private String line(ApiKey key) {
        String state = key.revoked()
                .map(at -> "revoked " + at)
                .or(() -> key.expires().map(at -> (key.isValidAt(clock.instant()) ? "expires " : "expired ") + at))
                .orElse("works");
        String scopes = key.scopes().stream().map(Scope::published).sorted().collect(Collectors.joining(","));
        String from = key.addresses().isEmpty() ? "" : "  from " + key.addresses();
        return key.id() + "  " + key.prefix() + "…  " + state + "  " + scopes + from + "  " + key.name();
    }

    private String revokeKey(WorkspaceId workspace, String id) {
        if (!upkeep.apiKeys().revoke(workspace, new KeyId(id))) {
            throw new IllegalArgumentException(
                    "workspace " + workspace + " has no key " + id + " that works; keys list shows all of them");
        }
        return "key " + id + " works no more";
    }

    private List<String> listCallbacks(WorkspaceId workspace, String state) {
        CallbackProgress.State wanted =
                CallbackProgress.State.valueOf(state.toUpperCase(Locale.ROOT).replace('-', '_'));
        List<CallbackDelivery> found = upkeep.callbacks(workspace, wanted);
        return found.isEmpty()
                ? List.of("no callback is " + state)
                : found.stream()
                        .map(one -> one.job().id() + "  " + one.receiver() + "  "
                                + one.progress().attempts() + " tries  " + one.created())
                        .toList();
    }

    /** Those named, or else all that were given up. */
    private List<String> retry(WorkspaceId workspace, List<String> jobs) {
        List<JobId> asked = jobs.isEmpty()
                ? upkeep.callbacks(workspace, CallbackProgress.State.GIVEN_UP).stream()
                        .map(one -> one.job().id())
                        .toList()
                : jobs.stream().map(JobId::new).toList();
        List<String> lines = new ArrayList<>();
        for (JobId job : asked) {
            CallbackReport report = upkeep.retryCallback(new JobRef(workspace, job));
            lines.add(job + ": due now, goes to " + report.delivery().receiver());
        }
        return lines.isEmpty() ? List.of("no callback was given up") : lines;
    }
}
