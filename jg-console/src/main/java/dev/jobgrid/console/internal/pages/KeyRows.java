package dev.jobgrid.console.internal.pages;

import dev.jobgrid.auth.AddressRange;
import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.AuditEvent;
import dev.jobgrid.console.internal.text.ScopeWords;
import dev.jobgrid.console.internal.views.KeysView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Keys, and what was done to them, as rows. Pure. */
final class KeyRows {
    private static final Duration SOON = Duration.ofDays(7);

    private KeyRows() {}

    static String sentence(List<ApiKey> all, Instant now) {
        List<ApiKey> working = all.stream().filter(key -> key.isValidAt(now)).toList();
        if (working.isEmpty()) {
            return "No key of this workspace works.";
        }
        long soon = working.stream()
                .flatMap(key -> key.expires().stream())
                .filter(now.plus(SOON)::isAfter)
                .count();
        String ending = soon == 0 ? "." : "; " + soon + (soon == 1 ? " ends" : " end") + " within 7 days.";
        return (working.size() == 1 ? "1 key works" : working.size() + " keys work") + ending;
    }

    static KeysView.Row of(ApiKey key, Instant now) {
        String state = key.revoked().isPresent() ? "revoked" : key.isValidAt(now) ? "works" : "expired";
        String from = key.addresses().stream().map(AddressRange::toString).collect(Collectors.joining(", "));
        return new KeysView.Row(
                key.id().value(),
                key.name(),
                key.prefix(),
                ScopeWords.sentence(key.scopes()),
                from,
                state,
                key.revoked().or(key::expires));
    }

    static KeysView.Event of(AuditEvent event) {
        String what = switch (event.kind()) {
            case KEY_CREATED -> "made";
            case KEY_REVOKED -> "revoked";
            case ADDRESS_BLOCKED -> "address blocked";
        };
        String detail = event.kind() == AuditEvent.Kind.ADDRESS_BLOCKED
                ? event.subject() + ": " + event.detail()
                : event.detail();
        return new KeysView.Event(event.at(), what, detail);
    }
}
