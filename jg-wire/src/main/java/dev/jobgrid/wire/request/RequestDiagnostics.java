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
