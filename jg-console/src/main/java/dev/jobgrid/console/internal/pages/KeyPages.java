package dev.jobgrid.console.internal.pages;

import dev.jobgrid.auth.AddressRange;
import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.KeyRequest;
import dev.jobgrid.auth.NewApiKey;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.console.internal.templates.JtekeysGenerated;
import dev.jobgrid.console.internal.text.ScopeWords;
import dev.jobgrid.console.internal.views.ConfirmView;
import dev.jobgrid.console.internal.views.KeysView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The API keys of the workspace that an operator looks at: they are listed, made and revoked. */
final class KeyPages {
    private static final int AUDIT = 100;
    private static final int DAYS = 30;
    private static final Map<Integer, String> ENDS = ends();

    private KeyPages() {}

    private static Map<Integer, String> ends() {
        Map<Integer, String> ends = new LinkedHashMap<>();
        ends.put(1, "in a day");
        ends.put(7, "in 7 days");
        ends.put(DAYS, "in 30 days");
        ends.put(90, "in 90 days");
        ends.put(365, "in a year");
        ends.put(0, "never");
        return ends;
    }

    static PageAnswer list(Visit visit) {
        visit.checkQuery(List.of());
        Set<Scope> usual = Set.of(Scope.JOBS_READ, Scope.JOBS_SUBMIT);
        return page(visit, 200, Optional.empty(), draft("", "", published(usual), "", DAYS));
    }

    private static KeysView.Draft draft(String refusal, String name, Set<String> scopes, String addresses, int days) {
        Map<String, String> all = new LinkedHashMap<>();
        ScopeWords.ORDER.forEach(scope -> all.put(scope.published(), ScopeWords.of(scope)));
        return new KeysView.Draft(refusal, name, scopes, addresses, days, all, ENDS);
    }

    private static Set<String> published(Set<Scope> scopes) {
        return scopes.stream().map(Scope::published).collect(Collectors.toSet());
    }

    private static PageAnswer page(Visit visit, int status, Optional<KeysView.Made> made, KeysView.Draft draft) {
        WorkspaceId workspace = visit.who().caller().workspace();
        ApiKeys keys = visit.operations().apiKeys();
        List<ApiKey> all = keys.list(workspace);
        KeysView view = new KeysView(
                KeyRows.sentence(all, visit.now()),
                made,
                draft,
                all.stream().map(key -> KeyRows.of(key, visit.now())).toList(),
                keys.audit(workspace, AUDIT).stream().map(KeyRows::of).toList());
        return visit.page(
                status, "Keys", "keys", (out, none, frame) -> JtekeysGenerated.render(out, none, frame, view));
    }

    /** Makes a key, and shows it this once. */
    static PageAnswer create(Visit visit) throws IOException {
        Params form = visit.form();
        Set<String> scopes = new LinkedHashSet<>(form.all("scope"));
        int days = form.number("days")
                .map(Long::intValue)
                .filter(ENDS::containsKey)
                .orElse(DAYS);
        try {
            NewApiKey made = visit.operations().apiKeys().create(request(visit, form, scopes, days));
            return page(
                    visit,
                    200,
                    Optional.of(
                            new KeysView.Made(made.key().name(), made.secret().value())),
                    draft("", "", published(made.key().scopes()), "", days));
        } catch (IllegalArgumentException e) {
            return again(visit, form, scopes, days, String.valueOf(e.getMessage()));
        } catch (JobGridException e) {
            if (e.code() != ErrorCode.INVALID_REQUEST) {
                throw e;
            }
            return again(visit, form, scopes, days, String.valueOf(e.getMessage()));
        }
    }

    private static PageAnswer again(Visit visit, Params form, Set<String> scopes, int days, String refusal) {
        return page(
                visit,
                400,
                Optional.empty(),
                draft(refusal + ".", form.raw("name"), scopes, form.raw("addresses"), days));
    }

    private static KeyRequest request(Visit visit, Params form, Set<String> scopes, int days) {
        Set<Scope> chosen = Stream.of(Scope.values())
                .filter(scope -> scopes.contains(scope.published()))
                .collect(Collectors.toSet());
        List<AddressRange> from = Stream.of(form.raw("addresses").split("[\\s,]+"))
                .filter(text -> !text.isEmpty())
                .map(AddressRange::parse)
                .toList();
        return new KeyRequest(
                visit.who().caller().workspace(),
                form.raw("name").strip(),
                chosen,
                days == 0 ? Optional.empty() : Optional.of(Duration.ofDays(days)),
                from);
    }

    static PageAnswer confirmRevoke(Visit visit) {
        ApiKey key = key(visit);
        if (!key.isValidAt(visit.now())) {
            return visit.see("keys");
        }
        return visit.confirm(
                "keys",
                ConfirmView.of(
                        "Revoke the key \"" + key.name() + "\" (" + key.prefix()
                                + "…)? Whoever uses it is refused at once, and its sessions here end.",
                        "keys/" + key.id().value() + "/revoke",
                        "Revoke the key",
                        "keys"));
    }

    private static ApiKey key(Visit visit) {
        return visit.operations().apiKeys().list(visit.who().caller().workspace()).stream()
                .filter(key -> key.id().value().equals(visit.first()))
                .findFirst()
                .orElseThrow(() -> JobGridException.notFound("the key"));
    }

    /** Revokes a key; a second press finds it revoked. */
    static PageAnswer revoke(Visit visit) {
        KeyId id = key(visit).id();
        visit.operations().apiKeys().revoke(visit.who().caller().workspace(), id);
        return visit.see("keys");
    }
}
