package dev.jobgrid.wire.request;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Problems and warnings of a request; bounded, so that no body gets a response larger than itself. Single-threaded. */
final class RequestDiagnostics {
    static final int MAX = 100;

    private final List<Check> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final boolean refusesUnknown;

    RequestDiagnostics() {
        this(false);
    }

    private RequestDiagnostics(boolean refusesUnknown) {
        this.refusesUnknown = refusesUnknown;
    }

    /** Those of a request in which unknown fields are problems. */
    static RequestDiagnostics strict() {
        return new RequestDiagnostics(true);
    }

    void invalid(String field, String message) {
        problem(Check.invalid(field, message));
    }

    void problem(Check check) {
        if (problems.size() < MAX) {
            problems.add(check);
        } else if (problems.size() == MAX) {
            problems.add(new Check(
                    ErrorCode.INVALID_REQUEST,
                    Check.Severity.ERROR,
                    Optional.empty(),
                    "more problems were found, and only the first " + MAX + " are listed",
                    Optional.empty()));
        }
    }

    /**
     * Adds a warning.
     *
     * @param message created only if it is kept, since a body may have a name for every few bytes
     */
    void warning(Supplier<String> message) {
        if (warnings.size() < MAX) {
            warnings.add(message.get());
        } else if (warnings.size() == MAX) {
            warnings.add("more fields are ignored, and only the first " + MAX + " are named");
        }
    }

    /**
     * Adds an unknown field.
     *
     * @param hint what may be meant; created only if it is kept
     */
    void unknown(String field, Supplier<String> hint) {
        if (!refusesUnknown) {
            warning(() -> "'" + field + "' is not a field of this request, and is ignored" + hint.get());
        } else if (problems.size() <= MAX) {
            invalid(field, "'" + field + "' is not a field of this request" + hint.get());
        }
    }

    /** Whether the field, or an item of it, has a problem. */
    boolean isAbout(String field) {
        return problems.stream()
                .flatMap(check -> check.field().stream())
                .anyMatch(found -> found.equals(field) || found.startsWith(field + "["));
    }

    List<Check> problems() {
        return problems;
    }

    List<String> warnings() {
        return warnings;
    }

    /** Refuses a request other than a draft, with all problems in one message. */
    void refuse() {
        if (!problems.isEmpty()) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    problems.stream().map(Check::message).collect(Collectors.joining("; ")));
        }
    }
}
