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
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
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
import dev.jobgrid.wire.WireNames;
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

/** Carries out operators' requests, and answers in lines for people. Thread-safe. */
public final class AdminRequestHandler {
    private final StorageAdmin admin;
    private final InstantSource clock;
    private final RetentionRules rules;
    private final NodeLines nodes;
    private final Backups backups;
    private final Health health;

    /** Whether the server is well. */
    public interface Health {
        /**
         * Lines for the operator.
         *
         * @throws IOException if it is not
         */
        List<String> lines() throws IOException;
    }

    /** A handler where these rules of retention are in force, unless a request brings its own. */
    public AdminRequestHandler(
            StorageAdmin admin,
            InstantSource clock,
            RetentionRules rules,
            NodeLines nodes,
            Backups backups,
            Health health) {
        this.admin = admin;
        this.clock = clock;
        this.rules = rules;
        this.nodes = nodes;
        this.backups = backups;
        this.health = health;
    }

    /** The handler of a storage that no server is on: by the rules of one that was started without options. */
    static AdminRequestHandler of(Storage storage, InstantSource clock, Backups backups) {
        StorageAdmin admin = StorageAdmin.of(storage, clock);
        return new AdminRequestHandler(
                admin,
                clock,
                RetentionRules.KEEP,
                new NodeLines(admin.nodes(GridSettings.DEFAULT.running()), List::of),
                backups,
                () -> {
                    throw new IOException("no server runs on this folder");
                });
    }

    /**
     * Does it.
     *
     * @param progress lines while it lasts; an exception ends a backup
     * @throws IllegalArgumentException if the request makes no sense
     * @throws IOException if a backup cannot be written
     */
    List<String> handle(AdminRequest request, Consumer<String> progress) throws IOException {
        try {
            return handled(request, progress);
        } catch (JobGridException e) {
            throw e.code() == ErrorCode.INVALID_REQUEST ? new IllegalArgumentException(e.getMessage(), e) : e;
        }
    }

    private List<String> handled(AdminRequest request, Consumer<String> progress) throws IOException {
        if (request.name().equals("backup")) {
            return backups.make(Path.of(request.one("out")), progress);
        }
        WorkspaceId workspace = new WorkspaceId(request.one("workspace"));
        return switch (request.name()) {
            case "keys create" -> createKey(workspace, request);
            case "keys list" -> listKeys(workspace);
            case "keys revoke" -> List.of(revokeKey(workspace, request.one("key")));
            case "keys replace-signing-key" ->
                List.of(replacedSigningKey(!request.all("revoke").isEmpty()));
            case "callbacks list" -> listCallbacks(workspace, request.one("state"));
            case "maintenance on" -> closed(part(request), request.one("message"));
            case "maintenance off" -> opened(part(request));
            case "maintenance show" -> shown();
            case "credits add" -> List.of(CreditLines.added(admin.credits(workspace), request));
            case "credits balance" -> CreditLines.balance(admin.credits(workspace));
            case "credits history" -> CreditLines.history(admin.credits(workspace));
            case "templates list" -> TemplateLines.list(admin.templates(workspace));
            case "templates put" -> TemplateLines.put(admin.templates(workspace), request);
            case "templates remove" -> TemplateLines.removed(admin.templates(workspace), request.one("slug"));
            case "health" -> health.lines();
            case "nodes" -> nodes.list();
            case "nodes forget" -> nodes.forgotten(request.one("node"));
            case "retention preview" -> lines("would go", retention(request).preview());
            case "retention run" -> lines("went", retention(request).run());
            case "retention adopt" -> lines("went", retention(request).adoptBlobs());
            case "callbacks retry" -> retry(workspace, request.all("job"));
            default -> throw new IllegalArgumentException("there is no request '" + request.name() + "'");
        };
    }

    private Retention retention(AdminRequest request) {
        return admin.retention(request.one("keep").isEmpty() ? rules : RetentionRulesParser.read(request.one("keep")));
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

    private static GridPart part(AdminRequest request) {
        return constant(GridPart.class, request.one("part"));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> WireNames.of(constant)
                        .equals(word.toLowerCase(Locale.ROOT).replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is none of "
                        + Stream.of(type.getEnumConstants()).map(WireNames::of).collect(Collectors.joining(", "))));
    }

    private List<String> closed(GridPart part, String message) {
        admin.maintenance().close(part, message);
        return shown();
    }

    private List<String> opened(GridPart part) {
        admin.maintenance().open(part);
        return shown();
    }

    private List<String> shown() {
        Map<GridPart, String> closed = admin.maintenance().closed();
        return Stream.of(GridPart.values())
                .map(part -> part.name().toLowerCase(Locale.ROOT) + "  "
                        + (closed.containsKey(part) ? "closed: " + closed.get(part) : "open"))
                .toList();
    }

    private List<String> createKey(WorkspaceId workspace, AdminRequest request) {
        Optional<Duration> lifetime =
                request.all("expires-in").stream().findFirst().map(AdminRequestHandler::duration);
        NewApiKey made = admin.apiKeys()
                .create(new KeyRequest(
                        workspace,
                        request.one("name"),
                        scopes(request.all("scope")),
                        lifetime,
                        request.all("from").stream().map(AddressRange::parse).toList()));
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
        List<ApiKey> keys = admin.apiKeys().list(workspace);
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
        if (!admin.apiKeys().revoke(workspace, new KeyId(id))) {
            throw new IllegalArgumentException(
                    "workspace " + workspace + " has no key " + id + " that works; keys list shows all of them");
        }
        return "key " + id + " works no more";
    }

    private String replacedSigningKey(boolean revokes) {
        return "signing key " + admin.replaceSigningKey(revokes) + " signs addresses of files within a minute; "
                + (revokes
                        ? "those that were given out before are refused then"
                        : "those that were given out before stay valid");
    }

    private List<String> listCallbacks(WorkspaceId workspace, String state) {
        CallbackProgress.State wanted = constant(CallbackProgress.State.class, state);
        List<CallbackDelivery> found = admin.callbacks(workspace, wanted);
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
                ? admin.callbacks(workspace, CallbackProgress.State.GIVEN_UP).stream()
                        .map(one -> one.job().id())
                        .toList()
                : jobs.stream().map(JobId::new).toList();
        List<String> lines = new ArrayList<>();
        for (JobId job : asked) {
            CallbackReport report = admin.retryCallback(new JobRef(workspace, job));
            lines.add(job + ": due now, goes to " + report.delivery().receiver());
        }
        return lines.isEmpty() ? List.of("no callback was given up") : lines;
    }
}
