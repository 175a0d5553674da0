package dev.jobgrid.wire.response;

import dev.jobgrid.errors.Check;
import dev.jobgrid.wire.WireNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code screening}: all violations of a draft (reference §04), also in the details of a refused submit (§13). */
record ScreeningJson(boolean canSubmit, String status, List<CheckJson> checks) {
    record CheckJson(
            String code,
            String severity,
            String status,
            @Nullable String field,
            String message,
            @Nullable String action) {
        static CheckJson of(Check check) {
            return new CheckJson(
                    check.code().name(),
                    WireNames.of(check.severity()),
                    check.isError() ? "failed" : "warning",
                    check.field().orElse(null),
                    check.message(),
                    check.action().orElse(null));
        }
    }

    static ScreeningJson of(List<Check> checks) {
        boolean refused = checks.stream().anyMatch(Check::isError);
        String status = refused ? "failed" : checks.isEmpty() ? "passed" : "warning";
        return new ScreeningJson(
                !refused, status, checks.stream().map(CheckJson::of).toList());
    }
}
