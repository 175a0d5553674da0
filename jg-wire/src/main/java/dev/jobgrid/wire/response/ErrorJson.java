package dev.jobgrid.wire.response;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any refusal (reference §13). */
public record ErrorJson(Body error) {
    record Body(String code, String message, @Nullable Details details, String requestId) {}

    record Details(ScreeningJson screening) {}

    /** A refused call; with all violations found by screening, if it submitted a draft. */
    public static ErrorJson of(JobGridException refusal, String requestId) {
        return of(refusal.code(), String.valueOf(refusal.getMessage()), refusal.checks(), requestId);
    }

    /** A refusal with a message only. */
    public static ErrorJson of(ErrorCode code, String message, String requestId) {
        return of(code, message, List.of(), requestId);
    }

    private static ErrorJson of(ErrorCode code, String message, List<Check> checks, String requestId) {
        Details details = checks.isEmpty() ? null : new Details(ScreeningJson.of(checks));
        return new ErrorJson(new Body(code.name(), message, details, requestId));
    }
}
